//! Checks that reading a paste never panics and prints nothing of it, and that it finds all planted values or returns an error.
#![no_main]

/// The code that writes pastes with planted values, which the tests of the crate share.
#[path = "../../tests/pastes"]
mod pastes {
    pub mod composition;
    pub mod formats;
    pub mod law;
    pub mod marked_text;
    pub mod planted;
}

use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use pastes::composition::{Part, RawValue, decorated, joined};
use pastes::law;

fuzz_target!(|data: &[u8]| {
    match data.split_first() {
        Some((mode, rest)) if mode % 2 == 0 => {
            let _ = read_planted(&mut Unstructured::new(rest));
        }
        Some((_, text)) => read(&String::from_utf8_lossy(text)),
        None => read(""),
    }
});

fn read(text: &str) {
    let printed = match beeper_bridge_login::paste::parse(text) {
        Ok(browser) => format!("{browser:?}"),
        Err(error) => format!("{error} {error:?}"),
    };
    let words = text.split(|character: char| !character.is_ascii_alphanumeric());
    for word in words.filter(|word| law::is_telling(word)) {
        assert!(!printed.contains(word), "{word} is printed: {printed}");
    }
}

fn read_planted(input: &mut Unstructured<'_>) -> Result<()> {
    let mut parts = Vec::new();
    for _ in 0..=input.int_in_range(0..=2)? {
        parts.push(part(input)?);
    }
    let (joins, decoration, cut) = <(Vec<u8>, Vec<u8>, Option<u16>)>::arbitrary(input)?;
    let marked = decorated(&joined(&parts, &joins), &decoration);
    let planted = marked.planted();
    let end = cut.map_or(marked.text.len(), |at| {
        marked
            .text
            .floor_char_boundary(usize::from(at) % (marked.text.len() + 1))
    });
    let text = &marked.text[..end];
    let whole = marked.planted_outside(&(end..usize::MAX));
    if let Err(violation) = law::check(text, &whole, &planted) {
        let formats: Vec<_> = parts.iter().map(|part| part.format().name).collect();
        panic!("{formats:?}: {violation}\n---\n{text}\n---");
    }
    Ok(())
}

fn part(input: &mut Unstructured<'_>) -> Result<Part> {
    let format = u8::arbitrary(input)?;
    let mut values = Vec::new();
    for _ in 0..=input.int_in_range(0..=3)? {
        let (kind, name, value) = <(u8, String, String)>::arbitrary(input)?;
        values.push(RawValue { kind, name, value });
    }
    let choices = Vec::arbitrary(input)?;
    Ok(Part {
        format,
        values,
        choices,
    })
}

//! Reads bash's `$'…'`. Its escapes can be single bytes, so that only the whole is text.

use std::iter::Peekable;
use std::str::CharIndices;

/// Reads the text after `$'`, and returns it with its end.
pub(super) fn read_ansi_quoted(text: &str) -> Option<(String, usize)> {
    let mut rest = text.char_indices().peekable();
    let mut bytes = Vec::new();
    let mut high_surrogate = None;
    while let Some((at, character)) = rest.next() {
        let is_unicode = character == '\\' && matches!(rest.peek(), Some((_, 'u' | 'U')));
        if !is_unicode && high_surrogate.take().is_some() {
            push_char(&mut bytes, char::REPLACEMENT_CHARACTER);
        }
        match character {
            '\'' => return Some((String::from_utf8_lossy(&bytes).into_owned(), at + 1)),
            '\\' => escape(&mut rest, &mut bytes, &mut high_surrogate),
            _ => push_char(&mut bytes, character),
        }
    }
    None
}

fn escape(rest: &mut Peekable<CharIndices<'_>>, bytes: &mut Vec<u8>, high_surrogate: &mut Option<u32>) {
    if let Some(byte) = digits(rest, 8, 3) {
        return bytes.push(byte as u8);
    }
    match rest.next().map(|(_, it)| it) {
        Some('n') => bytes.push(b'\n'),
        Some('r') => bytes.push(b'\r'),
        Some('t') => bytes.push(b'\t'),
        Some('a') => bytes.push(7),
        Some('b') => bytes.push(8),
        Some('e' | 'E') => bytes.push(27),
        Some('f') => bytes.push(12),
        Some('v') => bytes.push(11),
        Some('x') => match digits(rest, 16, 2) {
            Some(byte) => bytes.push(byte as u8),
            None => bytes.extend(b"\\x"),
        },
        Some(escape @ ('u' | 'U')) => match digits(rest, 16, if escape == 'u' { 4 } else { 8 }) {
            Some(unit) => push_unit(bytes, high_surrogate, unit),
            None => {
                bytes.push(b'\\');
                push_char(bytes, escape);
            }
        },
        Some(escaped @ ('\'' | '"' | '\\' | '?')) => push_char(bytes, escaped),
        Some(other) => {
            bytes.push(b'\\');
            push_char(bytes, other);
        }
        None => {}
    }
}

/// Adds a code unit of UTF-16, because browsers write JavaScript's escapes, two of them for some characters.
fn push_unit(bytes: &mut Vec<u8>, high_surrogate: &mut Option<u32>, unit: u32) {
    let pending = high_surrogate.take();
    let combined = match (pending, unit) {
        (Some(high), 0xdc00..=0xdfff) => 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00),
        (Some(_), _) => {
            push_char(bytes, char::REPLACEMENT_CHARACTER);
            unit
        }
        (None, _) => unit,
    };
    if (0xd800..=0xdbff).contains(&combined) {
        *high_surrogate = Some(combined);
    } else {
        push_char(bytes, char::from_u32(combined).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
}

fn digits(rest: &mut Peekable<CharIndices<'_>>, radix: u32, most: usize) -> Option<u32> {
    let mut value: Option<u32> = None;
    for _ in 0..most {
        let Some(digit) = rest
            .next_if(|(_, it)| it.is_digit(radix))
            .and_then(|(_, it)| it.to_digit(radix))
        else {
            break;
        };
        value = Some(value.unwrap_or(0).wrapping_mul(radix).wrapping_add(digit));
    }
    value
}

fn push_char(bytes: &mut Vec<u8>, character: char) {
    bytes.extend(character.encode_utf8(&mut [0; 4]).bytes());
}

//! Splits command lines as bash and similar shells do.

use std::iter::Peekable;
use std::str::Chars;

use super::token::{ShellToken, TokenBuilder, next_escaped};
use crate::paste::error::PasteError;

pub(super) fn split(text: &str) -> Result<Vec<ShellToken>, PasteError> {
    let mut rest = text.chars().peekable();
    let mut tokens = TokenBuilder::default();
    while let Some(character) = rest.next() {
        match character {
            _ if character.is_whitespace() => tokens.end_word(),
            '\'' => {
                let word = tokens.open_quote();
                read_until('\'', &mut rest, |character, _| word.push(character))?;
            }
            '"' => double_quoted(&mut rest, tokens.open_quote())?,
            '$' if rest.next_if_eq(&'\'').is_some() => tokens.open_quote().push_str(&ansi_quoted(&mut rest)?),
            '$' if rest.next_if_eq(&'"').is_some() => double_quoted(&mut rest, tokens.open_quote())?,
            '\\' => match next_escaped(&mut rest) {
                Some('\n') | None => {}
                Some(escaped) => tokens.push(escaped),
            },
            _ => tokens.push(character),
        }
    }
    Ok(tokens.finish())
}

fn double_quoted(rest: &mut Peekable<Chars<'_>>, word: &mut String) -> Result<(), PasteError> {
    read_until('"', rest, |character, rest| match character {
        '\\' => match next_escaped(rest) {
            Some('\n') => {}
            Some(escaped @ ('"' | '\\' | '$' | '`')) => word.push(escaped),
            Some(other) => word.extend(['\\', other]),
            None => {}
        },
        _ => word.push(character),
    })
}

/// Reads the rest of `$'…'`. Its escapes can be bytes, so that it is text only as a whole.
fn ansi_quoted(rest: &mut Peekable<Chars<'_>>) -> Result<String, PasteError> {
    let mut bytes = Vec::new();
    let mut high_surrogate = None;
    read_until('\'', rest, |character, rest| {
        let is_unicode = character == '\\' && matches!(rest.peek(), Some('u' | 'U'));
        if !is_unicode && high_surrogate.take().is_some() {
            push_char(&mut bytes, char::REPLACEMENT_CHARACTER);
        }
        if character != '\\' {
            return push_char(&mut bytes, character);
        }
        if let Some(byte) = digits(rest, 8, 3) {
            return bytes.push(byte as u8);
        }
        match rest.next() {
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
                Some(unit) => push_unit(&mut bytes, &mut high_surrogate, unit),
                None => push_char(push_str(&mut bytes, "\\"), escape),
            },
            Some(escaped @ ('\'' | '"' | '\\' | '?')) => push_char(&mut bytes, escaped),
            Some(other) => push_char(push_str(&mut bytes, "\\"), other),
            None => {}
        }
    })?;
    if high_surrogate.is_some() {
        push_char(&mut bytes, char::REPLACEMENT_CHARACTER);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Browsers write characters as JavaScript has them, which takes two escapes for some.
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

fn digits(rest: &mut Peekable<Chars<'_>>, radix: u32, most: usize) -> Option<u32> {
    let mut value: Option<u32> = None;
    for _ in 0..most {
        let Some(digit) = rest.next_if(|it| it.is_digit(radix)).and_then(|it| it.to_digit(radix)) else {
            break;
        };
        value = Some(value.unwrap_or(0).wrapping_mul(radix).wrapping_add(digit));
    }
    value
}

fn push_char(bytes: &mut Vec<u8>, character: char) {
    bytes.extend(character.encode_utf8(&mut [0; 4]).bytes());
}

fn push_str<'a>(bytes: &'a mut Vec<u8>, text: &str) -> &'a mut Vec<u8> {
    bytes.extend(text.bytes());
    bytes
}

/// Hands over each character before the quote, and what follows it to take more from.
fn read_until(
    quote: char,
    rest: &mut Peekable<Chars<'_>>,
    mut each: impl FnMut(char, &mut Peekable<Chars<'_>>),
) -> Result<(), PasteError> {
    while let Some(character) = rest.next() {
        if character == quote {
            return Ok(());
        }
        each(character, rest);
    }
    Err(PasteError::UnclosedQuote)
}

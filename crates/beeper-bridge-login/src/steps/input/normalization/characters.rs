//! Characters that mean the same, and those that copying brings along.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::rendering::text::visible_characters::is_invisible;

/// What people and programs put around a value when they write it into a text.
const WRAPPINGS: [(char, char); 8] = [
    ('<', '>'),
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('\u{201c}', '\u{201d}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{ab}', '\u{bb}'),
];

/// Removes white space from both ends, and the marks that keep numbers and addresses in order.
pub(super) fn trim(typed: &str) -> &str {
    typed.trim_matches(is_blank)
}

pub(super) fn is_blank(character: char) -> bool {
    character.is_whitespace() || is_invisible(character)
}

/// Removes what is not seen, wherever it stands, and replaces the wide forms of East Asian keyboards.
pub(super) fn plain(typed: &str) -> String {
    let seen = typed.chars().filter(|character| !is_invisible(*character));
    seen.map(|character| match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        '\u{fe62}' => '+',
        '\u{3002}' | '\u{ff61}' => '.',
        character => character,
    })
    .collect()
}

/// Removes quotation marks and angle brackets that stand around all of a value.
pub(super) fn unwrapped(text: &str) -> &str {
    let mut text = trim(text);
    while let Some(inner) = WRAPPINGS
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
    {
        text = trim(inner);
    }
    text
}

/// Removes a prefix of ASCII characters, in upper or lower case.
pub(super) fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Decodes `%40` and the like. `None` if the result is no text.
pub(super) fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// The dashes that programs put in place of the one on the keyboard.
pub(super) fn to_ascii_dash(character: char) -> char {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        character => character,
    }
}

/// The digits of the scripts that have them on their keyboards mean what the digits 0 to 9 mean.
pub(super) fn to_ascii_digit(character: char) -> char {
    let zeros = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}'];
    zeros
        .into_iter()
        .filter_map(|zero| (character as u32).checked_sub(zero as u32))
        .find_map(|value| char::from_digit(value, 10))
        .unwrap_or(character)
}

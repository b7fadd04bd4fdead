//! Unifies characters with the same meaning, and removes those that copying adds.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::rendering::text::visible_characters::is_invisible;

/// The pairs that people and programs write around a value within a text.
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

/// Removes white space and direction marks of numbers and addresses from both ends.
pub(super) fn trim(typed: &str) -> &str {
    typed.trim_matches(is_blank)
}

pub(super) fn is_blank(character: char) -> bool {
    character.is_whitespace() || is_invisible(character)
}

/// Removes invisible characters everywhere, and replaces the wide forms of East Asian keyboards.
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

/// Removes quotation marks and angle brackets around a whole value.
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

/// Removes a prefix of ASCII characters, ignoring their case.
pub(super) fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Decodes escapes such as `%40`. `None` if the result is not UTF-8.
pub(super) fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// Replaces the dashes that programs insert for the keyboard's dash.
pub(super) fn to_ascii_dash(character: char) -> char {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        character => character,
    }
}

/// Replaces the digits of other scripts' keyboards with 0 to 9.
pub(super) fn to_ascii_digit(character: char) -> char {
    let zeros = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}'];
    zeros
        .into_iter()
        .filter_map(|zero| (character as u32).checked_sub(zero as u32))
        .find_map(|value| char::from_digit(value, 10))
        .unwrap_or(character)
}

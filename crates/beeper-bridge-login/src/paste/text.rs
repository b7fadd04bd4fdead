//! Characters and lines of pasted texts.

use std::borrow::Cow;

/// Returns `true` if a character is white space or has no width.
pub(super) fn is_blank(character: char) -> bool {
    character.is_whitespace() || is_invisible(character)
}

/// Returns `true` for invisible characters that chats, editors and web pages insert into texts. Headers cannot contain them.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\0' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

pub(super) fn is_line_end(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Removes the invisible characters of a text.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if text.contains(is_invisible) {
        Cow::Owned(text.replace(is_invisible, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns the length of the white space at the beginning.
pub(super) fn blank_len(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_blank).len()
}

/// A line of a longer text.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    /// The start of the line.
    pub(super) start: usize,
    /// The text of the line without its line break.
    pub(super) text: &'a str,
    /// The start of the next line.
    pub(super) next: usize,
}

/// Returns the line that begins at this position. `None` at the end of the text.
pub(super) fn line_at(text: &str, start: usize) -> Option<Line<'_>> {
    let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
    let len = rest.find(is_line_end).unwrap_or(rest.len());
    let after = &rest[len..];
    let end = match after.chars().next() {
        Some('\r') if after.starts_with("\r\n") => 2,
        Some(character) => character.len_utf8(),
        None => 0,
    };
    Some(Line {
        start,
        text: &rest[..len],
        next: start + len + end,
    })
}

pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let line = line_at(text, start)?;
        start = line.next;
        Some(line)
    })
}

/// Returns the number of the line that contains this position, counted from 1.
pub(super) fn line_number(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let ends = before.chars().filter(|&it| is_line_end(it)).count();
    1 + ends - before.matches("\r\n").count()
}

/// Compares ASCII letters, ignoring their case.
pub(super) fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

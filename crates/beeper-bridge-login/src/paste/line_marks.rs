//! Removes marks before lines: quote marks of mails, prefixes of consoles and programs, and bullets.

use std::borrow::Cow;

use super::text::{Line, blank_len, is_blank, lines, trim};

/// Removes the marks before all lines or some of them. The number of lines stays the same.
pub(super) fn without_marks(text: &str) -> Cow<'_, str> {
    match without_quote_marks(text) {
        Cow::Borrowed(text) => without_bullets(text),
        Cow::Owned(text) => Cow::Owned(without_bullets(&text).into_owned()),
    }
}

/// Removes the beginning of each line, whose length `start_len` returns.
pub(super) fn without_starts<'a>(text: &'a str, start_len: impl Fn(&Line<'_>) -> usize) -> Cow<'a, str> {
    if !lines(text).any(|line| start_len(&line) > 0) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in lines(text) {
        out.push_str(&line.text[start_len(&line)..]);
        out.push_str(&text[line.start + line.text.len()..line.next]);
    }
    Cow::Owned(out)
}

/// Removes the bullets of a list, which has at least two consecutive lines.
fn without_bullets(text: &str) -> Cow<'_, str> {
    let mut listed = Vec::new();
    let mut previous = None;
    for line in lines(text) {
        let kind = bullet_kind(line.text);
        if kind.is_some() && kind == previous.and_then(|(kind, _)| kind) {
            listed.extend(previous.map(|(_, start)| start));
            listed.push(line.start);
        }
        previous = Some((kind, line.start));
    }
    listed.dedup();
    without_starts(text, |line| {
        if listed.binary_search(&line.start).is_ok() {
            blank_len(line.text) + bullet_len(line.text.trim_start_matches(is_blank))
        } else {
            0
        }
    })
}

/// Returns the kind of bullet with which a line begins: its character, or one character for all numbers.
fn bullet_kind(line: &str) -> Option<char> {
    let line = line.trim_start_matches(is_blank);
    let first = line.chars().next().filter(|_| bullet_len(line) > 0)?;
    Some(if first.is_ascii_digit() { '1' } else { first })
}

/// Returns the length of a bullet or number at the beginning of a line, including the white space after it.
pub(super) fn bullet_len(line: &str) -> usize {
    let number = line.len() - line.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let bullet = match line[number..].chars().next() {
        Some(bullet @ ('-' | '*' | '•' | '·' | '–' | '—' | '▪' | '◦')) if number == 0 => bullet.len_utf8(),
        Some('.' | ')') if (1..=2).contains(&number) => number + 1,
        _ => return 0,
    };
    let blank = blank_len(&line[bullet..]);
    let is_bullet = blank > 0 && bullet + blank < line.len();
    if is_bullet { bullet + blank } else { 0 }
}

/// Removes the marks that mails, chats and terminals write before each line.
fn without_quote_marks(text: &str) -> Cow<'_, str> {
    let mut filled = lines(text)
        .map(|line| trim(line.text))
        .filter(|line| !line.is_empty())
        .peekable();
    let is_marked = filled.peek().is_some() && filled.all(|line| line.starts_with('>'));
    let mark_len = |line: &str| if is_marked { all_mark_len(line) } else { mark_len(line) };
    without_starts(text, |line| mark_len(line.text))
}

/// Returns the length of all marks before a line, perhaps without a final space.
fn all_mark_len(line: &str) -> usize {
    line.len() - line.trim_start_matches(|it| it == '>' || is_blank(it)).len()
}

/// Returns the length of repeated `> `, or of the prefix that a console or program prints.
fn mark_len(line: &str) -> usize {
    let rest = line.trim_start_matches(is_blank);
    let marks = rest.trim_start_matches(['>', ' ', '\u{a0}']);
    let is_quoted = rest.starts_with('>') && (marks.len() < rest.trim_start_matches('>').len() || marks.is_empty());
    if is_quoted {
        return line.len() - marks.len();
    }
    // The space after the mark is often lost at the end of a line.
    if rest == "<" {
        return line.len();
    }
    ["< ", "<- ", "<· ", "← ", "» "]
        .iter()
        .find_map(|mark| rest.strip_prefix(mark))
        .map_or(0, |rest| line.len() - rest.len())
}

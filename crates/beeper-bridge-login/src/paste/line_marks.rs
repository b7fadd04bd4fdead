//! Marks before lines: those of quoted mails, of consoles and programs that print, and the bullets of lists.

use std::borrow::Cow;

use super::text::{Line, blank_len, is_blank, lines, trim};

/// Returns a text without what stands before each line of it, or of a part of it. It has as many lines as before.
pub(super) fn without_marks(text: &str) -> Cow<'_, str> {
    match without_quote_marks(text) {
        Cow::Borrowed(text) => without_bullets(text),
        Cow::Owned(text) => Cow::Owned(without_bullets(&text).into_owned()),
    }
}

/// Returns a text without what stands before its lines, of which the length is given.
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

/// Removes the bullets of lists, of which the lines belong together: two or more, one after the other.
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

/// What kind of bullet a line begins with: its character, or that of numbers.
fn bullet_kind(line: &str) -> Option<char> {
    let line = line.trim_start_matches(is_blank);
    let first = line.chars().next().filter(|_| bullet_len(line) > 0)?;
    Some(if first.is_ascii_digit() { '1' } else { first })
}

/// Returns the length of a bullet, or of a number, at the beginning of a line, with the white space behind it.
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

/// Returns a text without the marks that mails, chats and terminals put before each line.
fn without_quote_marks(text: &str) -> Cow<'_, str> {
    let mut filled = lines(text)
        .map(|line| trim(line.text))
        .filter(|line| !line.is_empty())
        .peekable();
    let is_marked = filled.peek().is_some() && filled.all(|line| line.starts_with('>'));
    let mark_len = |line: &str| if is_marked { all_mark_len(line) } else { mark_len(line) };
    without_starts(text, |line| mark_len(line.text))
}

/// The length of what stands before each line of a text, without a space perhaps.
fn all_mark_len(line: &str) -> usize {
    line.len() - line.trim_start_matches(|it| it == '>' || is_blank(it)).len()
}

/// The length of `> `, however often it is repeated, and of what stands before what a console or a program prints.
fn mark_len(line: &str) -> usize {
    let rest = line.trim_start_matches(is_blank);
    let marks = rest.trim_start_matches(['>', ' ', '\u{a0}']);
    let is_quoted = rest.starts_with('>') && (marks.len() < rest.trim_start_matches('>').len() || marks.is_empty());
    if is_quoted {
        return line.len() - marks.len();
    }
    // The space behind it is often lost at the end of a line.
    if rest == "<" {
        return line.len();
    }
    ["< ", "<- ", "<· ", "← ", "» "]
        .iter()
        .find_map(|mark| rest.strip_prefix(mark))
        .map_or(0, |rest| line.len() - rest.len())
}

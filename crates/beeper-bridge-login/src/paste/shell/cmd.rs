//! Splits command lines as Windows' `cmd` and the programs that it starts do.

use super::words::{Break, Builder, Command, break_at, rest_of_line};
use crate::paste::problem::{Problem, Reason};
use crate::paste::text::{is_blank, is_line_end, line_at};

pub(super) fn split(text: &str) -> Result<Command, Problem> {
    let line = without_carets(text)?;
    let words = split_arguments(&line.characters)?;
    Ok(words.finish(line.len, line.is_piped))
}

/// The command line that `cmd` passes to a program.
struct CommandLine {
    characters: Vec<(usize, char)>,
    len: usize,
    is_piped: bool,
}

/// Removes carets as `cmd` does. A caret escapes the next character, unless within quotes that are not escaped themselves.
fn without_carets(text: &str) -> Result<CommandLine, Problem> {
    let mut characters = Vec::new();
    let mut in_quotes = false;
    // Whether an escaped quote is open, which belongs to the started program.
    let mut in_argument = false;
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        if in_argument && is_line_end(character) {
            return Err(Reason::UnclearContinuation.at(at));
        }
        if !in_quotes {
            match break_at(rest) {
                // `cmd` does not treat semicolons specially.
                Some(Break::End { len, is_piped }) if character != ';' => {
                    return Ok(CommandLine {
                        characters,
                        len: at + len,
                        is_piped,
                    });
                }
                Some(Break::Blank(len)) => {
                    characters.push((at, ' '));
                    at += len;
                    continue;
                }
                _ => {}
            }
        }
        if character == '%' && is_variable(rest) {
            return Err(Reason::Variable.at(at));
        }
        at += character.len_utf8();
        match character {
            '"' => {
                in_quotes = !in_quotes;
                characters.push((at - 1, '"'));
            }
            '^' if !in_quotes => {
                let is_quote = text[at..].starts_with('"') && characters.last().is_none_or(|(_, it)| *it != '\\');
                in_argument ^= is_quote;
                at += caret(text, at, &mut characters)?;
            }
            _ => characters.push((at - character.len_utf8(), character)),
        }
    }
    Ok(CommandLine {
        characters,
        len: text.len(),
        is_piped: false,
    })
}

/// Returns `true` if a name between percent signs begins here, and not two escapes of an address.
fn is_variable(text: &str) -> bool {
    let name = text[1..].split('%').next().unwrap_or_default();
    let is_upper = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_';
    let ends = text[1 + name.len()..].starts_with('%');
    ends && name.len() > 2 && name.starts_with(|it: char| it.is_ascii_uppercase()) && name.chars().all(is_upper)
}

/// Reads the text after a caret, and returns its length.
fn caret(text: &str, at: usize, characters: &mut Vec<(usize, char)>) -> Result<usize, Problem> {
    let rest = &text[at..];
    if let Some(len) = rest_of_line(rest) {
        // An escaped line break continues the line; browsers write a second one for a literal line break.
        let after = &rest[len..];
        if after.starts_with(is_line_end) {
            characters.push((at, '\n'));
            return Ok(len + line_at(after, 0).map_or(0, |line| line.next));
        }
        // Within a word, something else has broken the line.
        if characters.last().is_some_and(|(_, it)| !is_blank(*it)) {
            return Err(Reason::UnclearContinuation.at(at));
        }
        characters.push((at, ' '));
        return Ok(len);
    }
    match rest.chars().next() {
        Some(escaped) if !rest.trim_matches(is_blank).is_empty() => {
            characters.push((at, escaped));
            Ok(escaped.len_utf8())
        }
        _ => Err(Reason::EndsInMiddle.at(at - 1)),
    }
}

/// Splits a line as Windows programs do, which use only double quotes.
///
/// A backslash before another one counts as an escape everywhere, not only before quotes, because browsers write it so.
fn split_arguments(characters: &[(usize, char)]) -> Result<Builder, Problem> {
    let mut rest = characters.iter().copied().peekable();
    let mut words = Builder::default();
    let mut opened = None;
    while let Some((at, character)) = rest.next() {
        match character {
            '\\' => match rest.next_if(|&(_, it)| matches!(it, '"' | '\\')) {
                Some((_, escaped)) => words.push(at, escaped),
                None => words.push(at, '\\'),
            },
            '"' if opened.is_some() && rest.next_if(|&(_, it)| it == '"').is_some() => words.push(at, '"'),
            '"' => {
                opened = if opened.is_some() { None } else { Some(at) };
                words.quote(at);
            }
            _ if is_blank(character) && opened.is_none() => words.end_word(),
            _ => words.push(at, character),
        }
    }
    match opened {
        Some(at) => Err(Reason::UnclosedQuote.at(at)),
        None => Ok(words),
    }
}

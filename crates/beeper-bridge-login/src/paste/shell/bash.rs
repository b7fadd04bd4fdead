//! Splits command lines as bash and similar shells do.

use super::ansi_quotes::read_ansi_quoted;
use super::words::{Break, Builder, Command, Word, break_at, rest_of_line};
use crate::paste::problem::{Problem, Reason};
use crate::paste::text::is_blank;

pub(super) fn split(text: &str, is_fish: bool) -> Result<Command, Problem> {
    let mut words = Builder::default();
    let mut at = 0;
    // The position and kind of the last closed quote.
    let mut closed = None;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        match break_at(rest) {
            Some(Break::Blank(len)) => {
                words.end_word();
                at += len;
                continue;
            }
            Some(Break::End { len, is_piped }) => return Ok(words.finish(at + len, is_piped)),
            None => {}
        }
        // In another shell this is a quote; here it is nothing, or a caret.
        if closed == Some((at, character)) || rest.starts_with("^\"") {
            return Err(Reason::DoubledQuote.at(at));
        }
        let next = at + character.len_utf8();
        at = match character {
            '\'' => {
                next + single_quoted(&text[next..], is_fish, words.quote(at)).ok_or(Reason::UnclosedQuote.at(at))?
            }
            '‘' | '’' => {
                next + until(&text[next..], &['’', '‘'], words.quote(at)).ok_or(Reason::UnclosedQuote.at(at))?
            }
            '“' | '”' | '„' => {
                next + until(&text[next..], &['”', '“'], words.quote(at)).ok_or(Reason::UnclosedQuote.at(at))?
            }
            '"' => next + double_quoted(&text[next..], words.quote(at)).ok_or(Reason::UnclosedQuote.at(at))?,
            '$' if rest.starts_with("$'") => {
                let (value, len) = read_ansi_quoted(&rest[2..]).ok_or(Reason::UnclosedQuote.at(at))?;
                words.quote(at).text.push_str(&value);
                at + 2 + len
            }
            '$' if rest.starts_with("$\"") => {
                at + 2 + double_quoted(&rest[2..], words.quote(at)).ok_or(Reason::UnclosedQuote.at(at))?
            }
            '$' | '`' => {
                let word = words.word(at);
                word.has_variable |= is_variable(rest);
                word.text.push(character);
                next
            }
            '\\' => backslash(text, at, &mut words)?,
            _ => {
                words.push(at, character);
                next
            }
        };
        closed = matches!(character, '\'' | '"').then_some((at, character));
    }
    Ok(words.finish(text.len(), false))
}

/// Reads the text after a backslash, and returns its end.
fn backslash(text: &str, at: usize, words: &mut Builder) -> Result<usize, Problem> {
    let next = at + 1;
    let rest = &text[next..];
    if let Some(len) = rest_of_line(rest) {
        return Ok(next + len);
    }
    match rest.chars().next() {
        // The text ends after the backslash.
        None => Err(Reason::EndsInMiddle.at(at)),
        Some(_) if rest.trim_matches(is_blank).is_empty() => Err(Reason::EndsInMiddle.at(at)),
        // A separate backslash continued a line, whose line break became a space.
        Some(escaped) if is_blank(escaped) && !words.is_in_word() => Ok(next),
        Some(escaped) => {
            words.push(at, escaped);
            Ok(next + escaped.len_utf8())
        }
    }
}

/// Returns `true` if a shell would replace the text that begins here.
fn is_variable(text: &str) -> bool {
    let mut characters = text.chars();
    match characters.next() {
        Some('`') => true,
        Some('$') => characters
            .next()
            .is_some_and(|it| it.is_ascii_alphabetic() || matches!(it, '_' | '{' | '(')),
        _ => false,
    }
}

/// Reads up to a quote, and returns the length including the quote.
fn until(text: &str, closing: &[char], word: &mut Word) -> Option<usize> {
    let len = text.find(closing)?;
    word.text.push_str(&text[..len]);
    Some(len + text[len..].chars().next().map_or(0, char::len_utf8))
}

fn single_quoted(text: &str, is_fish: bool, word: &mut Word) -> Option<usize> {
    if !is_fish {
        return until(text, &['\''], word);
    }
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\'' => return Some(at + 1),
            '\\' => match characters.next_if(|&(_, it)| matches!(it, '\'' | '\\')) {
                Some((_, escaped)) => word.text.push(escaped),
                None => word.text.push('\\'),
            },
            _ => word.text.push(character),
        }
    }
    None
}

fn double_quoted(text: &str, word: &mut Word) -> Option<usize> {
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let next = at + character.len_utf8();
        at = match character {
            '"' => return Some(next),
            '\\' => match text[next..].chars().next() {
                Some(escaped @ ('"' | '\\' | '$' | '`')) => {
                    word.text.push(escaped);
                    next + 1
                }
                Some('\n') => next + 1,
                Some('\r') if text[next..].starts_with("\r\n") => next + 2,
                _ => {
                    word.text.push('\\');
                    next
                }
            },
            _ => {
                word.has_variable |= is_variable(&text[at..]);
                word.text.push(character);
                next
            }
        };
    }
    None
}

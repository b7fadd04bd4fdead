//! Splits command lines as PowerShell does, for programs such as `curl.exe`.

use super::words::{Break, Builder, Command, break_at, rest_of_line};
use crate::paste::powershell_text::read_quoted;
use crate::paste::problem::{Problem, Reason};

pub(super) fn split(text: &str) -> Result<Command, Problem> {
    let mut words = Builder::default();
    let mut at = 0;
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
        // A command for `cmd` whose beginning is missing.
        if rest.starts_with("^\"") {
            return Err(Reason::DoubledQuote.at(at));
        }
        at += match character {
            '\'' | '"' | '‘' | '’' | '“' | '”' => {
                let (value, len) = read_quoted(rest).map_err(|problem| problem.shifted(at))?;
                words.quote(at).text.push_str(&value);
                len
            }
            '`' => match rest_of_line(&rest[1..]) {
                Some(len) => {
                    words.end_word();
                    1 + len
                }
                None => match rest[1..].chars().next() {
                    Some(escaped) if !rest[1..].trim().is_empty() => {
                        words.push(at, escaped);
                        1 + escaped.len_utf8()
                    }
                    _ => return Err(Reason::EndsInMiddle.at(at)),
                },
            },
            '$' => {
                let word = words.word(at);
                word.has_variable = true;
                word.text.push('$');
                1
            }
            _ => {
                words.push(at, character);
                character.len_utf8()
            }
        };
    }
    Ok(words.finish(text.len(), false))
}

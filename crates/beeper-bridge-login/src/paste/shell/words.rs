//! The words of a command line, and the end of the command.

use crate::paste::text::{blank_len, is_blank, is_line_end, line_at};

/// A word of a command line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::paste) struct Word {
    pub(in crate::paste) text: String,
    /// The start of the word in the text.
    pub(in crate::paste) start: usize,
    pub(in crate::paste) is_quoted: bool,
    /// Whether the shell would insert a variable's value or a command's output.
    pub(in crate::paste) has_variable: bool,
}

/// A command up to its end: a line break, `;`, `&`, `&&`, `|` or `||`.
#[derive(Debug, Default)]
pub(in crate::paste) struct Command {
    pub(in crate::paste) words: Vec<Word>,
    /// The length of its text, including its end.
    pub(in crate::paste) len: usize,
    pub(in crate::paste) is_piped: bool,
}

/// Builds a command from its words.
#[derive(Default)]
pub(super) struct Builder {
    words: Vec<Word>,
    word: Option<Word>,
}

impl Builder {
    pub(super) fn word(&mut self, at: usize) -> &mut Word {
        self.word.get_or_insert_with(|| Word {
            start: at,
            ..Word::default()
        })
    }

    pub(super) fn push(&mut self, at: usize, character: char) {
        self.word(at).text.push(character);
    }

    pub(super) fn quote(&mut self, at: usize) -> &mut Word {
        let word = self.word(at);
        word.is_quoted = true;
        word
    }

    pub(super) fn is_in_word(&self) -> bool {
        self.word.is_some()
    }

    pub(super) fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    pub(super) fn finish(mut self, len: usize, is_piped: bool) -> Command {
        self.end_word();
        Command {
            words: self.words,
            len,
            is_piped,
        }
    }
}

/// An unquoted text that is not part of a word.
pub(super) enum Break {
    /// White space of this length.
    Blank(usize),
    /// The end of the command, after this many bytes.
    End { len: usize, is_piped: bool },
}

/// Returns `true` if a text begins with an option, and not with the rest of a broken value.
///
/// Options are `--name`, and `-X` followed by nothing that could belong to a value.
fn begins_option(text: &str) -> bool {
    let mut start = text.chars();
    let is_dash = matches!(start.next(), Some('-' | '–' | '—'));
    let (second, third) = (start.next(), start.next());
    let is_long = second == Some('-') && third.is_some_and(|it| it.is_ascii_lowercase());
    let is_short = second.is_some_and(|it| it.is_ascii_alphabetic())
        && third.is_none_or(|it| is_blank(it) || matches!(it, '"' | '\'' | '$' | '^'));
    is_dash && (is_long || is_short)
}

/// Returns the separator of words or commands at the beginning of a text, if any.
///
/// A line break does not end the command if the next line begins with an option: the line continuation was then lost.
pub(super) fn break_at(text: &str) -> Option<Break> {
    let first = text.chars().next()?;
    if is_line_end(first) {
        let blank = blank_len(text);
        let rest = &text[blank..];
        // After an empty line, the text is something else.
        let next_line = line_at(text, 0).map_or("", |line| &text[line.next..]);
        let is_next = !next_line
            .trim_start_matches(|it| is_blank(it) && !is_line_end(it))
            .starts_with(is_line_end);
        let is_continued = is_next && begins_option(rest);
        return Some(if is_continued {
            Break::Blank(blank)
        } else {
            Break::End {
                len: line_at(text, 0).map_or(1, |line| line.next),
                is_piped: false,
            }
        });
    }
    if is_blank(first) {
        return Some(Break::Blank(first.len_utf8()));
    }
    let end = |len, is_piped| Some(Break::End { len, is_piped });
    match first {
        ';' => end(1, false),
        '|' if text.starts_with("||") => end(2, false),
        '|' => end(1, true),
        '&' if text.starts_with("&&") => end(2, false),
        // Within a word, this belongs to an address without quotes.
        '&' if text[1..].is_empty() || text[1..].starts_with(is_blank) => end(1, false),
        _ => None,
    }
}

/// Returns the length of a line continuation: white space up to the line break, which chats add, and the line break.
pub(super) fn rest_of_line(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches(|it| is_blank(it) && !is_line_end(it));
    let end = if rest.starts_with(is_line_end) {
        line_at(rest, 0)?
    } else {
        return None;
    };
    Some(text.len() - rest.len() + end.next)
}

//! The words of a command line, and what ends a command.

use std::iter::Peekable;
use std::str::Chars;

/// A word of a command line, or the end of a command.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::paste) enum ShellToken {
    Word(String),
    /// What ends a command: `;`, `|`, `&`, `&&`, `||`.
    CommandEnd,
}

#[derive(Default)]
pub(super) struct TokenBuilder {
    tokens: Vec<ShellToken>,
    word: Option<String>,
    is_quoted: bool,
}

impl TokenBuilder {
    pub(super) fn push(&mut self, character: char) {
        self.word.get_or_insert_default().push(character);
    }

    pub(super) fn open_quote(&mut self) -> &mut String {
        self.is_quoted = true;
        self.word.get_or_insert_default()
    }

    pub(super) fn end_word(&mut self) {
        let is_quoted = std::mem::take(&mut self.is_quoted);
        if let Some(word) = self.word.take() {
            let is_end = !is_quoted && matches!(word.as_str(), ";" | "|" | "&" | "&&" | "||");
            self.tokens.push(if is_end {
                ShellToken::CommandEnd
            } else {
                ShellToken::Word(word)
            });
        }
    }

    pub(super) fn finish(mut self) -> Vec<ShellToken> {
        self.end_word();
        self.tokens
    }
}

/// Returns the character after a backslash. A line's end is one character, however the system writes it.
pub(super) fn next_escaped(rest: &mut Peekable<Chars<'_>>) -> Option<char> {
    match rest.next() {
        Some('\r') if rest.next_if_eq(&'\n').is_some() => Some('\n'),
        escaped => escaped,
    }
}

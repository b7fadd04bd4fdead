//! Removes the escape sequences that ECMA-48 and terminals define.
//!
//! The crates `strip-ansi-escapes` (3 crates, with `vte`) and `anstream` (6 crates) drop the rest of the text after a sequence
//! without an end, and keep 8-bit sequences.

use std::iter::Peekable;
use std::str::Chars;

const ESC: char = '\u{1b}';
const BEL: char = '\u{7}';
const ST: char = '\u{9c}';

/// Removes escape sequences, but keeps control characters that begin none.
pub(super) fn strip(text: &str) -> String {
    let mut input = Input {
        rest: text.chars().peekable(),
        strings_end: true,
    };
    let mut output = String::with_capacity(text.len());
    while let Some(character) = input.rest.next() {
        match character {
            ESC => input.skip_escape(),
            '\u{9b}' => input.skip_control_sequence(),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => input.skip_string(),
            character => output.push(character),
        }
    }
    output
}

struct Input<'a> {
    rest: Peekable<Chars<'a>>,
    /// Whether a command string may still have an end. One failed search clears it, which keeps the whole removal linear.
    strings_end: bool,
}

impl Input<'_> {
    fn skip_escape(&mut self) {
        match self.rest.peek() {
            Some('[') => {
                self.rest.next();
                self.skip_control_sequence();
            }
            Some(']' | 'P' | 'X' | '^' | '_') => {
                self.rest.next();
                self.skip_string();
            }
            _ => {
                self.skip_while(' '..='/');
                self.rest.next_if(|character| ('0'..='~').contains(character));
            }
        }
    }

    fn skip_control_sequence(&mut self) {
        self.skip_while('0'..='?');
        self.skip_while(' '..='/');
        self.rest.next_if(|character| ('@'..='~').contains(character));
    }

    /// Skips to the end of a command string.
    ///
    /// If the string has no end, skips only its beginning, so that a stray character does not hide the rest of the text.
    fn skip_string(&mut self) {
        let ends = |character: &char| matches!(*character, BEL | ST | ESC | '\u{18}' | '\u{1a}');
        if !self.strings_end {
            return;
        }
        let mut ahead = self.rest.clone();
        while ahead.next_if(|character| !ends(character)).is_some() {}
        if ahead.peek().is_none() {
            self.strings_end = false;
            return;
        }
        self.rest = ahead;
        if self.rest.next_if(|character| *character != ESC).is_none() {
            let mut after = self.rest.clone();
            after.next();
            if after.next_if_eq(&'\\').is_some() {
                self.rest = after;
            }
        }
    }

    fn skip_while(&mut self, range: std::ops::RangeInclusive<char>) {
        while self.rest.next_if(|character| range.contains(character)).is_some() {}
    }
}

//! Removes escape sequences, as ECMA-48 and terminals define them.
//!
//! `strip-ansi-escapes` (3 crates, with `vte`) and `anstream` (6 crates) let a sequence without an end swallow the rest of the
//! text, and leave the 8-bit forms of sequences in it.

use std::iter::Peekable;
use std::str::Chars;

const ESC: char = '\u{1b}';
const BEL: char = '\u{7}';
const ST: char = '\u{9c}';

/// Removes escape sequences; control characters that begin none are left in.
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
    /// Whether it is still possible that a string has an end; searched for in vain only once, which keeps this linear.
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

    /// Skips to the end of a command string. One without an end loses only its beginning, so that a stray character
    /// does not hide all that follows.
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

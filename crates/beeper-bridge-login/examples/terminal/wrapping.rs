//! Lines that are no wider than the window.

use textwrap::{Options, WordSplitter};

/// What becomes of a word that is wider than the window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LongWords {
    Break,
    /// The word is left to the terminal.
    Overflow,
}

/// Breaks a text between words, into lines that are not wider than the window.
pub fn wrap(text: &str, columns: usize, long_words: LongWords) -> Vec<String> {
    let options = Options::new(columns)
        .break_words(long_words == LongWords::Break)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(Into::into).collect()
}

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

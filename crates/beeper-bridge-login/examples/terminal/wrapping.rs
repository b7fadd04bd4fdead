//! Wraps lines to the width of the window.

use textwrap::{Options, WordSplitter};

/// How to treat a word that is wider than the window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LongWords {
    Break,
    /// Keeps the word in one line, which the terminal breaks.
    Overflow,
}

/// Breaks a text between words into lines that fit the window.
pub fn wrap(text: &str, columns: usize, long_words: LongWords) -> Vec<String> {
    let options = Options::new(columns)
        .break_words(long_words == LongWords::Break)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(Into::into).collect()
}

/// Returns the number of columns that a text needs.
pub fn width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

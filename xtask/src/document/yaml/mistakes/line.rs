//! A line of a file, and a mistake in it.

use crate::document::problem::Position;

/// Keys whose values are text for people.
pub const PROSE_KEYS: [&str; 3] = ["description", "summary", "title"];

/// A mistake, and the line as it was probably meant.
#[derive(Debug)]
pub struct Mistake {
    pub at: Position,
    pub message: String,
    pub help: String,
    /// Whether the parser accepts the file, but reads something else than what was meant.
    pub is_silent: bool,
    /// The line without the mistake, or `None` if it is unknown.
    pub corrected: Option<String>,
}

impl Mistake {
    pub fn silent(mut self) -> Self {
        self.is_silent = true;
        self
    }
}

/// A line without its indentation and dashes.
pub struct Line<'a> {
    pub index: usize,
    pub text: &'a str,
    /// The start of the content, in bytes.
    pub start: usize,
    /// Whether the line is an item of a list.
    pub is_item: bool,
}

impl<'a> Line<'a> {
    pub fn content(&self) -> &'a str {
        &self.text[self.start..]
    }

    fn position(&self, byte: usize) -> Position {
        Position {
            line: self.index + 1,
            column: self.text[..byte].chars().count() + 1,
        }
    }

    /// Returns a mistake that is corrected by replacing the rest of the line.
    pub fn mistake(
        &self,
        byte: usize,
        report: (impl Into<String>, impl Into<String>),
        rest: Option<(usize, String)>,
    ) -> Mistake {
        Mistake {
            at: self.position(byte),
            message: report.0.into(),
            help: report.1.into(),
            is_silent: false,
            corrected: rest.map(|(from, rest)| format!("{}{rest}", &self.text[..from])),
        }
    }
}

pub fn unusual_space(c: Option<char>) -> String {
    match c {
        Some('\u{a0}') => "a no-break space (U+00A0)".to_owned(),
        Some('\t') => "a tab".to_owned(),
        c => format!("an odd space (U+{:04X})", c.map_or(0, u32::from)),
    }
}

/// Shortens a text to what a help has room for.
pub fn shortened(text: &str) -> String {
    const MAX_CHARACTERS: usize = 40;
    match text.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}...", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

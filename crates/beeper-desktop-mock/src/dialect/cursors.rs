//! Writes and reads cursors, which lead from one page of a list to the next.

use std::fmt::Write;

/// The format of cursors, made from the position of an item and the name of its list.
#[derive(Clone, Copy)]
pub(crate) struct Cursors {
    pub(crate) write: fn(&str, &str) -> String,
    /// Reads the position; returns `None` if the text is no cursor of this list.
    pub(crate) read: fn(&str, &str) -> Option<String>,
}

impl Cursors {
    /// Cursors whose content has no meaning for clients.
    pub(crate) const OPAQUE: Self = Self {
        write: cursor,
        read: position,
    };
}

/// Creates an unreadable cursor, with characters that a query has to escape.
fn cursor(key: &str, list: &str) -> String {
    let mut cursor = format!("{list}+");
    for byte in key.bytes() {
        // Writing to a string never fails.
        let _ = write!(cursor, "{byte:02x}");
    }
    cursor.push_str("&=");
    cursor
}

fn position(cursor: &str, list: &str) -> Option<String> {
    let digits = cursor.strip_prefix(list)?.strip_prefix('+')?.strip_suffix("&=")?;
    if digits.is_empty() || digits.len() % 2 == 1 || !digits.is_ascii() {
        return None;
    }
    let bytes = (0..digits.len()).step_by(2);
    let bytes = bytes.map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok());
    String::from_utf8(bytes.collect::<Option<_>>()?).ok()
}

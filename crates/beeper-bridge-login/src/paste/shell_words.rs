//! Splits command lines into words as shells do.
//!
//! `shlex` and `shell-words` (a crate each) read only what POSIX has: no `$'…'`, which browsers write around everything that is
//! not plain ASCII, and nothing of `cmd`. A parser for all of bash, such as `brush-parser`, brings 75 crates.

mod bash;
mod cmd;
pub(super) mod token;

use super::error::PasteError;
use token::ShellToken;

pub(super) fn split(text: &str) -> Result<Vec<ShellToken>, PasteError> {
    if is_for_cmd(text) {
        cmd::split(text)
    } else {
        bash::split(text)
    }
}

/// Browsers put a caret before each quote for `cmd`, or, formerly, only at the ends of lines.
fn is_for_cmd(text: &str) -> bool {
    match text.find(['\'', '"']) {
        Some(at) if text[at..].starts_with('\'') => false,
        Some(at) if text[..at].ends_with('^') => true,
        _ => text.lines().any(|line| line.trim_end().ends_with('^')),
    }
}

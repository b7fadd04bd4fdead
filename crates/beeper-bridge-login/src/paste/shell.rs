//! Splits command lines into words as shells do.
//!
//! The crates `shlex` and `shell-words` read only POSIX syntax: neither `$'…'`, in which browsers write everything that is not
//! plain ASCII, nor `cmd`. A parser for all of bash, such as `brush-parser`, brings 75 crates.

mod ansi_quotes;
mod bash;
mod cmd;
mod powershell;
pub(super) mod words;

use super::problem::{Problem, Reason};
use super::text::{is_blank, line_at};
use words::Command;

/// Programs that only display another program's output.
const FILTERS: [&str; 22] = [
    "jq", "grep", "egrep", "head", "tail", "less", "more", "cat", "python", "python3", "tee", "sed", "awk", "wc",
    "xxd", "json_pp", "gunzip", "sort", "bat", "tr", "clip", "pbcopy",
];

/// Reads the command at the beginning of a text.
///
/// Leaves out the programs into which it is piped, if they only display its output.
pub(super) fn read_command(text: &str) -> Result<Command, Problem> {
    let dialect = Dialect::of(text);
    let line = line_at(text, 0).map_or("", |line| line.text);
    // bash writes a quote within quotes like this.
    if let Some(at) = line.find("'\\''").filter(|_| dialect == Dialect::PowerShell) {
        return Err(Reason::DoubledQuote.at(at));
    }
    let mut command = dialect.split(text)?;
    let mut is_piped = command.is_piped;
    while is_piped {
        let rest = &text[command.len..];
        let next = dialect.split(rest).map_err(|problem| problem.shifted(command.len))?;
        let is_filter = next
            .words
            .first()
            .is_some_and(|word| FILTERS.contains(&word.text.as_str()));
        if !is_filter {
            break;
        }
        command.len += next.len;
        is_piped = next.is_piped;
    }
    Ok(command)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Bash,
    Cmd,
    PowerShell,
}

/// Returns `true` if PowerShell's escape, an unescaped backtick, stands before a quote.
fn has_escaped_quote(line: &str) -> bool {
    line.match_indices("`\"").any(|(at, _)| !line[..at].ends_with('\\'))
}

/// Returns `true` if all escaped quotes are within words, where bash would not write them.
///
/// An escaped quote at the end of a word may come from a bash command that was cut off.
fn has_quotes_of_fish(text: &str) -> bool {
    let mut after = text.split("\\'").skip(1).peekable();
    after.peek().is_some()
        && after.all(|after| !after.is_empty() && !after.starts_with(|it| is_blank(it) || "'\\".contains(it)))
}

impl Dialect {
    /// Detects the shell by the end of the first line and by its quotes.
    fn of(text: &str) -> Self {
        let line = line_at(text, 0).map_or("", |line| line.text).trim_end();
        let first_quote = line.find(['\'', '"']);
        let is_continued = line.len() < text.trim_end().len();
        match first_quote {
            Some(at) if line[at..].starts_with('"') && line[..at].ends_with('^') => Self::Cmd,
            _ if is_continued && line.ends_with('^') => Self::Cmd,
            _ if is_continued && line.ends_with('`') => Self::PowerShell,
            Some(at) if line[at..].starts_with('"') && has_escaped_quote(line) => Self::PowerShell,
            Some(at) if line[at..].starts_with('"') && line.ends_with('^') => Self::Cmd,
            _ => Self::Bash,
        }
    }

    fn split(self, text: &str) -> Result<Command, Problem> {
        match self {
            Self::Cmd => cmd::split(text),
            Self::PowerShell => powershell::split(text),
            Self::Bash => match bash::split(text, false) {
                // fish allows escapes within single quotes. This shows only where bash finds no closing quote.
                Err(problem) if problem.reason == Reason::UnclosedQuote && has_quotes_of_fish(text) => {
                    bash::split(text, true).map_err(|_| problem)
                }
                result => result,
            },
        }
    }
}

//! Exit statuses, output, and the trait of all verbs.

use std::fmt::Display;
use std::io::{self, Write};

use crate::document::problem;

/// The exit status of success.
pub const FINE: u8 = 0;

/// The exit status for a stale file, findings, differences, a part of CI that failed, or a goal that was missed.
pub const FAILED: u8 = 1;

/// The exit status for wrong input or a wrong command line.
pub const BAD_INPUT: u8 = 2;

/// A verb of the command line with its arguments.
pub trait Verb {
    /// Runs the verb, and returns the exit status.
    fn run(&self) -> u8;
}

/// Prints a line.
///
/// Ignores that the reader has closed the pipe, as `head` does.
pub fn say(text: impl Display) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// Prints the problems with the input, and their number.
pub fn say_problems(verb: &str, problems: &[problem::Problem], consequence: &str) {
    for problem in problems {
        eprintln!("{problem}\n");
    }
    let plural = if problems.len() == 1 { "" } else { "s" };
    eprintln!("{verb}: {} problem{plural}{consequence}", problems.len());
}

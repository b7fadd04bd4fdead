//! Exit statuses, printing and the trait of all verbs.

use std::fmt::Display;
use std::io::{self, Write};

use crate::document::problem;

/// The exit status when all is well.
pub const FINE: u8 = 0;

/// The exit status for a stale file, findings, differences, a part of CI that failed, or a goal that was missed.
pub const FAILED: u8 = 1;

/// The exit status for input or a command line that is wrong.
pub const BAD_INPUT: u8 = 2;

/// What a command line asks for.
pub trait Verb {
    /// Does it, and returns the exit status.
    fn run(&self) -> u8;
}

/// Prints a line. Whoever closed the other end has read enough.
pub fn say(text: impl Display) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// Says what is wrong with the input, and how many problems that are.
pub fn say_problems(verb: &str, problems: &[problem::Problem], consequence: &str) {
    for problem in problems {
        eprintln!("{problem}\n");
    }
    let plural = if problems.len() == 1 { "" } else { "s" };
    eprintln!("{verb}: {} problem{plural}{consequence}", problems.len());
}

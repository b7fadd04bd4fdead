//! The report on additions that break programs.

use std::fmt;

use crate::ci::additive::additions::{ADDITIONS, Addition};
use crate::ci::additive::semver_checks;
use crate::document::problem::Problem;

/// What was found.
pub struct Report {
    /// How many requests the program sent.
    pub requests: usize,
    /// The kinds that break something.
    pub breaks: Vec<Break>,
    /// What cargo-semver-checks says.
    pub semver: semver_checks::SemverResult,
}

/// A kind of addition that breaks programs.
pub struct Break {
    /// What was added.
    pub what: &'static str,
    /// What went wrong.
    pub reason: Reason,
}

/// What goes wrong with a document to which something was added.
pub enum Reason {
    /// No client is generated from it.
    Refused(Vec<Problem>),
    /// The program does not compile.
    NotCompiled(String),
    /// The program does not run to its end.
    NotRun(String),
    /// A request is another one.
    Differs(String),
    /// cargo-semver-checks calls it breaking.
    Semver(String),
    /// `diff` calls it breaking, although it breaks nothing.
    CalledBreaking(Vec<String>),
}

/// Stands for several kinds that are fine one by one.
pub const ALL_ADDITIONS: Addition = Addition {
    name: "all of it together, although each kind alone is fine",
    add: |_, _| {},
};

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for it in &self.breaks {
            writeln!(f, "{it}\n")?;
        }
        let (kinds, breaks) = (ADDITIONS.len(), self.breaks.len());
        let requests = self.requests;
        match breaks {
            0 => write!(
                f,
                "additive: {kinds} kinds of additions break nothing; {requests} requests are the same; {}",
                self.semver
            ),
            1 => write!(f, "additive: 1 failure with {kinds} kinds of additions"),
            _ => write!(f, "additive: {breaks} failures with {kinds} kinds of additions"),
        }
    }
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "additive: {}: ", self.what)?;
        match &self.reason {
            Reason::Refused(problems) => {
                write!(f, "no client is generated from it")?;
                match problems.as_slice() {
                    [] => Ok(()),
                    [first] => write!(f, "\n{first}"),
                    [first, rest @ ..] => write!(f, "\n{first}\n(and {} more)", rest.len()),
                }
            }
            Reason::NotCompiled(output) => write!(f, "a program does not compile any more\n{output}"),
            Reason::NotRun(output) => write!(f, "a program does not run to its end any more\n{output}"),
            Reason::CalledBreaking(lines) => {
                write!(f, "`cargo xtask diff` would call it breaking")?;
                lines.iter().take(3).try_for_each(|line| write!(f, "\n{line}"))
            }
            Reason::Semver(output) => write!(f, "cargo-semver-checks would call it breaking\n{output}"),
            Reason::Differs(difference) => write!(f, "a program does something else\n{difference}"),
        }
    }
}

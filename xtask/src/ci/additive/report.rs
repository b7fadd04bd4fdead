//! The report on additions that break programs.

use std::fmt;

use crate::ci::additive::additions::{ADDITIONS, Addition};
use crate::ci::additive::semver_checks;
use crate::document::problem::Problem;

/// The result of the check.
pub struct Report {
    /// The number of requests that the program sent.
    pub requests: usize,
    /// The kinds of additions that break something.
    pub breaks: Vec<Break>,
    /// The result of cargo-semver-checks.
    pub semver: semver_checks::SemverResult,
}

/// A kind of addition that breaks programs.
pub struct Break {
    /// The name of the kind.
    pub what: &'static str,
    /// Why it breaks programs.
    pub reason: Reason,
}

/// Why an addition breaks programs.
pub enum Reason {
    /// No client can be generated.
    Refused(Vec<Problem>),
    /// The program no longer compiles.
    NotCompiled(String),
    /// The program ends with an error.
    NotRun(String),
    /// The program sends a different request.
    Differs(String),
    /// cargo-semver-checks calls the addition breaking.
    Semver(String),
    /// `diff` calls the addition breaking, although it breaks nothing.
    CalledBreaking(Vec<String>),
}

/// Represents several kinds that break nothing one by one.
pub const ALL_ADDITIONS: Addition = Addition {
    name: "all kinds together, although each kind alone is fine",
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
                "additive: {kinds} kinds of additions break nothing; all {requests} requests are the same; {}",
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
                write!(f, "the generator refuses the document")?;
                match problems.as_slice() {
                    [] => Ok(()),
                    [first] => write!(f, "\n{first}"),
                    [first, rest @ ..] => write!(f, "\n{first}\n(and {} more)", rest.len()),
                }
            }
            Reason::NotCompiled(output) => write!(f, "the program no longer compiles\n{output}"),
            Reason::NotRun(output) => write!(f, "the program ends with an error\n{output}"),
            Reason::CalledBreaking(lines) => {
                write!(f, "`cargo xtask diff` calls it breaking")?;
                lines.iter().take(3).try_for_each(|line| write!(f, "\n{line}"))
            }
            Reason::Semver(output) => write!(f, "cargo-semver-checks calls it breaking\n{output}"),
            Reason::Differs(difference) => write!(f, "the program sends other requests\n{difference}"),
        }
    }
}

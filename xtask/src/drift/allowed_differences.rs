//! The list of differences that are allowed, `openapi/drift-allowed.txt`.

use std::collections::HashMap;

use crate::document::problem::{Position, Problem};
use crate::drift::finding::{Finding, Gap};

/// What a line begins with that is for all paths which begin so.
const NOT_DESCRIBED: &str = "not described:";

/// What may differ: one difference a line, as the report says it. Empty lines and those that start with `#` are for people.
pub struct Allowed {
    /// Each line with its number.
    lines: HashMap<String, usize>,
    /// The beginnings of paths that are no part of what we describe, whether a server has them or not.
    not_described: Vec<String>,
}

/// A line that allows what is not there.
pub struct Stale {
    /// The line.
    pub text: String,
    /// Its number.
    pub line: usize,
}

impl Allowed {
    /// Reads the list; `file` is its name.
    pub fn read(file: &str, text: &str) -> Result<Self, Problem> {
        let mut allowed = Self {
            lines: HashMap::new(),
            not_described: Vec::new(),
        };
        let lines = text.lines().map(str::trim).zip(1..);
        for (text, line) in lines.filter(|(text, _)| !text.is_empty() && !text.starts_with('#')) {
            let Some(path) = text.strip_prefix(NOT_DESCRIBED).map(str::trim) else {
                allowed.lines.insert(text.to_owned(), line);
                continue;
            };
            if !path.starts_with('/') {
                let message = format!("`{NOT_DESCRIBED}` takes the beginning of a path");
                let help = "write it as in `not described: /_matrix/`";
                return Err(Problem::new(file, message, help).at(Position { line, column: 1 }));
            }
            allowed.not_described.push(path.to_owned());
        }
        Ok(allowed)
    }

    /// Whether a difference is an operation that nobody wants to describe.
    fn is_not_described(&self, finding: &Finding) -> bool {
        let operation = finding.text.split('`').nth(1).unwrap_or_default();
        let path = operation.split_once(' ').map_or("", |(_, path)| path);
        let mut beginnings = self.not_described.iter();
        matches!(finding.gap, Some(Gap::Operation)) && beginnings.any(|beginning| path.starts_with(beginning))
    }

    /// Takes what is allowed out of the findings, and returns the lines that were not needed for that.
    pub fn take_from(&self, findings: &mut Vec<Finding>) -> Vec<Stale> {
        let mut unused = self.lines.clone();
        findings.retain(|finding| {
            unused.remove(&finding.text);
            !self.lines.contains_key(&finding.text) && !self.is_not_described(finding)
        });
        let stale = unused.into_iter().map(|(text, line)| Stale { text, line });
        let mut stale: Vec<_> = stale.collect();
        stale.sort_by_key(|stale| stale.line);
        stale
    }
}

//! The list of allowed differences, `openapi/drift-allowed.txt`.

use std::collections::HashMap;

use crate::document::problem::{Position, Problem};
use crate::drift::finding::{Finding, Gap};

/// The beginning of a line that allows all paths with a prefix.
const NOT_DESCRIBED: &str = "not described:";

/// The allowed differences, one on each line, in the words of the report.
///
/// Empty lines and those that start with `#` are comments.
pub struct Allowed {
    /// Each line with its number.
    lines: HashMap<String, usize>,
    /// The prefixes of paths that our document does not cover, whether a server has them or not.
    not_described: Vec<String>,
}

/// A line that allows a difference that does not exist.
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
                let message = format!("`{NOT_DESCRIBED}` needs the beginning of a path");
                let help = "write it as in `not described: /_matrix/`";
                return Err(Problem::new(file, message, help).at(Position { line, column: 1 }));
            }
            allowed.not_described.push(path.to_owned());
        }
        Ok(allowed)
    }

    /// Returns `true` if a difference is an operation that the list excludes.
    fn is_not_described(&self, finding: &Finding) -> bool {
        let operation = finding.text.split('`').nth(1).unwrap_or_default();
        let path = operation.split_once(' ').map_or("", |(_, path)| path);
        let mut beginnings = self.not_described.iter();
        matches!(finding.gap, Some(Gap::Operation)) && beginnings.any(|beginning| path.starts_with(beginning))
    }

    /// Removes the allowed differences from the findings, and returns the lines that matched none.
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

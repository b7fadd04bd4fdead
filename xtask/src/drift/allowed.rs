//! The list of what may differ.

use std::collections::HashMap;

use super::finding::Finding;

/// What may differ: one difference a line, as the report says it. Empty lines and those that start with `#` are for people.
pub struct Allowed {
    /// Each line with its number.
    lines: HashMap<String, usize>,
}

/// A line that allows what is not there.
pub struct Stale {
    /// The line.
    pub text: String,
    /// Its number.
    pub line: usize,
}

impl Allowed {
    /// Reads the list.
    pub fn read(text: &str) -> Self {
        let lines = text.lines().map(str::trim).zip(1..);
        let lines = lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
        Self {
            lines: lines.map(|(line, number)| (line.to_owned(), number)).collect(),
        }
    }

    /// Takes what is allowed out of the findings, and returns the lines that were not needed for that.
    pub fn take_from(&self, findings: &mut Vec<Finding>) -> Vec<Stale> {
        let mut unused = self.lines.clone();
        findings.retain(|finding| {
            unused.remove(&finding.text);
            !self.lines.contains_key(&finding.text)
        });
        let stale = unused.into_iter().map(|(text, line)| Stale { text, line });
        let mut stale: Vec<_> = stale.collect();
        stale.sort_by_key(|stale| stale.line);
        stale
    }
}

//! What differs, and where.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::source::Source;
use crate::problem::{Location, one_line};
use crate::yaml::Position;

/// One difference: what it is, and where it is on either side.
#[derive(Debug)]
pub struct Finding {
    /// What it is: one line, the same as long as the difference is.
    pub text: String,
    /// Where it is in our document, or would be.
    pub ours: Location,
    /// Where it is in theirs, or would be.
    pub theirs: Location,
    /// In how many more places of theirs it is.
    pub repeated: usize,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        writeln!(f, "  ours:   {}", place(&self.ours))?;
        write!(f, "  theirs: {}", place(&self.theirs))?;
        match self.repeated {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// A name in backquotes, however long it is: what may differ is listed by it.
pub fn whole(name: &str) -> String {
    format!("`{name}`")
}

/// A line where lines are known, and a JSON pointer otherwise: the name of the other document is said once, elsewhere.
fn place(location: &Location) -> String {
    match (&location.position, &location.pointer) {
        (Some(Position { line, column }), _) => one_line(&format!("{}:{line}:{column}", location.file)),
        (None, Some(pointer)) => one_line(pointer),
        (None, None) => one_line(&location.file),
    }
}

/// Gathers differences, each once, however many operations share it.
pub struct Findings<'a> {
    ours: &'a Source,
    theirs: &'a Source,
    found: BTreeMap<(Option<Position>, String), Places>,
}

#[derive(Default)]
struct Places {
    ours: BTreeSet<String>,
    theirs: BTreeSet<String>,
}

impl<'a> Findings<'a> {
    /// Nothing was found yet.
    pub fn new(ours: &'a Source, theirs: &'a Source) -> Self {
        Self {
            ours,
            theirs,
            found: BTreeMap::new(),
        }
    }

    /// We lack something.
    pub fn missed(&mut self, what: &str, ours: &str, theirs: &str) {
        self.add(format!("we miss: {what}"), ours, theirs);
    }

    /// The other side lacks something.
    pub fn lacking(&mut self, what: &str, ours: &str, theirs: &str) {
        self.add(format!("the server lacks: {what}"), ours, theirs);
    }

    /// The sides say different things of something.
    pub fn differing(&mut self, what: &str, we_say: &str, they_say: &str, ours: &str, theirs: &str) {
        self.add(
            format!("differs: {what} is {we_say} in ours, {they_say} in theirs"),
            ours,
            theirs,
        );
    }

    fn add(&mut self, text: String, ours: &str, theirs: &str) {
        let text = one_line(&text);
        let found = self.found.entry((self.ours.location(ours).position, text)).or_default();
        found.ours.insert(ours.to_owned());
        found.theirs.insert(theirs.to_owned());
    }

    /// What was found, in the order of our file.
    pub fn sorted(self) -> Vec<Finding> {
        let location =
            |source: &Source, places: &BTreeSet<String>| source.location(places.first().map_or("", String::as_str));
        let findings = self.found.into_iter().map(|((_, text), places)| Finding {
            text,
            ours: location(self.ours, &places.ours),
            theirs: location(self.theirs, &places.theirs),
            repeated: places.theirs.len() - 1,
        });
        findings.collect()
    }
}

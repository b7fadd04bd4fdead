//! Differences, with their places in both documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::document::problem::{Location, Position, one_line};
use crate::drift::direction::Direction;
use crate::drift::source::Source;
use crate::drift::wire_schema::{Alternative, SchemaPlace};

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
    /// What is to be added to our document, where that is what differs.
    pub gap: Option<Gap>,
}

/// What we lack.
#[derive(Debug)]
pub enum Gap {
    /// An operation.
    Operation,
    /// The body of an operation.
    Body,
    /// Another kind of body.
    Media,
    /// A parameter.
    Parameter,
    /// What an error is.
    Error,
    /// A property of an object.
    Field(MissingField),
    /// A value of an enum, as JSON.
    Value(String),
    /// A variant of a union, with name and value of its tag, if it has one.
    Variant(Alternative, Option<(String, String)>, Direction),
}

/// A property that we lack.
#[derive(Debug)]
pub struct MissingField {
    /// Its name.
    pub name: String,
    /// Where theirs is described.
    pub place: SchemaPlace,
    /// Whether theirs has to be there.
    pub required: bool,
    /// Who writes it.
    pub direction: Direction,
    /// Our objects that it belongs into.
    pub objects: Vec<String>,
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

/// A line where lines are known, and a JSON pointer otherwise: the name of the other document is said once, elsewhere.
pub fn place(location: &Location) -> String {
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
    found: BTreeMap<(Option<Position>, String), FindingPlaces>,
}

#[derive(Default)]
struct FindingPlaces {
    ours: BTreeSet<String>,
    theirs: BTreeSet<String>,
    gap: Option<Gap>,
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
    pub fn missed(&mut self, what: &str, ours: &str, theirs: &str, gap: Gap) {
        self.add(format!("we miss: {what}"), ours, theirs, Some(gap));
    }

    /// The other side lacks something.
    pub fn lacking(&mut self, what: &str, ours: &str, theirs: &str) {
        self.add(format!("the server lacks: {what}"), ours, theirs, None);
    }

    /// The sides say different things of something.
    pub fn differing(&mut self, what: &str, we_say: &str, they_say: &str, ours: &str, theirs: &str) {
        self.add(
            format!("differs: {what} is {we_say} in ours, {they_say} in theirs"),
            ours,
            theirs,
            None,
        );
    }

    fn add(&mut self, text: String, ours: &str, theirs: &str, gap: Option<Gap>) {
        let text = one_line(&text);
        let found = self.found.entry((self.ours.location(ours).position, text)).or_default();
        found.ours.insert(ours.to_owned());
        found.theirs.insert(theirs.to_owned());
        match (&mut found.gap, gap) {
            // What is written out in several places has to be there where all of them say so.
            (Some(Gap::Field(known)), Some(Gap::Field(more))) => known.required &= more.required,
            (known @ None, gap) => *known = gap,
            _ => {}
        }
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
            gap: places.gap,
        });
        findings.collect()
    }
}

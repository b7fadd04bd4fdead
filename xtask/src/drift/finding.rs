//! Differences, with their places in both documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::document::problem::{Location, Position, one_line};
use crate::drift::direction::Direction;
use crate::drift::source::Source;
use crate::drift::wire_schema::{Alternative, SchemaPlace};

/// A difference between the documents, with its place in each.
#[derive(Debug)]
pub struct Finding {
    /// The description: one line, which stays the same as long as the difference exists.
    pub text: String,
    /// The place in our document, or the place where it belongs.
    pub ours: Location,
    /// The place in theirs, or the place where it belongs.
    pub theirs: Location,
    /// The number of further places of theirs with the same difference.
    pub repeated: usize,
    /// What our document lacks, if that is the difference.
    pub gap: Option<Gap>,
}

/// An item that our document lacks.
#[derive(Debug)]
pub enum Gap {
    /// An operation.
    Operation,
    /// The body of an operation.
    Body,
    /// Another media type of a body.
    Media,
    /// A parameter.
    Parameter,
    /// The error response.
    Error,
    /// A property of an object.
    Field(MissingField),
    /// A value of an enum, as JSON.
    Value(String),
    /// A variant of a union, with the name and value of its tag, if it has one.
    Variant(Alternative, Option<(String, String)>, Direction),
}

/// A property that we lack.
#[derive(Debug)]
pub struct MissingField {
    /// Its name.
    pub name: String,
    /// The place of its schema in theirs.
    pub place: SchemaPlace,
    /// Whether theirs is required.
    pub required: bool,
    /// The side that sends it.
    pub direction: Direction,
    /// Our objects that lack it.
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

/// Returns the line of a location if it is known, or else its JSON pointer.
///
/// The report names the other document elsewhere.
pub fn place(location: &Location) -> String {
    match (&location.position, &location.pointer) {
        (Some(Position { line, column }), _) => one_line(&format!("{}:{line}:{column}", location.file)),
        (None, Some(pointer)) => one_line(pointer),
        (None, None) => one_line(&location.file),
    }
}

/// Collects differences, each once, even if several operations share it.
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
    /// Begins with no differences.
    pub fn new(ours: &'a Source, theirs: &'a Source) -> Self {
        Self {
            ours,
            theirs,
            found: BTreeMap::new(),
        }
    }

    /// Adds an item that our document lacks.
    pub fn missed(&mut self, what: &str, ours: &str, theirs: &str, gap: Gap) {
        self.add(format!("the document lacks: {what}"), ours, theirs, Some(gap));
    }

    /// Adds an item that theirs lacks.
    pub fn lacking(&mut self, what: &str, ours: &str, theirs: &str) {
        self.add(format!("the server lacks: {what}"), ours, theirs, None);
    }

    /// Adds a property in which both differ.
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
            // A property of several inline schemas is required only if all of them require it.
            (Some(Gap::Field(known)), Some(Gap::Field(more))) => known.required &= more.required,
            (known @ None, gap) => *known = gap,
            _ => {}
        }
    }

    /// Returns the differences, in the order of our file.
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

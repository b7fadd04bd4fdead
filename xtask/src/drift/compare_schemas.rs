//! Compares schemas in pairs, one of ours and one of theirs.
//!
//! The schemas inside a schema are added to a list instead of compared recursively, so that a schema may contain itself, and no
//! document is too deep.

mod objects;
mod unions;

use std::collections::{HashSet, VecDeque};

use crate::document::json_pointer::child;
use crate::document::problem::{Problem, quoted_in_full};
use crate::drift::direction::Direction;
use crate::drift::finding::{Findings, Gap};
use crate::drift::object_variants::objects;
use crate::drift::source::Source;
use crate::drift::wire_schema::reader::WireSchemas;
use crate::drift::wire_schema::{
    Alternative, Scalar, ScalarKind, SchemaPlace, ValueKind, WireSchema, component, value_name,
};

/// A schema of ours, and its counterpart in theirs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pair {
    /// Its name: a component of ours, or the path to it.
    name: String,
    ours: SchemaPlace,
    theirs: SchemaPlace,
    direction: Direction,
    /// Whether a difference in nullability is reported.
    pub null_counts: bool,
}

impl Pair {
    /// Returns a pair of schemas by their places.
    pub fn new(name: &str, ours: &str, theirs: &str, direction: Direction) -> Self {
        Self {
            name: name.to_owned(),
            ours: vec![ours.to_owned()],
            theirs: vec![theirs.to_owned()],
            direction,
            null_counts: true,
        }
    }

    /// Replaces their schema by one that several schemas describe together.
    pub fn with_theirs(mut self, theirs: &SchemaPlace) -> Self {
        self.theirs.clone_from(theirs);
        self
    }

    /// Returns the pair of schemas under a key of both.
    pub fn under(mut self, key: &str) -> Self {
        for place in self.ours.iter_mut().chain(&mut self.theirs) {
            *place = child(place, key);
        }
        self
    }

    /// Returns a pair inside this one, whose name continues this one's.
    fn inner(&self, name: String, ours: &SchemaPlace, theirs: &SchemaPlace) -> Self {
        Self {
            name,
            ours: ours.clone(),
            theirs: theirs.clone(),
            direction: self.direction,
            null_counts: true,
        }
    }
}

/// The pairs that are still to be compared.
pub struct SchemaComparison<'a> {
    ours: WireSchemas<'a>,
    theirs: WireSchemas<'a>,
    open: VecDeque<Pair>,
    seen: HashSet<(SchemaPlace, SchemaPlace, Direction, bool)>,
}

impl<'a> SchemaComparison<'a> {
    /// Begins with no pairs.
    pub fn new(ours: &'a Source, theirs: &'a Source) -> Self {
        Self {
            ours: WireSchemas::new(ours),
            theirs: WireSchemas::new(theirs),
            open: VecDeque::new(),
            seen: HashSet::new(),
        }
    }

    /// Adds a pair.
    pub fn open(&mut self, pair: Pair) {
        let key = (pair.ours.clone(), pair.theirs.clone(), pair.direction, pair.null_counts);
        if self.seen.insert(key) {
            self.open.push_back(pair);
        }
    }

    /// Compares all pairs, and all pairs inside them.
    pub fn compare(&mut self, findings: &mut Findings<'_>) -> Result<(), Problem> {
        while let Some(pair) = self.open.pop_front() {
            let ours = self.ours.at(&pair.ours)?;
            let theirs = self.theirs.at(&pair.theirs)?;
            Comparison {
                schemas: self,
                findings,
                pair,
            }
            .compare_alternatives(&ours, &theirs)?;
        }
        Ok(())
    }
}

struct Comparison<'a, 'b, 'c> {
    schemas: &'a mut SchemaComparison<'b>,
    findings: &'a mut Findings<'c>,
    pair: Pair,
}

impl Comparison<'_, '_, '_> {
    fn compare_alternatives(&mut self, ours: &WireSchema, theirs: &WireSchema) -> Result<(), Problem> {
        match (is_anything(ours), is_anything(theirs)) {
            (true, true) => return Ok(()),
            (false, false) => {}
            _ => {
                self.of_another_kind(ours, theirs);
                return Ok(());
            }
        }
        if self.pair.null_counts && ours.nullable != theirs.nullable {
            let name = quoted_in_full(&self.pair.name);
            let word = |nullable| if nullable { "nullable" } else { "never null" };
            self.differing(&name, word(ours.nullable), word(theirs.nullable));
        }
        self.alternatives(ours, theirs)
    }

    /// Returns the name of our component or type, or else the path to it.
    fn named(&self, origin: &str) -> String {
        let component_of_pair = || self.schemas.ours.component(&self.place().0);
        let source = self.schemas.ours.source;
        match component(origin).or_else(|| source.title_beside_null(origin)) {
            Some(name) => name.to_owned(),
            None => component_of_pair()
                .and_then(|pointer| component(&pointer).map(str::to_owned))
                .unwrap_or_else(|| self.pair.name.clone()),
        }
    }

    fn place(&self) -> (String, String) {
        let first = |place: &SchemaPlace| place.first().cloned().unwrap_or_default();
        (first(&self.pair.ours), first(&self.pair.theirs))
    }

    fn differing(&mut self, what: &str, we_say: &str, they_say: &str) {
        let (ours, theirs) = self.place();
        self.findings.differing(what, we_say, they_say, &ours, &theirs);
    }

    fn of_another_kind(&mut self, ours: &WireSchema, theirs: &WireSchema) {
        self.unlike(&described(ours), &described(theirs));
    }

    /// Reports a difference. Where both sides have a component, it is reported for that, and not for each place that uses it.
    fn unlike(&mut self, we_say: &str, they_say: &str) {
        let (ours, theirs) = self.place();
        let components = (
            self.schemas.ours.component(&ours),
            self.schemas.theirs.component(&theirs),
        );
        let (name, ours, theirs) = match components {
            (Some(our), Some(their)) => (self.named(&our), our, their),
            _ => (self.pair.name.clone(), ours, theirs),
        };
        self.findings
            .differing(&quoted_in_full(&name), we_say, they_say, &ours, &theirs);
    }

    fn alternatives(&mut self, ours: &WireSchema, theirs: &WireSchema) -> Result<(), Problem> {
        let shared = |it: &Alternative| theirs.alternatives.iter().any(|other| is_like(it, other));
        if !ours.alternatives.iter().any(shared) {
            if !(ours.alternatives.is_empty() && theirs.alternatives.is_empty()) {
                self.of_another_kind(ours, theirs);
            }
            return Ok(());
        }
        let union = self.named(&self.place().0);
        let (our_objects, our_others) = objects(ours);
        let (their_objects, their_others) = objects(theirs);
        for our in &our_others {
            let matching: Vec<_> = their_others.iter().filter(|their| is_like(our, their)).collect();
            if matching.is_empty() {
                let what = format!(
                    "variant {} of {}",
                    quoted_in_full(&our.describe()),
                    quoted_in_full(&union)
                );
                self.findings.lacking(&what, &our.origin, &self.place().1);
            }
            // One document may write a list as several, one for each kind of item.
            for their in matching {
                self.others(our, their)?;
            }
        }
        for their in their_others {
            if !our_others.iter().any(|our| is_like(our, their)) {
                let what = format!(
                    "variant {} of {}",
                    quoted_in_full(&their.describe()),
                    quoted_in_full(&union)
                );
                let gap = Gap::Variant(their.clone(), None, self.pair.direction);
                self.findings.missed(&what, &self.place().0, &their.origin, gap);
            }
        }
        self.variants(&union, &our_objects, &their_objects)
    }

    /// Compares values of one kind that are not objects.
    fn others(&mut self, ours: &Alternative, theirs: &Alternative) -> Result<(), Problem> {
        match (&ours.what, &theirs.what) {
            (ValueKind::Scalar(our), ValueKind::Scalar(their)) => self.scalars(ours, our, theirs, their),
            (ValueKind::Array(our), ValueKind::Array(their)) => {
                let name = format!("{}[]", self.named(&ours.origin));
                self.held(name, our, their, [&ours.origin, &theirs.origin])?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Compares the items of lists and the values of maps. Without a schema, these are arbitrary values.
    fn held(
        &mut self,
        name: String,
        ours: &SchemaPlace,
        theirs: &SchemaPlace,
        homes: [&str; 2],
    ) -> Result<(), Problem> {
        let pair = self.pair.inner(name, ours, theirs);
        if !ours.is_empty() && !theirs.is_empty() {
            self.schemas.open(pair);
            return Ok(());
        }
        let wire_schemas = [self.schemas.ours.at(ours)?, self.schemas.theirs.at(theirs)?];
        if !wire_schemas.iter().all(|wire_schema| is_anything(wire_schema)) {
            let [we_say, they_say] = wire_schemas.map(|wire_schema| described(&wire_schema));
            self.findings
                .differing(&quoted_in_full(&pair.name), &we_say, &they_say, homes[0], homes[1]);
        }
        Ok(())
    }

    fn scalars(&mut self, ours: &Alternative, our: &Scalar, theirs: &Alternative, their: &Scalar) {
        let name = self.named(&ours.origin);
        let differs = match (&our.values, &their.values) {
            (Some(we), Some(they)) => {
                for (value, place) in they.iter().filter(|(value, _)| !we.contains_key(*value)) {
                    let what = format!("value {} of {}", value_name(value), quoted_in_full(&name));
                    self.findings
                        .missed(&what, &ours.origin, place, Gap::Value(value.clone()));
                }
                for (value, place) in we.iter().filter(|(value, _)| !they.contains_key(*value)) {
                    let what = format!("value {} of {}", value_name(value), quoted_in_full(&name));
                    self.findings.lacking(&what, place, &theirs.origin);
                }
                false
            }
            (None, None) => our.is_time != their.is_time || self.is_too_wide(our.kind, their.kind),
            _ => true,
        };
        if differs {
            self.unlike(&our.describe(), &their.describe());
        }
    }

    /// Returns `true` if a value may be a fraction, but the other side reads only whole numbers.
    fn is_too_wide(&self, ours: ScalarKind, theirs: ScalarKind) -> bool {
        let (written, read) = match self.pair.direction {
            Direction::Sent => (ours, theirs),
            Direction::Received => (theirs, ours),
        };
        written == ScalarKind::Number && read == ScalarKind::Integer
    }
}

pub fn is_anything(wire_schema: &WireSchema) -> bool {
    wire_schema
        .alternatives
        .iter()
        .any(|it| matches!(it.what, ValueKind::Anything))
}

fn described(wire_schema: &WireSchema) -> String {
    let words: Vec<_> = wire_schema.alternatives.iter().map(Alternative::describe).collect();
    match words.as_slice() {
        [] if wire_schema.nullable => "null".to_owned(),
        [] => "of no known type".to_owned(),
        words => words.join(" or "),
    }
}

fn first(place: &SchemaPlace) -> &str {
    place.first().map_or("", String::as_str)
}

fn is_like(one: &Alternative, other: &Alternative) -> bool {
    match (&one.what, &other.what) {
        (ValueKind::Scalar(one), ValueKind::Scalar(other)) => one.kind.is_like(other.kind),
        (ValueKind::Array(_), ValueKind::Array(_)) | (ValueKind::Object(_), ValueKind::Object(_)) => true,
        _ => false,
    }
}

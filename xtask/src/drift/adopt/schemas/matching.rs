//! Finds the component that is equal to a schema of the server.

use std::collections::{BTreeSet, HashSet};

use crate::document::problem::quoted_in_full;
use crate::drift::adopt::naming::pascal;
use crate::drift::adopt::schemas::existing_components::ExistingComponent;
use crate::drift::adopt::schemas::schema_writer::SchemaWriter;
use crate::drift::adopt::schemas::use_site::{UseSite, WriteError};
use crate::drift::compare_schemas::{Pair, SchemaComparison};
use crate::drift::direction::Direction;
use crate::drift::finding::Findings;
use crate::drift::wire_schema::{SchemaPlace, ValueKind, WireSchema};

impl SchemaWriter<'_> {
    /// Returns the component that equals one of their schemas: one of ours, or one that was written before.
    pub fn fitting(
        &self,
        wire_schema: &WireSchema,
        place: &SchemaPlace,
        site: &UseSite,
    ) -> Result<Option<String>, WriteError> {
        if let Some(name) = self.written.get(&(self.origin(place), site.direction)) {
            return Ok(Some(name.clone()));
        }
        let property = pascal(&site.property);
        let is_called_so = |name: &str| !property.is_empty() && name.ends_with(&property);
        let keys = keys(wire_schema);
        let (mut first, mut called_so) = (None, None);
        for old in &self.old {
            let name = old.name.as_str();
            // A single value or property is not enough for a match, and a whole body is not part of another schema.
            let says_little = keys.len() == 1 && !is_called_so(name);
            let is_body = site.name.is_none() && self.bodies.contains(name);
            if old.wire_schema.nullable || old.is_variant || says_little || is_body {
                continue;
            }
            if is_alike(&keys, &old.wire_schema)
                && self.is_on_side(old, site.direction)
                && self.fits(&old.name, &old.pointer, place, site.direction)?
            {
                first = first.or(Some(name));
                called_so = called_so.or(Some(name).filter(|name| is_called_so(name)));
            }
        }
        if let Some(name) = called_so.or(first) {
            return Ok(Some(name.to_owned()));
        }
        for new in self.new.iter().filter(|new| !new.place.is_empty()) {
            let says_enough = is_called_so(&new.name) || keys.len() > 1;
            let is_on_side = new.direction == site.direction || !has_objects(wire_schema);
            let is_alike = is_alike(&keys, &*self.their_wire_schemas.at(&new.place)?);
            if says_enough && is_on_side && is_alike && self.are_same(&new.place, place, site.direction)? {
                return Ok(Some(new.name.clone()));
            }
        }
        Ok(None)
    }

    /// An object belongs to requests or to responses.
    fn is_on_side(&self, old: &ExistingComponent, direction: Direction) -> bool {
        let [is_sent, is_received] = old.sides;
        let is_on_other = match direction {
            Direction::Sent => is_received,
            Direction::Received => is_sent,
        };
        !is_on_other || !has_objects(&old.wire_schema)
    }

    /// Returns `true` if all differences are among the known ones, and all known ones of this component are among them.
    fn fits(&self, name: &str, ours: &str, theirs: &SchemaPlace, direction: Direction) -> Result<bool, WriteError> {
        let mut findings = Findings::new(self.ours, self.theirs);
        let mut schemas = SchemaComparison::new(self.ours, self.theirs);
        let mut pair = Pair::new(name, ours, "", direction).with_theirs(theirs);
        // Null is reported where the component is used.
        pair.null_counts = false;
        schemas.open(pair);
        schemas.compare(&mut findings)?;
        let found: HashSet<String> = findings.sorted().into_iter().map(|finding| finding.text).collect();
        // The members that our component will gain have to be in theirs as well.
        let of_it = format!(" of {}", quoted_in_full(name));
        let its_field = format!("the document lacks: field `{name}.");
        let mut awaited = self.known.iter().filter(|text| {
            text.starts_with(&its_field) || text.starts_with("the document lacks: ") && text.ends_with(&of_it)
        });
        Ok(found.iter().all(|text| self.known.contains(text)) && awaited.all(|text| found.contains(text)))
    }

    /// Returns `true` if one of our parameters accepts what one of theirs does.
    pub fn is_parameter(&self, ours: &str, theirs: &SchemaPlace) -> Result<bool, WriteError> {
        self.fits("", ours, theirs, Direction::Sent)
    }

    fn are_same(&self, one: &SchemaPlace, other: &SchemaPlace, direction: Direction) -> Result<bool, WriteError> {
        let [one] = one.as_slice() else { return Ok(one == other) };
        let mut findings = Findings::new(self.theirs, self.theirs);
        let mut schemas = SchemaComparison::new(self.theirs, self.theirs);
        let mut pair = Pair::new("", one, "", direction).with_theirs(other);
        pair.null_counts = false;
        schemas.open(pair);
        schemas.compare(&mut findings)?;
        Ok(findings.sorted().is_empty())
    }
}

pub fn has_objects(wire_schema: &WireSchema) -> bool {
    wire_schema
        .alternatives
        .iter()
        .any(|it| matches!(it.what, ValueKind::Object(_)))
}

/// Returns the names of properties, and the values of enums.
pub fn keys(wire_schema: &WireSchema) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for alternative in &wire_schema.alternatives {
        match &alternative.what {
            ValueKind::Object(object) => keys.extend(object.properties.keys().cloned()),
            ValueKind::Scalar(scalar) => keys.extend(scalar.values.iter().flat_map(|values| values.keys().cloned())),
            _ => {}
        }
    }
    keys
}

/// Returns `true` if a closer comparison is worthwhile: both share half of what either has.
pub fn is_alike(keys: &BTreeSet<String>, wire_schema: &WireSchema) -> bool {
    let others = self::keys(wire_schema);
    let common = keys.intersection(&others).count();
    common > 0 && 2 * common >= keys.union(&others).count()
}

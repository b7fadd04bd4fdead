//! The objects among the alternatives of a schema, and the tag that distinguishes them.

use std::collections::{BTreeMap, HashSet};

use crate::document::problem::{Problem, listed, quoted_in_full};
use crate::drift::wire_schema::reader::WireSchemas;
use crate::drift::wire_schema::{Alternative, Object, Scalar, SchemaPlace, ValueKind, WireSchema, component};

/// An object among the alternatives.
#[derive(Clone, Copy)]
pub struct ObjectVariant<'a> {
    /// The place of its schema.
    pub origin: &'a str,
    /// The object.
    pub object: &'a Object,
}

impl ObjectVariant<'_> {
    /// Returns `true` if both have the same schema.
    ///
    /// Several objects share one if each combines it with another of its alternatives.
    pub fn is(&self, other: &ObjectVariant<'_>) -> bool {
        std::ptr::eq(self.object, other.object)
    }

    /// Returns the object as an alternative.
    pub fn alternative(&self) -> Alternative {
        Alternative {
            origin: self.origin.to_owned(),
            what: ValueKind::Object(self.object.clone()),
        }
    }

    /// Returns the object in a few words.
    pub fn describe(&self) -> String {
        let mut properties: Vec<_> = self.object.properties.keys().map(String::as_str).collect();
        properties.truncate(4);
        match component(self.origin) {
            Some(name) => quoted_in_full(name),
            None => format!("with {}", listed(properties)),
        }
    }
}

/// Returns the objects among the alternatives, and the other alternatives.
pub fn objects(wire_schema: &WireSchema) -> (Vec<ObjectVariant<'_>>, Vec<&Alternative>) {
    let mut objects = Vec::new();
    let mut others = Vec::new();
    for alternative in &wire_schema.alternatives {
        match &alternative.what {
            ValueKind::Object(object) => objects.push(ObjectVariant {
                origin: &alternative.origin,
                object,
            }),
            _ => others.push(alternative),
        }
    }
    (objects, others)
}

/// Returns the property that has known values in every object of each side, and no value twice on a side.
pub fn tag(sides: &[(&WireSchemas<'_>, &[ObjectVariant<'_>])]) -> Result<Option<String>, Problem> {
    let Some(first) = sides.first().and_then(|(_, candidates)| candidates.first()) else {
        return Ok(None);
    };
    if sides.iter().any(|(_, candidates)| candidates.is_empty()) {
        return Ok(None);
    }
    for name in first.object.properties.keys() {
        let mut is_tag = true;
        for (wire_schemas, candidates) in sides {
            let mut seen = HashSet::new();
            for candidate in *candidates {
                let values = tag_values(wire_schemas, candidate, name)?;
                is_tag &= !values.is_empty() && values.into_iter().all(|value| seen.insert(value));
            }
        }
        if is_tag {
            return Ok(Some(name.clone()));
        }
    }
    Ok(None)
}

fn tag_values(
    wire_schemas: &WireSchemas<'_>,
    candidate: &ObjectVariant<'_>,
    name: &str,
) -> Result<Vec<String>, Problem> {
    let Some(place) = candidate.object.properties.get(name) else {
        return Ok(Vec::new());
    };
    let wire_schema = wire_schemas.at(place)?;
    Ok(match wire_schema.alternatives.as_slice() {
        [
            Alternative {
                what: ValueKind::Scalar(Scalar {
                    values: Some(values), ..
                }),
                ..
            },
        ] => values.keys().cloned().collect(),
        _ => Vec::new(),
    })
}

/// Returns the objects by the values of their tag.
pub fn by_value<'a>(
    wire_schemas: &WireSchemas<'_>,
    tag: &str,
    candidates: &[ObjectVariant<'a>],
) -> Result<BTreeMap<String, ObjectVariant<'a>>, Problem> {
    let mut found = BTreeMap::new();
    for candidate in candidates {
        for value in tag_values(wire_schemas, candidate, tag)? {
            found.insert(value, *candidate);
        }
    }
    Ok(found)
}

/// Returns the objects of the other side that share a value of the tag with this one.
pub fn counterparts<'a>(
    one: &ObjectVariant<'_>,
    values: &BTreeMap<String, ObjectVariant<'_>>,
    others: &BTreeMap<String, ObjectVariant<'a>>,
) -> Vec<ObjectVariant<'a>> {
    let mut counterparts: Vec<ObjectVariant<'a>> = Vec::new();
    for (value, candidate) in values {
        if let Some(other) = others.get(value)
            && candidate.is(one)
            && !counterparts.iter().any(|it| it.is(other))
        {
            counterparts.push(*other);
        }
    }
    counterparts
}

/// Returns the places of a property, in all objects that have it.
pub fn places<'a>(candidates: &[ObjectVariant<'a>], property: &str) -> Vec<&'a SchemaPlace> {
    candidates
        .iter()
        .filter_map(|it| it.object.properties.get(property))
        .collect()
}

/// Returns `true` if every object requires a property.
pub fn is_required(candidates: &[ObjectVariant<'_>], property: &str) -> bool {
    candidates.iter().all(|it| it.object.required.contains(property))
}

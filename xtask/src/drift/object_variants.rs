//! The objects among the alternatives of a schema, and what tells them apart.

use std::collections::{BTreeMap, HashSet};

use crate::document::problem::{Problem, listed, whole};
use crate::drift::wire_schema::reader::Shapes;
use crate::drift::wire_schema::{Alternative, Object, Place, Scalar, Shape, What, component};

/// An object among the alternatives.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// The place of the schema that says so.
    pub home: &'a str,
    /// What it says.
    pub object: &'a Object,
}

impl Candidate<'_> {
    /// Several objects have the same home where each is made of what the schema says and of one of its alternatives.
    pub fn is(&self, other: &Candidate<'_>) -> bool {
        std::ptr::eq(self.object, other.object)
    }

    /// The same, by itself.
    pub fn alternative(&self) -> Alternative {
        Alternative {
            home: self.home.to_owned(),
            what: What::Object(self.object.clone()),
        }
    }

    /// The object in a few words.
    pub fn describe(&self) -> String {
        let mut properties: Vec<_> = self.object.properties.keys().map(String::as_str).collect();
        properties.truncate(4);
        match component(self.home) {
            Some(name) => whole(name),
            None => format!("with {}", listed(properties)),
        }
    }
}

/// The objects among the alternatives, and the others.
pub fn objects(shape: &Shape) -> (Vec<Candidate<'_>>, Vec<&Alternative>) {
    let mut objects = Vec::new();
    let mut others = Vec::new();
    for alternative in &shape.alternatives {
        match &alternative.what {
            What::Object(object) => objects.push(Candidate {
                home: &alternative.home,
                object,
            }),
            _ => others.push(alternative),
        }
    }
    (objects, others)
}

/// The property that has known values in every object of each side, and on each side no value twice.
pub fn tag(sides: &[(&Shapes<'_>, &[Candidate<'_>])]) -> Result<Option<String>, Problem> {
    let Some(first) = sides.first().and_then(|(_, candidates)| candidates.first()) else {
        return Ok(None);
    };
    if sides.iter().any(|(_, candidates)| candidates.is_empty()) {
        return Ok(None);
    }
    for name in first.object.properties.keys() {
        let mut is_tag = true;
        for (shapes, candidates) in sides {
            let mut seen = HashSet::new();
            for candidate in *candidates {
                let values = tag_values(shapes, candidate, name)?;
                is_tag &= !values.is_empty() && values.into_iter().all(|value| seen.insert(value));
            }
        }
        if is_tag {
            return Ok(Some(name.clone()));
        }
    }
    Ok(None)
}

fn tag_values(shapes: &Shapes<'_>, candidate: &Candidate<'_>, name: &str) -> Result<Vec<String>, Problem> {
    let Some(place) = candidate.object.properties.get(name) else {
        return Ok(Vec::new());
    };
    let shape = shapes.at(place)?;
    Ok(match shape.alternatives.as_slice() {
        [
            Alternative {
                what: What::Scalar(Scalar {
                    values: Some(values), ..
                }),
                ..
            },
        ] => values.keys().cloned().collect(),
        _ => Vec::new(),
    })
}

/// The objects by the values of their tag.
pub fn by_value<'a>(
    shapes: &Shapes<'_>,
    tag: &str,
    candidates: &[Candidate<'a>],
) -> Result<BTreeMap<String, Candidate<'a>>, Problem> {
    let mut found = BTreeMap::new();
    for candidate in candidates {
        for value in tag_values(shapes, candidate, tag)? {
            found.insert(value, *candidate);
        }
    }
    Ok(found)
}

/// The objects of the other side that share a value of the tag with this one.
pub fn twins<'a>(
    one: &Candidate<'_>,
    values: &BTreeMap<String, Candidate<'_>>,
    others: &BTreeMap<String, Candidate<'a>>,
) -> Vec<Candidate<'a>> {
    let mut twins: Vec<Candidate<'a>> = Vec::new();
    for (value, candidate) in values {
        if let Some(other) = others.get(value)
            && candidate.is(one)
            && !twins.iter().any(|twin| twin.is(other))
        {
            twins.push(*other);
        }
    }
    twins
}

/// Where a property is described, by those that have it.
pub fn places<'a>(candidates: &[Candidate<'a>], property: &str) -> Vec<&'a Place> {
    candidates
        .iter()
        .filter_map(|it| it.object.properties.get(property))
        .collect()
}

/// Whether every object has a property.
pub fn is_required(candidates: &[Candidate<'_>], property: &str) -> bool {
    candidates.iter().all(|it| it.object.required.contains(property))
}

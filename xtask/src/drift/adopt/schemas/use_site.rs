//! The place that uses a schema, the lines for it, and why writing them may fail.

use crate::document::problem::Problem;
use crate::drift::adopt::naming::singular;
use crate::drift::adopt::yaml_text::{indented, schema_reference};
use crate::drift::direction::Direction;
use crate::drift::wire_schema::SchemaPlace;

/// The reason why something cannot be written.
pub enum WriteError {
    /// Their document has a mistake.
    Problem(Problem),
    /// Our document has no form for it.
    Refusal(Refusal),
}

/// An item that has to be added by hand.
#[derive(Debug)]
pub struct Refusal {
    /// Its place in their document.
    pub theirs: String,
    /// The reason.
    pub reason: String,
}

impl From<Problem> for WriteError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl WriteError {
    /// Returns a refusal.
    pub fn refusal(theirs: &str, reason: impl Into<String>) -> Self {
        Self::Refusal(Refusal {
            theirs: theirs.to_owned(),
            reason: reason.into(),
        })
    }
}

/// The place that uses a schema.
#[derive(Clone, Debug)]
pub struct UseSite {
    /// The component or operation that contains it.
    pub owner: String,
    /// Its name there.
    pub property: String,
    /// A fixed name for its component.
    pub name: Option<String>,
    /// The side that sends it.
    pub direction: Direction,
    /// Whether it is optional.
    pub optional: bool,
    /// Whether it is a part of a form, whose parts may be files.
    pub in_form: bool,
    /// The component of ours after which new ones are added.
    pub after: String,
}

/// A schema as it is written.
#[derive(Clone, Debug)]
pub enum WrittenSchema {
    /// A component, to which the place refers.
    Component(String),
    /// Lines, before the description and after it.
    Plain(Vec<String>, Vec<String>),
}

impl WrittenSchema {
    pub fn plain(kind: &str) -> Self {
        Self::Plain(vec![format!("type: {kind}")], Vec::new())
    }

    /// Returns the lines without a description.
    pub fn alone(self) -> Vec<String> {
        match self {
            Self::Component(name) => vec![schema_reference(&name)],
            Self::Plain(head, tail) => [head, tail].concat(),
        }
    }

    /// Returns the lines with a description.
    pub fn described(self, description: &str) -> Vec<String> {
        let description = format!("description: {description}");
        match self {
            Self::Component(name) => {
                vec![
                    description,
                    "allOf:".to_owned(),
                    format!("  - {}", schema_reference(&name)),
                ]
            }
            Self::Plain(head, tail) => [head, vec![description], tail].concat(),
        }
    }
}

impl UseSite {
    /// Returns the site of its items.
    pub fn item(&self) -> Self {
        Self {
            property: singular(&self.property),
            name: None,
            optional: false,
            ..self.clone()
        }
    }
}

/// Returns the schema of items or values under its key.
pub fn held_under(key: &str, held: WrittenSchema) -> Vec<String> {
    let mut lines = vec![format!("{key}:")];
    lines.extend(indented(held.alone(), 2));
    lines
}

/// Returns lines as an item of a list that has two spaces more than its key.
pub fn item(lines: Vec<String>) -> Vec<String> {
    let mut lines: Vec<_> = indented(lines, 4).collect();
    if let Some(first) = lines.first_mut() {
        first.replace_range(..4, "  - ");
    }
    lines
}

pub fn first(place: &SchemaPlace) -> &str {
    place.first().map_or("", String::as_str)
}

//! The place that uses a schema, what is written there, and why it may not be possible.

use crate::document::problem::Problem;
use crate::drift::adopt::naming::singular;
use crate::drift::adopt::yaml_text::{indented, schema_reference};
use crate::drift::direction::Direction;
use crate::drift::wire_schema::SchemaPlace;

/// Why something cannot be written.
pub enum WriteError {
    /// Their document is wrong.
    Problem(Problem),
    /// There is no way to say it here.
    Refusal(Refusal),
}

/// What has to be done by hand.
#[derive(Debug)]
pub struct Refusal {
    /// Where it is in their document.
    pub theirs: String,
    /// Why.
    pub reason: String,
}

impl From<Problem> for WriteError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl WriteError {
    /// A refusal.
    pub fn refusal(theirs: &str, reason: impl Into<String>) -> Self {
        Self::Refusal(Refusal {
            theirs: theirs.to_owned(),
            reason: reason.into(),
        })
    }
}

/// Where a schema is used.
#[derive(Clone, Debug)]
pub struct UseSite {
    /// The component or operation that it is a part of.
    pub owner: String,
    /// What it is called there.
    pub property: String,
    /// The name that it gets in any case.
    pub name: Option<String>,
    /// Who writes it.
    pub direction: Direction,
    /// Whether it may be absent.
    pub optional: bool,
    /// Whether it is a part of a form, whose parts may be files.
    pub in_form: bool,
    /// The component of ours that new ones come after.
    pub after: String,
}

/// What a schema becomes.
#[derive(Clone, Debug)]
pub enum WrittenSchema {
    /// A component, which is referred to.
    Component(String),
    /// Lines, before the description and after it.
    Plain(Vec<String>, Vec<String>),
}

impl WrittenSchema {
    pub fn plain(kind: &str) -> Self {
        Self::Plain(vec![format!("type: {kind}")], Vec::new())
    }

    /// The lines without a description.
    pub fn alone(self) -> Vec<String> {
        match self {
            Self::Component(name) => vec![schema_reference(&name)],
            Self::Plain(head, tail) => [head, tail].concat(),
        }
    }

    /// The lines with one.
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
    /// The same place, for one of many that it holds.
    pub fn item(&self) -> Self {
        Self {
            property: singular(&self.property),
            name: None,
            optional: false,
            ..self.clone()
        }
    }
}

/// What is held, under its key.
pub fn held_under(key: &str, held: WrittenSchema) -> Vec<String> {
    let mut lines = vec![format!("{key}:")];
    lines.extend(indented(held.alone(), 2));
    lines
}

/// Lines as an item of a list that is two spaces further in than its key.
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

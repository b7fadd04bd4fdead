//! Writes a schema of the server in the form of ours: a schema that becomes a type is a component.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use crate::document::problem::Problem;
use crate::drift::adopt::naming::pascal;
use crate::drift::adopt::schemas::existing_components::{self, ExistingComponent};
use crate::drift::adopt::schemas::use_site::{UseSite, WriteError, WrittenSchema, first, held_under};
use crate::drift::adopt::yaml_text::{TODO, quoted};
use crate::drift::compare_schemas::is_anything;
use crate::drift::direction::Direction;
use crate::drift::object_variants::objects;
use crate::drift::source::Source;
use crate::drift::wire_schema::reader::WireSchemas;
use crate::drift::wire_schema::{SchemaPlace, ValueKind, WireSchema, component};
use crate::model::rust_names::type_name;

/// A component to add.
#[derive(Clone, Debug)]
pub struct NewComponent {
    /// Its name.
    pub name: String,
    /// Its lines, with a greater indentation than its name.
    pub lines: Vec<String>,
    /// The component of ours that it follows.
    pub after: String,
    /// The place of the schema in their document.
    pub place: SchemaPlace,
    /// The side that sends it.
    pub direction: Direction,
}

/// Writes schemas, and collects the components that they need.
pub struct SchemaWriter<'a> {
    pub ours: &'a Source,
    pub theirs: &'a Source,
    pub their_wire_schemas: WireSchemas<'a>,
    /// The differences that the report has already.
    pub known: HashSet<String>,
    pub old: Vec<ExistingComponent>,
    /// The components that are request bodies.
    pub bodies: HashSet<String>,
    /// The components that were written so far.
    pub new: Vec<NewComponent>,
    /// Notes about them.
    pub notes: Vec<String>,
    pub written: HashMap<(SchemaPlace, Direction), String>,
    pub taken: HashSet<String>,
    /// The schemas that are being written inline, each inside the one before.
    pub inlining: Vec<SchemaPlace>,
}

/// A state of the writer to return to.
pub struct Checkpoint {
    new: usize,
    written: HashMap<(SchemaPlace, Direction), String>,
    taken: HashSet<String>,
}

impl<'a> SchemaWriter<'a> {
    /// Begins with nothing written.
    pub fn new(ours: &'a Source, theirs: &'a Source, known: HashSet<String>) -> Result<Self, Problem> {
        let old = existing_components::components(ours, &WireSchemas::new(ours))?;
        let names = old.iter().map(|old| old.name.as_str());
        let names = names.chain(ours.titles_beside_null());
        Ok(Self {
            ours,
            theirs,
            their_wire_schemas: WireSchemas::new(theirs),
            known,
            taken: names.map(type_name).collect(),
            inlining: Vec::new(),
            old,
            bodies: existing_components::bodies(ours),
            new: Vec::new(),
            notes: Vec::new(),
            written: HashMap::new(),
        })
    }

    /// Returns the current state.
    pub fn checkpoint(&mut self) -> Checkpoint {
        self.notes.clear();
        Checkpoint {
            new: self.new.len(),
            written: self.written.clone(),
            taken: self.taken.clone(),
        }
    }

    /// Discards everything that was written since a state.
    pub fn roll_back_to(&mut self, checkpoint: Checkpoint) {
        self.new.truncate(checkpoint.new);
        (self.written, self.taken) = (checkpoint.written, checkpoint.taken);
        self.inlining.clear();
    }

    /// Reads one of their schemas.
    pub fn wire_schema(&self, place: &SchemaPlace) -> Result<Rc<WireSchema>, WriteError> {
        Ok(self.their_wire_schemas.at(place)?)
    }

    /// Writes one of their schemas as it is used at a site.
    pub fn use_of(&mut self, place: &SchemaPlace, site: &UseSite) -> Result<WrittenSchema, WriteError> {
        let wire_schema = self.their_wire_schemas.at(place)?;
        if is_anything(&wire_schema) {
            return Ok(WrittenSchema::Component(self.open_value(site)));
        }
        let (objects, others) = objects(&wire_schema);
        match (objects.as_slice(), others.as_slice()) {
            ([], []) => Err(WriteError::refusal(
                first(place),
                "it is only null, or of no known type",
            )),
            ([], [one]) => match &one.what {
                ValueKind::Scalar(scalar) => self.scalar(scalar, &one.origin, place, site),
                ValueKind::Array(items) => self.list(&one.origin, items, site),
                ValueKind::Anything | ValueKind::Object(_) => Ok(WrittenSchema::Component(self.open_value(site))),
            },
            ([one], []) if one.object.properties.is_empty() => self.map(&one.object.rest.clone(), site),
            ([one], []) => {
                let object = one.object.clone();
                match self.fitting(&wire_schema, place, site)? {
                    Some(name) => Ok(WrittenSchema::Component(name)),
                    None => self.object(&object, place, site).map(WrittenSchema::Component),
                }
            }
            _ => self.union(&wire_schema, place, site).map(WrittenSchema::Component),
        }
    }

    /// Does the same, but always as a component with a name.
    pub fn component_of(&mut self, place: &SchemaPlace, site: &UseSite) -> Result<String, WriteError> {
        match self.use_of(place, site)? {
            WrittenSchema::Component(name) => Ok(name),
            plain => {
                let name = self.name_for(place, site);
                self.add(&name, plain.described(TODO), place.clone(), site);
                Ok(name)
            }
        }
    }

    /// Writes a list. In a request, it keeps the bounds of its length, since the server refuses other lists.
    pub fn list(&mut self, origin: &str, items: &SchemaPlace, site: &UseSite) -> Result<WrittenSchema, WriteError> {
        let held = self.held(items, site)?;
        let tail = held_under("items", held);
        let mut head = vec!["type: array".to_owned()];
        if site.direction == Direction::Sent {
            let bounds = ["minItems", "maxItems"];
            let kept = bounds.map(|key| Some(format!("{key}: {}", self.theirs.get(origin, key)?.as_u64()?)));
            head.extend(kept.into_iter().flatten());
        }
        Ok(WrittenSchema::Plain(head, tail))
    }

    pub fn map(&mut self, rest: &SchemaPlace, site: &UseSite) -> Result<WrittenSchema, WriteError> {
        let held = self.held(rest, site)?;
        let tail = held_under("additionalProperties", held);
        Ok(WrittenSchema::Plain(vec!["type: object".to_owned()], tail))
    }

    /// Writes the items of a list or the values of a map.
    ///
    /// Without a schema, these are arbitrary values.
    pub fn held(&mut self, place: &SchemaPlace, site: &UseSite) -> Result<WrittenSchema, WriteError> {
        if place.is_empty() {
            return Ok(WrittenSchema::Component(self.open_value(site)));
        }
        let wire_schema = self.their_wire_schemas.at(place)?;
        if wire_schema.nullable && !is_anything(&wire_schema) {
            let what = quoted(&site.property);
            self.notes.push(format!(
                "the items or values of {what} may be null in theirs, which our document does not express"
            ));
        }
        self.use_of(place, &site.item())
    }

    /// Returns the title of a schema, if it is a name and not a sentence.
    pub fn title(&self, pointer: &str) -> Option<String> {
        const MAX_WORDS: usize = 3;
        let title = self.theirs.get(pointer, "title").and_then(Value::as_str)?;
        let name = pascal(title);
        let is_name =
            title.split_whitespace().count() <= MAX_WORDS && name.starts_with(|c: char| c.is_ascii_uppercase());
        is_name.then_some(name)
    }

    /// Returns the place that defines a schema, which is the same for all references to it.
    pub fn origin(&self, place: &SchemaPlace) -> SchemaPlace {
        let [only] = place.as_slice() else {
            return place.clone();
        };
        let component = self.their_wire_schemas.component(only);
        vec![
            component
                .or_else(|| self.theirs.resolve(only).ok())
                .unwrap_or_else(|| only.clone()),
        ]
    }

    /// Returns the title of the schema at a place, ignoring null beside it.
    fn title_at(&self, place: &SchemaPlace) -> Option<String> {
        let wire_schema = self.their_wire_schemas.at(place).ok()?;
        let origin = match wire_schema.alternatives.as_slice() {
            [only] => self.title(&only.origin),
            _ => None,
        };
        origin.or_else(|| self.title(first(place)))
    }

    /// Returns a name for a component: theirs if they have one, or else the owner's name with the property's.
    pub fn name_for(&self, place: &SchemaPlace, site: &UseSite) -> String {
        let their_own = match place.as_slice() {
            [only] => self.their_wire_schemas.component(only),
            _ => None,
        };
        let their_own = their_own.as_deref().and_then(component).map(pascal);
        let their_own = their_own.or_else(|| self.title_at(place));
        let stem = ["List", "Page"].iter().find_map(|end| site.owner.strip_suffix(end));
        let their_own = their_own.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()));
        let name = match (&site.name, their_own, stem) {
            // A request body is named after its operation.
            (Some(name), _, _) if site.direction == Direction::Sent => name.clone(),
            (_, Some(name), _) => name,
            (Some(name), ..) => name.clone(),
            (None, None, Some(stem)) if site.property == "item" && !stem.is_empty() => stem.to_owned(),
            _ => format!("{}{}", site.owner, pascal(&site.property)),
        };
        self.free_name(&name, site.direction)
    }

    /// Returns the name, or a similar one that is not in use.
    pub fn free_name(&self, name: &str, direction: Direction) -> String {
        // The original name has no letters that a component's name may have.
        let name = if name.is_empty() { "Unnamed" } else { name };
        let mut names = vec![name.to_owned()];
        let says_new = direction == Direction::Received || name.starts_with("New");
        names.extend((!says_new).then(|| format!("New{name}")));
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let mut names = names.into_iter().chain(numbered);
        let free = names.find(|name| !self.taken.contains(&type_name(name)));
        free.unwrap_or_default()
    }

    /// Adds a component.
    pub fn add(&mut self, name: &str, lines: Vec<String>, place: SchemaPlace, site: &UseSite) {
        self.taken.insert(type_name(name));
        if !place.is_empty() {
            self.written
                .insert((self.origin(&place), site.direction), name.to_owned());
        }
        self.new.push(NewComponent {
            name: name.to_owned(),
            lines,
            after: site.after.clone(),
            place,
            direction: site.direction,
        });
    }
}

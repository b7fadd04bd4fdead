//! Which keys an OpenAPI object takes, and what stands under them.
//!
//! The library that gives the document its types drops whatever it does not know, so a misspelt key would silently
//! mean nothing. This walk over the plain tree refuses it, along with everything that the generator has no use for.

pub mod openapi_objects;
pub mod schema_keywords;

use crate::document::problem::{Problem, closest, listed, quoted};
use crate::document::yaml::tree::{Entry, Kind, Node, Position, Value, child};

/// A `$ref` and where it stands.
#[derive(Debug)]
pub struct Reference {
    /// The place of the object that is the reference.
    pub pointer: String,
    /// The place that it leads to, as a JSON pointer.
    pub target: String,
}

/// What the walk over a document came by.
#[derive(Debug, Default)]
pub struct Found {
    /// Every `$ref`, all of them leading to something.
    pub references: Vec<Reference>,
    /// The places of all values that are an example or a default.
    pub examples: Vec<String>,
    /// The places of all texts that are documentation.
    pub prose: Vec<String>,
}

/// What may stand in a place.
enum Shape {
    Text,
    /// Text in Markdown, which becomes documentation.
    Prose,
    Flag,
    /// A whole number that is not negative.
    Count,
    Number,
    Anything,
    /// Anything that conforms to a schema.
    Example,
    /// One of these words.
    Word(&'static [&'static str]),
    List(&'static Shape),
    Map(Keys, &'static Shape),
    Object(&'static Object),
    Schema,
    FlagOrSchema,
}

/// What the keys of a map are.
#[derive(Clone, Copy)]
enum Keys {
    Free,
    /// Names of components.
    Names,
    /// Paths, which start with a slash.
    Paths,
    /// HTTP status codes.
    Statuses,
    /// Media types, of which only these are generated.
    MediaTypes(&'static [&'static str]),
}

pub struct Object {
    /// The object in a sentence: `an operation`.
    what: &'static str,
    keys: &'static [(&'static str, Shape)],
    needs: &'static [&'static str],
    /// The kind of component that a `$ref` in its place leads to.
    component: Option<&'static str>,
}

/// Checks the whole document, and returns what it came by.
pub fn check(file: &str, root: &Node) -> Result<Found, Vec<Problem>> {
    check_version(file, root).map_err(|problem| vec![problem])?;
    let mut walk = Walk {
        file,
        root,
        found: Found::default(),
        problems: Vec::new(),
    };
    let start = Place {
        pointer: String::new(),
        at: root.at,
        name: "the document",
    };
    walk.shape(&Shape::Object(&openapi_objects::DOCUMENT), root, &start);
    if walk.problems.is_empty() {
        Ok(walk.found)
    } else {
        Err(walk.problems)
    }
}

/// Another version is one problem, not one for each key that differs.
fn check_version(file: &str, root: &Node) -> Result<(), Problem> {
    let Some(entries) = root.entries() else {
        let message = format!("the document is {}, not a mapping", root.describe());
        return Err(Problem::new(
            file,
            message,
            "start with `openapi: 3.0.3`, and `info` and `paths` beside it",
        )
        .at(root.at));
    };
    let entry = entries
        .iter()
        .find(|entry| matches!(entry.key.as_str(), "swagger" | "openapi"));
    let Some((entry, version)) = entry.and_then(|entry| Some((entry, entry.node.text()?))) else {
        return Ok(());
    };
    let name = match entry.key.as_str() {
        "openapi" if version.starts_with("3.0.") => return Ok(()),
        "openapi" => "OpenAPI",
        _ => "Swagger",
    };
    let message = format!("this is {name} {version}, which cannot be read");
    let help = "convert the document to OpenAPI 3.0.3";
    Err(Problem::new(file, message, help)
        .at(entry.at)
        .within(&child("", &entry.key)))
}

/// Where the walk is.
struct Place<'a> {
    pointer: String,
    at: Position,
    /// The key, or what else to call it.
    name: &'a str,
}

impl Place<'_> {
    fn under<'a>(&self, entry: &'a Entry) -> Place<'a> {
        Place {
            pointer: child(&self.pointer, &entry.key),
            at: entry.at,
            name: &entry.key,
        }
    }
}

struct Walk<'a> {
    file: &'a str,
    root: &'a Node,
    found: Found,
    problems: Vec<Problem>,
}

impl Walk<'_> {
    fn report(&mut self, place: &Place<'_>, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(
            Problem::new(self.file, message, help)
                .at(place.at)
                .within(&place.pointer),
        );
    }

    fn shape(&mut self, shape: &Shape, node: &Node, place: &Place<'_>) {
        match (shape, &node.value) {
            (Shape::Anything, _) => {}
            (Shape::Example, _) => self.found.examples.push(place.pointer.clone()),
            (Shape::Object(object), Value::Mapping(entries)) => self.object(object, entries, place),
            (Shape::Schema | Shape::FlagOrSchema, Value::Mapping(entries)) => self.schema(entries, place),
            (Shape::Map(keys, shape), Value::Mapping(entries)) => self.map(*keys, shape, entries, place),
            (Shape::List(shape), Value::Sequence(items)) => self.list(shape, items, place),
            (Shape::Word(words), Value::Scalar(_)) if node.kind() == Some(Kind::Text) => self.word(words, node, place),
            (Shape::Text, _) if node.kind() == Some(Kind::Text) => {}
            (Shape::Prose, _) if node.kind() == Some(Kind::Text) => self.found.prose.push(place.pointer.clone()),
            (Shape::Flag | Shape::FlagOrSchema, _) if node.kind() == Some(Kind::Bool) => {}
            (Shape::Count, _) if node.text().is_some_and(|text| text.parse::<u32>().is_ok()) => {}
            (Shape::Number, _) if matches!(node.kind(), Some(Kind::Integer | Kind::Float)) => {}
            _ => self.wrong_kind(shape, node, place),
        }
    }

    fn wrong_kind(&mut self, shape: &Shape, node: &Node, place: &Place<'_>) {
        let (wanted, help) = match shape {
            Shape::Word(_) if matches!(node.value, Value::Sequence(_)) => (
                "one word",
                "keep one of them; for a value that may be null, add `nullable: true`",
            ),
            Shape::Text | Shape::Prose | Shape::Word(_) if matches!(node.kind(), None | Some(Kind::Null)) => {
                ("text", "write text on the same line, or indented below it after `|-`")
            }
            Shape::Text | Shape::Prose | Shape::Word(_) => ("text", "put it in quotes"),
            Shape::Anything | Shape::Example => return,
            Shape::Flag => ("true or false", "write `true` or `false`, without quotes"),
            Shape::Count => ("a whole number from 0", "write the digits, without quotes"),
            Shape::Number => ("a number", "write the digits, without quotes"),
            Shape::List(_) => ("a list", "write `[a, b]`, or one item a line after `- `"),
            Shape::Map(..) | Shape::Object(_) | Shape::Schema => {
                ("a mapping", "write `key: value` lines, indented below it")
            }
            Shape::FlagOrSchema => ("true, false or a schema", "write a schema, indented below it"),
        };
        self.report(
            place,
            format!("{} must be {wanted}, not {}", quoted(place.name), node.describe()),
            help,
        );
    }

    fn object(&mut self, object: &Object, entries: &[Entry], place: &Place<'_>) {
        if let Some(kind) = object.component
            && let Some(entry) = entries.iter().find(|entry| entry.key == "$ref")
        {
            self.reference(kind, entry, entries, place);
            return;
        }
        self.known_keys(object, entries, place);
        for need in object.needs {
            if !entries.iter().any(|entry| entry.key == *need) {
                self.report(
                    place,
                    format!("{} needs {}", object.what, quoted(need)),
                    format!("add `{need}: ...` here"),
                );
            }
        }
    }

    fn known_keys(&mut self, object: &Object, entries: &[Entry], place: &Place<'_>) {
        for entry in entries {
            match object.keys.iter().find(|(key, _)| *key == entry.key) {
                Some((_, shape)) => self.shape(shape, &entry.node, &place.under(entry)),
                None if is_component(&place.pointer) && schema_keywords::is_either(entries, entry) => {
                    self.either(entries, entry, &place.under(entry));
                }
                None => self.unknown_key(object, entry, &place.under(entry)),
            }
        }
    }

    fn unknown_key(&mut self, object: &Object, entry: &Entry, place: &Place<'_>) {
        if entry.key.starts_with("x-") {
            return self.extension(entry, place);
        }
        let reference = object.component.map(|_| "$ref");
        let keys = object.keys.iter().map(|(key, _)| *key).chain(reference);
        let (word, rest) = entry.key.split_once(':').unwrap_or_default();
        let help = match (
            openapi_objects::instead_of(&entry.key),
            closest(&entry.key, keys.clone()),
        ) {
            _ if keys.clone().any(|key| key == word) => format!("write a space after the colon: `{word}: {rest}`"),
            (Some(instead), _) => instead.to_owned(),
            (None, Some(key)) => format!("did you mean {}?", quoted(key)),
            (None, None) => "take it away; if it has to be there, teach it to `xtask/src/document/grammar`".to_owned(),
        };
        self.report(
            place,
            format!("{} does not take the key {}", object.what, quoted(&entry.key)),
            help,
        );
    }

    fn extension(&mut self, entry: &Entry, place: &Place<'_>) {
        let help = "take it away; the document stays plain OpenAPI, and what is special about a place goes into its description";
        self.report(
            place,
            format!("the extension {} is not allowed", quoted(&entry.key)),
            help,
        );
    }

    fn list(&mut self, shape: &Shape, items: &[Node], place: &Place<'_>) {
        for (index, item) in items.iter().enumerate() {
            let pointer = child(&place.pointer, &index.to_string());
            self.shape(
                shape,
                item,
                &Place {
                    pointer,
                    at: item.at,
                    name: place.name,
                },
            );
        }
    }

    fn map(&mut self, keys: Keys, shape: &Shape, entries: &[Entry], place: &Place<'_>) {
        for entry in entries {
            let place = place.under(entry);
            match keys.complaint(&entry.key) {
                None => self.shape(shape, &entry.node, &place),
                Some(_) if entry.key.starts_with("x-") => self.extension(entry, &place),
                Some((message, help)) => self.report(&place, message, help),
            }
        }
    }

    fn word(&mut self, words: &[&str], node: &Node, place: &Place<'_>) {
        let word = node.text().unwrap_or_default();
        if words.contains(&word) {
            return;
        }
        let help = match closest(word, words.iter().copied()) {
            Some(near) => format!("did you mean {}?", quoted(near)),
            None => format!("write one of {}", listed(words.iter().copied())),
        };
        self.report(
            place,
            format!("{} cannot be {}", quoted(place.name), quoted(word)),
            help,
        );
    }

    fn reference(&mut self, kind: &str, entry: &Entry, entries: &[Entry], place: &Place<'_>) {
        for sibling in entries.iter().filter(|sibling| sibling.key != "$ref") {
            let help = if kind == "schemas" {
                "put the `$ref` into a list under `allOf`, or take the other key away"
            } else {
                "take it away, or write it where the `$ref` leads"
            };
            let message = format!(
                "{} stands beside a `$ref`, which makes it mean nothing",
                quoted(&sibling.key)
            );
            self.report(&place.under(sibling), message, help);
        }
        let at = place.under(entry);
        match entry.node.text() {
            Some(target) => self.target(kind, target, place, &at),
            None => self.wrong_kind(&Shape::Text, &entry.node, &at),
        }
    }

    fn target(&mut self, kind: &str, target: &str, place: &Place<'_>, at: &Place<'_>) {
        let start = format!("#/components/{kind}/");
        let Some(name) = target.strip_prefix(&start) else {
            let help = format!("here it has to start with `{start}`");
            return self.report(at, format!("the `$ref` to {} leads elsewhere", quoted(target)), help);
        };
        if is_component(&place.pointer) {
            let help = "use its target where this component is used, or write the component out";
            return self.report(at, "a component that is only a `$ref`", help);
        }
        let components = self.root.get("components").and_then(|components| components.get(kind));
        if components.is_some_and(|components| components.get(name).is_some()) {
            let pointer = place.pointer.clone();
            return self.found.references.push(Reference {
                pointer,
                target: target[1..].to_owned(),
            });
        }
        let names = components
            .and_then(Node::entries)
            .unwrap_or_default()
            .iter()
            .map(|entry| entry.key.as_str());
        let help = match closest(name, names) {
            Some(near) => format!("did you mean `{start}{near}`?"),
            None => format!("add {} to `components`, under `{kind}`", quoted(name)),
        };
        self.report(at, format!("the `$ref` to {} leads nowhere", quoted(target)), help);
    }
}

/// `/components/schemas/Name` and the like, without anything below.
fn is_component(pointer: &str) -> bool {
    pointer.starts_with("/components/") && pointer.matches('/').count() == 3
}

impl Keys {
    /// What is wrong with a key, and what to do.
    fn complaint(self, key: &str) -> Option<(String, String)> {
        let (fits, what, help) = match self {
            Keys::Free => (true, "", String::new()),
            Keys::Names => (
                is_name(key),
                "the name of a component",
                "use letters, digits, `.`, `-` and `_`".to_owned(),
            ),
            Keys::Paths => (key.starts_with('/'), "a path", "start it with `/`".to_owned()),
            Keys::Statuses => (
                is_status(key),
                "a status",
                "write a status such as '200', a range such as 4XX, or `default`".to_owned(),
            ),
            Keys::MediaTypes(known) => (
                known.contains(&key),
                "a body that can be generated",
                format!("use {}", listed(known.iter().copied())),
            ),
        };
        (!fits).then(|| (format!("{} is not {what}", quoted(key)), help))
    }
}

fn is_name(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c))
}

fn is_status(key: &str) -> bool {
    let code = key.parse::<u16>().is_ok_and(|code| (100..600).contains(&code));
    code || matches!(key, "default" | "1XX" | "2XX" | "3XX" | "4XX" | "5XX")
}

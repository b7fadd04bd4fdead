//! Walks over the tree of a document, and checks each value.

use crate::document::grammar::findings::{Found, Reference};
use crate::document::grammar::key_types::{KeyKind, ObjectKeys, ValueType};
use crate::document::grammar::openapi_objects;
use crate::document::json_pointer::child;
use crate::document::problem::{Position, Problem, closest, listed, quoted};
use crate::document::yaml::tree::{Entry, Kind, Node, Value};

/// The current place of the walk.
pub struct Place<'a> {
    pub pointer: String,
    pub at: Position,
    /// The key of the value, or other words for it.
    pub name: &'a str,
}

impl Place<'_> {
    pub fn under<'a>(&self, entry: &'a Entry) -> Place<'a> {
        Place {
            pointer: child(&self.pointer, &entry.key),
            at: entry.at,
            name: &entry.key,
        }
    }
}

pub struct Walk<'a> {
    pub file: &'a str,
    pub root: &'a Node,
    pub found: Found,
    pub problems: Vec<Problem>,
}

impl Walk<'_> {
    pub fn report(&mut self, place: &Place<'_>, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(
            Problem::new(self.file, message, help)
                .at(place.at)
                .within(&place.pointer),
        );
    }

    pub fn value(&mut self, value_type: &ValueType, node: &Node, place: &Place<'_>) {
        match (value_type, &node.value) {
            (ValueType::Anything, _) => {}
            (ValueType::Example, _) => self.found.examples.push(place.pointer.clone()),
            (ValueType::ObjectKeys(object), Value::Mapping(entries)) => self.object(object, entries, place),
            (ValueType::Schema | ValueType::FlagOrSchema, Value::Mapping(entries)) => self.schema(entries, place),
            (ValueType::Map(keys, value_type), Value::Mapping(entries)) => self.map(*keys, value_type, entries, place),
            (ValueType::List(value_type), Value::Sequence(items)) => self.list(value_type, items, place),
            (ValueType::Word(words), Value::Scalar(_)) if node.kind() == Some(Kind::Text) => {
                self.word(words, node, place)
            }
            (ValueType::Text, _) if node.kind() == Some(Kind::Text) => {}
            (ValueType::Prose, _) if node.kind() == Some(Kind::Text) => self.found.prose.push(place.pointer.clone()),
            (ValueType::Flag | ValueType::FlagOrSchema, _) if node.kind() == Some(Kind::Bool) => {}
            (ValueType::Count, _)
                if node.kind() == Some(Kind::Integer)
                    && node.text().is_some_and(|text| text.parse::<u32>().is_ok()) => {}
            (ValueType::Number, _) if matches!(node.kind(), Some(Kind::Integer | Kind::Float)) => {}
            (ValueType::List(_), _) if node.kind() == Some(Kind::Bool) && is_required_of_a_property(place) => {
                let help = format!(
                    "remove it, and list {} under `required` of the object",
                    quoted(&owner(place))
                );
                self.report_wrong_kind("a list", node, place, help);
            }
            _ => self.wrong_kind(value_type, node, place),
        }
    }

    fn wrong_kind(&mut self, value_type: &ValueType, node: &Node, place: &Place<'_>) {
        let (wanted, help) = match value_type {
            ValueType::Word(_) if matches!(node.value, Value::Sequence(_)) => (
                "one word",
                "keep one of them; for a value that may be null, add `nullable: true`",
            ),
            ValueType::Text | ValueType::Prose | ValueType::Word(_)
                if matches!(node.kind(), None | Some(Kind::Null)) =>
            {
                ("text", "write text on the same line, or indented below it after `|-`")
            }
            ValueType::Text | ValueType::Prose | ValueType::Word(_) => ("text", "put it in quotes"),
            ValueType::Anything | ValueType::Example => return,
            ValueType::Flag => ("true or false", "write `true` or `false`, without quotes"),
            ValueType::Count => ("a whole number from 0", "write the digits, without quotes"),
            ValueType::Number => ("a number", "write the digits, without quotes"),
            ValueType::List(_) => ("a list", "write `[a, b]`, or one item a line after `- `"),
            ValueType::Map(..) | ValueType::ObjectKeys(_) | ValueType::Schema => {
                ("a mapping", "write `key: value` lines, indented below it")
            }
            ValueType::FlagOrSchema => ("true, false or a schema", "write a schema, indented below it"),
        };
        self.report_wrong_kind(wanted, node, place, help);
    }

    fn report_wrong_kind(&mut self, wanted: &str, node: &Node, place: &Place<'_>, help: impl Into<String>) {
        let message = format!("{} must be {wanted}, not {}", quoted(place.name), node.describe());
        self.report(place, message, help);
    }

    pub fn object(&mut self, object: &ObjectKeys, entries: &[Entry], place: &Place<'_>) {
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

    fn known_keys(&mut self, object: &ObjectKeys, entries: &[Entry], place: &Place<'_>) {
        for entry in entries {
            match object.keys.iter().find(|(key, _)| *key == entry.key) {
                Some((_, value_type)) => self.value(value_type, &entry.node, &place.under(entry)),
                None if is_component(&place.pointer) && is_required_any_of(entries, entry) => {
                    self.required_any_of(entries, entry, &place.under(entry));
                }
                None => self.unknown_key(object, entry, &place.under(entry)),
            }
        }
    }

    fn unknown_key(&mut self, object: &ObjectKeys, entry: &Entry, place: &Place<'_>) {
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
            (None, None) => "remove it; if the document needs it, add it to `xtask/src/document/grammar`".to_owned(),
        };
        self.report(
            place,
            format!("{} has no key {}", object.what, quoted(&entry.key)),
            help,
        );
    }

    fn extension(&mut self, entry: &Entry, place: &Place<'_>) {
        let help = "remove it; write what is special about a place in its description";
        self.report(
            place,
            format!("the extension {} is not allowed", quoted(&entry.key)),
            help,
        );
    }

    fn list(&mut self, value_type: &ValueType, items: &[Node], place: &Place<'_>) {
        for (index, item) in items.iter().enumerate() {
            let pointer = child(&place.pointer, &index.to_string());
            self.value(
                value_type,
                item,
                &Place {
                    pointer,
                    at: item.at,
                    name: place.name,
                },
            );
        }
    }

    fn map(&mut self, keys: KeyKind, value_type: &ValueType, entries: &[Entry], place: &Place<'_>) {
        for entry in entries {
            let place = place.under(entry);
            match keys.unexpected_key_error(&entry.key) {
                None => self.value(value_type, &entry.node, &place),
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
                "put the `$ref` into a list under `allOf`, or remove the other key"
            } else {
                "remove it, or write it in the component"
            };
            let message = format!("{} is beside a `$ref`, so readers ignore it", quoted(&sibling.key));
            self.report(&place.under(sibling), message, help);
        }
        let at = place.under(entry);
        match entry.node.text() {
            Some(target) => self.target(kind, target, place, &at),
            None => self.wrong_kind(&ValueType::Text, &entry.node, &at),
        }
    }

    fn target(&mut self, kind: &str, target: &str, place: &Place<'_>, at: &Place<'_>) {
        let start = format!("#/components/{kind}/");
        let components = self.root.get("components").and_then(|components| components.get(kind));
        let is_known = |name: &str| components.is_some_and(|components| components.get(name).is_some());
        let Some(name) = target.strip_prefix(&start) else {
            let last = target.rsplit('/').next().unwrap_or_default();
            // A name alone, or a path without the kind of component.
            let is_shortened = last == target || target.starts_with("#/") && target.matches('/').count() < 3;
            let (message, help) = match is_shortened && is_known(last) {
                true => (
                    format!("the `$ref` to {} is not the full path of a component", quoted(target)),
                    format!("write `'{start}{last}'`"),
                ),
                false => (
                    format!("the `$ref` to {} leads to another kind of object", quoted(target)),
                    format!("here it has to start with `{start}`"),
                ),
            };
            return self.report(at, message, help);
        };
        if is_component(&place.pointer) {
            let help = "use its target where this component is used, or write the component out";
            return self.report(at, "a component that is only a `$ref`", help);
        }
        if is_known(name) {
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

/// Returns `true` for `/components/schemas/Name` and other kinds of components, but not for a place inside one.
pub fn is_component(pointer: &str) -> bool {
    pointer.starts_with("/components/") && pointer.matches('/').count() == 3
}

/// Returns `true` for the place of `required` inside a property of an object.
fn is_required_of_a_property(place: &Place<'_>) -> bool {
    let mut steps = place.pointer.rsplit('/');
    (steps.next(), steps.nth(1)) == (Some("required"), Some("properties"))
}

/// Returns the name of the property that contains a place.
fn owner(place: &Place<'_>) -> String {
    let step = place.pointer.rsplit('/').nth(1).unwrap_or_default();
    step.replace("~1", "/").replace("~0", "~")
}

/// Returns `true` if an `anyOf` is the rule that an object needs at least one of several members.
pub fn is_required_any_of(entries: &[Entry], any_of: &Entry) -> bool {
    let typ = entries.iter().find(|entry| entry.key == "type");
    let ways = match &any_of.node.value {
        Value::Sequence(ways) if any_of.key == "anyOf" => ways.as_slice(),
        _ => &[],
    };
    let is_object = typ.and_then(|entry| entry.node.text()) == Some("object");
    is_object && !ways.is_empty() && ways.iter().all(|way| way.get("required").is_some())
}

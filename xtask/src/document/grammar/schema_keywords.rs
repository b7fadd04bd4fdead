//! Checks which keywords of a schema may be combined.

use crate::document::grammar::openapi_objects;
use crate::document::grammar::walk::{Place, Walk};
use crate::document::json_pointer::child;
use crate::document::problem::{closest, listed, quoted};
use crate::document::yaml::tree::{Entry, Kind, Node, Value};

/// The types that a keyword is allowed with.
const KEYWORDS: &[(&[&str], &[&str])] = &[
    (&["minLength", "maxLength"], &["string"]),
    (&["format"], &["string", "integer", "number"]),
    (&["enum"], &["string", "boolean", "integer"]),
    (
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
        &["integer", "number"],
    ),
    (&["items", "minItems", "maxItems", "uniqueItems"], &["array"]),
    (
        &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
        ],
        &["object"],
    ),
];

/// Keywords that replace a type.
const COMBINATORS: &[&str] = &["oneOf", "allOf"];

/// Keywords that have no effect without another one.
const DEPENDENT_KEYWORDS: &[(&str, &str)] = &[
    ("exclusiveMinimum", "minimum"),
    ("exclusiveMaximum", "maximum"),
    ("discriminator", "oneOf"),
];

/// Formats that would become types of crates that the client does not depend on.
const FOREIGN_FORMATS: &[&str] = &["date", "uuid", "ip", "ipv4", "ipv6"];

impl Walk<'_> {
    /// Checks the rule that an object needs at least one of several members.
    pub fn required_any_of(&mut self, entries: &[Entry], any_of: &Entry, place: &Place<'_>) {
        let Value::Sequence(ways) = &any_of.node.value else {
            return;
        };
        let properties = entries.iter().find(|entry| entry.key == "properties");
        let properties = properties.and_then(|entry| entry.node.entries()).unwrap_or_default();
        for (index, way) in ways.iter().enumerate() {
            let place = Place {
                pointer: child(&place.pointer, &index.to_string()),
                at: way.at,
                name: "anyOf",
            };
            for entry in way.entries().unwrap_or_default() {
                let at = place.under(entry);
                match &entry.node.value {
                    Value::Sequence(names) if entry.key == "required" && !names.is_empty() => {
                        self.way(properties, names, &at);
                    }
                    _ if entry.key == "required" => {
                        let help = "write the names of one or more properties, as in `required: [name]`";
                        self.report(&at, "`required` in this alternative lists no property", help);
                    }
                    _ => {
                        let message = format!("{} is in an `anyOf` beside `properties`", quoted(&entry.key));
                        let help = "remove it: each alternative contains only `required` with names of properties";
                        self.report(&at, message, help);
                    }
                }
            }
        }
    }

    /// Checks the names of one alternative.
    fn way(&mut self, properties: &[Entry], names: &[Node], place: &Place<'_>) {
        let known = || properties.iter().map(|entry| entry.key.as_str());
        for (index, node) in names.iter().enumerate() {
            let name = node.text().unwrap_or_default();
            let (message, help) = if names[..index].iter().any(|other| other.text() == node.text()) {
                (
                    format!("{} is required twice", quoted(name)),
                    "remove one of the two".to_owned(),
                )
            } else if !known().any(|property| property == name) {
                let help = match closest(name, known()) {
                    Some(near) => format!("did you mean {}?", quoted(near)),
                    None => "add it to `properties`, or remove it".to_owned(),
                };
                (format!("{} is required, but is not a property", quoted(name)), help)
            } else {
                continue;
            };
            let at = Place {
                pointer: child(&place.pointer, &index.to_string()),
                at: node.at,
                name: "required",
            };
            self.report(&at, message, help);
        }
    }

    pub fn schema(&mut self, entries: &[Entry], place: &Place<'_>) {
        let before = self.problems.len();
        self.object(&openapi_objects::SCHEMA, entries, place);
        // An unknown type or a misspelt keyword was reported already.
        let known = self.problems[before..].iter().all(|problem| {
            let pointer = problem.location.pointer.as_deref().unwrap_or_default();
            !entries.iter().any(|entry| child(&place.pointer, &entry.key) == pointer)
        });
        if known && !entries.iter().any(|entry| entry.key == "$ref") {
            self.combination(entries, place);
        }
    }

    fn combination(&mut self, entries: &[Entry], place: &Place<'_>) {
        let find = |key: &str| entries.iter().find(|entry| entry.key == key);
        let typ = find("type").and_then(|entry| entry.node.text());
        self.one_kind(entries, place);
        for entry in entries {
            self.keyword(entry, typ, place);
        }
        for (key, companion) in DEPENDENT_KEYWORDS {
            if let (Some(entry), None) = (find(key), find(companion)) {
                let help = format!("add `{companion}`, or remove it");
                self.report(
                    &place.under(entry),
                    format!("`{key}` has no effect without `{companion}`"),
                    help,
                );
            }
        }
        if typ == Some("array") && find("items").is_none() {
            self.report(place, "an array needs `items`", "add `items: ...` here");
        }
        if typ == Some("integer") {
            self.whole_numbers(entries, place);
        }
        if let (Some(typ @ ("string" | "boolean" | "integer")), Some(entry)) = (typ, find("enum")) {
            let nullable = find("nullable").is_some_and(|entry| entry.node.text() == Some("true"));
            self.enum_values(typ, nullable, &entry.node, &place.under(entry));
        }
        if let (Some("string"), Some(entry)) = (typ, find("format")) {
            self.format(entry, place);
        }
    }

    /// Checks that a schema is a type, a union or a use of another schema, and not two of these.
    fn one_kind(&mut self, entries: &[Entry], place: &Place<'_>) {
        let mut kinds = entries
            .iter()
            .filter(|entry| entry.key == "type" || COMBINATORS.contains(&entry.key.as_str()));
        if let (Some(first), Some(second)) = (kinds.next(), kinds.next()) {
            let message = format!("{} cannot be combined with {}", quoted(&second.key), quoted(&first.key));
            self.report(&place.under(second), message, "keep one of the two");
        }
    }

    fn keyword(&mut self, entry: &Entry, typ: Option<&str>, place: &Place<'_>) {
        let Some((_, types)) = KEYWORDS.iter().find(|(keys, _)| keys.contains(&entry.key.as_str())) else {
            return;
        };
        let types = types.iter().copied();
        match typ {
            Some(typ) if types.clone().any(|fitting| fitting == typ) => {}
            Some(typ) => {
                let message = format!("{} cannot be combined with `type: {typ}`", quoted(&entry.key));
                let help = format!("remove it, or change the type; it is allowed with {}", listed(types));
                self.report(&place.under(entry), message, help);
            }
            None => {
                let help = format!("add a `type`; it is allowed with {}", listed(types));
                self.report(
                    &place.under(entry),
                    format!("{} needs a `type` beside it", quoted(&entry.key)),
                    help,
                );
            }
        }
    }

    fn whole_numbers(&mut self, entries: &[Entry], place: &Place<'_>) {
        for entry in entries {
            let bound = matches!(entry.key.as_str(), "minimum" | "maximum" | "multipleOf");
            if bound && entry.node.text().is_some_and(|text| text.parse::<i64>().is_err()) {
                let message = format!("{} of an integer must be a whole number of 64 bits", quoted(&entry.key));
                self.report(&place.under(entry), message, "write a whole number in decimal digits");
            }
        }
    }

    fn enum_values(&mut self, typ: &str, nullable: bool, values: &Node, place: &Place<'_>) {
        let Value::Sequence(values) = &values.value else {
            return;
        };
        if values.is_empty() {
            self.report(place, "this `enum` has no values", "list the values, or remove it");
        }
        // A value that an enum lacks is not allowed, even with `nullable`.
        if nullable && values.iter().all(|value| value.kind() != Some(Kind::Null)) {
            let help = "add `null` to its values, without quotes";
            self.report(place, "this enum may be null, but null is not among its values", help);
        }
        let (wanted, help) = match typ {
            "boolean" => (Kind::Bool, "write `true` or `false`, without quotes"),
            "integer" => (Kind::Integer, "write a whole number, without quotes"),
            _ => (Kind::Text, "put it in quotes"),
        };
        for (index, value) in values.iter().enumerate() {
            if value.text().is_some_and(|text| text.contains(char::is_whitespace)) {
                let place = Place {
                    pointer: child(&place.pointer, &index.to_string()),
                    at: value.at,
                    name: "enum",
                };
                let help = "start every value with its own `-`, all at the same indentation";
                self.report(&place, "this value of an enum contains white space", help);
            }
            if value.kind() != Some(wanted) && !(nullable && value.kind() == Some(Kind::Null)) {
                let pointer = child(&place.pointer, &index.to_string());
                let article = if typ == "integer" { "an" } else { "a" };
                let message = format!("this value of an enum is {}, not {article} {typ}", value.describe());
                let help = match value.kind() {
                    Some(Kind::Null) => {
                        "remove it, or write `nullable: true` beside the `enum` if the value may be null"
                    }
                    _ => help,
                };
                self.report(
                    &Place {
                        pointer,
                        at: value.at,
                        name: "enum",
                    },
                    message,
                    help,
                );
            }
        }
    }

    fn format(&mut self, entry: &Entry, place: &Place<'_>) {
        let format = entry.node.text().unwrap_or_default();
        if FOREIGN_FORMATS.contains(&format) {
            let message = format!("`format: {format}` would become a type of a crate that the client does not use");
            self.report(
                &place.under(entry),
                message,
                "remove it, and write the format in the description",
            );
        }
    }
}

//! Writes strings, numbers and enums.

use std::collections::HashSet;

use serde_json::Value;

use crate::document::openapi::schema::is_named_as_id;
use crate::drift::adopt::naming::{is_secret, pascal};
use crate::drift::adopt::schemas::existing_components::ExistingComponent;
use crate::drift::adopt::schemas::schema_writer::SchemaWriter;
use crate::drift::adopt::schemas::use_site::{UseSite, WriteError, WrittenSchema, item};
use crate::drift::adopt::yaml_text::{TODO, value};
use crate::drift::direction::Direction;
use crate::drift::wire_schema::{Scalar, ScalarKind, SchemaPlace};
use crate::model::rust_names::variant_name;

/// The largest integer that JavaScript represents exactly: tools that generate schemas give this bound to every number.
const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// The use of a text.
pub enum TextUse {
    /// A kind with one component for all uses: its name, and the format that selects it.
    OneOfAKind(&'static str, &'static str),
    /// An ID, a key or a cursor.
    Id,
    /// Any other text.
    Plain(WrittenSchema),
}

impl SchemaWriter<'_> {
    pub fn scalar(
        &mut self,
        scalar: &Scalar,
        origin: &str,
        place: &SchemaPlace,
        site: &UseSite,
    ) -> Result<WrittenSchema, WriteError> {
        match (scalar.kind, &scalar.values) {
            (ScalarKind::Number, Some(_)) => Err(WriteError::refusal(
                origin,
                "the values of an enum of fractions have no names",
            )),
            (_, Some(_)) => self.enumeration(scalar, place, site).map(WrittenSchema::Component),
            (ScalarKind::Text, None) => Ok(self.text(scalar, origin, site)),
            (ScalarKind::Boolean, None) => Ok(WrittenSchema::plain("boolean")),
            (ScalarKind::Integer, None) => Ok(self.number("integer", origin)),
            (ScalarKind::Number, None) => Ok(self.number("number", origin)),
        }
    }

    fn number(&self, kind: &str, origin: &str) -> WrittenSchema {
        let mut head = vec![format!("type: {kind}")];
        for (bound, exclusive, step) in [("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)] {
            let whole = |key: &str| self.theirs.get(origin, key).and_then(Value::as_i64);
            // Up to OpenAPI 3.0, a flag makes a bound exclusive; since 3.1, the exclusive bound is a separate number.
            let step = if kind == "integer" { step } else { 0 };
            let value = match self.theirs.flag(origin, exclusive) {
                true => whole(bound).map(|bound| bound.saturating_add(step)),
                false => whole(exclusive)
                    .map(|bound| bound.saturating_add(step))
                    .or(whole(bound)),
            };
            head.extend(
                value
                    .filter(|value| value.abs() < MAX_SAFE_INTEGER)
                    .map(|value| format!("{bound}: {value}")),
            );
        }
        WrittenSchema::Plain(head, Vec::new())
    }

    fn text(&mut self, scalar: &Scalar, origin: &str, site: &UseSite) -> WrittenSchema {
        match self.text_use(scalar, origin, site) {
            TextUse::OneOfAKind(name, format) => WrittenSchema::Component(self.one_of_a_kind(name, format, site)),
            TextUse::Plain(written) => written,
            TextUse::Id => match self.id(origin, site) {
                Some(name) => WrittenSchema::Component(name),
                None => WrittenSchema::plain("string"),
            },
        }
    }

    /// Returns the use of a text, according to its format and its name.
    pub fn text_use(&self, scalar: &Scalar, origin: &str, site: &UseSite) -> TextUse {
        let format = self
            .theirs
            .get(origin, "format")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let is_file = format == "binary" || self.theirs.get(origin, "contentMediaType").is_some();
        if scalar.is_time {
            return TextUse::OneOfAKind("Timestamp", "date-time");
        }
        if format == "password" || is_secret(&site.property) {
            return TextUse::OneOfAKind("Secret", "password");
        }
        if ["uri", "uri-reference"].contains(&format) {
            let head = [
                "type: string".to_owned(),
                format!("format: {format}"),
                "minLength: 1".to_owned(),
            ];
            return TextUse::Plain(WrittenSchema::Plain(head.into(), Vec::new()));
        }
        if is_file && site.in_form {
            let head = vec!["type: string".to_owned(), "format: binary".to_owned()];
            return TextUse::Plain(WrittenSchema::Plain(head, Vec::new()));
        }
        let (whole, known) = self.known_id(site);
        match known.is_some() || is_id(&whole) {
            true => TextUse::Id,
            false => TextUse::Plain(WrittenSchema::Plain(self.plain_text(origin, site), Vec::new())),
        }
    }

    /// Returns the lines of a text. In a request, comments name the bounds of its length, since the server refuses other texts.
    fn plain_text(&self, origin: &str, site: &UseSite) -> Vec<String> {
        let mut lines = vec!["type: string".to_owned()];
        if site.direction == Direction::Sent {
            let bounds = ["minLength", "maxLength"];
            let kept = bounds.map(|key| Some((key, self.theirs.get(origin, key)?.as_u64()?)));
            let comment = |(key, bound)| format!("# theirs has `{key}: {bound}`, which only a component can have");
            lines.extend(kept.into_iter().flatten().map(comment));
        }
        lines
    }

    /// Returns the name of an ID, a key or a cursor, and the existing component with that name.
    fn known_id(&self, site: &UseSite) -> (String, Option<String>) {
        let property = pascal(&site.property);
        let whole = match property.as_str() {
            "ID" => format!("{}ID", site.owner),
            _ => property,
        };
        let owned = format!("{}{whole}", site.owner);
        let is_text = |old: &&ExistingComponent| {
            let kind = self.ours.get(&old.pointer, "type");
            let rules = ["enum", "format"].map(|key| self.ours.get(&old.pointer, key));
            is_named_as_id(&old.name) && kind.is_some_and(|kind| kind == "string") && rules == [None, None]
        };
        let known = self.old.iter().filter(is_text).map(|old| old.name.as_str());
        let known = known.chain(
            self.new
                .iter()
                .map(|new| new.name.as_str())
                .filter(|name| name.ends_with("ID")),
        );
        let fitting = known.filter(|name| *name == owned || whole.ends_with(name));
        let known = fitting.max_by_key(|name| name.len()).map(str::to_owned);
        (whole, known)
    }

    /// Returns the component of an ID, a key or a cursor; adds one for an ID that has none.
    fn id(&mut self, origin: &str, site: &UseSite) -> Option<String> {
        let (whole, known) = self.known_id(site);
        if known.is_some() || !is_id(&whole) {
            return known;
        }
        let is_never_empty = self
            .theirs
            .get(origin, "minLength")
            .and_then(Value::as_u64)
            .is_some_and(|least| least > 0);
        Some(self.new_id(&whole, is_never_empty || site.optional, site))
    }

    /// Adds a component for an ID.
    pub fn new_id(&mut self, name: &str, is_never_empty: bool, site: &UseSite) -> String {
        let name = self.free_name(name, site.direction);
        let mut lines = vec!["type: string".to_owned()];
        lines.extend(is_never_empty.then(|| "minLength: 1".to_owned()));
        lines.push(format!("description: {TODO}"));
        self.add(&name, lines, SchemaPlace::new(), &self.among_ids(site));
        name
    }

    /// Returns a site that puts an ID among the other IDs, before the components that use it.
    fn among_ids(&self, site: &UseSite) -> UseSite {
        let mut ids = self.old.iter().rev().filter(|old| old.name.ends_with("ID"));
        UseSite {
            after: ids.next().map_or(site.after.clone(), |old| old.name.clone()),
            ..site.clone()
        }
    }

    /// Returns the component of a kind that needs only one, and adds it if necessary.
    fn one_of_a_kind(&mut self, name: &str, format: &str, site: &UseSite) -> String {
        let has_format = |old: &&ExistingComponent| {
            let plain = !self.ours.flag(&old.pointer, "nullable");
            plain && self.ours.get(&old.pointer, "format").is_some_and(|it| it == format)
        };
        if let Some(old) = self.old.iter().find(has_format) {
            return old.name.clone();
        }
        let mut lines = vec!["type: string".to_owned()];
        lines.extend(rules_of(format));
        lines.push(format!("description: {TODO}"));
        self.once(name, lines, site)
    }

    /// Returns the component for any JSON value, which has a name so that it is not printed.
    pub fn open_value(&mut self, site: &UseSite) -> String {
        const ANNOTATIONS: [&str; 2] = ["description", "example"];
        let is_open =
            |old: &&ExistingComponent| self.ours.below(&old.pointer).all(|(key, _)| ANNOTATIONS.contains(&key));
        match self.old.iter().find(is_open) {
            Some(old) => old.name.clone(),
            None => self.once("OpenValue", vec![format!("description: {TODO}")], site),
        }
    }

    fn once(&mut self, name: &str, lines: Vec<String>, site: &UseSite) -> String {
        if let Some(new) = self.new.iter().find(|new| new.lines == lines) {
            return new.name.clone();
        }
        let name = self.free_name(name, site.direction);
        self.add(&name, lines, SchemaPlace::new(), &self.among_ids(site));
        name
    }

    fn enumeration(&mut self, scalar: &Scalar, place: &SchemaPlace, site: &UseSite) -> Result<String, WriteError> {
        if !place.is_empty() {
            let wire_schema = self.their_wire_schemas.at(place)?;
            if let Some(name) = self.fitting(&wire_schema, place, site)? {
                return Ok(name);
            }
        }
        let name = self.name_for(place, site);
        let mut lines = vec![format!("description: {TODO}")];
        match scalar.kind {
            ScalarKind::Integer => {
                lines.push("oneOf:".to_owned());
                for (json, origin) in &in_order(scalar) {
                    lines.extend(item(self.number_variant(json, origin)));
                }
            }
            _ => {
                lines.insert(0, "type: string".to_owned());
                lines.push("enum:".to_owned());
                lines.extend(text_values(scalar)?);
            }
        }
        self.add(&name, lines, place.clone(), site);
        Ok(name)
    }

    /// Returns a number of an enum, with a title that becomes its name.
    pub fn number_variant(&self, json: &str, origin: &str) -> Vec<String> {
        let parent = origin.rsplit_once('/').map_or("", |(parent, _)| parent);
        let title = self.title(parent).unwrap_or_else(|| match json.strip_prefix('-') {
            Some(number) => format!("Minus{number}"),
            None => format!("Value{json}"),
        });
        vec![
            format!("title: {title}"),
            "type: integer".to_owned(),
            format!("enum: [{json}]"),
            format!("description: {TODO}"),
        ]
    }
}

/// Returns the lines that a format needs beside its type.
pub fn rules_of(format: &str) -> Vec<String> {
    let mut lines = vec![format!("format: {format}")];
    lines.extend((format == "date-time").then(|| "minLength: 1".to_owned()));
    lines
}

/// Returns `true` if a name is that of an ID.
fn is_id(name: &str) -> bool {
    name.ends_with("ID") && name != "ID"
}

/// Returns the values of an enum of texts, as the items of a list.
pub fn text_values(scalar: &Scalar) -> Result<Vec<String>, WriteError> {
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    for (json, origin) in &in_order(scalar) {
        check_value(json, origin)?;
        if !seen.insert(variant_name(&text_of(json))) {
            let reason = format!("two values of the enum become one name: {json}");
            return Err(WriteError::refusal(origin, reason));
        }
        lines.push(format!("  - {}", value(json)));
    }
    Ok(lines)
}

/// Checks that an enum of our document can have a value.
pub fn check_value(json: &str, origin: &str) -> Result<(), WriteError> {
    match text_of(json).contains(char::is_whitespace) {
        true => Err(WriteError::refusal(
            origin,
            format!("the value {json} of the enum contains white space"),
        )),
        false => Ok(()),
    }
}

/// Returns the text of a value, or its JSON.
pub fn text_of(json: &str) -> String {
    match serde_json::from_str(json) {
        Ok(Value::String(text)) => text,
        _ => json.to_owned(),
    }
}

/// Returns the values of an enum in the order of their document.
fn in_order(scalar: &Scalar) -> Vec<(String, String)> {
    let values = scalar.values.iter().flatten();
    let mut values: Vec<_> = values.map(|(json, place)| (json.clone(), place.clone())).collect();
    let numbers = |place: &str| {
        place
            .split('/')
            .map(|part| (part.parse::<usize>().ok(), part.to_owned()))
            .collect::<Vec<_>>()
    };
    values.sort_by_key(|(_, place)| numbers(place));
    values
}

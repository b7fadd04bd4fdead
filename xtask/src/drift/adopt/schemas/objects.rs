//! Writes objects and unions as components.

use std::collections::BTreeMap;

use crate::drift::adopt::naming::{last_word, pascal};
use crate::drift::adopt::schemas::scalars::{check_value, text_of};
use crate::drift::adopt::schemas::schema_writer::SchemaWriter;
use crate::drift::adopt::schemas::use_site::{UseSite, WriteError, WrittenSchema, first, held_under, item};
use crate::drift::adopt::yaml_text::{TODO, indented, list, quoted, schema_reference, value};
use crate::drift::compare_schemas::is_anything;
use crate::drift::direction::Direction;
use crate::drift::object_variants::{self, by_value, objects, tag};
use crate::drift::wire_schema::{Alternative, Object, Scalar, ScalarKind, SchemaPlace, ValueKind, WireSchema};

/// The description of an optional property.
const OPTIONAL: &str = "TODO. Absent when TODO.";

impl SchemaWriter<'_> {
    /// Adds a component for an object that equals no other one.
    pub fn object(&mut self, object: &Object, place: &SchemaPlace, site: &UseSite) -> Result<String, WriteError> {
        let name = self.name_for(place, site);
        let index = self.new.len();
        // The name is known from here on, since the object may contain itself.
        self.add(&name, Vec::new(), place.clone(), site);
        self.new[index].lines = self.object_lines(&name, object, None, site)?;
        Ok(name)
    }

    /// Returns the lines of an object, with the indentation of a component.
    pub fn object_lines(
        &mut self,
        name: &str,
        object: &Object,
        tag: Option<(&str, &str)>,
        site: &UseSite,
    ) -> Result<Vec<String>, WriteError> {
        let mut required = Vec::new();
        let mut properties = Vec::new();
        for (property, place) in &object.properties {
            if let Some((tag, json)) = tag.filter(|(tag, _)| tag == property) {
                required.push(quoted(tag));
                properties.push(format!("{}:", quoted(tag)));
                let lines = [
                    "type: string".to_owned(),
                    format!("enum: [{}]", value(json)),
                    format!("description: {TODO}"),
                ];
                properties.extend(indented(lines, 2));
                continue;
            }
            let is_required = object.required.contains(property) && !self.is_null(place, site)?;
            required.extend(is_required.then(|| quoted(property)));
            let site = UseSite {
                owner: name.to_owned(),
                property: property.clone(),
                name: None,
                optional: !is_required,
                ..site.clone()
            };
            properties.extend(self.property(place, &site)?);
        }
        let mut lines = vec!["type: object".to_owned(), format!("description: {TODO}")];
        if !required.is_empty() {
            lines.extend(list("required", &required, self.indentation()));
        }
        lines.push("properties:".to_owned());
        lines.extend(indented(properties, 2));
        if !object.rest.is_empty() && !is_anything(&*self.their_wire_schemas.at(&object.rest)?) {
            let site = UseSite {
                owner: name.to_owned(),
                property: "value".to_owned(),
                ..site.clone()
            };
            let held = self.held(&object.rest, &site)?;
            lines.extend(held_under("additionalProperties", held));
        }
        Ok(lines)
    }

    /// Returns `true` if null has a meaning here.
    ///
    /// In a response it means absence.
    pub fn is_null(&self, place: &SchemaPlace, site: &UseSite) -> Result<bool, WriteError> {
        let wire_schema = self.their_wire_schemas.at(place)?;
        Ok(site.direction == Direction::Received && wire_schema.nullable && !is_anything(&wire_schema))
    }

    /// Returns the lines of a property, with its name.
    pub fn property(&mut self, place: &SchemaPlace, site: &UseSite) -> Result<Vec<String>, WriteError> {
        let wire_schema = self.their_wire_schemas.at(place)?;
        let may_be_null = wire_schema.nullable && !is_anything(&wire_schema);
        let lines = match site.direction == Direction::Sent && may_be_null {
            true => self.clearable(&wire_schema, place, site)?,
            false => self.property_lines(place, site, wire_schema.deprecated)?,
        };
        let mut lines: Vec<_> = indented(lines, 2).collect();
        lines.extend(wire_schema.deprecated.then(|| "  deprecated: true".to_owned()));
        lines.insert(0, format!("{}:", quoted(&site.property)));
        Ok(lines)
    }

    /// Writes only the reference to a component, unless its use needs a description.
    pub fn property_lines(
        &mut self,
        place: &SchemaPlace,
        site: &UseSite,
        is_deprecated: bool,
    ) -> Result<Vec<String>, WriteError> {
        Ok(match self.use_of(place, site)? {
            written @ WrittenSchema::Component(_) if !site.optional && !is_deprecated => written.alone(),
            written => written.described(if site.optional { OPTIONAL } else { TODO }),
        })
    }

    /// Adds a component for values of several kinds.
    pub fn union(
        &mut self,
        wire_schema: &WireSchema,
        place: &SchemaPlace,
        site: &UseSite,
    ) -> Result<String, WriteError> {
        if let Some(name) = self.fitting(wire_schema, place, site)? {
            return Ok(name);
        }
        let (candidates, others) = objects(wire_schema);
        let tag = match others.is_empty() {
            true => tag(&[(&self.their_wire_schemas, &candidates)])?,
            false => None,
        };
        let name = self.name_for(place, site);
        let index = self.new.len();
        self.add(&name, Vec::new(), place.clone(), site);
        let mut lines = vec![format!("description: {TODO}"), "oneOf:".to_owned()];
        match tag {
            Some(tag) => {
                let mut mapping = Vec::new();
                for (value, candidate) in self.tags(&tag, &candidates)? {
                    let variant =
                        self.tagged_variant(&name, (&tag, &value), candidate.object, candidate.origin, site)?;
                    lines.push(format!("  - {}", schema_reference(&variant)));
                    mapping.push(mapping_line(&value, &variant));
                }
                lines.extend(["discriminator:".to_owned(), format!("  propertyName: {}", quoted(&tag))]);
                lines.push("  mapping:".to_owned());
                lines.extend(indented(mapping, 4));
            }
            None => lines.extend(self.titled(&name, wire_schema, place, site)?),
        }
        self.new[index].lines = lines;
        Ok(name)
    }

    /// Returns the values of a tag, in the order of the objects.
    fn tags<'c>(
        &self,
        tag: &str,
        objects: &[object_variants::ObjectVariant<'c>],
    ) -> Result<Vec<(String, object_variants::ObjectVariant<'c>)>, WriteError> {
        let mut found = Vec::new();
        for one in objects {
            let values: BTreeMap<_, _> = by_value(&self.their_wire_schemas, tag, &[*one])?;
            found.extend(values);
        }
        Ok(found)
    }

    /// Adds a component for an object that is a variant with a tag.
    pub fn tagged_variant(
        &mut self,
        union: &str,
        tag: (&str, &str),
        object: &Object,
        origin: &str,
        site: &UseSite,
    ) -> Result<String, WriteError> {
        let (_, json) = tag;
        let text = text_of(json);
        if !json.starts_with('"') || text.is_empty() {
            return Err(WriteError::refusal(origin, format!("the tag {json} is not a word")));
        }
        check_value(json, origin)?;
        let name = self.free_name(&format!("{}{}", pascal(&text), last_word(union)), site.direction);
        let site = UseSite {
            name: None,
            ..site.clone()
        };
        let index = self.new.len();
        self.add(&name, Vec::new(), SchemaPlace::new(), &site);
        self.new[index].lines = self.object_lines(&name, object, Some(tag), &site)?;
        Ok(name)
    }

    /// Writes variants that differ in the kind of their values.
    fn titled(
        &mut self,
        union: &str,
        wire_schema: &WireSchema,
        place: &SchemaPlace,
        site: &UseSite,
    ) -> Result<Vec<String>, WriteError> {
        let all: Vec<&Alternative> = wire_schema.alternatives.iter().collect();
        for (index, one) in all.iter().enumerate() {
            if all[..index].iter().any(|other| !differ(one, other)) {
                let reason =
                    "the variants of this union differ neither in kind, nor by a tag, nor in what they require";
                return Err(WriteError::refusal(first(place), reason));
            }
        }
        let mut lines = Vec::new();
        let mut titles: Vec<String> = Vec::new();
        for alternative in all {
            let (title, variant) = self.titled_variant(union, alternative, &titles, site)?;
            titles.push(title);
            lines.extend(item(variant));
        }
        Ok(lines)
    }

    /// Returns a variant with a title that no other variant has.
    pub fn titled_variant(
        &mut self,
        union: &str,
        alternative: &Alternative,
        others: &[String],
        site: &UseSite,
    ) -> Result<(String, Vec<String>), WriteError> {
        let kind = match &alternative.what {
            ValueKind::Scalar(scalar) => scalar_title(scalar),
            ValueKind::Array(_) => "List",
            ValueKind::Object(object) if object.properties.is_empty() => "Map",
            ValueKind::Object(_) | ValueKind::Anything => "Object",
        };
        let mut title = self.title(&alternative.origin).unwrap_or_else(|| kind.to_owned());
        if others.contains(&title) {
            title = format!("{kind}{}", others.len() + 1);
        }
        let site = UseSite {
            owner: union.to_owned(),
            property: title.clone(),
            name: None,
            optional: false,
            ..site.clone()
        };
        let written = self.alternative(alternative, &site)?;
        let mut lines = vec![format!("title: {}", quoted(&title))];
        lines.extend(written.described(TODO));
        Ok((title, lines))
    }

    /// Writes one of several kinds of value.
    fn alternative(&mut self, alternative: &Alternative, site: &UseSite) -> Result<WrittenSchema, WriteError> {
        let place = vec![alternative.origin.clone()];
        let wire_schema = self.their_wire_schemas.at(&place)?;
        let is_alone = matches!(wire_schema.alternatives.as_slice(), [only] if is_same_kind(only, alternative));
        match &alternative.what {
            _ if is_alone => self.use_of(&place, site),
            ValueKind::Object(object) if !object.properties.is_empty() => {
                let name = self.free_name(&format!("{}{}", site.owner, site.property), site.direction);
                let index = self.new.len();
                self.add(&name, Vec::new(), SchemaPlace::new(), site);
                self.new[index].lines = self.object_lines(&name, object, None, site)?;
                Ok(WrittenSchema::Component(name))
            }
            ValueKind::Object(object) => self.map(&object.rest, site),
            ValueKind::Array(items) => self.list(&alternative.origin, items, site),
            ValueKind::Scalar(scalar) => self.scalar(scalar, &alternative.origin, &SchemaPlace::new(), site),
            ValueKind::Anything => Ok(WrittenSchema::Component(self.open_value(site))),
        }
    }
}

/// Returns a line of a discriminator's `mapping`.
pub fn mapping_line(json: &str, variant: &str) -> String {
    format!("{}: '#/components/schemas/{variant}'", value(json))
}

fn scalar_title(scalar: &Scalar) -> &'static str {
    match scalar.kind {
        ScalarKind::Text if scalar.is_time => "At",
        ScalarKind::Text => "Text",
        ScalarKind::Integer | ScalarKind::Number => "Number",
        ScalarKind::Boolean => "Flag",
    }
}

/// Returns `true` if two alternatives are equal, even if one lists the values of an enum one by one.
fn is_same_kind(one: &Alternative, other: &Alternative) -> bool {
    match (&one.what, &other.what) {
        (ValueKind::Scalar(one), ValueKind::Scalar(other)) => {
            let values = |scalar: &Scalar| {
                scalar
                    .values
                    .as_ref()
                    .map(|values| values.keys().cloned().collect::<Vec<_>>())
            };
            values(one) == values(other)
        }
        _ => true,
    }
}

/// Returns `true` if no value can be both.
///
/// Two objects differ if each requires a property that the other does not have.
pub fn differ(one: &Alternative, other: &Alternative) -> bool {
    match (&one.what, &other.what) {
        (ValueKind::Object(one), ValueKind::Object(other)) => {
            let lacks = |one: &Object, other: &Object| one.required.iter().any(|it| !other.properties.contains_key(it));
            lacks(one, other) && lacks(other, one)
        }
        (ValueKind::Scalar(one), ValueKind::Scalar(other)) => !one.kind.is_like(other.kind),
        (ValueKind::Array(_), ValueKind::Array(_)) | (ValueKind::Anything, _) | (_, ValueKind::Anything) => false,
        _ => true,
    }
}

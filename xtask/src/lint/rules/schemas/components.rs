//! Rules for component schemas, and the schemas inside them.

use std::borrow::Borrow;
use std::collections::HashSet;

use openapiv3::{AdditionalProperties, ArrayType, ObjectType, ReferenceOr, Schema, SchemaKind, StringType, Type};

use crate::document::json_pointer::child;
use crate::document::openapi::schema::{
    extension, is_address, is_malformed_id, is_map, is_named_as_id, is_never_empty, is_nullable, is_open_value,
    is_secret, is_server_text, is_timestamp, needs_named_type, referenced_component,
};
use crate::document::problem::{closest, quoted};
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;
use crate::model::request_bodies;

const MOVE_TO_COMPONENTS_HELP: &str = "move it to `components`, under `schemas`, and refer to it";

pub fn check(lint: &mut Linter<'_>) {
    let tags = lint.tag_places();
    for (name, pointer, schema) in lint.schemas().collect::<Vec<_>>() {
        check_component(lint, name, &pointer, schema);
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => check_object(lint, &pointer, object, &tags),
            SchemaKind::Type(Type::Array(array)) => check_items(lint, &pointer, array),
            SchemaKind::AllOf { .. } if extension(schema).is_some() => check_extension(lint, &pointer, schema, &tags),
            SchemaKind::AllOf { .. } => {
                let help = "keep a `$ref` to the component that it extends, and after it an object with the additional properties";
                lint.report(
                    Rule::AllOf,
                    &child(&pointer, "allOf"),
                    "`allOf` does not consist of one `$ref` and one object",
                    help,
                );
            }
            SchemaKind::Type(Type::Integer(integer)) if !integer.enumeration.is_empty() => {
                report_integers(lint, &child(&pointer, "enum"));
            }
            SchemaKind::Any(_) if !is_open_value(schema) => report_odd(lint, &pointer),
            _ => {}
        }
    }
}

/// Checks a component that extends another one. Extending an extension is refused, because it is hard to read.
fn check_extension(lint: &mut Linter<'_>, pointer: &str, schema: &Schema, tags: &HashSet<String>) {
    let Some((base, more)) = extension(schema) else {
        return;
    };
    let is_object = lint
        .schema(base)
        .is_some_and(|base| matches!(&base.schema_kind, SchemaKind::Type(Type::Object(object)) if !is_map(object)));
    if !is_object {
        let message = format!(
            "{} cannot be extended, because it is not an object with properties",
            quoted(base)
        );
        lint.report(
            Rule::ExtendsObject,
            &format!("{pointer}/allOf/0"),
            message,
            "extend an object, or write out all properties",
        );
    }
    check_object(lint, &format!("{pointer}/allOf/1"), more, tags);
}

/// Numbers have no names, and a variant needs one.
fn report_integers(lint: &mut Linter<'_>, pointer: &str) {
    let help = "write a component with `oneOf`, and for each number `title`, `type: integer` and an `enum` of it alone";
    lint.report(
        Rule::NamedIntegers,
        pointer,
        "the numbers of this enum have no names",
        help,
    );
}

fn check_component(lint: &mut Linter<'_>, name: &str, pointer: &str, schema: &Schema) {
    let data = &schema.schema_data;
    if data
        .description
        .as_deref()
        .is_none_or(|description| description.trim().is_empty())
    {
        let help = "add a `description`; it becomes the documentation of the generated type";
        lint.report(
            Rule::ComponentDescription,
            pointer,
            format!("the component {} has no description", quoted(name)),
            help,
        );
    }
    if is_malformed_id(name, schema) {
        let (message, help) = match is_named_as_id(name) {
            true => (
                format!("the component {} is called like an ID, but its schema is not that of an ID", quoted(name)),
                "write `type: string`, with `minLength: 1` if it is never empty, and no other keyword; describe other rules in its description".to_owned(),
            ),
            false => (
                format!("the component {} has the schema of an ID, but is not called like one", quoted(name)),
                format!("call it `{name}ID`, `{name}Key` or `{name}Cursor` if it identifies something; if not, remove `minLength`, and state in its description that it is never empty"),
            ),
        };
        lint.report(Rule::IdShape, pointer, message, help);
    }
}

fn check_object(lint: &mut Linter<'_>, pointer: &str, object: &ObjectType, tags: &HashSet<String>) {
    check_required(lint, pointer, object);
    for (name, property) in &object.properties {
        let pointer = child(&child(pointer, "properties"), name);
        // The enum of a tag has one value, is inline, and is checked with its union.
        if !tags.contains(&pointer) {
            lint.described(&pointer, name, property);
            if is_nullable(property) && property.as_item().is_some_and(|property| needs_named_type(property)) {
                let message = format!("the property {} may be null, but its type has no name", quoted(name));
                let help = "add a `title`; it becomes the name of the type";
                lint.report(Rule::Clearable, &pointer, message, help);
            } else {
                lint.use_of(&pointer, property);
            }
        }
    }
    check_additional(lint, pointer, object);
}

fn check_required(lint: &mut Linter<'_>, pointer: &str, object: &ObjectType) {
    let mut seen = HashSet::new();
    for (index, name) in object.required.iter().enumerate() {
        let pointer = format!("{pointer}/required/{index}");
        if !seen.insert(name) {
            lint.report(
                Rule::RequiredProperty,
                &pointer,
                format!("{} is required twice", quoted(name)),
                "remove one of the two",
            );
        } else if !object.properties.contains_key(name) {
            let help = match closest(name, object.properties.keys().map(String::as_str)) {
                Some(near) => format!("did you mean {}?", quoted(near)),
                None => "add it to `properties`, or remove it".to_owned(),
            };
            lint.report(
                Rule::RequiredProperty,
                &pointer,
                format!("{} is required, but is not a property", quoted(name)),
                help,
            );
        }
    }
}

fn check_additional(lint: &mut Linter<'_>, pointer: &str, object: &ObjectType) {
    let pointer = child(pointer, "additionalProperties");
    match &object.additional_properties {
        Some(AdditionalProperties::Any(false)) => {
            let help = "remove it; the client must accept properties that a later server adds";
            lint.report(
                Rule::OpenObject,
                &pointer,
                "this object forbids additional properties",
                help,
            );
        }
        Some(AdditionalProperties::Schema(schema)) => lint.use_of(&pointer, schema.as_ref()),
        Some(AdditionalProperties::Any(true)) => report_untyped(lint, &pointer),
        None => {}
    }
}

fn check_items(lint: &mut Linter<'_>, pointer: &str, array: &ArrayType) {
    if let Some(items) = &array.items {
        lint.use_of(&child(pointer, "items"), items);
    }
}

/// An undocumented value may contain secrets, and only a named component is kept from being printed.
fn report_untyped(lint: &mut Linter<'_>, pointer: &str) {
    let component = match lint.schemas().find(|(_, _, schema)| is_open_value(schema)) {
        Some((name, ..)) => quoted(name),
        None => "a component that has only a description".to_owned(),
    };
    let help = format!("refer to {component}, whose values are never printed");
    lint.report(
        Rule::NamedOpenValue,
        pointer,
        "this schema allows any value and is inline, so its type has no name",
        help,
    );
}

fn report_odd(lint: &mut Linter<'_>, pointer: &str) {
    let help = "keep the keywords of one type, and whole numbers within 64 bits";
    lint.report(
        Rule::OneType,
        pointer,
        "this schema has keywords of several types",
        help,
    );
}

impl Linter<'_> {
    /// Checks the schema of a property, item or parameter: a schema that becomes a type has to have a name.
    pub fn use_of<T: Borrow<Schema>>(&mut self, pointer: &str, schema: &ReferenceOr<T>) {
        let ReferenceOr::Item(inline) = schema else {
            return;
        };
        let inline = inline.borrow();
        match &inline.schema_kind {
            SchemaKind::Type(Type::String(string)) => self.inline_string(pointer, inline, string),
            SchemaKind::Type(Type::Array(array)) => check_items(self, pointer, array),
            SchemaKind::Type(Type::Object(object)) => self.inline_object(pointer, object),
            SchemaKind::Type(Type::Integer(integer)) if !integer.enumeration.is_empty() => {
                report_integers(self, &child(pointer, "enum"));
            }
            SchemaKind::Type(_) => {}
            SchemaKind::OneOf { .. } => self.nameless(pointer, "union"),
            SchemaKind::AllOf { .. } if referenced_component(schema).is_some() => {}
            SchemaKind::AllOf { .. } => {
                let help = "keep one `$ref`; to combine schemas, write one component with all properties";
                self.report(
                    Rule::AllOf,
                    &child(pointer, "allOf"),
                    "`allOf` contains something else than one `$ref`",
                    help,
                );
            }
            SchemaKind::Any(_) if is_open_value(inline) => report_untyped(self, pointer),
            SchemaKind::Any(_) | SchemaKind::AnyOf { .. } | SchemaKind::Not { .. } => report_odd(self, pointer),
        }
    }

    /// The component of a bare reference has the description.
    fn described<T: Borrow<Schema>>(&mut self, pointer: &str, name: &str, property: &ReferenceOr<T>) {
        let ReferenceOr::Item(inline) = property else {
            return;
        };
        let description = inline.borrow().schema_data.description.as_deref().unwrap_or_default();
        if description.trim().is_empty() {
            let help = "add a `description`; it becomes the documentation of the generated field";
            self.report(
                Rule::PropertyDescription,
                pointer,
                format!("the property {} has no description", quoted(name)),
                help,
            );
        }
    }

    fn inline_string(&mut self, pointer: &str, schema: &Schema, string: &StringType) {
        if is_secret(schema) {
            self.nameless_one_of(pointer, "secret", is_secret);
        } else if is_timestamp(schema) {
            self.nameless_one_of(pointer, "point in time", is_timestamp);
        } else if is_server_text(schema) {
            self.nameless_one_of(pointer, "text of a server", is_server_text);
        } else if !string.enumeration.is_empty() {
            self.nameless(pointer, "enum");
        } else if is_address(schema) && is_never_empty(schema) {
            // The generator ignores the length, and the decoder reads an empty text as absent.
        } else if string.min_length.or(string.max_length).is_some() && !self.is_sent(pointer) {
            self.report_nameless(pointer, "string with a length", &self.named_as_id(pointer));
        }
    }

    /// Returns `true` if a place is in a request. The generator ignores lengths there, since the server checks them. In a
    /// response, a length decides how an empty text is read.
    fn is_sent(&self, pointer: &str) -> bool {
        let place: Vec<_> = pointer.split('/').collect();
        match place.as_slice() {
            ["", "components", "schemas", component, ..] => {
                request_bodies::find_body_objects(&self.document.openapi).contains(*component)
            }
            place => place.contains(&"parameters"),
        }
    }

    fn inline_object(&mut self, pointer: &str, object: &ObjectType) {
        if object.properties.is_empty() && object.required.is_empty() {
            match object.additional_properties {
                Some(_) => check_additional(self, pointer, object),
                None => report_untyped(self, pointer),
            }
        } else {
            self.nameless(pointer, "object");
        }
    }

    /// Returns what to do about a property with a length: one that is called like an ID is meant as an ID.
    fn named_as_id(&self, pointer: &str) -> String {
        let property = pointer.rsplit_once("/properties/").map(|(_, property)| property);
        let component = property.and_then(|property| {
            let (first, rest) = property.split_at_checked(1)?;
            let component = first.to_uppercase() + rest;
            is_named_as_id(&component).then_some(component)
        });
        match component {
            Some(component) if self.schema(&component).is_some() => format!("refer to {}", quoted(&component)),
            Some(component) => format!(
                "write a component {} with `type: string` and `minLength: 1`, and refer to it",
                quoted(&component)
            ),
            None => MOVE_TO_COMPONENTS_HELP.to_owned(),
        }
    }

    fn nameless(&mut self, pointer: &str, what: &str) {
        self.report_nameless(pointer, what, MOVE_TO_COMPONENTS_HELP);
    }

    /// Reports a kind of schema for which one component is enough.
    fn nameless_one_of(&mut self, pointer: &str, what: &str, is_one: fn(&Schema) -> bool) {
        let component = self.schemas().find(|(_, _, schema)| is_one(schema));
        match component {
            Some((name, ..)) => self.report_nameless(pointer, what, &format!("refer to {}", quoted(name))),
            None => self.report_nameless(pointer, what, MOVE_TO_COMPONENTS_HELP),
        }
    }

    fn report_nameless(&mut self, pointer: &str, what: &str, help: &str) {
        self.report(
            Rule::NamedSchema,
            pointer,
            format!("this {what} is inline, so its type has no name"),
            help,
        );
    }
}

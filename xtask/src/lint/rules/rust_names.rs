//! Rules for names that differ on the wire and become the same in Rust.

use std::collections::HashMap;

use openapiv3::{AdditionalProperties, ObjectType, SchemaKind, Type};

use crate::document::json_pointer::child;
use crate::document::openapi::schema::{extension, untagged_variants};
use crate::document::problem::quoted;
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;
use crate::model::rust_names::{field_name, method_name, type_name, variant_name};

/// The generator stores additional properties in a field called `extra`.
fn check_extra(lint: &mut Linter<'_>, pointer: &str, object: &ObjectType) {
    let keeps_others = matches!(object.additional_properties, Some(AdditionalProperties::Schema(_)));
    for name in object
        .properties
        .keys()
        .filter(|name| keeps_others && field_name(name) == "extra")
    {
        let message = format!(
            "{} becomes the field `extra`, which stores the additional properties",
            quoted(name)
        );
        lint.report(
            Rule::ReservedName,
            &child(&child(pointer, "properties"), name),
            message,
            "remove one of the two",
        );
    }
}

/// A kind of name, on the wire and in Rust.
struct Names {
    wire: &'static str,
    rust: &'static str,
    rust_name: fn(&str) -> String,
}

const METHODS: Names = Names {
    wire: "operationId",
    rust: "method",
    rust_name: method_name,
};
const TYPES: Names = Names {
    wire: "schema",
    rust: "type",
    rust_name: type_name,
};
const FIELDS: Names = Names {
    wire: "property",
    rust: "field",
    rust_name: field_name,
};
const VALUES: Names = Names {
    wire: "enum value",
    rust: "variant",
    rust_name: variant_name,
};
const TITLES: Names = Names {
    wire: "title",
    rust: "variant",
    rust_name: variant_name,
};
const TAGS: Names = Names {
    wire: "tag",
    rust: "variant",
    rust_name: variant_name,
};

pub fn check(lint: &mut Linter<'_>) {
    check_operation_ids(lint);
    let components: Vec<_> = lint.schemas().map(|(name, pointer, _)| (pointer, name)).collect();
    check_component_names(lint, &components);
    check_all(lint, &TYPES, components);
    for (_, pointer, schema) in lint.schemas().collect::<Vec<_>>() {
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                let properties = object.properties.keys();
                let places = properties.map(|name| (child(&child(&pointer, "properties"), name), name.as_str()));
                check_all(lint, &FIELDS, places.collect());
                check_extra(lint, &pointer, object);
            }
            SchemaKind::Type(Type::String(string)) => {
                let values = string.enumeration.iter().enumerate();
                let places =
                    values.filter_map(|(index, value)| Some((format!("{pointer}/enum/{index}"), value.as_deref()?)));
                check_all(lint, &VALUES, places.collect());
            }
            SchemaKind::AllOf { .. } => {
                let Some((base, more)) = extension(schema) else {
                    continue;
                };
                let place = |pointer: String, name| (child(&pointer, name), name);
                let of_base = match lint.schema(base).map(|base| &base.schema_kind) {
                    Some(SchemaKind::Type(Type::Object(object))) => object.properties.keys(),
                    _ => continue,
                };
                let of_base =
                    of_base.map(|name| place(format!("/components/schemas/{base}/properties"), name.as_str()));
                let more = more.properties.keys();
                let more = more.map(|name| place(format!("{pointer}/allOf/1/properties"), name.as_str()));
                check_all(lint, &FIELDS, of_base.chain(more).collect());
            }
            SchemaKind::OneOf { .. } => {
                let variants = untagged_variants(schema).unwrap_or_default().iter().enumerate();
                let titles = variants.filter_map(|(index, variant)| {
                    let title = variant.as_item()?.schema_data.title.as_deref()?;
                    Some((format!("{pointer}/oneOf/{index}/title"), title))
                });
                check_all(lint, &TITLES, titles.collect());
            }
            _ => {}
        }
    }
    for union in lint.unions() {
        let places = union
            .tags()
            .map(|(tag, _)| (child(&format!("{}/discriminator/mapping", union.pointer), tag), tag));
        check_all(lint, &TAGS, places.collect());
    }
}

/// The methods of the client that are written by hand, or that the runtime adds.
const RESERVED: [&str; 17] = [
    "api_version",
    "authorize",
    "baseurl",
    "builder",
    "client",
    "clone",
    "exec",
    "execute",
    "from_env",
    "inner",
    "introspect_access_token",
    "new",
    "new_with_client",
    "post",
    "pre",
    "revoke_access_token",
    "with",
];

/// The names that generated code uses without a path for something else than a component, so that a component of that name would
/// take their place: those of Rust's prelude, of the client's macros, and of the tables for decoding and for the tests.
const RESERVED_TYPES: [&str; 36] = [
    "A",
    "Call",
    "Client",
    "CrossChecks",
    "D",
    "Default",
    "E",
    "Eq",
    "Err",
    "Extension",
    "FnMut",
    "Into",
    "IntoIterator",
    "Key",
    "Members",
    "NeverEmpty",
    "None",
    "Object",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Planted",
    "RawResponse",
    "ResponseFuture",
    "Result",
    "S",
    "Schema",
    "Some",
    "String",
    "Tagged",
    "Text",
    "Type",
    "Types",
    "Vec",
];

fn check_component_names(lint: &mut Linter<'_>, components: &[(String, &str)]) {
    for (pointer, component) in components {
        let name = type_name(component);
        if RESERVED_TYPES.contains(&name.as_str()) {
            let message = format!(
                "{} becomes the type `{name}`, a name that the generated code uses otherwise",
                quoted(component)
            );
            lint.report(Rule::ReservedName, pointer, message, "rename the component");
        }
    }
}

fn check_operation_ids(lint: &mut Linter<'_>) {
    let ids: Vec<_> = lint
        .operations()
        .filter_map(|place| {
            Some((
                child(&place.pointer, "operationId"),
                place.operation.operation_id.as_deref()?,
            ))
        })
        .collect();
    for (pointer, id) in &ids {
        let name = method_name(id);
        if RESERVED.contains(&name.as_str()) {
            let message = format!(
                "{} becomes the method `{name}`, which the client already has",
                quoted(id)
            );
            lint.report(Rule::ReservedName, pointer, message, "rename the operation");
        }
    }
    check_all(lint, &METHODS, ids);
}

fn check_all(lint: &mut Linter<'_>, names: &Names, places: Vec<(String, &str)>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (pointer, wire) in places {
        let name = (names.rust_name)(wire);
        match seen.insert(name.clone(), wire) {
            Some(other) if other == wire => {
                lint.report(
                    Rule::UniqueName,
                    &pointer,
                    format!("the {} {} occurs twice", names.wire, quoted(wire)),
                    "rename it, or remove one of the two",
                );
            }
            Some(other) => {
                let message = format!(
                    "{} and {} both become the {} `{name}`",
                    quoted(other),
                    quoted(wire),
                    names.rust
                );
                lint.report(Rule::UniqueName, &pointer, message, "rename one of the two");
            }
            None => {}
        }
    }
}

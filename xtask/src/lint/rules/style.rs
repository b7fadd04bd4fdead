//! House rules: units, tags, names, summaries and descriptions.

use std::borrow::Borrow;
use std::collections::HashSet;

use openapiv3::{AdditionalProperties, ObjectType, ParameterSchemaOrContent, ReferenceOr, Schema, SchemaKind, Type};

use crate::document::codegen_toml::FILE;
use crate::document::json_pointer::child;
use crate::document::openapi::schema::{
    extension, is_address, is_never_empty, is_timestamp, referenced_component, untagged_variants,
};
use crate::document::problem::{closest, listed, quoted};
use crate::lint::context::Linter;
use crate::lint::rule_names::Rule;
use crate::lint::rules::operations::{bodies, parameters};

/// The units of numbers. The word `unit` is for descriptions that explain where the unit is given, or that it is unknown.
const UNITS: [&str; 6] = ["bytes", "characters", "milliseconds", "pixels", "seconds", "unit"];

/// The words that show that a number counts something.
const COUNTS: [&str; 2] = ["how many", "number of"];

pub fn check(lint: &mut Linter<'_>) {
    check_operations(lint);
    check_sources(lint);
    check_tags(lint);
    check_descriptions(lint);
    check_numbers(lint);
    check_never_empty(lint);
    check_uses(lint);
}

fn check_operations(lint: &mut Linter<'_>) {
    let verbs: Vec<&str> = lint.settings.verbs().collect();
    for place in lint.operations().collect::<Vec<_>>() {
        let id = place.operation.operation_id.as_deref().unwrap_or_default();
        if is_blank(place.operation.summary.as_deref()) {
            let pointer = child(&place.pointer, "summary");
            let message = format!("the operation {} has an empty summary", quoted(id));
            let help = "write a sentence about what it does; the documentation of the generated method starts with it";
            lint.report(Rule::OperationSummary, &pointer, message, help);
        }
        let pointer = child(&place.pointer, "operationId");
        let verb = verb_of(id);
        if verb.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric()) {
            let message = format!("the operationId {} is not in lowerCamelCase", quoted(id));
            lint.report(Rule::OperationId, &pointer, message, "write it as in `listRooms`");
        } else if !verbs.is_empty() && !verbs.contains(&verb) {
            let message = format!("the operationId {} does not start with a known verb", quoted(id));
            let help = match closest(verb, verbs.iter().copied()) {
                Some(near) => format!("did you mean {}?", quoted(near)),
                None => format!(
                    "start it with one of {}, or add its verb to `verbs` in {FILE}",
                    listed(verbs.iter().copied())
                ),
            };
            lint.report(Rule::OperationId, &pointer, message, help);
        }
    }
}

/// `openapi/README.md` lists the sources.
fn check_sources(lint: &mut Linter<'_>) {
    let operations: Vec<_> = lint.operations().collect();
    if operations.iter().all(|place| place.operation.external_docs.is_none()) {
        return;
    }
    for place in operations {
        let source = place
            .operation
            .external_docs
            .as_ref()
            .and_then(|docs| docs.description.as_deref());
        if is_blank(source) {
            let id = place.operation.operation_id.as_deref().unwrap_or_default();
            let message = format!("the operation {} does not name its source", quoted(id));
            let help = "add `externalDocs` with the `url` of the source, and the place in it as the `description`";
            lint.report(
                Rule::OperationSource,
                &child(&place.pointer, "externalDocs"),
                message,
                help,
            );
        }
    }
}

/// Returns the first word of an operationId.
pub fn verb_of(id: &str) -> &str {
    id.split(|c: char| !c.is_ascii_lowercase()).next().unwrap_or_default()
}

fn check_tags(lint: &mut Linter<'_>) {
    let declared: Vec<&str> = lint.document.openapi.tags.iter().map(|tag| tag.name.as_str()).collect();
    let mut used = HashSet::new();
    for path in lint.paths().collect::<Vec<_>>() {
        let of_path = path.template.rsplit('/').find(|segment| declared.contains(segment));
        for place in path.operations() {
            let tags = &place.operation.tags;
            used.extend(tags.iter().map(String::as_str));
            let pointer = child(&place.pointer, "tags");
            let [tag] = tags.as_slice() else {
                let message = format!("this operation has {} tags", tags.len());
                let help = match declared.as_slice() {
                    [] => "declare one in `tags` at the top of the document, with a description".to_owned(),
                    declared => format!("give it one of {}", listed(declared.iter().copied())),
                };
                lint.report(Rule::OperationTag, &pointer, message, help);
                continue;
            };
            let pointer = child(&pointer, "0");
            if !declared.contains(&tag.as_str()) {
                let help = match closest(tag, declared.iter().copied()) {
                    Some(near) => format!("did you mean {}?", quoted(near)),
                    None => "add it to `tags` at the top of the document, with a description".to_owned(),
                };
                let message = format!("the tag {} is not declared", quoted(tag));
                lint.report(Rule::OperationTag, &pointer, message, help);
            } else if let Some(of_path) = of_path.filter(|of_path| of_path != tag) {
                let message = format!("the tag is {}, but the path contains {}", quoted(tag), quoted(of_path));
                let help = format!("tag it {}", quoted(of_path));
                lint.report(Rule::OperationTag, &pointer, message, help);
            }
        }
    }
    for (index, tag) in declared.iter().enumerate() {
        let pointer = format!("/tags/{index}");
        if declared[..index].contains(tag) {
            let message = format!("the tag {} is declared twice", quoted(tag));
            lint.report(Rule::OperationTag, &pointer, message, "remove one of the two");
        } else if !used.contains(tag) {
            let message = format!("no operation has the tag {}", quoted(tag));
            lint.report(Rule::OperationTag, &pointer, message, "remove it");
        }
    }
}

/// Checks descriptions that become no documentation, which the generator therefore does not require.
fn check_descriptions(lint: &mut Linter<'_>) {
    let mut undescribed = Vec::new();
    for (index, tag) in lint.document.openapi.tags.iter().enumerate() {
        if is_blank(tag.description.as_deref()) {
            undescribed.push((format!("/tags/{index}"), format!("the tag {}", quoted(&tag.name))));
        }
    }
    for (pointer, response) in bodies::responses(lint) {
        if is_blank(Some(&response.description)) {
            undescribed.push((pointer, "this response".to_owned()));
        }
    }
    let tags = lint.tag_places();
    for (pointer, object) in objects(lint) {
        for (name, property) in &object.properties {
            let pointer = child(&child(&pointer, "properties"), name);
            if tags.contains(&pointer) && property.as_item().is_some() && is_blank(description(property)) {
                undescribed.push((pointer, format!("the property {}", quoted(name))));
            }
        }
    }
    for (pointer, what) in undescribed {
        let message = format!("{what} has no description");
        lint.report(Rule::Description, &pointer, message, "add a `description`");
    }
}

fn check_numbers(lint: &mut Linter<'_>) {
    let mut numbers = Vec::new();
    for (pointer, parameter) in parameters::definitions(lint) {
        let data = parameter.parameter_data_ref();
        if let ParameterSchemaOrContent::Schema(schema) = &data.format
            && is_numeric(lint, schema)
        {
            let what = format!("the parameter {}", quoted(&data.name));
            numbers.push((pointer, what, data.description.as_deref()));
        }
    }
    for (name, pointer, schema) in lint.schemas() {
        for (index, variant) in untagged_variants(schema).unwrap_or_default().iter().enumerate() {
            if is_numeric(lint, variant) {
                let pointer = format!("{pointer}/oneOf/{index}");
                numbers.push((pointer, "this variant".to_owned(), description(variant)));
            }
        }
        if has_number(schema) {
            let description = schema.schema_data.description.as_deref();
            numbers.push((pointer, format!("the component {}", quoted(name)), description));
        }
    }
    for (pointer, object) in objects(lint) {
        for (name, property) in &object.properties {
            if is_numeric(lint, property) {
                let pointer = child(&child(&pointer, "properties"), name);
                numbers.push((pointer, format!("the property {}", quoted(name)), description(property)));
            }
        }
    }
    for (pointer, what, description) in numbers {
        if description.is_some_and(|description| !says_of_what(description)) {
            let message = format!("{what} is a number, but its description names no unit");
            let [how_many, number_of] = COUNTS.map(quoted);
            let help = format!(
                "name one of the units {}, or write {how_many} or {number_of}; add other units to `xtask/src/lint/rules/style.rs`",
                listed(UNITS)
            );
            lint.report(Rule::NumberUnit, &pointer, message, help);
        }
    }
}

fn says_of_what(description: &str) -> bool {
    let words = format!(" {} ", words(description));
    let mut known = UNITS.iter().chain(&COUNTS);
    known.any(|known| words.contains(&format!(" {known} ")))
}

/// Returns the words in lower case, with one space between them.
fn words(text: &str) -> String {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Returns `true` if the description at a place is that of a number. The description of a bare `$ref` is its component's.
fn is_numeric<T: Borrow<Schema>>(lint: &Linter<'_>, schema: &ReferenceOr<T>) -> bool {
    let ReferenceOr::Item(inline) = schema else {
        return false;
    };
    let used = referenced_component(schema).and_then(|name| lint.schema(name));
    has_number(used.unwrap_or(inline.borrow()))
}

/// Returns `true` for numbers, and lists and maps of them. The numbers of an enum are names.
fn has_number(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Integer(integer)) => integer.enumeration.is_empty(),
        SchemaKind::Type(Type::Number(number)) => number.enumeration.is_empty(),
        SchemaKind::Type(Type::Array(array)) => {
            let items = array.items.as_ref().and_then(ReferenceOr::as_item);
            items.is_some_and(|items| has_number(items))
        }
        SchemaKind::Type(Type::Object(object)) => match &object.additional_properties {
            Some(AdditionalProperties::Schema(values)) => values.as_item().is_some_and(has_number),
            _ => false,
        },
        _ => false,
    }
}

/// A server may send an empty text for a value that it does not have. The client reads that as absent if the document states that
/// the text is never empty.
fn check_never_empty(lint: &mut Linter<'_>) {
    let mut found = Vec::new();
    for (name, pointer, schema) in lint.schemas() {
        if may_be_empty(schema) {
            found.push((pointer, format!("the component {}", quoted(name))));
        }
    }
    for (pointer, parameter) in parameters::definitions(lint) {
        let data = parameter.parameter_data_ref();
        if let ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) = &data.format
            && may_be_empty(schema)
        {
            found.push((pointer, format!("the parameter {}", quoted(&data.name))));
        }
    }
    for (pointer, object) in objects(lint) {
        for (name, property) in &object.properties {
            if property.as_item().is_some_and(|property| may_be_empty(property)) {
                let pointer = child(&child(&pointer, "properties"), name);
                found.push((pointer, format!("the property {}", quoted(name))));
            }
        }
    }
    for (pointer, what) in found {
        let message = format!("{what} is a point in time or a URL, but may be empty");
        lint.report(Rule::NeverEmpty, &pointer, message, "write `minLength: 1`");
    }
}

fn may_be_empty(schema: &Schema) -> bool {
    (is_timestamp(schema) || is_address(schema)) && !is_never_empty(schema)
}

/// A component that no operation refers to is left over.
fn check_uses(lint: &mut Linter<'_>) {
    let mut reached = lint.reached_from("/paths");
    for root in lint.settings.roots() {
        let place = format!("/components/schemas/{root}");
        if let Some((place, _)) = lint.document.positions.get_key_value(&place) {
            reached.extend(lint.reached_from(place));
            reached.insert(place);
        }
    }
    let mut components: Vec<_> = lint
        .document
        .positions
        .keys()
        .filter(|pointer| pointer.starts_with("/components/") && pointer.matches('/').count() == 3)
        .filter(|pointer| !pointer.starts_with("/components/securitySchemes/"))
        .collect();
    components.sort();
    for pointer in components {
        if !reached.contains(pointer.as_str()) {
            let name = pointer.rsplit('/').next().unwrap_or_default();
            let message = format!("the component {} is used by no operation", quoted(name));
            let help = match pointer.starts_with("/components/schemas/") {
                true => "refer to it, remove it, or name it under `roots` in codegen.toml",
                false => "refer to it, or remove it",
            };
            lint.report(Rule::UnusedComponent, pointer, message, help);
        }
    }
}

fn description<T: Borrow<Schema>>(schema: &ReferenceOr<T>) -> Option<&str> {
    schema.as_item()?.borrow().schema_data.description.as_deref()
}

/// Returns the objects with properties: components, and the additional properties of components that extend others.
pub fn objects<'a>(lint: &Linter<'a>) -> Vec<(String, &'a ObjectType)> {
    let objects = lint
        .schemas()
        .filter_map(|(_, pointer, schema)| match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => Some((pointer, object)),
            _ => extension(schema).map(|(_, more)| (format!("{pointer}/allOf/1"), more)),
        });
    objects.collect()
}

fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

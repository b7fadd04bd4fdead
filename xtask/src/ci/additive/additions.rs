//! Additions to a document that must not break programs, each made wherever it is possible.

use serde_yaml::Value;

use crate::ci::additive::document_edit::{Edit, OperationAt, at, push, put, value};
use crate::ci::component_uses::ComponentUses;

/// A kind of addition.
#[derive(Clone, Copy)]
pub struct Addition {
    /// The name of the kind, as reports print it.
    pub name: &'static str,
    /// Makes the additions of this kind.
    pub add: fn(&mut Edit, &ComponentUses),
}

macro_rules! additions {
    ($($name:literal => $add:ident),+ $(,)?) => {
        /// All kinds, in the order in which they are made.
        pub const ADDITIONS: &[Addition] = &[$(Addition { name: $name, add: $add }),+];
    };
}

additions! {
    "an optional query parameter" => optional_query_parameter,
    "an optional header parameter" => optional_header_parameter,
    "an optional body for an operation without one" => optional_body,
    "an optional member of a body" => optional_member_of_a_body,
    "an optional member of an object in a body" => optional_member_inside_a_body,
    "a member of a body that null clears" => member_that_null_clears,
    "a member of an object in a body that is such an object" => member_that_holds_its_own_type,
    "an optional member of an answer" => optional_member_of_an_answer,
    "a required member of an answer" => required_member_of_an_answer,
    "a member of an answer that leads back to it" => member_that_leads_back,
    "a member of a variant that had only its tag" => member_of_a_unit,
    "a value of an enum" => value_of_an_enum,
    "a variant of a union with a tag" => variant_with_a_tag,
    "a variant of a union without a tag" => variant_without_a_tag,
    "a number of an enum of numbers" => number_of_an_enum,
    "a status of an error" => status_of_an_error,
    "a status of success with the same body" => status_of_success,
    "an operation" => operation,
    "components" => components,
    "a looser bound" => looser_bound,
    "an ID that may be empty" => id_that_may_be_empty,
    "a format of numbers" => format_of_numbers,
}

/// The value that the additions bring.
///
/// The program uses it already before that, as an unknown value.
pub const UNKNOWN_VALUE: &str = "added_later";

/// The counterpart of [`UNKNOWN_VALUE`] among numbers.
pub const UNKNOWN_NUMBER: i64 = 7_777;

fn optional_query_parameter(document: &mut Edit, _: &ComponentUses) {
    for OperationAt { operation, .. } in document.operations() {
        let parameter =
            "{name: addedLater, in: query, description: Added., schema: {type: array, items: {type: string}}}";
        push(operation, &["parameters"], value(parameter));
        let number = "{name: addedNumber, in: query, description: How many., schema: {type: integer, minimum: 1}}";
        push(operation, &["parameters"], value(number));
    }
}

fn optional_header_parameter(document: &mut Edit, _: &ComponentUses) {
    for OperationAt { operation, .. } in document.operations() {
        let parameter = "{name: X-Added-Later, in: header, description: Added., schema: {type: string}}";
        push(operation, &["parameters"], value(parameter));
    }
}

fn optional_body(document: &mut Edit, _: &ComponentUses) {
    let mut is_made = false;
    for OperationAt { method, operation } in document.operations() {
        if ["delete", "patch", "post", "put"].contains(&method) && operation.get("requestBody").is_none() {
            let schema = "{schema: {$ref: '#/components/schemas/AddedBody'}}";
            let body = format!("{{required: false, content: {{application/json: {schema}}}}}");
            put(operation, &[], "requestBody", value(&body));
            is_made = true;
        }
    }
    if is_made {
        document.add_schema(
            "AddedBody",
            "{type: object, description: Added., properties: {addedText: {type: string, description: Added.}}}",
        );
    }
}

/// Adds a member to each of some objects.
fn member(document: &mut Edit, components: &[String], below: &[&str], name: &str, schema: &str, required: bool) {
    for component in components {
        let object = document.schema(component);
        let Some(object) = object.and_then(|object| match below {
            // Of an extension, takes the part that holds its own properties, not the one that it extends.
            ["allOf"] => at(object, below)?.get_mut(1),
            _ => Some(object),
        }) else {
            continue;
        };
        put(object, &["properties"], name, value(schema));
        if required {
            push(object, &["required"], name.into());
        }
    }
}

const TEXT: &str = "{type: string, description: Added.}";
const LIST: &str = "{type: array, description: Added., items: {type: string}}";

fn optional_member_of_a_body(document: &mut Edit, uses: &ComponentUses) {
    member(document, &uses.bodies, &[], "addedText", TEXT, false);
    member(document, &uses.bodies, &[], "addedList", LIST, false);
}

fn optional_member_inside_a_body(document: &mut Edit, uses: &ComponentUses) {
    member(document, &uses.nested, &[], "addedText", TEXT, false);
    member(document, &uses.nested, &[], "addedList", LIST, false);
}

/// Adds a text, a list and an inline object with a title.
fn member_that_null_clears(document: &mut Edit, uses: &ComponentUses) {
    for component in uses.bodies.iter().chain(&uses.nested) {
        let object = format!(
            "{{title: {component}AddedLater, type: object, nullable: true, description: Added., properties: {{addedText: {TEXT}}}}}"
        );
        for (name, schema) in [
            ("clearedText", "{type: string, nullable: true, description: Added.}"),
            (
                "clearedList",
                "{type: array, nullable: true, description: Added., items: {type: string}}",
            ),
            ("clearedObject", object.as_str()),
        ] {
            member(document, std::slice::from_ref(component), &[], name, schema, false);
        }
    }
}

fn member_that_holds_its_own_type(document: &mut Edit, uses: &ComponentUses) {
    for object in &uses.nested {
        if !document.has_component(object) {
            continue;
        }
        let held = uses.named_by_programs(object);
        let schema = format!("{{description: Added., allOf: [{{$ref: '#/components/schemas/{held}'}}]}}");
        member(
            document,
            std::slice::from_ref(object),
            &[],
            "addedInner",
            &schema,
            false,
        );
    }
}

fn optional_member_of_an_answer(document: &mut Edit, uses: &ComponentUses) {
    member(document, &uses.answers, &[], "addedText", TEXT, false);
    member(document, &uses.answers, &[], "addedList", LIST, false);
    member(document, &uses.extensions, &["allOf"], "addedMore", TEXT, false);
}

fn required_member_of_an_answer(document: &mut Edit, uses: &ComponentUses) {
    // The examples lack the new member.
    document.drop_examples();
    let number = "{type: integer, description: How many., minimum: 0}";
    member(document, &uses.answers, &[], "addedNumber", number, true);
    member(document, &uses.answers, &[], "addedTexts", LIST, true);
    member(document, &uses.extensions, &["allOf"], "addedMoreNumber", number, true);
}

/// Adds a member that makes an object contain itself. A required member must keep its type when an optional member closes such a
/// circle. If all members of the circle are optional, the last one in the document closes it.
fn member_that_leads_back(document: &mut Edit, uses: &ComponentUses) {
    let mut pairs = Vec::new();
    for outer in &uses.answers {
        let schema = document.schema(outer);
        let part = |name: &str| {
            schema
                .as_ref()
                .and_then(|schema| schema.get(name).cloned())
                .unwrap_or_default()
        };
        let (properties, required) = (part("properties"), part("required"));
        let properties = properties.as_mapping().into_iter().flatten();
        let is_required = |name: &Value| required.as_sequence().is_some_and(|it| it.contains(name));
        let inner = properties
            .filter(|(name, _)| is_required(name))
            .filter_map(|(_, property)| {
                let reference = property
                    .get("$ref")
                    .or_else(|| property.get("allOf")?.get(0)?.get("$ref"))?;
                reference.as_str()?.rsplit('/').next().map(str::to_owned)
            });
        pairs.extend(
            inner
                .filter(|inner| uses.answers.contains(inner))
                .map(|inner| (outer, inner)),
        );
    }
    for (index, (outer, inner)) in pairs.iter().enumerate() {
        let outer = uses.named_by_programs(outer);
        let schema = format!("{{description: Added., allOf: [{{$ref: '#/components/schemas/{outer}'}}]}}");
        member(
            document,
            std::slice::from_ref(inner),
            &[],
            &format!("addedOuter{index}"),
            &schema,
            false,
        );
    }
}

fn member_of_a_unit(document: &mut Edit, uses: &ComponentUses) {
    member(document, &uses.tag_only_variants, &[], "addedText", TEXT, false);
}

fn value_of_an_enum(document: &mut Edit, uses: &ComponentUses) {
    for component in &uses.enums {
        if let Some(schema) = document.schema(component) {
            push(schema, &["enum"], UNKNOWN_VALUE.into());
        }
    }
}

fn variant_with_a_tag(document: &mut Edit, uses: &ComponentUses) {
    for component in &uses.unions {
        let added = format!("{component}AddedLater");
        let reference = format!("#/components/schemas/{added}");
        let Some(schema) = document.schema(component) else {
            continue;
        };
        push(schema, &["oneOf"], value(&format!("{{$ref: '{reference}'}}")));
        put(schema, &["discriminator", "mapping"], UNKNOWN_VALUE, reference.into());
        let tag = at(schema, &["discriminator", "propertyName"]).and_then(|tag| tag.as_str().map(str::to_owned));
        let tag = tag.unwrap_or_default();
        document.add_schema(
            &added,
            &format!(
                "{{type: object, description: Added., required: [{tag}], properties: {{\
                 {tag}: {{type: string, description: Added., enum: [{UNKNOWN_VALUE}]}}, addedText: {TEXT}}}}}"
            ),
        );
    }
}

fn variant_without_a_tag(document: &mut Edit, uses: &ComponentUses) {
    for (component, kind) in &uses.untagged_unions {
        if let Some(schema) = document.schema(component) {
            let mut variant = value(kind);
            put(&mut variant, &[], "title", "AddedLater".into());
            put(&mut variant, &[], "description", "How many were added.".into());
            push(schema, &["oneOf"], variant);
        }
    }
}

fn number_of_an_enum(document: &mut Edit, uses: &ComponentUses) {
    for component in &uses.integer_enums {
        if let Some(schema) = document.schema(component) {
            let number = format!("{{title: AddedLater, type: integer, enum: [{UNKNOWN_NUMBER}], description: Added.}}");
            push(schema, &["oneOf"], value(&number));
        }
    }
}

fn status_of_an_error(document: &mut Edit, _: &ComponentUses) {
    for OperationAt { operation, .. } in document.operations() {
        if let Some(error) = at(operation, &["responses", "default"]).cloned() {
            put(operation, &["responses"], "418", error);
        }
    }
}

fn status_of_success(document: &mut Edit, _: &ComponentUses) {
    for OperationAt { operation, .. } in document.operations() {
        let responses = at(operation, &["responses"]).and_then(|responses| responses.as_mapping().cloned());
        let is_success = |(status, _): &(Value, Value)| match status {
            Value::String(status) => status.starts_with('2'),
            Value::Number(status) => status.as_u64().is_some_and(|status| status / 100 == 2),
            _ => false,
        };
        if let Some((_, success)) = responses.into_iter().flatten().find(is_success) {
            put(operation, &["responses"], "203", success);
        }
    }
}

/// Adds an operation with an ID in its path, query parameters, a header, a body, and a response with a new component.
fn operation(document: &mut Edit, _: &ComponentUses) {
    let first = document.operations().next();
    let tags = first.as_ref().and_then(|it| it.operation.get("tags").cloned());
    let error = first.and_then(|it| at(it.operation, &["responses", "default"]).cloned());
    let mut added = value(
        "
        operationId: updateAdded
        summary: Updates what was added.
        externalDocs: {url: 'https://added.example', description: Added.}
        parameters:
          - {name: addedID, in: path, required: true, description: Added., schema: {$ref: '#/components/schemas/AddedID'}}
          - {name: words, in: query, required: true, description: Added., schema: {type: string}}
          - {name: more, in: query, description: Added., schema: {type: string}}
          - {name: word, in: query, description: Added., schema: {$ref: '#/components/schemas/AddedWord'}}
          - {name: X-Added, in: header, description: Added., schema: {type: string}}
        requestBody:
          required: true
          content: {application/json: {schema: {$ref: '#/components/schemas/UpdateAddedRequest'}}}
        responses:
          '200':
            description: Added.
            content: {application/json: {schema: {$ref: '#/components/schemas/Added'}}}
        ",
    );
    if let Some(tags) = tags {
        put(&mut added, &[], "tags", tags);
    }
    if let Some(error) = error {
        put(&mut added, &["responses"], "default", error);
    }
    put(&mut document.0, &["paths", "/added/{addedID}"], "post", added);
    document.add_schema("AddedID", "{type: string, minLength: 1, description: Added.}");
    document.add_schema("AddedWord", "{type: string, description: Added.}");
    let part = "{$ref: '#/components/schemas/AddedPart'}";
    document.add_schema(
        "UpdateAddedRequest",
        &format!("{{type: object, description: Added., required: [text], properties: {{text: {TEXT}, part: {part}}}}}"),
    );
    let object = |required: &str| {
        format!(
            "{{type: object, description: Added., required: [{required}], properties: {{text: {TEXT}, more: {TEXT}}}}}"
        )
    };
    document.add_schema("AddedPart", &object("text"));
    document.add_schema("Added", &object("more"));
}

/// Adds an object, an enum, an ID and a list, and a member of a response that refers to them.
fn components(document: &mut Edit, uses: &ComponentUses) {
    let Some(first) = uses.answers.first() else {
        return;
    };
    let first = [first.clone()];
    member(
        document,
        &first,
        &[],
        "addedObject",
        "{$ref: '#/components/schemas/AddedObject'}",
        false,
    );
    document.add_schema("AddedObjectID", "{type: string, minLength: 1, description: Added.}");
    document.add_schema(
        "AddedObjectKind",
        "{type: string, description: Added., enum: [one, other]}",
    );
    document.add_schema(
        "AddedObject",
        "{type: object, description: Added., required: [id], properties: {\
         id: {$ref: '#/components/schemas/AddedObjectID'}, kind: {$ref: '#/components/schemas/AddedObjectKind'}, \
         sizes: {$ref: '#/components/schemas/AddedSizes'}}}",
    );
    document.add_schema(
        "AddedSizes",
        "{type: array, description: How many., items: {type: integer}}",
    );
}

const BOUNDS: [&str; 8] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minimum",
    "multipleOf",
];

fn looser_bound(document: &mut Edit, _: &ComponentUses) {
    document.for_each_mapping(&mut |schema| {
        // A property may have the same name; its schema is not a number.
        for bound in BOUNDS {
            if schema
                .get(bound)
                .is_some_and(|bound| bound.is_number() || bound.is_bool())
            {
                schema.shift_remove(bound);
            }
        }
    });
}

fn id_that_may_be_empty(document: &mut Edit, uses: &ComponentUses) {
    for component in &uses.never_empty {
        let schema = document.schema(component).and_then(Value::as_mapping_mut);
        schema.and_then(|schema| schema.shift_remove("minLength"));
    }
}

fn format_of_numbers(document: &mut Edit, _: &ComponentUses) {
    document.for_each_mapping(&mut |schema| {
        let format = match schema.get("type").and_then(Value::as_str) {
            Some("integer") => "int32",
            Some("number") => "float",
            _ => return,
        };
        if !schema.contains_key("enum") && !schema.contains_key("format") {
            schema.insert("format".into(), format.into());
        }
    });
}

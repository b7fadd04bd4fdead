//! Tests of lowering: the result of each change to the document, and the operations that are left out.

use openapiv3::{ObjectType, ParameterSchemaOrContent, SchemaData, StatusCode};

use super::*;
use crate::document::codegen_toml::delivery::Delivery;
use crate::document::openapi::components::object;
use crate::document::openapi::schema::{self, TextKind};
use crate::document::test_document;
use crate::model::request::Wait;

fn schema<'a>(lowered: &'a Lowered, name: &str) -> &'a ObjectType {
    object(&lowered.openapi, name).unwrap_or_else(|| panic!("the document has no object `{name}`"))
}

fn property<'a>(object: &'a ObjectType, name: &str) -> &'a Schema {
    object.properties[name].as_item().unwrap()
}

#[test]
fn tags_are_moved_from_variants_to_their_union() {
    let lowered = lower(&test_document::openapi(&[]), &Settings::default());
    let key = schema(&lowered, "KeyDoor");
    assert_eq!(key.properties.keys().collect::<Vec<_>>(), ["secret"]);
    assert_eq!(key.required, ["secret"]);
    let union = lowered
        .replacements
        .iter()
        .find(|replacement| replacement.name == "Door")
        .unwrap();
    let RuntimeType::Union { tag, variants } = &union.kind else {
        panic!("`Door` is not a union");
    };
    assert_eq!(tag, "kind");
    let variants: Vec<_> = variants.iter().map(|it| (&*it.value, &*it.component)).collect();
    assert_eq!(variants, [("key", "KeyDoor"), ("open", "OpenDoor")]);
}

#[test]
fn variants_with_only_a_tag_become_extensible_objects() {
    let lowered = lower(&test_document::openapi(&[]), &Settings::default());
    assert!(schema(&lowered, "OpenDoor").properties.is_empty());
    let replacement = lowered.replacements.iter().find(|it| it.name == "OpenDoor");
    assert!(matches!(replacement.unwrap().kind, RuntimeType::EmptyObject));
}

#[test]
fn unsupported_operations_are_left_out_by_name() {
    let multipart = (
        "application/json:\n            schema:\n              $ref: '#/components/schemas/RoomChange'\n      responses",
        "multipart/form-data: {}\n      responses",
    );
    let lowered = lower(&test_document::openapi(&[multipart]), &Settings::default());
    let left_out: Vec<_> = lowered
        .left_out
        .iter()
        .map(|it| (&*it.operation_id, it.reason))
        .collect();
    assert_eq!(left_out, [("putRoom", "multipart body")]);
    assert_eq!(lowered.openapi.operations().count(), 1);

    let binary = (
        "application/json:\n              schema:\n                type: array\n                items:\n                  $ref: '#/components/schemas/Room'",
        "application/octet-stream: {}",
    );
    let lowered = lower(&test_document::openapi(&[binary]), &Settings::default());
    let left_out: Vec<_> = lowered
        .left_out
        .iter()
        .map(|it| (&*it.operation_id, it.reason))
        .collect();
    assert_eq!(left_out, [("listRooms", "binary response")]);
}

#[test]
fn left_out_operations_stay_in_the_table() {
    let multipart = (
        "application/json:\n            schema:\n              $ref: '#/components/schemas/RoomChange'\n      responses",
        "multipart/form-data: {}\n      responses",
    );
    let rows = |edits| {
        let operations = lower(&test_document::openapi(edits), &Settings::default())
            .requests
            .into_iter();
        let rows = operations.map(|it| (it.name, it.method, it.path, it.needs_token, it.delivery));
        rows.collect::<Vec<_>>()
    };
    assert_eq!(rows(&[multipart]), rows(&[]));
}

#[test]
fn error_responses_are_dropped() {
    let lowered = lower(&test_document::openapi(&[]), &Settings::default());
    for (_, _, operation) in lowered.openapi.operations() {
        assert_eq!(operation.responses.default, None);
        assert_eq!(
            operation.responses.responses.keys().collect::<Vec<_>>(),
            [&StatusCode::Code(200)]
        );
    }
}

#[test]
fn several_successes_become_one_2xx_response() {
    let created = (
        "        default:\n          $ref: '#/components/responses/Error'\ncomponents:",
        "        '201':\n          description: A new room.\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/Room'\ncomponents:",
    );
    let lowered = lower(&test_document::openapi(&[created]), &Settings::default());
    let statuses = lowered.openapi.operations().map(|(_, _, operation)| {
        let statuses = operation.responses.responses.keys();
        statuses.map(ToString::to_string).collect::<Vec<_>>()
    });
    assert_eq!(statuses.collect::<Vec<_>>(), [["200"], ["2XX"]]);
}

#[test]
fn a_body_that_need_not_be_sent_is_generated() {
    let optional = ("requestBody:\n        required: true", "requestBody:");
    let lowered = lower(&test_document::openapi(&[optional]), &Settings::default());
    let (_, _, operation) = lowered.openapi.operations().nth(1).unwrap();
    assert!(operation.request_body.as_ref().unwrap().as_item().unwrap().required);
}

#[test]
fn optional_maps_can_be_absent_which_is_not_empty() {
    let lowered = lower(&test_document::openapi(&[]), &Settings::default());
    assert!(property(schema(&lowered, "Room"), "extras").schema_data.nullable);
    let lowered = lower(
        &test_document::openapi(&[("required: [id, seats]", "required: [id, seats, extras]")]),
        &Settings::default(),
    );
    assert!(!property(schema(&lowered, "Room"), "extras").schema_data.nullable);
}

#[test]
fn bounds_and_defaults_are_dropped() {
    let bounds = "minimum: 1\n          maximum: 9\n          default: 4";
    let lowered = lower(&test_document::openapi(&[("minimum: 0", bounds)]), &Settings::default());
    let seats = property(schema(&lowered, "Room"), "seats");
    assert_eq!(seats.schema_kind, SchemaKind::Type(Type::Integer(Default::default())));
    assert_eq!(seats.schema_data.default, None);

    let lowered = lower(&test_document::openapi(&[]), &Settings::default());
    let seats = property(schema(&lowered, "Room"), "seats");
    assert_eq!(seats.schema_kind, SchemaKind::Type(Type::Integer(Default::default())));
}

#[test]
fn bounds_of_parameters_are_dropped() {
    let bounds = (
        "            $ref: '#/components/schemas/RoomStatus'",
        "            {type: integer, minimum: 1, default: 3, nullable: true}",
    );
    let lowered = lower(&test_document::openapi(&[bounds]), &Settings::default());
    let (_, _, operation) = lowered.openapi.operations().next().unwrap();
    let data = operation.parameters[0].as_item().unwrap().parameter_data_ref();
    let ParameterSchemaOrContent::Schema(ReferenceOr::Item(schema)) = &data.format else {
        panic!("the parameter has no schema");
    };
    assert_eq!(schema.schema_kind, SchemaKind::Type(Type::Integer(Default::default())));
    assert_eq!(schema.schema_data, SchemaData::default());
}

#[test]
fn lengths_of_strings_are_dropped() {
    let address = "{type: string, format: uri, minLength: 1, description: A.}";
    let lowered = lower(
        &test_document::openapi(&[
            (
                "        seats:\n",
                &format!(
                    "        page: {address}\n        pages: {{type: array, items: {address}, description: A.}}\n        name: {{$ref: '#/components/schemas/Name'}}\n        seats:\n"
                ),
            ),
            (
                "    Nothing:\n",
                "    Name: {type: string, maxLength: 9, description: A.}\n    Nothing:\n",
            ),
        ]),
        &Settings::default(),
    );
    let room = schema(&lowered, "Room");
    let SchemaKind::Type(Type::Array(pages)) = &property(room, "pages").schema_kind else {
        panic!("the schema is not a list");
    };
    let components = &lowered.openapi.components.as_ref().unwrap().schemas;
    for text in [
        property(room, "page"),
        pages.items.as_ref().unwrap().as_item().unwrap(),
        components["Name"].as_item().unwrap(),
    ] {
        let SchemaKind::Type(Type::String(text)) = &text.schema_kind else {
            panic!("the schema is not a text");
        };
        assert_eq!((text.min_length, text.max_length), (None, None));
    }
    let id = components["RoomID"].as_item().unwrap();
    assert_eq!(schema::text_kind("RoomID", id), Some(TextKind::Id), "which type it is");
}

#[test]
fn extensions_are_written_out() {
    let lowered = lower(&test_document::openapi(&[]), &Settings::default());
    let visit = schema(&lowered, "LongVisit");
    assert_eq!(
        visit.properties.keys().collect::<Vec<_>>(),
        ["at", "key", "noise", "nothing", "seen", "until"]
    );
    assert_eq!(visit.required, ["at", "key", "until"]);
    assert!(
        lowered
            .extensions
            .iter()
            .any(|it| it.name == "LongVisit" && it.base == "Visit")
    );
}

#[test]
fn a_form_has_no_type_as_its_operation_has_no_method() {
    let form = (
        "application/json:\n            schema:\n              $ref: '#/components/schemas/RoomChange'\n      responses",
        "multipart/form-data: {schema: {$ref: '#/components/schemas/Nothing'}}\n      responses",
    );
    let lowered = lower(&test_document::openapi(&[form]), &Settings::default());
    assert!(!lowered.openapi.components.unwrap().schemas.contains_key("Nothing"));
}

#[test]
fn a_bare_reference_gets_the_description_of_what_it_refers_to() {
    let lowered = lower(&test_document::openapi(&[]), &Settings::default());
    let room = schema(&lowered, "Room");
    assert_eq!(
        property(room, "status").schema_data.description.as_deref(),
        Some("How a room is.")
    );
    assert_eq!(
        property(room, "parent").schema_data.description.as_deref(),
        Some("The room around this one.")
    );
}

#[test]
fn the_delivery_follows_the_method_unless_the_settings_say_otherwise() {
    let settings = Settings::parse("codegen.toml", "[delivery]\nputRoom = 'act'").unwrap();
    for (settings, expected) in [
        (&Settings::default(), [Delivery::Read, Delivery::Idempotent]),
        (&settings, [Delivery::Read, Delivery::Act]),
    ] {
        let lowered = lower(&test_document::openapi(&[]), settings);
        let classes: Vec<_> = lowered.requests.iter().map(|it| it.delivery).collect();
        assert_eq!(classes, expected);
    }
    for (method, expected) in [
        ("get", Delivery::Read),
        ("put", Delivery::Idempotent),
        ("delete", Delivery::Idempotent),
        ("post", Delivery::Act),
        ("patch", Delivery::Act),
    ] {
        assert_eq!(Delivery::of_method(method), expected, "{method}");
    }
    let text = "[delivery]\nputRoom = 'login'\n[waits]\nputRoom = { member = 'status', value = 'taken' }\n";
    let settings = Settings::parse("codegen.toml", text).unwrap();
    let operations = lower(&test_document::openapi(&[]), &settings).requests;
    let wait = Wait {
        member: "status".to_owned(),
        value: "taken".to_owned(),
    };
    let found: Vec<_> = operations.into_iter().map(|it| (it.delivery, it.wait)).collect();
    assert_eq!(found, [(Delivery::Read, None), (Delivery::Login, Some(wait))]);
}

#[test]
fn the_table_of_operations_knows_who_needs_a_token() {
    let secured = ("paths:", "security:\n  - bearer: []\npaths:");
    let open = ("operationId: putRoom", "operationId: putRoom\n      security: []");
    for (edits, expected) in [
        (&[][..], [false, false]),
        (&[secured], [true, true]),
        (&[secured, open], [true, false]),
    ] {
        let lowered = lower(&test_document::openapi(edits), &Settings::default());
        let operations: Vec<_> = lowered
            .requests
            .iter()
            .map(|it| (&*it.name, &*it.method, &*it.path, it.needs_token))
            .collect();
        assert_eq!(
            operations,
            [
                ("list_rooms", "GET", "/rooms", expected[0]),
                ("put_room", "PUT", "/rooms/{roomID}", expected[1])
            ]
        );
    }
}

//! Tests of the decoder's tables, and of fields that read some values as absent.

use crate::codegen::append::decoder_tables;
use crate::codegen::append::tests::requests::{assert_has, generated};
use crate::document::codegen_toml::settings::Settings;
use crate::document::test_document;

#[test]
fn decoder_tables_list_the_members_of_response_components() {
    let code = generated(&[], "exact = ['KeyDoor']");
    assert_has(
        &code,
        &[
            "impl Answer for Vec<types::Room> {
                fn schema() -> Kind { static SCHEMA: Kind = List(&Of(&ROOM)); SCHEMA }
            }",
            "impl Answer for types::Room {
                fn schema() -> Kind { static SCHEMA: Kind = Of(&ROOM); SCHEMA }
            }",
            "static ROOM: Component = Component {
                is_exact: false,
                shape: Object(&[
                    Optional(\"door\", Of(&DOOR)),
                    Optional(\"extras\", Map(&Any)),
                    Required(\"id\", Id),
                    Optional(\"locked\", True),
                    Optional(\"parent\", Of(&ROOM)),
                    Required(\"seats\", Integer),
                    Optional(\"status\", Text),
                ]),
            };",
            "static DOOR: Component = Component {
                is_exact: false,
                shape: Tagged(\"kind\", &[(\"key\", &KEY_DOOR), (\"open\", &OPEN_DOOR)]),
            };",
            "static KEY_DOOR: Component = Component {
                is_exact: true,
                shape: Object(&[Required(\"secret\", Secret)]),
            };",
            "static OPEN_DOOR: Component = Component { is_exact: false, shape: Object(&[]) };",
            "(TypeId::of::<types::Room>, Of(&ROOM)), (TypeId::of::<Vec<types::Room>>, List(&Of(&ROOM)))",
        ],
    );
    // The tables include components of error responses, but none that only requests use.
    assert_has(&code, &["Required(\"message\", Text)"]);
    assert!(!code.contains("staticROOM_CHANGE"), "{code}");
}

#[test]
fn decoder_tables_of_roots_include_inherited_members() {
    let root = "roots = ['LongVisit']";
    let never_empty = [
        (
            "format: date-time\n      description",
            "format: date-time\n      minLength: 1\n      description",
        ),
        (
            "    VisitKey:\n      type: string\n",
            "    VisitKey:\n      type: string\n      minLength: 1\n",
        ),
    ];
    assert_has(
        &generated(&never_empty, root),
        &["static LONG_VISIT: Component = Component {
            is_exact: false,
            shape: Object(&[
                Required(\"at\", Timestamp),
                Required(\"key\", NeverEmpty),
                Optional(\"noise\", IntegerEnum),
                Optional(\"nothing\", Of(&NOTHING)),
                Optional(\"seen\", UntaggedNeverEmpty),
                Required(\"until\", Timestamp),
            ]),
        };"],
    );
    let as_any = generated(&[], root);
    assert_has(
        &as_any,
        &[
            "Required(\"at\", Text), Required(\"key\", Text)",
            "Optional(\"seen\", Untagged)",
        ],
    );
}

#[test]
fn decoder_tables_name_the_values_read_as_absent() {
    let edits = [
        (
            "        locked:\n",
            "        building:\n          $ref: '#/components/schemas/RoomID'\n        owner:\n          $ref: '#/components/schemas/OwnerID'\n        \
             picture:\n          type: string\n          minLength: 1\n          description: Where.\n        words:\n          type: array\n          \
             description: Some.\n          items: {type: string}\n        locked:\n",
        ),
        ("required: [id, seats]", "required: [id, seats, words]"),
        (
            "    Nothing:\n",
            "    OwnerID:\n      type: string\n      description: May be empty.\n    Nothing:\n",
        ),
    ];
    let code = generated(&edits, "");
    assert_has(
        &code,
        &[
            "#[derive(::serde::Serialize, Clone, Debug)] #[non_exhaustive] pub struct Room {",
            "crate::values::object! {
                Room {
                    building: never_empty \"building\",
                    door: optional \"door\",
                    extras: optional \"extras\",
                    id: required \"id\",
                    locked: optional \"locked\",
                    owner: never_empty \"owner\",
                    parent: optional \"parent\",
                    picture: never_empty \"picture\",
                    seats: required \"seats\",
                    status: optional \"status\",
                    words: list \"words\",
                }
            }",
            "Optional(\"owner\", AnyId)",
            "Optional(\"picture\", NeverEmpty)",
        ],
    );
}

#[test]
fn open_objects_keep_unknown_properties() {
    let [error, door] = ["ErrorBody", "KeyDoor"].map(|name| {
        let begin = format!("    {name}:\n");
        let open = format!("{begin}      additionalProperties:\n        $ref: '#/components/schemas/OpenValue'\n");
        (begin, open)
    });
    let code = generated(&[(&error.0, &error.1), (&door.0, &door.1)], "");
    assert_has(
        &code,
        &[
            "crate::values::object! { ErrorBody { message: required \"message\", } and extra }",
            "crate::values::object! { KeyDoor { secret: required \"secret\", } and extra without \"kind\" }",
        ],
    );
}

#[test]
fn objects_with_too_many_members_are_refused() {
    let members = (0..60).map(|number| format!("        m{number}: {{type: boolean, description: Whether.}}\n"));
    let members = members.collect::<String>() + "        locked:\n";
    let document = test_document::openapi(&[("        locked:\n", &members)]);
    let settings = Settings::parse("codegen.toml", "").unwrap();
    assert_eq!(
        decoder_tables::module(&document, &settings).err().as_deref(),
        Some("`Room` has 67 members, but the client's decoder can track only 64")
    );
}

//! Writes a program that uses the whole client, as a user may have written it before the API gained something.

mod operations;
mod types;
mod values;

use crate::ci::additive::program::values::Values;
use crate::codegen::pipeline::Generated;
use crate::document::codegen_toml::settings::Settings;
use crate::document::problem::Problem;

/// The files of the program, by their names below `src`.
pub type Files = [(&'static str, String); 6];

/// The part of the program that does not depend on the document. It is written by hand, and compiled only with the rest.
const MAIN: &str = include_str!("../../../additive_program/main.rs");
const RECORDER: &str = include_str!("../../../additive_program/recorder.rs");
const USES: &str = include_str!("../../../additive_program/uses.rs");
const HANDWRITTEN: &str = include_str!("../../../additive_program/handwritten.rs");

/// Writes the program.
pub fn write(client: &Generated, settings: &Settings) -> Result<Files, Problem> {
    let values = Values {
        openapi: &client.document.openapi,
        settings,
    };
    let operations = operations::module(&values, &client.lowered);
    let types = types::module(&client.appended.text, &client.lowered, settings);
    let types = types.map_err(|error| {
        let help = "compare the generated client with what `xtask/src/ci/additive/program` expects of it";
        Problem::new(
            &client.document.file,
            format!("the generated client cannot be read: {error}"),
            help,
        )
    })?;
    Ok([
        ("main.rs", MAIN.to_owned()),
        ("recorder.rs", RECORDER.to_owned()),
        ("uses.rs", USES.to_owned()),
        ("handwritten.rs", HANDWRITTEN.to_owned()),
        ("operations.rs", operations),
        ("types.rs", types),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codegen::pipeline::client_of;
    use crate::document::load;
    use crate::workspace::paths::committed_document;

    fn client(text: &str, settings: &Settings) -> Generated {
        client_of("api.yaml", text.as_bytes(), settings).unwrap_or_else(|problems| panic!("{}", problems[0]))
    }

    const BASE: &str = include_str!("../../../tests/bad_input/base.yaml");

    fn sample(settings: &str) -> [String; 2] {
        sample_of(BASE, settings)
    }

    fn sample_of(text: &str, settings: &str) -> [String; 2] {
        let settings = Settings::parse("codegen.toml", settings).unwrap();
        let client = client(text, &settings);
        let files = write(&client, &settings).unwrap();
        ["operations.rs", "types.rs"].map(|name| files.iter().find(|it| it.0 == name).unwrap().1.clone())
    }

    fn assert_contains(code: &str, expected: &[&str]) {
        for expected in expected {
            assert!(code.contains(expected), "{expected}\nin\n{code}");
        }
    }

    #[test]
    fn every_operation_is_called_in_all_its_forms() {
        let [operations, _] = sample("");
        assert_contains(
            &operations,
            &[
                "    let _ = client.list_rooms().await;\n",
                "    let request = client.list_rooms()\n        .status(types::RoomStatus::Free);\n",
                "    let request: requests::ListRooms = client.list_rooms()\n        .status(types::RoomStatus::from(uses::UNKNOWN));\n",
                "    let request = request.timeout(TIMEOUT).retries(0).header(\"x-additive\", \"1\");\n",
                "    pub put_room: Vec<requests::PutRoom>,\n",
                "        let _ = request.raw().await;\n",
                "client.put_room(\"roomID\"",
                "client.put_room(types::RoomId::new(\"roomID\")",
                "client.put_room(&types::RoomId::new(\"roomID\")",
                "types::NewLock::new(beeper_desktop_client::Secret::from(\"code\"))\
                 .rooms(vec![types::RoomId::new(\"rooms\"), types::RoomId::new(\"rooms\")])",
            ],
        );
    }

    #[test]
    fn every_type_is_read_and_told_apart() {
        let [_, types] = sample("");
        assert_contains(
            &types,
            &[
                "    let _: &types::RoomId = &value.id;\n",
                "    let _: &::std::option::Option<::std::boxed::Box<types::Room>> = &value.parent;\n",
                "    let types::LongVisit { at, key, noise, nothing, seen, until, .. } = value;\n",
                "        types::RoomStatus::Free => \"free\",\n",
                "        _ => value.as_str(),\n",
                "        types::Noise::Loud => \"Loud\",\n",
                "        types::Door::Key(held) => { let _: &types::KeyDoor = held; \"key\" }\n",
                "        types::Door::Open(held) => { let _: &types::OpenDoor = held; \"open\" }\n",
                "        _ => value.kind(),\n",
                "        types::Seen::At(held) => { let _: &beeper_desktop_client::Timestamp = held; \"At\" }\n",
                "!matches!(value, types::Seen::Unknown(_))",
                "    uses_text!(types::RoomId);\n",
                "    uses_enum!(types::RoomStatus);\n",
                "    uses_integers!(types::Noise);\n",
                "    uses::reads::<types::Room>();\n",
            ],
        );
    }

    #[test]
    fn every_variant_of_a_union_in_a_body_is_made() {
        let property = "        door: {description: How it opens. Absent for no change., allOf: [{$ref: '#/components/schemas/NewDoor'}]}\n";
        let union = "    NewDoor:
      description: How a room opens.
      oneOf: [{$ref: '#/components/schemas/NewKeyDoor'}, {$ref: '#/components/schemas/NewCodeDoor'}]
      discriminator:
        propertyName: kind
        mapping: {code: '#/components/schemas/NewCodeDoor', key: '#/components/schemas/NewKeyDoor'}
    NewKeyDoor: {type: object, description: With a key., required: [kind], properties: {kind: {type: string, enum: [key]}, ward: {type: string, description: Its shape.}}}
    NewCodeDoor: {type: object, description: With a code., required: [kind, digits], properties: {kind: {type: string, enum: [code]}, digits: {type: integer, description: How many.}}}
";
        let text = BASE
            .replace("        lock:\n", &format!("{property}        lock:\n"))
            .replace("    NewLock:\n", &format!("{union}    NewLock:\n"));
        let [operations, _] = sample_of(&text, "");
        assert_contains(
            &operations,
            &[
                "let value: types::NewDoor = types::NewDoor::Key(types::NewKeyDoor::new());",
                "let value: types::NewDoor = types::NewDoor::Code(types::NewCodeDoor::new(7));",
                "let value: types::NewDoor = types::NewDoor::Code(types::NewCodeDoor::new(8_i64));",
            ],
        );
    }

    #[test]
    fn ids_are_given_for_others_where_the_settings_say_so() {
        let [_, types] = sample("[conversions]\nRoomID = ['VisitKey']\n");
        assert_contains(
            &types,
            &[
                "    let id = types::VisitKey::new(\"an ID\");\n    let _: [types::RoomId; 2] = [(&id).into(), id.into()];\n",
            ],
        );
    }

    #[test]
    fn the_program_leaves_nothing_of_the_real_document_out() {
        let path = committed_document();
        let settings = Settings::beside(&path).unwrap();
        let text = String::from_utf8(load::read(&path, "api.yaml").unwrap()).unwrap();
        let client = client(&text, &settings);
        let files = write(&client, &settings).unwrap();
        let of = |name: &str| files.iter().find(|it| it.0 == name).unwrap().1.as_str();
        for request in &client.lowered.requests {
            if request.is_handwritten {
                let function = format!("pub async fn {}(", request.name);
                assert!(of("handwritten.rs").contains(&function), "{function}");
                continue;
            }
            let start = of("operations.rs")
                .find(&format!("async fn {}(", request.name))
                .unwrap();
            let function = of("operations.rs")[start..].split("\n}\n").next().unwrap();
            for setter in &request.setters {
                let call = format!("\n        .{}(", setter.member.name);
                let times = if request.page.is_some() { 3 } else { 2 };
                assert_eq!(function.matches(&call).count(), times, "{call} in {function}");
            }
            assert_eq!(
                function.contains(".items().next()"),
                request.page.is_some(),
                "{function}"
            );
        }
        for object in client.lowered.body_objects.difference(&client.lowered.bodies) {
            if crate::document::openapi::components::object(&client.document.openapi, object).is_some() {
                let made = format!("types::{}::new(", crate::model::rust_names::type_name(object));
                assert!(of("operations.rs").contains(&made), "{made}");
            }
        }
    }
}

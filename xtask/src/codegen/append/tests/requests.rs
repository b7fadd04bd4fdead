//! Tests of request types and methods.

use crate::codegen::append::append;
use crate::codegen::generate::generate;
use crate::codegen::lower::lower;
use crate::document::codegen_toml::settings::Settings;
use crate::document::test_document;

/// Returns the generated code without its layout.
pub fn generated(edits: &[(&str, &str)], settings: &str) -> String {
    let document = test_document::openapi(edits);
    let settings = Settings::parse("codegen.toml", settings).unwrap();
    let lowered = lower(&document, &settings);
    let generated = generate(&lowered, "api.yaml").unwrap();
    let appended = append(generated, &document, &settings, &lowered, "api.yaml");
    let text = appended.unwrap_or_else(|problem| panic!("{problem}")).text;
    without_layout(&text)
}

/// Returns code independently of its line breaks.
fn without_layout(code: &str) -> String {
    let mut code: String = code.split_whitespace().collect();
    for end in [")", "}", "]"] {
        code = code.replace(&format!(",{end}"), end);
    }
    code
}

#[track_caller]
pub fn assert_has(code: &str, parts: &[&str]) {
    for part in parts {
        let part = without_layout(part);
        assert!(code.contains(&part), "{part}\nis not in\n{code}");
    }
}

#[test]
fn required_members_are_arguments_and_optional_ones_setters() {
    assert_has(
        &generated(&[], ""),
        &[
            "pub fn put_room( &self, room_id: impl Into<types::RoomId>, seats: impl Into<i64>, ) -> PutRoom {
                PutRoom {
                    call: Sender::new(self),
                    room_id: room_id.into(),
                    body: types::RoomChange::new(seats),
                }
            }",
            "/// The lock to put in. By default: none.
            pub fn lock(mut self, lock: impl Into<types::NewLock>) -> Self {
                self.body.lock = Some(lock.into());
                self
            }",
            "pub fn status(mut self, status: impl Into<types::RoomStatus>) -> Self {
                self.status = Some(status.into());
                self
            }",
        ],
    );
}

#[test]
fn request_bodies_are_private_and_their_objects_public() {
    assert_has(
        &generated(&[], ""),
        &[
            "#[non_exhaustive] #[derive(::serde::Serialize, Clone)] pub(crate) struct RoomChange {",
            "impl RoomChange { /// Creates a value with its required members, and nothing else set.
                pub(crate) fn new(seats: impl Into<i64>) -> Self {
                    Self { lock: None, seats: seats.into(), status: None } } }",
            "#[non_exhaustive] pub struct NewLock {",
            "pub fn new(code: impl Into<crate::Secret>) -> Self { Self { code: code.into(), rooms: None } }",
            "pub fn rooms(mut self, rooms: impl IntoIterator<Item: Into<RoomId>>) -> Self {
                self.rooms = Some(rooms.into_iter().map(Into::into).collect());
                self
            }",
        ],
    );
}

#[test]
fn handwritten_methods_of_a_request_can_read_what_it_is_about_and_programs_cannot() {
    assert_has(
        &generated(&[], ""),
        &[
            "pub struct PutRoom { call: Sender, pub(crate) room_id: types::RoomId, body: types::RoomChange, }",
            "pub struct ListRooms { call: Sender, status: Option<types::RoomStatus>, }",
        ],
    );
}

#[test]
fn requests_are_built_by_progenitors_calls() {
    assert_has(
        &generated(&[], ""),
        &[
            "fn build(&self) -> Result<reqwest::Request, RequestError> {
                let Self { call, room_id, body } = self;
                check(\"lock\", &body.lock)?;
                call.request(&operations::PUT_ROOM, &[(\"room_id\", room_id.as_str())])?
                    .accept_json() .json(body) .build()
            }",
            "call.request(&operations::LIST_ROOMS, &[])? .accept_json() .query(\"status\", status) .build()",
            "impl crate::runtime::Argument for NewLock {
                fn invalid_part(&self) -> Option<crate::runtime::InvalidPart> {
                    crate::runtime::invalid_member(\"rooms\", &self.rooms)
                }
            }",
        ],
    );
}

#[test]
fn header_parameters_are_sent_as_headers() {
    for required in ["", "          required: true\n"] {
        let header = format!("          in: header\n{required}");
        let code = generated(&[("          in: query\n", &header)], "");
        assert_has(
            &code,
            &[".accept_json() .header_parameter(\"status\", \"status\", status) .build()"],
        );
        assert!(!code.contains("api-version"), "{code}");
    }
}

#[test]
fn an_optional_body_is_sent_once_something_is_set() {
    let code = generated(
        &[("      requestBody:\n        required: true\n", "      requestBody:\n")],
        "",
    );
    assert_has(&code, &[".json_if_set(body)"]);
}

#[test]
fn the_settings_name_arguments_and_setters() {
    let settings = "[names]\nputRoom.seats = 'places'\nstatus = 'state'\nNewLock.rooms = 'opens'\n";
    assert_has(
        &generated(&[], settings),
        &[
            "pub fn put_room( &self, room_id: impl Into<types::RoomId>, places: impl Into<i64>, )",
            "pub fn state(mut self, state: impl Into<types::RoomStatus>) -> Self { self.state = Some(state.into());",
            "pub fn state(mut self, state: impl Into<types::RoomStatus>) -> Self { self.body.status = Some(state.into());",
            "pub fn opens( mut self, opens: impl IntoIterator<Item: Into<RoomId>>, ) -> Self",
            "invalid_member(\"opens\", &self.rooms)",
            ".query(\"status\", state)",
        ],
    );
}

#[test]
fn settings_keep_an_optional_member_an_argument() {
    let optional = [("      required: [seats]\n", "")];
    let setter = "pub fn seats(mut self, seats: impl Into<i64>) -> Self { self.body.seats = Some(seats.into());";
    assert_has(
        &generated(&optional, ""),
        &[
            setter,
            "pub fn put_room(&self, room_id: impl Into<types::RoomId>) -> PutRoom",
        ],
    );
    let code = generated(&optional, "[arguments]\nputRoom = ['seats']\nlistRooms = ['status']");
    assert_has(
        &code,
        &[
            "pub fn put_room( &self, room_id: impl Into<types::RoomId>, seats: impl Into<i64>, ) -> PutRoom",
            "body: { let mut body = types::RoomChange::new(); body.seats = Some(seats.into()); body }",
            "pub fn list_rooms(&self, status: impl Into<types::RoomStatus>) -> ListRooms {
                ListRooms { call: Sender::new(self), status: Some(status.into()) } }",
        ],
    );
    assert!(!code.contains(setter), "{code}");
}

#[test]
fn long_polling_is_recognised_by_the_body() {
    let settings = "[waits]\nputRoom = { member = 'status', value = 'taken' }";
    let code = generated(
        &[("      required: [seats]\n", "      required: [seats, status]\n")],
        settings,
    );
    assert_has(
        &code,
        &[
            "if self.body.status.as_str() == \"taken\" { DeliveryClass::Wait } else { self.operation().delivery }",
            "/// Delivery class: [`Idempotent`](DeliveryClass::Idempotent), or [`Wait`](DeliveryClass::Wait) if `status` is `taken`; the client then does not retry it.",
        ],
    );
}

#[test]
fn long_polling_is_recognised_by_an_optional_member() {
    let code = generated(&[], "[waits]\nputRoom = { member = 'status', value = 'taken' }");
    assert_has(
        &code,
        &["if self.body.status.as_ref().is_some_and(|it| it.as_str() == \"taken\")"],
    );
}

#[test]
fn a_member_is_stored_as_its_field_has_it() {
    let boxed = generated(&[], "boxed = ['NewLock']");
    assert_has(
        &boxed,
        &[
            "pub lock: ::std::option::Option<::std::boxed::Box<NewLock>>,",
            "self.body.lock = Some(::std::boxed::Box::new(lock.into())); self",
        ],
    );
    let kept = generated(&[], "boxed = ['NewLock']\n[arguments]\nputRoom = ['lock']");
    assert_has(&kept, &["body.lock = Some(::std::boxed::Box::new(lock.into())); body"]);
    let clearable = [(
        "        lock:\n          description: The lock",
        "        name: {type: string, nullable: true, description: A text.}\n        lock:\n          description: The lock",
    )];
    let code = generated(&clearable, "[arguments]\nputRoom = ['name']");
    assert_has(
        &code,
        &[
            "name: impl Into<crate::Clearable<String>>",
            "body.name = name.into(); body",
        ],
    );
}

#[test]
fn an_empty_list_of_a_query_is_refused() {
    let list = (
        "        - name: status\n",
        "        - {name: ids, in: query, description: A., schema: {type: array, items: {$ref: '#/components/schemas/RoomID'}}}\n        - name: status\n",
    );
    assert_has(
        &generated(&[list], ""),
        &["check(\"ids\", ids)?; check_list(\"ids\", ids)?;"],
    );
}

#[test]
fn ids_convert_as_the_settings_say() {
    let code = generated(&[], "[conversions]\nRoomID = ['VisitKey']");
    assert_has(
        &code,
        &[
            "impl ::std::convert::From<VisitKey> for RoomId",
            "impl ::std::convert::From<&VisitKey> for RoomId",
        ],
    );
}

#[test]
fn a_request_prints_ids_numbers_and_truth_values_alone() {
    let edit = (
        "        - name: status\n",
        "        - {name: words, in: query, description: A., schema: {type: string}}\n        - {name: count, in: query, description: A., schema: {type: integer}}\n        - name: status\n",
    );
    let code = generated(&[edit], "");
    assert_has(
        &code,
        &[
            "f.debug_struct(\"ListRooms\").field(\"count\", &self.count).finish_non_exhaustive()",
            "f.debug_struct(\"PutRoom\").field(\"room_id\", &self.room_id).finish_non_exhaustive()",
        ],
    );
}

#[test]
fn operations_without_a_generated_method_are_in_the_table() {
    let binary = (
        "application/json:\n              schema:\n                type: array\n                items:\n                  $ref: '#/components/schemas/Room'",
        "application/octet-stream: {}",
    );
    let code = generated(&[binary], "");
    assert!(!code.contains("fn list_rooms"), "{code}");
    assert_has(
        &code,
        &[
            "pub(crate) const LIST_ROOMS: Operation = Operation { id: \"list_rooms\", method: \"GET\", path: \"/rooms\",",
            "pub const OPERATIONS: &[crate::Operation] = &[operations::LIST_ROOMS, operations::PUT_ROOM];",
        ],
    );
}

#[test]
fn a_request_says_what_it_does_and_how_it_is_delivered() {
    let limit = (
        "        - name: status\n",
        "        - {name: count, in: query, required: true, description: How many., schema: {type: integer, minimum: 1, maximum: 20}}\n        - name: status\n",
    );
    let refusal = (
        "        default:\n          $ref: '#/components/responses/Error'\n  /rooms/{roomID}:",
        "        '404':\n          $ref: '#/components/responses/Error'\n        default:\n          $ref: '#/components/responses/Error'\n  /rooms/{roomID}:",
    );
    assert_has(
        &generated(&[limit, refusal], ""),
        &[
            "/// Lists the rooms. /// /// Sends `GET /rooms`; made by [`Client::list_rooms`]. Awaiting it returns a list of [`types::Room`].",
            "/// Delivery class: [`Read`](DeliveryClass::Read); the client retries it if the response is lost.",
            "/// The operation needs no access token.",
            "/// # Arguments /// /// * `count`: How many. From 1 to 20.",
            "/// # Errors /// /// Returns an [`Error`], as every call does. The server refuses this one with: /// /// * 404: What went wrong.",
            "/// # Examples /// /// ``` /// # async fn example(client: beeper_desktop_client::Client)",
        ],
    );
}

#[test]
fn an_example_takes_its_values_from_the_document() {
    let id = (
        "      description: Names a room.\n",
        "      description: Names a room.\n      example: attic\n",
    );
    let status = (
        "          description: Only rooms like this.\n",
        "          description: Only rooms like this.\n          example: taken\n",
    );
    let lock = (
        "          description: The lock to put in. Absent for none.\n",
        "          description: The lock to put in. Absent for none.\n          example: {code: '1234', rooms: [cellar]}\n",
    );
    assert_has(
        &generated(&[id, status, lock], ""),
        &[
            "/// use beeper_desktop_client::types::RoomStatus; /// /// let answer = client.list_rooms().status(RoomStatus::Taken).await?;",
            "/// let answer = client.put_room(\"attic\", 1).lock(NewLock::new(\"1234\").rooms([\"cellar\"])).await?;",
        ],
    );
}

#[test]
fn an_example_has_as_many_entries_as_the_server_requires() {
    let seats = (
        "        seats:\n          type: integer\n          minimum: 0\n          description: How many people are to fit in.\n",
        "        seats:\n          type: array\n          minItems: 2\n          description: The seats to put in.\n          items:\n            type: string\n",
    );
    assert_has(
        &generated(&[seats], ""),
        &[
            "/// * `seats`: The seats to put in. At least 2 entries.",
            "/// let answer = client.put_room(\"roomID\", [\"seats\", \"seats-2\"]).await?;",
        ],
    );
}

#[test]
fn unexpected_code_of_progenitor_is_an_error() {
    let document = test_document::openapi(&[]);
    let settings = Settings::default();
    let lowered = lower(&document, &settings);
    let mut file = generate(&lowered, "api.yaml").unwrap();
    let other: syn::File = {
        let text = quote::quote!(#file)
            .to_string()
            .replace(". json (& body)", ". body (body)");
        syn::parse_str(&text).unwrap()
    };
    file = other;
    let problem = append(file, &document, &settings, &lowered, "api.yaml")
        .err()
        .unwrap()
        .to_string();
    assert!(
        problem.starts_with("error: progenitor generated an unknown form of `put_room`: it calls `body`"),
        "{problem}"
    );
}

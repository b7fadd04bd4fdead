//! Bodies: what a request sends of its arguments and setters, for every operation whose body is JSON.
//!
//! The types of bodies are the client's own, so a body is looked at where it arrives. `fixtures/wire/` has a file for each,
//! with all that can be set.

use std::collections::{BTreeMap, BTreeSet};

use beeper_desktop_client::types::*;
use beeper_desktop_client::{Clearable, Client, OPERATIONS, RawResponse, ResponseFuture, Secret, Timestamp};
use beeper_desktop_mock::{MockDesktop, Reply};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json, to_value};

use crate::document::{Document, optional, required, used};
use crate::wire::fixture;
use crate::{assert_names, client};

/// What of a body has not been given to a request yet.
struct Members(Map<String, Value>);

impl Members {
    fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, String> {
        let value = self.0.remove(name).map(serde_json::from_value);
        value.transpose().map_err(|error| format!("`{name}`: {error}"))
    }

    fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, String> {
        self.optional(name)?.ok_or_else(|| format!("missing field `{name}`"))
    }
}

/// For each operation: what stands in its path, its arguments and its setters, by their names on the wire.
macro_rules! bodies {
    ($($method:ident($($path:literal),* $(; $($required:literal: $type:ty),+)?) {
        $($setter:ident $optional:literal: $kind:ty),* $(,)?
    })+) => {
        const TABLE: &[&str] = &[$(stringify!($method)),+];

        /// A request that is given the members of a body.
        fn request(client: &Client, id: &str, body: &mut Members) -> Result<ResponseFuture<RawResponse>, String> {
            Ok(match id {
                $(stringify!($method) => {
                    #[allow(unused_mut, reason = "some have no setters")]
                    let mut request = client.$method($($path,)* $($(body.required::<$type>($required)?),+)?);
                    $(if let Some(value) = body.optional::<$kind>($optional)? {
                        request = request.$setter(value);
                    })*
                    request.raw()
                })+
                _ => panic!("{id} has no line in the table of bodies"),
            })
        }
    };
}

bodies! {
    add_reaction("c", "m"; "reactionKey": ReactionKey) { transaction_id "transactionID": TransactionId }
    archive_chat("c") { archived "archived": bool }
    cancel_verification("v") { code "code": String, reason "reason": String }
    confirm_recovery_key_reset(; "recoveryKey": Secret) {}
    create_chat(; "accountID": AccountId, "participantIDs": Vec<UserId>, "type": ChatType) {
        message_text "messageText": String,
        title "title": String,
    }
    create_chat_reminder("c"; "reminder": NewChatReminder) {}
    create_login_session("b") {
        account_id "accountID": AccountId,
        flow_id "flowID": FlowId,
        login_id "loginID": LoginId,
    }
    create_recovery_key_reset() { existing_recovery_key "existingRecoveryKey": Secret }
    create_verification() { purpose "purpose": VerificationPurpose, user_id "userID": UserId }
    download_asset(; "url": String) {}
    focus_app() {
        chat_id "chatID": ChatId,
        draft_attachment_path "draftAttachmentPath": String,
        draft_text "draftText": String,
        message_id "messageID": MessageId,
    }
    mark_chat_read("c") { message_id "messageID": MessageId }
    mark_chat_unread("c") { message_id "messageID": MessageId }
    notify_anyway("c") {}
    register_setup(; "acceptTerms": bool, "leadToken": Secret, "setupRequestID": SetupRequestId, "username": String) {}
    remove_bridge_login("b", "l"; "scope": LoginRemoveScope) {}
    scan_verification_qr(; "data": Secret) {}
    send_message("c") {
        attachment "attachment": NewAttachment,
        reply_to "replyToMessageID": MessageId,
        text "text": String,
    }
    start_chat(; "accountID": AccountId, "user": StartChatUser) {
        allow_invite "allowInvite": bool,
        message_text "messageText": String,
    }
    submit_login_step("b", "s", "t"; "type": LoginStepAnswerType) {
        fields "fields": BTreeMap<String, Secret>,
        last_url "lastURL": Secret,
        source "source": LoginStepSource,
    }
    submit_setup_email(; "email": String, "setupRequestID": SetupRequestId) {}
    submit_setup_response(; "response": Secret, "setupRequestID": SetupRequestId) {}
    update_chat("c") {
        description "description": Clearable<String>,
        draft "draft": Clearable<NewDraft>,
        img_url "imgURL": Clearable<String>,
        is_archived "isArchived": bool,
        is_low_priority "isLowPriority": bool,
        is_muted "isMuted": bool,
        is_pinned "isPinned": bool,
        message_expiry_seconds "messageExpirySeconds": Clearable<i64>,
        title "title": Clearable<String>,
    }
    update_message("c", "m"; "text": String) {}
    upload_asset_base64(; "content": String) { file_name "fileName": String, mime_type "mimeType": String }
    verify_recovery_key(; "recoveryKey": Secret) {}
}

/// Where bodies arrive.
pub struct Bodies {
    mock: MockDesktop,
    client: Client,
}

impl Bodies {
    pub async fn start() -> Self {
        let mock = MockDesktop::start().await.unwrap();
        mock.on_any().reply(Reply::empty(200));
        let client = client(&mock);
        Self { mock, client }
    }

    /// What arrives when a request of the operation is given the members of a body; or why they cannot be given to it.
    pub async fn sent(&self, operation: &str, body: &Value) -> Result<Value, String> {
        let Some(members) = body.as_object() else {
            return Err(format!("{body} is no object"));
        };
        let mut members = Members(members.clone());
        let request = request(&self.client, operation, &mut members)?;
        if let Some(left_over) = members.0.keys().next() {
            return Err(format!("nothing sets `{left_over}`"));
        }
        self.mock.clear_requests();
        request.await.map_err(|error| error.to_string())?;
        Ok(self.mock.requests().pop().unwrap().json().unwrap())
    }
}

/// The operations with a body, as the client calls them, each with the component that the body is.
pub fn components(document: &Document) -> impl Iterator<Item = (&'static str, &str)> {
    document.bodies().map(|(operation, body)| {
        let mut known = OPERATIONS.iter().map(|operation| operation.id);
        let id = known.find(|id| id.replace('_', "") == operation.to_lowercase());
        (id.unwrap(), body)
    })
}

#[test]
fn every_operation_with_a_body_is_tested_here() {
    let document = Document::read();
    let operations: BTreeSet<_> = components(&document).map(|(id, _)| id).collect();
    let table: BTreeSet<_> = TABLE.iter().copied().collect();
    assert_names(
        &table,
        &operations,
        "the lines in the table of bodies in tests/bodies.rs",
    );
}

#[tokio::test]
async fn whatever_can_be_set_arrives_as_the_document_says() {
    let (document, bodies) = (Document::read(), Bodies::start().await);
    for (id, body) in components(&document) {
        // `wire.rs` sees to it that nothing lacks in it.
        let full = fixture(body);
        assert_eq!(bodies.sent(id, &full).await.unwrap(), full, "{id}");
    }
}

#[tokio::test]
async fn what_is_not_set_is_not_sent_and_only_what_can_be_cleared_is_sent_as_null() {
    let (document, bodies) = (Document::read(), Bodies::start().await);
    for (id, body) in components(&document) {
        let schema = &document.schemas()[body];
        for property in optional(schema) {
            let mut absent = fixture(body);
            absent.as_object_mut().unwrap().remove(property);
            let sent = bodies.sent(id, &absent).await.unwrap();
            assert_eq!(sent, absent, "{id} without `{property}`");

            let mut null = fixture(body);
            null[property] = Value::Null;
            let sent = bodies.sent(id, &null).await;
            if document.is_clearable(&schema["properties"][property]) {
                assert_eq!(sent.unwrap(), null, "{id} with a cleared `{property}`");
            } else {
                assert!(sent.is_err(), "{id} with a null `{property}` sends {sent:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_required_is_all_that_has_to_be_given() {
    let (document, bodies) = (Document::read(), Bodies::start().await);
    for (id, body) in components(&document) {
        let required = required(&document.schemas()[body]);
        let mut least = fixture(body);
        least
            .as_object_mut()
            .unwrap()
            .retain(|property, _| required.contains(&property.as_str()));
        assert_eq!(bodies.sent(id, &least).await.unwrap(), least, "{id}");
        for property in required {
            let mut less = least.clone();
            less.as_object_mut().unwrap().remove(property);
            let error = bodies.sent(id, &less).await.unwrap_err();
            assert_eq!(error, format!("missing field `{property}`"), "{id}");
        }
    }
}

#[tokio::test]
async fn what_is_set_to_nothing_is_not_taken_for_absence() {
    let bodies = Bodies::start().await;
    for (id, body) in [
        ("submit_login_step", json!({"type": "cookies", "fields": {}})),
        (
            "create_chat",
            json!({"accountID": "a", "participantIDs": [], "type": "group"}),
        ),
        ("send_message", json!({"text": ""})),
        (
            "update_chat",
            json!({"title": "", "draft": {"text": "", "attachments": {}}, "messageExpirySeconds": 0}),
        ),
        ("archive_chat", json!({"archived": false})),
    ] {
        assert_eq!(bodies.sent(id, &body).await.unwrap(), body, "{id}");
    }
}

#[tokio::test]
async fn values_that_nobody_knows_are_sent_as_they_are() {
    let (document, bodies) = (Document::read(), Bodies::start().await);
    let mut enums = 0;
    let known: BTreeSet<_> = document.enums().map(|(name, _)| name).collect();
    for (id, body) in components(&document) {
        for (property, schema) in document.schemas()[body]["properties"].as_object().into_iter().flatten() {
            if !used(schema).is_some_and(|name| known.contains(name)) {
                continue;
            }
            let mut odd = fixture(body);
            odd[property] = json!("from the future");
            assert_eq!(bodies.sent(id, &odd).await.unwrap(), odd, "{id}");
            enums += 1;
        }
    }
    assert!(enums > 0);
}

#[test]
fn an_object_inside_a_body_is_made_of_what_it_requires_and_of_setters() {
    let size = NewAttachmentSize::new(1080.0, 1920.0);
    let attachment = NewAttachment::new("u1")
        .duration(2.5)
        .file_name("f.jpg")
        .mime_type("image/jpeg")
        .size(size.clone())
        .kind("image");
    let drafted = NewDraftAttachment::new("u1")
        .duration(2.5)
        .file_name("f.jpg")
        .id("1")
        .mime_type("image/jpeg")
        .size(size)
        .kind(NewAttachmentType::Image);
    let reminder = NewChatReminder::new("2026-01-31T09:30:00.000Z".parse::<Timestamp>().unwrap());
    let user = StartChatUser::new()
        .email("e")
        .full_name("n")
        .id("i")
        .phone_number("p")
        .username("u");
    let draft = NewDraft::new("Hel").attachments([("1", drafted.clone())]);
    let size = json!({"height": 1080.0, "width": 1920.0});
    let wire = json!({
        "duration": 2.5, "fileName": "f.jpg", "mimeType": "image/jpeg", "size": size, "type": "image", "uploadID": "u1",
    });
    let mut wire_of_drafted = wire.clone();
    wire_of_drafted["id"] = json!("1");
    let document = Document::read();
    for (name, made, expected) in [
        ("NewAttachment", to_value(attachment), wire),
        ("NewDraftAttachment", to_value(drafted), wire_of_drafted.clone()),
        (
            "NewDraft",
            to_value(draft),
            json!({"text": "Hel", "attachments": {"1": wire_of_drafted}}),
        ),
        (
            "NewChatReminder",
            to_value(reminder.dismiss_on_incoming_message(true)),
            json!({"remindAt": "2026-01-31T09:30:00.000Z", "dismissOnIncomingMessage": true}),
        ),
        (
            "StartChatUser",
            to_value(user),
            json!({"email": "e", "fullName": "n", "id": "i", "phoneNumber": "p", "username": "u"}),
        ),
    ] {
        assert_eq!(made.unwrap(), expected, "{name}");
        let schema = &document.schemas()[name];
        let all: BTreeSet<_> = required(schema).into_iter().chain(optional(schema)).collect();
        let set: BTreeSet<_> = expected.as_object().unwrap().keys().map(String::as_str).collect();
        assert_names(&set, &all, name);
    }
}

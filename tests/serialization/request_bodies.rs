//! Tests the body that a request creates from its arguments and setters, for every operation with a JSON body.
//!
//! The body types are private to the client, so the tests look at the received bodies. The samples set everything.

use beeper_desktop_client::Client;
use beeper_desktop_client::Timestamp;
use beeper_desktop_client::types::*;
use beeper_desktop_mock::{MockDesktop, Reply};
use serde_json::{Value, json, to_value};

use crate::support::client;
use crate::support::samples::{self, with, without};
use crate::support::tables::{Members, with_body};

/// A server that receives bodies.
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

    /// Sends the members of a body with a request of the operation, and returns the received body.
    ///
    /// Returns an error if the request cannot take a member.
    pub async fn sent(&self, operation: &str, body: &Value) -> Result<Value, String> {
        let Some(members) = body.as_object() else {
            return Err(format!("{body} is not an object"));
        };
        let mut members = Members(members.clone());
        let request = with_body(&self.client, operation, &mut members)?;
        if let Some(left_over) = members.0.keys().next() {
            return Err(format!("nothing sets `{left_over}`"));
        }
        self.mock.clear_requests();
        request.await.map_err(|error| error.to_string())?;
        Ok(self.mock.requests().pop().unwrap().json().unwrap())
    }
}

#[tokio::test]
async fn every_member_arrives_as_the_document_says() {
    let bodies = Bodies::start().await;
    for (id, body) in samples::bodies() {
        for sample in [body.full(), body.small()] {
            assert_eq!(bodies.sent(id, &sample).await.unwrap(), sample, "{id}");
        }
    }
}

#[tokio::test]
async fn unset_members_are_not_sent_and_only_clearable_ones_are_sent_as_null() {
    let bodies = Bodies::start().await;
    for (id, body) in samples::bodies() {
        let full = body.full();
        for property in body.optional() {
            let absent = without(&full, property);
            let sent = bodies.sent(id, &absent).await.unwrap();
            assert_eq!(sent, absent, "{id} without `{property}`");

            let null = with(&full, property, Value::Null);
            let sent = bodies.sent(id, &null).await;
            if body.is_clearable(property) {
                assert_eq!(sent.unwrap(), null, "{id} with a cleared `{property}`");
            } else {
                assert!(sent.is_err(), "{id} with a null `{property}` sends {sent:?}");
            }
        }
    }
}

#[tokio::test]
async fn only_required_members_have_to_be_given() {
    let bodies = Bodies::start().await;
    for (id, body) in samples::bodies() {
        for property in body.required() {
            let error = bodies.sent(id, &without(&body.small(), property)).await.unwrap_err();
            assert_eq!(error, format!("missing field `{property}`"), "{id}");
        }
    }
}

#[tokio::test]
async fn empty_values_are_sent() {
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
async fn unknown_enum_values_are_sent_as_they_are() {
    let bodies = Bodies::start().await;
    let mut enums = 0;
    for (id, body) in samples::bodies() {
        for property in body.enums() {
            let odd = with(&body.full(), property, json!("from the future"));
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
    }
}

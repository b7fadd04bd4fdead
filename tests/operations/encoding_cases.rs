//! Calls whose arguments are encoded, cleared, repeated or sent as a form; the tests of `every_operation` run them.

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::types::*;
use beeper_desktop_client::{Clearable, Timestamp};
use beeper_desktop_mock::RecordedRequest;
use serde_json::{Value, json};

use crate::support::samples::{component, full};
use crate::support::tables::{SendCall, decoded};

/// An answer that is a file instead of JSON.
pub const FILE: &str = "a file: \0\r\n--";

pub struct Case {
    pub operation: &'static str,
    /// The method, the path and the query on the wire.
    pub request: &'static str,
    /// The body on the wire; for a form, the list of its parts.
    pub body: Option<Value>,
    /// The component whose sample the server answers and the client returns.
    ///
    /// It is empty for an answer without a body, and [`FILE`] for a file.
    pub answer: &'static str,
    pub call: SendCall,
}

/// Creates a case's call from a method of the client with its arguments, and setters of its request.
macro_rules! call {
    ($($request:tt)+) => {
        |client| decoded(client.$($request)+)
    };
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

pub fn cases() -> Vec<Case> {
    vec![
        Case {
            operation: "get_bridge_login",
            request: "GET /v1/bridges/b/logins/+1555%2F2",
            body: None,
            answer: "BridgeLogin",
            call: call!(get_bridge_login("b", "+1555/2")),
        },
        Case {
            operation: "create_login_session",
            request: "POST /v1/bridges/b/login-sessions",
            body: Some(json!({"accountID": "a", "flowID": "f", "loginID": "l"})),
            answer: "LoginSession",
            call: call!(create_login_session("b").account_id("a").flow_id("f").login_id("l")),
        },
        Case {
            operation: "create_login_session",
            request: "POST /v1/bridges/b/login-sessions",
            body: Some(json!({})),
            answer: "LoginSession",
            call: call!(create_login_session("b")),
        },
        Case {
            operation: "submit_login_step",
            request: "POST /v1/bridges/b/login-sessions/s/steps/t",
            body: Some(json!({
                "type": "cookies",
                "fields": {"a": "1", "b": ""},
                "lastURL": "https://chat.example/",
                "source": "browser_extension",
            })),
            answer: "LoginSession",
            call: call!(
                submit_login_step("b", "s", "t", LoginStepAnswerType::Cookies)
                    .fields([("a", "1"), ("b", "")])
                    .last_url("https://chat.example/")
                    .source("browser_extension")
            ),
        },
        Case {
            operation: "submit_login_step",
            request: "POST /v1/bridges/b/login-sessions/s/steps/t",
            body: Some(json!({"type": "display_and_wait"})),
            answer: "LoginSession",
            call: call!(submit_login_step("b", "s", "t", "display_and_wait")),
        },
        Case {
            operation: "search_contacts",
            request: "GET /v1/accounts/a/contacts?query=kim+%26+co",
            body: None,
            answer: "ContactList",
            call: call!(search_contacts("a", "kim & co")),
        },
        Case {
            operation: "submit_setup_response",
            request: "POST /v1/app/setup/response",
            body: Some(json!({"response": "123456", "setupRequestID": "r"})),
            answer: "SetupResult.RegistrationRequired",
            call: call!(submit_setup_response("123456", "r")),
        },
        Case {
            operation: "get_verification",
            request: "GET /v1/app/setup/verifications/v%2F1",
            body: None,
            answer: "VerificationResponse",
            call: call!(get_verification("v/1")),
        },
        Case {
            operation: "upload_asset",
            request: "POST /v1/assets/upload",
            body: Some(json!([
                "Content-Disposition: form-data; name=\"fileName\"\r\n\r\na b.txt",
                "Content-Disposition: form-data; name=\"mimeType\"\r\n\r\ntext/plain",
                "Content-Disposition: form-data; name=\"file\"; filename=\"a b.txt\"\r\nContent-Type: text/plain\r\n\r\nsee\r\nyou",
            ])),
            answer: "UploadAssetResponse",
            call: call!(
                upload_asset(Upload::bytes("see\r\nyou"))
                    .file_name("a b.txt")
                    .mime_type("text/plain")
            ),
        },
        Case {
            operation: "upload_asset",
            request: "POST /v1/assets/upload",
            body: Some(json!([
                "Content-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\nsee you",
            ])),
            answer: "UploadAssetResponse",
            call: call!(upload_asset(Upload::bytes("see you"))),
        },
        Case {
            operation: "serve_asset",
            request: "GET /v1/assets/serve?url=mxc%3A%2F%2Fchat.example%2Fa+b%26c",
            body: None,
            answer: FILE,
            call: |client| {
                Box::pin(async move {
                    let bytes = client.serve_asset("mxc://chat.example/a b&c").bytes(100).await?;
                    Ok(String::from_utf8(bytes).unwrap().into())
                })
            },
        },
        Case {
            operation: "list_chats",
            request: "GET /v1/chats?accountIDs=a&accountIDs=b%2Fc&cursor=x&direction=after&limit=5",
            body: None,
            answer: "ListedChatPage",
            call: call!(
                list_chats()
                    .account_ids(["a", "b/c"])
                    .starting_at("x")
                    .direction(PageDirection::After)
                    .limit(5)
            ),
        },
        Case {
            operation: "search_chats",
            request: "GET /v1/chats/search?accountIDs=a&cursor=x&direction=before&inbox=low-priority&includeMuted=false&labelID=l&lastActivityAfter=2026-01-31T09%3A30%3A00Z&lastActivityBefore=2026-02-28T10%3A30%3A00%2B01%3A00&limit=5&query=trip&scope=participants&type=group&unreadOnly=true",
            body: None,
            answer: "ChatPage",
            call: call!(
                search_chats()
                    .unread_only(true)
                    .kind(ChatTypeFilter::Group)
                    .scope(ChatSearchScope::Participants)
                    .query("trip")
                    .limit(5)
                    .last_activity_before(at("2026-02-28T10:30:00+01:00"))
                    .last_activity_after(at("2026-01-31T09:30:00Z"))
                    .label_id("l")
                    .include_muted(false)
                    .inbox(ChatInbox::LowPriority)
                    .direction(PageDirection::Before)
                    .starting_at("x")
                    .account_ids(["a"])
            ),
        },
        Case {
            operation: "start_chat",
            request: "POST /v1/chats/start",
            body: Some(
                json!({"accountID": "a", "allowInvite": true, "messageText": "Hi", "user": {"email": "e", "fullName": "n", "id": "i", "phoneNumber": "p", "username": "u"}}),
            ),
            answer: "OpenedChat",
            call: call!(
                start_chat(
                    "a",
                    StartChatUser::new()
                        .email("e")
                        .full_name("n")
                        .id("i")
                        .phone_number("p")
                        .username("u")
                )
                .allow_invite(true)
                .message_text("Hi")
            ),
        },
        Case {
            operation: "get_chat",
            request: "GET /v1/chats/!c:chat.example?maxParticipantCount=-1",
            body: None,
            answer: "Chat",
            call: call!(get_chat("!c:chat.example").max_participant_count(-1)),
        },
        Case {
            operation: "update_chat",
            request: "PATCH /v1/chats/!c:chat.example",
            body: Some(json!({
                "description": null,
                "draft": {"text": "Hel", "attachments": {"1": {"uploadID": "u", "id": "1"}}},
                "isMuted": false,
                "messageExpirySeconds": 0,
                "title": "Trip",
            })),
            answer: "Chat",
            call: call!(
                update_chat("!c:chat.example")
                    .description(Clearable::Clear)
                    .draft(NewDraft::new("Hel").attachments([("1", NewDraftAttachment::new("u").id("1"))]))
                    .is_muted(false)
                    .message_expiry_seconds(0)
                    .title("Trip")
            ),
        },
        Case {
            operation: "update_chat",
            request: "PATCH /v1/chats/!c:chat.example",
            body: Some(json!({"draft": null, "imgURL": null, "messageExpirySeconds": null, "title": null})),
            answer: "Chat",
            call: call!(
                update_chat("!c:chat.example")
                    .draft(Clearable::Clear)
                    .img_url(Clearable::Clear)
                    .message_expiry_seconds(Clearable::Clear)
                    .title(Clearable::Clear)
            ),
        },
        Case {
            operation: "update_chat",
            request: "PATCH /v1/chats/!c:chat.example",
            body: Some(json!({})),
            answer: "Chat",
            call: call!(update_chat("!c:chat.example")),
        },
        Case {
            operation: "create_chat_reminder",
            request: "POST /v1/chats/!c:chat.example/reminders",
            body: Some(json!({"reminder": {"dismissOnIncomingMessage": true, "remindAt": "2026-01-31T09:30:00.000Z"}})),
            answer: "",
            call: call!(create_chat_reminder(
                "!c:chat.example",
                NewChatReminder::new(at("2026-01-31T09:30:00.000Z")).dismiss_on_incoming_message(true)
            )),
        },
        Case {
            operation: "list_messages",
            request: "GET /v1/chats/!c:chat.example/messages?cursor=a%2Bb&direction=before",
            body: None,
            answer: "MessagePage",
            call: call!(
                list_messages("!c:chat.example")
                    .starting_at("a+b")
                    .direction(PageDirection::Before)
            ),
        },
        Case {
            operation: "search_messages",
            request: "GET /v1/messages/search?accountIDs=a&chatIDs=c&chatIDs=d&chatType=single&cursor=x&dateAfter=2026-01-31T09%3A30%3A00Z&dateBefore=2026-02-28T09%3A30%3A00Z&direction=after&excludeLowPriority=true&includeMuted=false&limit=5&mediaTypes=image&mediaTypes=from-the-future&query=see+you&sender=%40kim%3Achat.example",
            body: None,
            answer: "MessagePage",
            call: call!(
                search_messages()
                    .sender("@kim:chat.example")
                    .query("see you")
                    .media_types([MessageMediaType::Image, "from-the-future".into()])
                    .limit(5)
                    .include_muted(false)
                    .exclude_low_priority(true)
                    .direction(PageDirection::After)
                    .date_before(at("2026-02-28T09:30:00Z"))
                    .date_after(at("2026-01-31T09:30:00Z"))
                    .starting_at("x")
                    .chat_type(ChatType::Single)
                    .chat_ids(["c", "d"])
                    .account_ids(["a"])
            ),
        },
        Case {
            operation: "send_message",
            request: "POST /v1/chats/!c:chat.example/messages",
            body: Some(
                json!({"attachment": {"uploadID": "u", "type": "voice-note", "duration": 2.5, "size": {"height": 1.5, "width": 2.5}}, "replyToMessageID": "$m", "text": "Hi"}),
            ),
            answer: "SendMessageResponse",
            call: call!(
                send_message("!c:chat.example")
                    .attachment(
                        NewAttachment::new("u")
                            .duration(2.5)
                            .size(NewAttachmentSize::new(1.5, 2.5))
                            .kind(NewAttachmentType::VoiceNote)
                    )
                    .reply_to("$m")
                    .text("Hi")
            ),
        },
        Case {
            operation: "remove_reaction",
            request: "DELETE /v1/chats/!c:chat.example/messages/$m/reactions/%F0%9F%91%8D",
            body: None,
            answer: "RemoveReactionResponse",
            call: call!(remove_reaction("!c:chat.example", "$m", "👍")),
        },
    ]
}

/// Returns the sample that answers a case. An empty body is decoded as null, and a file as its content.
pub fn answer(name: &str) -> Value {
    match (name, name.split_once('.')) {
        ("", _) => Value::Null,
        (FILE, _) => FILE.into(),
        (_, Some((union, variant))) => {
            let mut variants = component(union).variants().into_iter();
            variants.find(|(name, _)| *name == variant).unwrap().1
        }
        _ => full(name),
    }
}

/// Returns the parts of a form with their headers.
pub fn parts(form: &RecordedRequest) -> Value {
    let kind = form.header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = str::from_utf8(form.body()).unwrap();
    let parts = body.strip_prefix(&format!("--{boundary}\r\n")).unwrap();
    let parts = parts.strip_suffix(&format!("\r\n--{boundary}--\r\n")).unwrap();
    parts.split(&format!("\r\n--{boundary}\r\n")).collect()
}

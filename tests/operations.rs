//! At least one case for each operation of the document: what its method sends, and what it makes of the answer.

mod own_answers;

use std::collections::BTreeSet;
use std::pin::Pin;

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::types::*;
use beeper_desktop_client::{Clearable, Client, Error, Method, OPERATIONS, ResponseValue, Timestamp};
use beeper_desktop_mock::{Dialect, MockDesktop, Operation, RecordedRequest, Reply};
use serde::Serialize;
use serde_json::{Value, json};

use crate::document::Document;
use crate::{assert_names, client};

/// An answer that is no JSON, but a file as it is.
const FILE: &str = "a file: \0\r\n--";

type Decoded = Pin<Box<dyn Future<Output = Result<Value, Error>>>>;

struct Case {
    operation: &'static str,
    /// The method, the path and the query on the wire.
    request: &'static str,
    /// The body on the wire; a form is the list of its parts.
    body: Option<Value>,
    /// The fixture that the server answers with, and the client has to give back. Empty where the answer has no body, and
    /// [`FILE`] where it is one.
    answer: &'static str,
    call: fn(Client) -> Decoded,
}

fn value<T: Serialize>(result: Result<ResponseValue<T>, Error>) -> Result<Value, Error> {
    result.map(|value| serde_json::to_value(&*value).unwrap())
}

/// A case's call: a method of the client with its arguments, and setters of its request.
macro_rules! call {
    ($($request:tt)+) => {
        |client| Box::pin(async move { value(client.$($request)+.await) })
    };
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            operation: "list_accounts",
            request: "GET /v1/accounts",
            body: None,
            answer: "[Account]",
            call: call!(list_accounts()),
        },
        Case {
            operation: "get_account",
            request: "GET /v1/accounts/slackgo.T-U",
            body: None,
            answer: "Account",
            call: call!(get_account("slackgo.T-U")),
        },
        Case {
            operation: "list_bridges",
            request: "GET /v1/bridges",
            body: None,
            answer: "BridgeList",
            call: call!(list_bridges()),
        },
        Case {
            operation: "get_bridge",
            request: "GET /v1/bridges/local-whatsapp",
            body: None,
            answer: "Bridge",
            call: call!(get_bridge("local-whatsapp")),
        },
        Case {
            operation: "get_bridge_capabilities",
            request: "GET /v1/bridges/b/capabilities",
            body: None,
            answer: "ProvisioningCapabilities",
            call: call!(get_bridge_capabilities("b")),
        },
        Case {
            operation: "list_login_flows",
            request: "GET /v1/bridges/b/login-flows",
            body: None,
            answer: "LoginFlowList",
            call: call!(list_login_flows("b")),
        },
        Case {
            operation: "list_bridge_logins",
            request: "GET /v1/bridges/b/logins",
            body: None,
            answer: "BridgeLoginList",
            call: call!(list_bridge_logins("b")),
        },
        Case {
            operation: "get_bridge_login",
            request: "GET /v1/bridges/b/logins/+1555%2F2",
            body: None,
            answer: "BridgeLogin",
            call: call!(get_bridge_login("b", "+1555/2")),
        },
        Case {
            operation: "remove_bridge_login",
            request: "POST /v1/bridges/b/logins/l/remove",
            body: Some(json!({"scope": "all-devices"})),
            answer: "RemoveBridgeLoginResponse",
            call: call!(remove_bridge_login("b", "l", LoginRemoveScope::AllDevices)),
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
            operation: "get_login_session",
            request: "GET /v1/bridges/b/login-sessions/s",
            body: None,
            answer: "LoginSession",
            call: call!(get_login_session("b", "s")),
        },
        Case {
            operation: "cancel_login_session",
            request: "DELETE /v1/bridges/b/login-sessions/s",
            body: None,
            answer: "CancelLoginSessionResponse",
            call: call!(cancel_login_session("b", "s")),
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
            operation: "get_info",
            request: "GET /v1/info",
            body: None,
            answer: "Info",
            call: call!(get_info()),
        },
        Case {
            operation: "search_contacts",
            request: "GET /v1/accounts/a/contacts?query=kim+%26+co",
            body: None,
            answer: "ContactList",
            call: call!(search_contacts("a", "kim & co")),
        },
        Case {
            operation: "list_contacts",
            request: "GET /v1/accounts/a/contacts/list?cursor=x&direction=before&limit=20&query=kim",
            body: None,
            answer: "ContactPage",
            call: call!(
                list_contacts("a")
                    .query("kim")
                    .limit(20)
                    .direction(PageDirection::Before)
                    .starting_at("x")
            ),
        },
        Case {
            operation: "list_contacts",
            request: "GET /v1/accounts/a/contacts/list",
            body: None,
            answer: "ContactPage",
            call: call!(list_contacts("a")),
        },
        Case {
            operation: "get_setup",
            request: "GET /v1/app/setup",
            body: None,
            answer: "AppState",
            call: call!(get_setup()),
        },
        Case {
            operation: "start_setup",
            request: "POST /v1/app/setup/start",
            body: None,
            answer: "StartSetupResponse",
            call: call!(start_setup()),
        },
        Case {
            operation: "submit_setup_email",
            request: "POST /v1/app/setup/email",
            body: Some(json!({"email": "kim@chat.example", "setupRequestID": "r"})),
            answer: "",
            call: call!(submit_setup_email("kim@chat.example", "r")),
        },
        Case {
            operation: "submit_setup_response",
            request: "POST /v1/app/setup/response",
            body: Some(json!({"response": "123456", "setupRequestID": "r"})),
            answer: "SetupResult.SignedIn",
            call: call!(submit_setup_response("123456", "r")),
        },
        Case {
            operation: "submit_setup_response",
            request: "POST /v1/app/setup/response",
            body: Some(json!({"response": "123456", "setupRequestID": "r"})),
            answer: "SetupResult.RegistrationRequired",
            call: call!(submit_setup_response("123456", "r")),
        },
        Case {
            operation: "register_setup",
            request: "POST /v1/app/setup/register",
            body: Some(json!({"acceptTerms": true, "leadToken": "t", "setupRequestID": "r", "username": "kim"})),
            answer: "SetupLogin",
            call: call!(register_setup(true, "t", "r", "kim")),
        },
        Case {
            operation: "verify_recovery_key",
            request: "POST /v1/app/setup/verification/recovery-key",
            body: Some(json!({"recoveryKey": "k"})),
            answer: "AppStateResponse",
            call: call!(verify_recovery_key("k")),
        },
        Case {
            operation: "create_recovery_key_reset",
            request: "POST /v1/app/setup/verification/recovery-key/reset",
            body: Some(json!({"existingRecoveryKey": "k"})),
            answer: "CreateRecoveryKeyResetResponse",
            call: call!(create_recovery_key_reset().existing_recovery_key("k")),
        },
        Case {
            operation: "create_recovery_key_reset",
            request: "POST /v1/app/setup/verification/recovery-key/reset",
            body: Some(json!({})),
            answer: "CreateRecoveryKeyResetResponse",
            call: call!(create_recovery_key_reset()),
        },
        Case {
            operation: "confirm_recovery_key_reset",
            request: "POST /v1/app/setup/verification/recovery-key/reset/confirm",
            body: Some(json!({"recoveryKey": "k"})),
            answer: "AppStateResponse",
            call: call!(confirm_recovery_key_reset("k")),
        },
        Case {
            operation: "list_verifications",
            request: "GET /v1/app/setup/verifications",
            body: None,
            answer: "VerificationList",
            call: call!(list_verifications()),
        },
        Case {
            operation: "create_verification",
            request: "POST /v1/app/setup/verifications",
            body: Some(json!({"purpose": "device", "userID": "@kim:chat.example"})),
            answer: "VerificationResponse",
            call: call!(
                create_verification()
                    .purpose(VerificationPurpose::Device)
                    .user_id("@kim:chat.example")
            ),
        },
        Case {
            operation: "scan_verification_qr",
            request: "POST /v1/app/setup/verifications/qr/scan",
            body: Some(json!({"data": "q"})),
            answer: "VerificationResponse",
            call: call!(scan_verification_qr("q")),
        },
        Case {
            operation: "get_verification",
            request: "GET /v1/app/setup/verifications/v%2F1",
            body: None,
            answer: "VerificationResponse",
            call: call!(get_verification("v/1")),
        },
        Case {
            operation: "accept_verification",
            request: "POST /v1/app/setup/verifications/v%2F1/accept",
            body: None,
            answer: "VerificationResponse",
            call: call!(accept_verification("v/1")),
        },
        Case {
            operation: "confirm_verification_qr_scanned",
            request: "POST /v1/app/setup/verifications/v%2F1/qr/confirm-scanned",
            body: None,
            answer: "VerificationResponse",
            call: call!(confirm_verification_qr_scanned("v/1")),
        },
        Case {
            operation: "start_sas_verification",
            request: "POST /v1/app/setup/verifications/v%2F1/sas/start",
            body: None,
            answer: "VerificationResponse",
            call: call!(start_sas_verification("v/1")),
        },
        Case {
            operation: "confirm_sas_verification",
            request: "POST /v1/app/setup/verifications/v%2F1/sas/confirm",
            body: None,
            answer: "VerificationResponse",
            call: call!(confirm_sas_verification("v/1")),
        },
        Case {
            operation: "cancel_verification",
            request: "POST /v1/app/setup/verifications/v/cancel",
            body: Some(json!({"code": "m.user", "reason": "changed my mind"})),
            answer: "VerificationResponse",
            call: call!(cancel_verification("v").code("m.user").reason("changed my mind")),
        },
        Case {
            operation: "download_asset",
            request: "POST /v1/assets/download",
            body: Some(json!({"url": "mxc://chat.example/a"})),
            answer: "DownloadAssetResponse",
            call: call!(download_asset("mxc://chat.example/a")),
        },
        Case {
            operation: "upload_asset_base64",
            request: "POST /v1/assets/upload/base64",
            body: Some(json!({"content": "AAEC", "fileName": "a.bin", "mimeType": "application/octet-stream"})),
            answer: "UploadAssetResponse",
            call: call!(
                upload_asset_base64("AAEC")
                    .file_name("a.bin")
                    .mime_type("application/octet-stream")
            ),
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
            operation: "list_chats",
            request: "GET /v1/chats",
            body: None,
            answer: "ListedChatPage",
            call: call!(list_chats()),
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
            operation: "create_chat",
            request: "POST /v1/chats",
            body: Some(
                json!({"accountID": "a", "messageText": "Hi", "participantIDs": ["@kim:chat.example"], "title": "Trip", "type": "group"}),
            ),
            answer: "OpenedChat",
            call: call!(
                create_chat("a", ["@kim:chat.example"], ChatType::Group)
                    .message_text("Hi")
                    .title("Trip")
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
            operation: "archive_chat",
            request: "POST /v1/chats/!c:chat.example/archive",
            body: Some(json!({"archived": false})),
            answer: "",
            call: call!(archive_chat("!c:chat.example").archived(false)),
        },
        Case {
            operation: "mark_chat_read",
            request: "POST /v1/chats/!c:chat.example/read",
            body: Some(json!({"messageID": "$m"})),
            answer: "Chat",
            call: call!(mark_chat_read("!c:chat.example").message_id("$m")),
        },
        Case {
            operation: "mark_chat_unread",
            request: "POST /v1/chats/!c:chat.example/unread",
            body: Some(json!({})),
            answer: "Chat",
            call: call!(mark_chat_unread("!c:chat.example")),
        },
        Case {
            operation: "notify_anyway",
            request: "POST /v1/chats/!c:chat.example/notify-anyway",
            body: Some(json!({})),
            answer: "Chat",
            call: call!(notify_anyway("!c:chat.example")),
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
            operation: "delete_chat_reminder",
            request: "DELETE /v1/chats/!c:chat.example/reminders",
            body: None,
            answer: "",
            call: call!(delete_chat_reminder("!c:chat.example")),
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
            operation: "get_message",
            request: "GET /v1/chats/!c:chat.example/messages/$m",
            body: None,
            answer: "Message",
            call: call!(get_message("!c:chat.example", "$m")),
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
            operation: "update_message",
            request: "PUT /v1/chats/!c:chat.example/messages/$m",
            body: Some(json!({"text": "Ho"})),
            answer: "UpdatedMessage",
            call: call!(update_message("!c:chat.example", "$m", "Ho")),
        },
        Case {
            operation: "delete_message",
            request: "DELETE /v1/chats/!c:chat.example/messages/$m?forEveryone=true",
            body: None,
            answer: "",
            call: call!(delete_message("!c:chat.example", "$m").for_everyone(true)),
        },
        Case {
            operation: "add_reaction",
            request: "POST /v1/chats/!c:chat.example/messages/$m/reactions",
            body: Some(json!({"reactionKey": "👍", "transactionID": "t"})),
            answer: "AddReactionResponse",
            call: call!(add_reaction("!c:chat.example", "$m", "👍").transaction_id("t")),
        },
        Case {
            operation: "remove_reaction",
            request: "DELETE /v1/chats/!c:chat.example/messages/$m/reactions/%F0%9F%91%8D",
            body: None,
            answer: "RemoveReactionResponse",
            call: call!(remove_reaction("!c:chat.example", "$m", "👍")),
        },
        Case {
            operation: "list_labels",
            request: "GET /v1/labels",
            body: None,
            answer: "[Label]",
            call: call!(list_labels()),
        },
        Case {
            operation: "search",
            request: "GET /v1/search?query=see+you",
            body: None,
            answer: "SearchResponse",
            call: call!(search("see you")),
        },
        Case {
            operation: "focus_app",
            request: "POST /v1/focus",
            body: Some(
                json!({"chatID": "!c:chat.example", "draftAttachmentPath": "/tmp/a", "draftText": "Hi", "messageID": "$m"}),
            ),
            answer: "FocusAppResponse",
            call: call!(
                focus_app()
                    .chat_id("!c:chat.example")
                    .draft_attachment_path("/tmp/a")
                    .draft_text("Hi")
                    .message_id("$m")
            ),
        },
        Case {
            operation: "focus_app",
            request: "POST /v1/focus",
            body: Some(json!({})),
            answer: "FocusAppResponse",
            call: call!(focus_app()),
        },
    ]
}

/// A fixture by its name; in brackets, a list of it. What has no body is decoded as nothing, and a file as itself.
fn answer(name: &str) -> Value {
    match name {
        "" => return Value::Null,
        FILE => return FILE.into(),
        _ => {}
    }
    let path = |name| format!("{}/fixtures/wire/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let read = |name| serde_json::from_slice(&std::fs::read(path(name)).unwrap()).unwrap();
    match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(item) => Value::Array(vec![read(item), read(item)]),
        None => read(name),
    }
}

/// The operation as the mock calls it.
fn mocked(operation: &str) -> Operation {
    let name = operation.replace('_', "");
    let mut known = Operation::ALL.iter().copied();
    let found = known.find(|it| it.operation_id().to_lowercase() == name);
    found.unwrap_or_else(|| panic!("`Operation::ALL` of the mock lacks {operation}"))
}

/// The parts of a form, headers and all.
fn parts(form: &RecordedRequest) -> Value {
    let kind = form.header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = str::from_utf8(form.body()).unwrap();
    let parts = body.strip_prefix(&format!("--{boundary}\r\n")).unwrap();
    let parts = parts.strip_suffix(&format!("\r\n--{boundary}--\r\n")).unwrap();
    parts.split(&format!("\r\n--{boundary}\r\n")).collect()
}

fn needs_token(operation: &str) -> bool {
    let known = OPERATIONS.iter().find(|known| known.id == operation);
    known.unwrap().needs_token
}

#[test]
fn every_operation_has_a_case_and_every_case_an_operation() {
    let operations: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
    let cases: BTreeSet<_> = cases().iter().map(|case| case.operation).collect();
    assert_names(&cases, &operations, "the cases in tests/operations.rs");

    let names: BTreeSet<_> = operations.iter().map(|name| name.replace('_', "")).collect();
    let document = Document::read();
    let described: BTreeSet<_> = document.operations().map(str::to_lowercase).collect();
    assert_names(&names, &described, "the operations of the client");
}

#[tokio::test]
async fn every_operation_sends_what_it_should_and_decodes_what_it_gets() {
    for &dialect in Dialect::ALL {
        let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
        for case in cases() {
            mock.clear_requests();
            mock.reset_replies();
            if dialect.has(mocked(case.operation)) {
                assert_decoded(&mock, &case).await;
            } else {
                assert_not_supported(&mock, &case).await;
            }
            assert_sent(&mock, &case);
        }
    }
}

async fn assert_decoded(mock: &MockDesktop, case: &Case) {
    let answer = answer(case.answer);
    let reply = match case.answer {
        "" => Reply::empty(204),
        FILE => Reply::bytes(200, FILE),
        _ => Reply::json(200, answer.clone()),
    };
    mock.on(mocked(case.operation)).reply(reply);
    let decoded = (case.call)(client(mock))
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(decoded, answer, "{}", case.operation);
}

async fn assert_not_supported(mock: &MockDesktop, case: &Case) {
    let error = (case.call)(client(mock)).await.unwrap_err();
    assert!(error.is_not_supported(), "{error}");
    assert_eq!(error.operation_id(), Some(case.operation));
    let line = error.to_string();
    let names = format!("{}: the server at {} ", case.operation, mock.base_url());
    assert!(line.starts_with(&names) && line.lines().count() == 1, "{line}");
}

/// Asserts that the case's request was sent, once.
fn assert_sent(mock: &MockDesktop, case: &Case) {
    let requests = mock.requests();
    let [request] = requests.as_slice() else {
        panic!("{}: {} requests", case.operation, requests.len());
    };
    let query = request.query().map(|query| format!("?{query}")).unwrap_or_default();
    assert_eq!(format!("{} {}{query}", request.method(), request.path()), case.request);
    assert_eq!(request.operation(), Some(mocked(case.operation)));
    let accepts = match case.answer {
        "" => "*/*",
        FILE => "application/octet-stream, */*",
        _ => "application/json",
    };
    assert_eq!(request.header("accept"), Some(accepts), "{}", case.operation);
    assert_eq!(
        request.header("authorization"),
        Some("Bearer mock-token"),
        "{}",
        case.operation
    );
    assert_eq!(request.header("api-version"), None, "{}", case.operation);
    let agent = request.header("user-agent").unwrap();
    assert!(agent.starts_with("beeper-desktop-client/"), "{agent}");
    match &case.body {
        Some(form @ Value::Array(_)) => assert_eq!(parts(request), *form, "{}", case.operation),
        Some(body) => {
            assert_eq!(request.json().unwrap(), *body, "{}", case.operation);
            assert_eq!(
                request.header("content-type"),
                Some("application/json"),
                "{}",
                case.operation
            );
        }
        None => {
            assert!(request.body().is_empty(), "{}", case.operation);
            assert_eq!(request.header("content-type"), None, "{}", case.operation);
        }
    }
}

#[tokio::test]
async fn without_a_token_only_what_needs_none_is_sent() {
    let mock = MockDesktop::start().await.unwrap();
    let client = Client::builder().base_url(mock.base_url()).build().unwrap();
    for case in cases() {
        let open = !needs_token(case.operation);
        mock.clear_requests();
        match (case.call)(client.clone()).await {
            _ if open => {}
            Ok(_) => panic!("{}", case.operation),
            Err(error) => {
                let expected = format!("{}: needs an access token, and the client has none", case.operation);
                assert!(error.to_string().starts_with(&expected), "{error}");
                assert!(error.is_unauthorized());
            }
        }
        assert_eq!(mock.requests().len(), usize::from(open), "{}", case.operation);
    }
}

#[test]
fn what_comes_before_there_is_a_token_needs_none() {
    let open: Vec<_> = OPERATIONS
        .iter()
        .filter(|operation| !operation.needs_token)
        .map(|it| it.id)
        .collect();
    let expected = [
        "start_setup",
        "submit_setup_email",
        "submit_setup_response",
        "register_setup",
    ];
    assert_eq!(open, ["get_info"].iter().chain(&expected).copied().collect::<Vec<_>>());
}

#[tokio::test]
async fn an_answer_without_a_documented_body_may_have_any() {
    let mock = MockDesktop::start().await.unwrap();
    for reply in [
        Reply::empty(200),
        Reply::empty(204),
        Reply::json(200, json!({"success": true})),
        Reply::json(201, json!([])),
        Reply::bytes(200, "OK"),
    ] {
        mock.reset_replies();
        mock.on_any().reply(reply);
        let done = client(&mock).delete_chat_reminder("c").await.unwrap();
        assert!(done.status().is_success());
    }
}

#[tokio::test]
async fn a_path_in_the_address_comes_before_every_other() {
    let mock = MockDesktop::start().await.unwrap();
    for slash in ["", "/"] {
        let address = format!("{}/through/a%20proxy{slash}", mock.base_url());
        let client = Client::builder().base_url(address).access_token("t").build().unwrap();
        client.list_bridges().await.unwrap_err();
        let request = mock.requests().pop().unwrap();
        assert_eq!(request.path(), "/through/a%20proxy/v1/bridges");
    }
}

#[test]
fn a_client_can_be_shared_between_tasks_and_cloned_and_its_requests_kept_and_spawned() {
    fn shareable<T: Send + Sync + Clone + 'static>(_: &T) {}
    fn spawnable<T: IntoFuture<IntoFuture: Send + 'static> + Send + 'static>(_: &T) {}
    let client = Client::builder().build().unwrap();
    shareable(&client);
    shareable(&client.list_bridges());
    spawnable(&client.list_bridges());
    spawnable(&client.upload_asset(Upload::bytes("")));
    spawnable(&client.serve_asset("mxc://x/y"));
    spawnable(&client.execute(Method::GET, "/v1/info"));
}

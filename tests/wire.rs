//! What goes over the wire: every shape of the document, in its full form and in the forms that must not break anything.
//!
//! `fixtures/wire/` has a file for each object, named after it, and one for each kind of each union. Those of whole bodies
//! are `bodies.rs`'s, for nothing reads these.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use beeper_desktop_client::{OpenValue, types};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::document::{Document, optional, required};
use crate::{again, assert_names};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/wire")
}

pub fn fixture(name: &str) -> Value {
    let file = format!("{name}.json");
    let text = std::fs::read_to_string(fixtures().join(&file));
    let text = text.unwrap_or_else(|error| panic!("tests/fixtures/wire/{file}: {error}"));
    serde_json::from_str(&text).unwrap()
}

/// The generated types, and those written by hand that stand for components with examples.
mod read {
    pub use beeper_desktop_client::Secret;
    pub use beeper_desktop_client::types::*;
}

macro_rules! types {
    ($($component:literal => $name:ident),+ $(,)?) => {
        pub const TYPES: &[&str] = &[$($component),+];

        /// A value as the component's type writes it after having read it.
        pub fn reencode(component: &str, wire: Value) -> Result<Value, serde_json::Error> {
            match component {
                $($component => again::<read::$name>(wire),)+
                _ => panic!("`{component}` has no line in the table of types"),
            }
        }

        /// How the component's type prints.
        pub fn debug(component: &str, wire: Value) -> String {
            match component {
                $($component => format!("{:?}", serde_json::from_value::<read::$name>(wire).unwrap()),)+
                _ => panic!("`{component}` has no line in the table of types"),
            }
        }
    };
}

types! {
    "Account" => Account,
    "AccountBridge" => AccountBridge,
    "AccountID" => AccountId,
    "AccountStatus" => AccountStatus,
    "AddReactionResponse" => AddReactionResponse,
    "AppState" => AppState,
    "AppStateName" => AppStateName,
    "AppStateResponse" => AppStateResponse,
    "Attachment" => Attachment,
    "AttachmentCapabilities" => AttachmentCapabilities,
    "AttachmentID" => AttachmentId,
    "AttachmentTranscription" => AttachmentTranscription,
    "AttachmentType" => AttachmentType,
    "Bridge" => Bridge,
    "BridgeID" => BridgeId,
    "BridgeList" => BridgeList,
    "BridgeLogin" => BridgeLogin,
    "BridgeLoginList" => BridgeLoginList,
    "BridgeLoginStatus" => BridgeLoginStatus,
    "BridgeProvider" => BridgeProvider,
    "BridgeStatus" => BridgeStatus,
    "CancelLoginSessionResponse" => CancelLoginSessionResponse,
    "CapabilityLevel" => CapabilityLevel,
    "Chat" => Chat,
    "ChatCapabilities" => ChatCapabilities,
    "ChatDisappearingTimer" => ChatDisappearingTimer,
    "ChatDisappearingTimerType" => ChatDisappearingTimerType,
    "ChatDraft" => ChatDraft,
    "ChatID" => ChatId,
    "ChatInbox" => ChatInbox,
    "ChatMerge" => ChatMerge,
    "ChatPage" => ChatPage,
    "ChatParticipants" => ChatParticipants,
    "ChatReminder" => ChatReminder,
    "ChatSearchScope" => ChatSearchScope,
    "ChatSnooze" => ChatSnooze,
    "ChatStateCapabilities" => ChatStateCapabilities,
    "ChatStateCapability" => ChatStateCapability,
    "ChatType" => ChatType,
    "ChatTypeFilter" => ChatTypeFilter,
    "CodeDisplay" => CodeDisplay,
    "CompleteStep" => CompleteStep,
    "ContactList" => ContactList,
    "ContactPage" => ContactPage,
    "CookieField" => CookieField,
    "CookieFieldType" => CookieFieldType,
    "CookiesStep" => CookiesStep,
    "CreateRecoveryKeyResetResponse" => CreateRecoveryKeyResetResponse,
    "Cursor" => Cursor,
    "DeviceID" => DeviceId,
    "DisappearingTimerCapability" => DisappearingTimerCapability,
    "DisappearingTimerType" => DisappearingTimerType,
    "DisplayAndWaitStep" => DisplayAndWaitStep,
    "DownloadAssetResponse" => DownloadAssetResponse,
    "DraftAttachment" => DraftAttachment,
    "DraftAttachmentType" => DraftAttachmentType,
    "EmojiDisplay" => EmojiDisplay,
    "EncryptionSecrets" => EncryptionSecrets,
    "EncryptionState" => EncryptionState,
    "ErrorBody" => ErrorBody,
    "FieldID" => FieldId,
    "FlowID" => FlowId,
    "FocusAppResponse" => FocusAppResponse,
    "FoundMessages" => FoundMessages,
    "GroupFieldCapability" => GroupFieldCapability,
    "GroupTypeCapabilities" => GroupTypeCapabilities,
    "Info" => Info,
    "InfoApp" => InfoApp,
    "InfoEndpoints" => InfoEndpoints,
    "InfoOAuthEndpoints" => InfoOAuthEndpoints,
    "InfoPlatform" => InfoPlatform,
    "InfoServer" => InfoServer,
    "Label" => Label,
    "LabelID" => LabelId,
    "LinkPreview" => LinkPreview,
    "ListedChat" => ListedChat,
    "ListedChatPage" => ListedChatPage,
    "LoginDisplay" => LoginDisplay,
    "LoginFlow" => LoginFlow,
    "LoginFlowList" => LoginFlowList,
    "LoginID" => LoginId,
    "LoginInputField" => LoginInputField,
    "LoginRemoveScope" => LoginRemoveScope,
    "LoginRemoveStatus" => LoginRemoveStatus,
    "LoginSession" => LoginSession,
    "LoginSessionCancelStatus" => LoginSessionCancelStatus,
    "LoginSessionError" => LoginSessionError,
    "LoginSessionID" => LoginSessionId,
    "LoginSessionStatus" => LoginSessionStatus,
    "LoginStep" => LoginStep,
    "LoginStepAnswerType" => LoginStepAnswerType,
    "LoginStepSource" => LoginStepSource,
    "MatrixIdentity" => MatrixIdentity,
    "MatrixLogin" => MatrixLogin,
    "MediaSize" => MediaSize,
    "Message" => Message,
    "MessageID" => MessageId,
    "MessageMediaType" => MessageMediaType,
    "MessagePage" => MessagePage,
    "MessageRequestCapabilities" => MessageRequestCapabilities,
    "MessageSeen" => MessageSeen,
    "MessageSeenByUser" => MessageSeenByUser,
    "MessageSortKey" => MessageSortKey,
    "MessageType" => MessageType,
    "NewAttachment" => NewAttachment,
    "NewAttachmentSize" => NewAttachmentSize,
    "NewAttachmentType" => NewAttachmentType,
    "NewChatReminder" => NewChatReminder,
    "NewDraft" => NewDraft,
    "NewDraftAttachment" => NewDraftAttachment,
    "OpenedChat" => OpenedChat,
    "OpenedChatStatus" => OpenedChatStatus,
    "PageDirection" => PageDirection,
    "Participant" => Participant,
    "ParticipantCapabilities" => ParticipantCapabilities,
    "PendingMessageID" => PendingMessageId,
    "ProvisioningCapabilities" => ProvisioningCapabilities,
    "QrDisplay" => QrDisplay,
    "Reaction" => Reaction,
    "ReactionID" => ReactionId,
    "ReactionKey" => ReactionKey,
    "RemoveBridgeLoginResponse" => RemoveBridgeLoginResponse,
    "RemoveReactionResponse" => RemoveReactionResponse,
    "ResolveIdentifierCapabilities" => ResolveIdentifierCapabilities,
    "SearchResponse" => SearchResponse,
    "SearchResults" => SearchResults,
    "Secret" => Secret,
    "SendMessageResponse" => SendMessageResponse,
    "SendStatus" => SendStatus,
    "SendStatusCode" => SendStatusCode,
    "SetupLogin" => SetupLogin,
    "SetupRegistration" => SetupRegistration,
    "SetupRegistrationCopy" => SetupRegistrationCopy,
    "SetupRequestID" => SetupRequestId,
    "SetupResult" => SetupResult,
    "StartChatUser" => StartChatUser,
    "StartSetupResponse" => StartSetupResponse,
    "StepID" => StepId,
    "StickerID" => StickerId,
    "TransactionID" => TransactionId,
    "UpdatedMessage" => UpdatedMessage,
    "UploadAssetResponse" => UploadAssetResponse,
    "UploadID" => UploadId,
    "User" => User,
    "UserID" => UserId,
    "UserInputStep" => UserInputStep,
    "Verification" => Verification,
    "VerificationAction" => VerificationAction,
    "VerificationDevice" => VerificationDevice,
    "VerificationDirection" => VerificationDirection,
    "VerificationError" => VerificationError,
    "VerificationID" => VerificationId,
    "VerificationList" => VerificationList,
    "VerificationMethod" => VerificationMethod,
    "VerificationPurpose" => VerificationPurpose,
    "VerificationQr" => VerificationQr,
    "VerificationResponse" => VerificationResponse,
    "VerificationSas" => VerificationSas,
    "VerificationState" => VerificationState,
}

/// The objects that are read. Others are bodies, of which `bodies.rs` looks at what is sent.
fn readable(document: &Document) -> impl Iterator<Item = (&str, &Value)> {
    let bodies: BTreeSet<_> = document.bodies().map(|(_, body)| body).collect();
    document.objects().filter(move |(name, _)| !bodies.contains(name))
}

#[test]
fn every_component_is_tested_here() {
    let document = Document::read();
    // Read and written as a part of others; their own tests stand beside them.
    let apart = [
        "ClearableCount",
        "ClearableDraft",
        "ClearableText",
        "NothingDisplay",
        "OpenValue",
        "ServerText",
        "Timestamp",
        // Of an operation that has no generated method.
        "UploadAssetForm",
    ];
    let components: BTreeSet<_> = document.schemas().keys().map(String::as_str).collect();
    // What is sent is nothing that can be read.
    let bodies = document.bodies().map(|(_, body)| body);
    let tested: BTreeSet<_> = TYPES.iter().copied().chain(apart).chain(bodies).collect();
    assert_names(&tested, &components, "the lines in the table of types in tests/wire.rs");

    let objects = document.objects().map(|(name, _)| name.to_owned());
    let kinds = document.unions().flat_map(|(union, kinds)| {
        kinds
            .into_iter()
            .map(move |(kind, _)| format!("{union}.{kind}"))
            .collect::<Vec<_>>()
    });
    let shapes = document.shapes().flat_map(|(union, variants)| {
        let titles = variants
            .iter()
            .map(move |variant| format!("{union}.{}", variant["title"].as_str().unwrap()));
        titles.collect::<Vec<_>>()
    });
    let expected: BTreeSet<String> = objects
        .chain(kinds)
        .chain(shapes)
        .map(|name| format!("{name}.json"))
        .collect();
    let files = std::fs::read_dir(fixtures()).unwrap();
    let present: BTreeSet<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_names(&present, &expected, "the files in tests/fixtures/wire");
}

#[test]
fn every_object_is_written_as_it_was_read() {
    let document = Document::read();
    let mut lacking = Vec::new();
    for (name, schema) in document.objects() {
        let full = fixture(name);
        for property in required(schema).into_iter().chain(optional(schema)) {
            if full[property].is_null() {
                lacking.push(format!("`{property}` in {name}.json"));
            }
        }
    }
    assert!(lacking.is_empty(), "tests/fixtures/wire lacks {}", lacking.join(", "));
    for (name, _) in readable(&document) {
        let full = fixture(name);
        assert_eq!(reencode(name, full.clone()).unwrap(), full, "{name}");
    }
}

#[test]
fn every_kind_of_a_union_is_written_as_it_was_read() {
    let document = Document::read();
    for (union, kinds) in document.unions() {
        for (kind, _) in kinds {
            let full = fixture(&format!("{union}.{kind}"));
            assert_eq!(full["type"], kind);
            assert_eq!(reencode(union, full.clone()).unwrap(), full, "{union}.{kind}");
            assert!(!debug(union, full).starts_with("Unknown"), "{union}.{kind}");
        }
    }
}

#[test]
fn every_shape_of_a_union_is_known_and_written_as_it_was_read() {
    let document = Document::read();
    for (union, variants) in document.shapes() {
        for variant in variants {
            let title = variant["title"].as_str().unwrap();
            let wire = fixture(&format!("{union}.{title}"));
            assert_eq!(reencode(union, wire.clone()).unwrap(), wire, "{union}.{title}");
            let printed = debug(union, wire);
            assert!(printed.starts_with(title), "{union}.{title} is {printed}");
        }
    }
}

#[test]
fn a_shape_that_nobody_knows_is_kept_and_fails_nothing() {
    let odd = json!([{"from": "the future"}, 7, null]);
    for union in ["MessageSeen", "MessageSeenByUser", "SetupResult"] {
        assert_eq!(reencode(union, odd.clone()).unwrap(), odd, "{union}");
        assert!(debug(union, odd.clone()).starts_with("Unknown("), "{union}");
    }
    let mut message = fixture("Message");
    message["seen"] = json!({"@kim:chat.example": {"device": "phone"}});
    assert_eq!(reencode("Message", message.clone()).unwrap(), message);
    assert_eq!(reencode("CapabilityLevel", json!(-7)).unwrap(), -7);
}

#[test]
fn one_odd_date_fails_no_list_of_messages() {
    let mut page = fixture("MessagePage");
    for odd in ["", "yesterday", "2026-02-30T25:61:00"] {
        page["items"][0]["timestamp"] = json!(odd);
        page["items"][0]["editedTimestamp"] = json!(odd);
        let mut expected = page.clone();
        if odd.is_empty() {
            // An empty text is absence, where there may be absence.
            expected["items"][0].as_object_mut().unwrap().remove("editedTimestamp");
        }
        assert_eq!(reencode("MessagePage", page.clone()).unwrap(), expected);
    }
}

#[test]
fn what_people_react_with_fails_no_list_of_messages() {
    let mut page = fixture("MessagePage");
    for odd in ["", ".", "..", "a/b", ":party parrot:", "\u{202e}"] {
        page["items"][0]["reactions"][0]["reactionKey"] = json!(odd);
        assert_eq!(reencode("MessagePage", page.clone()).unwrap(), page);
    }
}

#[test]
fn what_extends_something_can_be_taken_for_it() {
    fn assert_taken<More: DeserializeOwned, Base: From<More> + Serialize>(name: &str, more: &[&str]) {
        let value: More = serde_json::from_value(fixture(name)).unwrap();
        let mut base = fixture(name);
        base.as_object_mut()
            .unwrap()
            .retain(|property, _| !more.contains(&property.as_str()));
        assert_eq!(serde_json::to_value(Base::from(value)).unwrap(), base, "{name}");
    }
    assert_taken::<types::ListedChat, types::Chat>("ListedChat", &["preview"]);
    assert_taken::<types::OpenedChat, types::Chat>("OpenedChat", &["chatID", "status"]);
    assert_taken::<types::UpdatedMessage, types::Message>("UpdatedMessage", &["messageID", "success"]);
    assert_taken::<types::Participant, types::User>("Participant", &["isAdmin", "isNetworkBot", "isPending"]);
    assert_taken::<types::NewDraftAttachment, types::NewAttachment>("NewDraftAttachment", &["id"]);
}

#[test]
fn what_is_optional_may_be_absent_or_null() {
    let document = Document::read();
    for (name, schema) in readable(&document) {
        for property in optional(schema) {
            let mut absent = fixture(name);
            absent.as_object_mut().unwrap().remove(property);
            assert_eq!(
                reencode(name, absent.clone()).unwrap(),
                absent,
                "{name} without `{property}`"
            );

            let mut null = fixture(name);
            null[property] = Value::Null;
            if document.is_clearable(&schema["properties"][property]) {
                assert_eq!(
                    reencode(name, null.clone()).unwrap(),
                    null,
                    "{name} with a cleared `{property}`"
                );
                continue;
            }
            assert_eq!(reencode(name, null).unwrap(), absent, "{name} with a null `{property}`");
        }
    }
}

/// As servers before 4.2.785 answer, and others that were written from the pages.
#[test]
fn what_older_servers_leave_out_fails_nothing() {
    for (name, body) in [
        (
            "Account",
            json!({"accountID": "matrix_@ana:chat.example", "status": "connected", "user": {"id": "@ana:chat.example"}}),
        ),
        ("InfoEndpoints", json!({})),
        ("InfoEndpoints", json!({"oauth": {}, "ws_events": "/v1/ws"})),
        (
            "InfoOAuthEndpoints",
            json!({"token_endpoint": "http://127.0.0.1:23374/oauth/token"}),
        ),
        ("SendMessageResponse", json!({"pendingMessageID": "pending-7"})),
        ("AddReactionResponse", json!({"reactionKey": "🎈", "success": true})),
        ("RemoveReactionResponse", json!({"reactionKey": "🎈", "success": true})),
    ] {
        assert_eq!(reencode(name, body.clone()).unwrap(), body, "{name}");
    }
    for (name, repeated) in [("OpenedChat", "chatID"), ("UpdatedMessage", "messageID")] {
        let mut body = fixture(name);
        body.as_object_mut().unwrap().remove(repeated);
        assert_eq!(reencode(name, body.clone()).unwrap(), body, "{name}");
    }
}

#[test]
fn an_empty_list_or_map_is_not_taken_for_absence() {
    for (name, property, empty) in [
        ("BridgeLogin", "accountIDs", json!([])),
        ("Account", "capabilities", json!({})),
        ("LoginSessionError", "details", json!({})),
        ("UserInputStep", "attachments", json!([])),
    ] {
        let mut wire = fixture(name);
        wire[property] = empty;
        assert_eq!(reencode(name, wire.clone()).unwrap(), wire, "{name}");
    }
}

#[test]
fn what_is_required_and_missing_is_named() {
    let document = Document::read();
    for (name, schema) in readable(&document) {
        for property in required(schema) {
            let mut wire = fixture(name);
            wire.as_object_mut().unwrap().remove(property);
            let error = reencode(name, wire).unwrap_err().to_string();
            assert_eq!(error, format!("missing field `{property}`"), "{name}");
        }
    }
}

#[test]
fn properties_that_nobody_knows_are_ignored_or_in_open_schemas_kept() {
    let document = Document::read();
    for (name, schema) in readable(&document) {
        let plain = fixture(name);
        let mut extended = plain.clone();
        extended["fromTheFuture"] = json!({"deep": [1, null, {"x": "y"}], "empty": {}});
        let written = reencode(name, extended.clone()).unwrap();
        if schema["additionalProperties"].is_object() {
            assert_eq!(written, extended, "{name}");
        } else {
            assert_eq!(written, plain, "{name}");
        }
    }
}

#[test]
fn known_and_unknown_values_of_enums_are_written_as_they_were_read() {
    let document = Document::read();
    let mut enums = 0;
    for (name, values) in document.enums() {
        for value in &values {
            assert_eq!(reencode(name, json!(value)).unwrap(), *value, "{name}");
            assert!(
                !debug(name, json!(value)).starts_with("Unknown("),
                "{name} does not know {value:?}"
            );
        }
        for value in ["from_the_future", "", "Connected", " "] {
            assert_eq!(reencode(name, json!(value)).unwrap(), value, "{name}");
            if !values.contains(&value) {
                assert_eq!(debug(name, json!(value)), format!("Unknown({value:?})"), "{name}");
            }
        }
        assert!(reencode(name, json!(7)).is_err(), "{name}");
        enums += 1;
    }
    assert!(enums > 0);
}

#[test]
fn numbers_are_kept_to_the_last_digit() {
    for number in [
        "2222102222222201.0",
        "0.1",
        "1e300",
        "18446744073709551615",
        "-9223372036854775808",
    ] {
        let value: OpenValue = serde_json::from_str(number).unwrap();
        let written = serde_json::to_string(&value).unwrap();
        let [wanted, kept] = [number, written.as_str()].map(|text| text.parse::<f64>().unwrap());
        assert_eq!(wanted.to_bits(), kept.to_bits(), "{number} became {written}");
    }
}

#[test]
fn a_kind_that_nobody_knows_is_kept_whole() {
    for union in ["LoginStep", "LoginDisplay"] {
        let wire = json!({"type": "webauthn", "stepID": "s", "publicKey": {"challenge": "x", "list": [null, 1]}});
        assert_eq!(reencode(union, wire.clone()).unwrap(), wire);
        let session = json!({"bridgeID": "b", "loginSessionID": "s", "status": "waiting", "currentStep": wire});
        assert_eq!(reencode("LoginSession", session.clone()).unwrap(), session);
    }
}

#[test]
fn a_known_kind_that_does_not_fit_is_an_error_that_names_the_field() {
    for (wire, expected) in [
        (
            json!({"type": "cookies", "stepID": "s", "fields": []}),
            "missing field `url`",
        ),
        (
            json!({"type": "display_and_wait", "stepID": "s", "display": {"type": "qr"}}),
            "missing field `data`",
        ),
        (json!({"stepID": "s"}), "missing field `type`"),
        (json!({"type": null}), "expected a string"),
        (json!("user_input"), "expected an object"),
    ] {
        let error = reencode("LoginStep", wire.clone()).unwrap_err().to_string();
        assert_eq!(error, expected, "{wire}");
    }
}

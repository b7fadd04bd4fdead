//! What goes over the wire: every shape of the document, in its full form and in the forms that must not break anything.
//!
//! `fixtures/wire/` has a file for each object, named after it, and one for each kind of each union.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use beeper_desktop_client::types;
use serde_json::{Value, json};

use crate::again;
use crate::document::{Document, optional, required};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/wire")
}

fn fixture(name: &str) -> Value {
    let path = fixtures().join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

macro_rules! types {
    ($($component:literal => $name:ident),+ $(,)?) => {
        const TYPES: &[&str] = &[$($component),+];

        /// A value as the component's type writes it after having read it.
        fn reencode(component: &str, wire: Value) -> Result<Value, serde_json::Error> {
            match component {
                $($component => again::<types::$name>(wire),)+
                _ => panic!("`{component}` has no line in the table of types"),
            }
        }

        /// How the component's type prints.
        fn debug(component: &str, wire: Value) -> String {
            match component {
                $($component => format!("{:?}", serde_json::from_value::<types::$name>(wire).unwrap()),)+
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
    "Bridge" => Bridge,
    "BridgeID" => BridgeId,
    "BridgeList" => BridgeList,
    "BridgeLogin" => BridgeLogin,
    "BridgeLoginList" => BridgeLoginList,
    "BridgeLoginStatus" => BridgeLoginStatus,
    "BridgeProvider" => BridgeProvider,
    "BridgeStatus" => BridgeStatus,
    "CancelLoginSessionResponse" => CancelLoginSessionResponse,
    "CodeDisplay" => CodeDisplay,
    "CompleteStep" => CompleteStep,
    "CookieField" => CookieField,
    "CookieFieldType" => CookieFieldType,
    "CookiesStep" => CookiesStep,
    "CreateLoginSessionRequest" => CreateLoginSessionRequest,
    "DisappearingTimerCapability" => DisappearingTimerCapability,
    "DisappearingTimerType" => DisappearingTimerType,
    "DisplayAndWaitStep" => DisplayAndWaitStep,
    "EmojiDisplay" => EmojiDisplay,
    "ErrorBody" => ErrorBody,
    "FieldID" => FieldId,
    "FlowID" => FlowId,
    "GroupFieldCapability" => GroupFieldCapability,
    "GroupTypeCapabilities" => GroupTypeCapabilities,
    "Info" => Info,
    "InfoApp" => InfoApp,
    "InfoEndpoints" => InfoEndpoints,
    "InfoOAuthEndpoints" => InfoOAuthEndpoints,
    "InfoPlatform" => InfoPlatform,
    "InfoServer" => InfoServer,
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
    "ProvisioningCapabilities" => ProvisioningCapabilities,
    "QrDisplay" => QrDisplay,
    "RemoveBridgeLoginRequest" => RemoveBridgeLoginRequest,
    "RemoveBridgeLoginResponse" => RemoveBridgeLoginResponse,
    "ResolveIdentifierCapabilities" => ResolveIdentifierCapabilities,
    "StepID" => StepId,
    "SubmitLoginStepRequest" => SubmitLoginStepRequest,
    "User" => User,
    "UserID" => UserId,
    "UserInputStep" => UserInputStep,
}

#[test]
fn every_component_is_tested_here() {
    let document = Document::read();
    // Read and written as a part of others; their own tests stand beside them.
    let apart = ["NothingDisplay", "OpenValue", "Secret", "ServerText"];
    let components: BTreeSet<_> = document.schemas().keys().map(String::as_str).collect();
    let tested: BTreeSet<_> = TYPES.iter().copied().chain(apart).collect();
    assert_eq!(components, tested);

    let objects = document.objects().map(|(name, _)| name.to_owned());
    let kinds = document.unions().flat_map(|(union, kinds)| {
        kinds
            .into_iter()
            .map(move |(kind, _)| format!("{union}.{kind}"))
            .collect::<Vec<_>>()
    });
    let expected: BTreeSet<String> = objects.chain(kinds).map(|name| format!("{name}.json")).collect();
    let files = std::fs::read_dir(fixtures()).unwrap();
    let present: BTreeSet<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(present, expected);
}

#[test]
fn every_object_is_written_as_it_was_read() {
    let document = Document::read();
    for (name, schema) in document.objects() {
        let full = fixture(name);
        for property in required(schema).into_iter().chain(optional(schema)) {
            assert!(!full[property].is_null(), "the fixture of {name} lacks `{property}`");
        }
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
fn every_example_of_the_document_is_what_its_schema_says() {
    let document = Document::read();
    let mut kinds_with_examples = 0;
    for (union, kinds) in document.unions() {
        for (kind, component) in kinds {
            let example = document.schemas()[component]["example"].clone();
            assert_eq!(example["type"], kind, "{component} has no example");
            assert_eq!(reencode(union, example.clone()).unwrap(), example, "{component}");
            kinds_with_examples += 1;
        }
    }
    assert!(kinds_with_examples > 0);
}

#[test]
fn what_is_optional_may_be_absent_or_null() {
    let document = Document::read();
    for (name, schema) in document.objects() {
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
            assert_eq!(reencode(name, null).unwrap(), absent, "{name} with a null `{property}`");
        }
    }
}

#[test]
fn an_empty_list_or_map_is_not_taken_for_absence() {
    for (name, property, empty) in [
        ("BridgeLogin", "accountIDs", json!([])),
        ("Account", "capabilities", json!({})),
        ("SubmitLoginStepRequest", "fields", json!({})),
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
    for (name, schema) in document.objects() {
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
    for (name, schema) in document.objects() {
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
        for value in values {
            assert_eq!(reencode(name, json!(value)).unwrap(), value, "{name}");
            assert!(
                !debug(name, json!(value)).starts_with("Unknown("),
                "{name} does not know {value:?}"
            );
        }
        for value in ["from_the_future", "", "Connected", " "] {
            assert_eq!(reencode(name, json!(value)).unwrap(), value, "{name}");
        }
        assert!(reencode(name, json!(7)).is_err(), "{name}");
        enums += 1;
    }
    assert!(enums > 0);
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
            "does not fit at `.`: missing field `url`",
        ),
        (
            json!({"type": "display_and_wait", "stepID": "s", "display": {"type": "qr"}}),
            "does not fit at `display`: missing field `data`",
        ),
        (json!({"stepID": "s"}), "missing field `type`"),
        (json!({"type": null}), "does not fit at `type`: expected a string"),
        (json!("user_input"), "expected an object"),
    ] {
        let error = reencode("LoginStep", wire.clone()).unwrap_err().to_string();
        assert_eq!(error, expected, "{wire}");
    }
}

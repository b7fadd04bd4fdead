//! Made-up responses of the server, in the sizes of real ones.

use serde_json::{Value, json};

pub const TOKEN: &str = "made-in-the-settings";
pub const BRIDGE: &str = "local-whatsapp";
pub const SESSION: &str = "0f7c9a3e51b24d68";
pub const STEP: &str = "fi.mau.whatsapp.login.qr";
pub const SESSION_PATH: &str = "/v1/bridges/local-whatsapp/login-sessions/0f7c9a3e51b24d68";
pub const CREATE_PATH: &str = "/v1/bridges/local-whatsapp/login-sessions";
pub const SUBMIT_PATH: &str =
    "/v1/bridges/local-whatsapp/login-sessions/0f7c9a3e51b24d68/steps/fi.mau.whatsapp.login.qr";

/// The response to a search, which is short so that the request makes up most of the measurement.
pub const NOTHING_FOUND: &str = r#"{"items":[],"hasMore":false,"oldestCursor":null,"newestCursor":null}"#;

/// Returns the body that a workload decodes, or `None` if the workload does not decode.
pub fn body(what: &str) -> Option<String> {
    Some(match what {
        "decode-qr" => qr_session(),
        "decode-input" => input_session(),
        "decode-cookies" => cookies_session(),
        "decode-late" => late_session(),
        "decode-unknown" => unknown_session(),
        "decode-bridges" => bridges(),
        _ => return None,
    })
}

/// Returns a login session whose tags, which select the variants, are the first fields, as bridges send them.
fn session(status: &str, step: &str, rest: Value) -> String {
    let rest = rest
        .to_string()
        .replace(r#""display":{"data":"#, r#""display":{"type":"qr","data":"#);
    let head = json!({"bridgeID": BRIDGE, "loginSessionID": SESSION, "status": status}).to_string();
    format!(
        r#"{},"currentStep":{{"type":"{step}",{}}}"#,
        head.trim_end_matches('}'),
        rest.trim_start_matches('{')
    )
}

pub fn qr_session() -> String {
    session("waiting_for_display", "display_and_wait", qr_step())
}

/// Returns a login session whose tags are the last fields.
pub fn late_session() -> String {
    let mut step = qr_step();
    step["type"] = "display_and_wait".into();
    step["display"]["type"] = "qr".into();
    json!({"bridgeID": BRIDGE, "loginSessionID": SESSION, "status": "waiting_for_display", "currentStep": step})
        .to_string()
}

pub fn input_session() -> String {
    session("waiting_for_input", "user_input", input_step())
}

pub fn unknown_session() -> String {
    session("waiting_for_passkey", "passkey", unknown_step())
}

pub fn cookies_session() -> String {
    session("waiting_for_cookies", "cookies", cookies_step())
}

fn qr_step() -> Value {
    json!({
        "stepID": STEP,
        "instructions": "Scan the code in WhatsApp: Settings, Linked devices, Link a device.",
        "display": {"data": format!("2@{}", "Zm9vYmFyYmF6cXV4".repeat(14))},
    })
}

fn input_step() -> Value {
    json!({
        "stepID": STEP,
        "instructions": "Enter the phone number of the account.",
        "fields": [
            {"id": "phone_number", "type": "phone_number", "label": "Phone number"},
            {"id": "password", "type": "password", "label": "Password", "optional": true},
        ],
    })
}

fn cookies_step() -> Value {
    let field = |name: &str| json!({"id": name, "type": "cookie", "source": name, "optional": false});
    let fields = ["sessionid", "csrftoken", "ds_user_id", "mid", "ig_did", "rur"].map(field);
    json!({
        "stepID": STEP, "url": "https://chat.example/login",
        "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        "expectedFinalURLRegex": "^https://chat.example/home",
        "fields": fields,
    })
}

fn unknown_step() -> Value {
    json!({
        "stepID": STEP, "instructions": "Touch the key.",
        "publicKey": {
            "challenge": "Zm9vYmFyYmF6cXV4".repeat(4), "timeout": 60000, "rpId": "chat.example",
            "allowCredentials": [
                {"type": "public-key", "id": "Zm9vYmFyYmF6cXV4".repeat(2), "transports": ["usb", "nfc"]},
                {"type": "public-key", "id": "Zm9vYmFyYmF6cXV4".repeat(2), "transports": ["internal"]},
            ],
        },
    })
}

pub fn complete_session() -> String {
    json!({
        "bridgeID": BRIDGE, "loginSessionID": SESSION, "status": "complete",
        "accountID": "local-whatsapp_ba_1", "loginID": "15550100",
        "account": account(1),
        "login": {
            "loginID": "15550100", "bridgeID": BRIDGE, "status": "connected",
            "accountIDs": ["local-whatsapp_ba_1"], "removeScopes": ["current-device"],
        },
    })
    .to_string()
}

fn account(number: usize) -> Value {
    json!({
        "accountID": format!("local-whatsapp_ba_{number}"),
        "bridge": {"id": BRIDGE, "provider": "local", "type": "whatsapp"},
        "loginID": format!("155501{number:02}"),
        "network": "WhatsApp",
        "status": "connected",
        "statusText": "Connected",
        "user": {
            "id": format!("@whatsapp_155501{number:02}:beeper.local"), "fullName": "Kim Example", "isSelf": true,
            "phoneNumber": format!("+155501{number:02}"), "cannotMessage": false,
            "imgURL": format!("https://images.example/avatars/155501{number:02}.png"),
        },
        "capabilities": {
            "reply": {"level": 2}, "edit": {"level": 2, "maxAgeSeconds": 900}, "reaction": {"level": 2, "count": 1},
            "delete": {"level": 2, "forMe": true}, "file": {"image": {"level": 2, "mimeTypes": {"image/jpeg": 2, "image/png": 2}}},
        },
    })
}

/// Returns forty bridges with two accounts each.
pub fn bridges() -> String {
    let bridge = |number: usize| {
        json!({
            "id": format!("local-whatsapp-{number}"), "type": "whatsapp", "provider": "local", "network": "WhatsApp",
            "displayName": "WhatsApp", "status": "available", "statusText": "Ready for another account",
            "supportsMultipleAccounts": true, "activeAccountCount": 2,
            "accounts": [account(number * 2), account(number * 2 + 1)],
        })
    };
    json!({"items": (0..40).map(bridge).collect::<Vec<_>>()}).to_string()
}

/// The chats whose messages are requested, named after what is malformed in them.
pub const PAGES: [&str; 7] = [
    "good",
    "one",
    "all",
    "filled",
    "large-good",
    "large-one",
    "large-filled",
];

/// The number of messages on a large page: about 8 MB.
const LARGE: usize = 10_000;

/// Returns a page of 20 messages, or of 10,000 if the name begins with `large`.
///
/// In `one` and `large-one`, the first message lacks a required field; in `all`, every message does. In `filled` and
/// `large-filled`, every message lacks a field that the client fills in.
pub fn page(chat: &str) -> String {
    let count = if chat.starts_with("large-") { LARGE } else { 20 };
    let messages = (0..count).map(|index| {
        let mut message = message(index);
        let object = message.as_object_mut().expect("an object");
        match chat.trim_start_matches("large-") {
            "one" if index == 0 => drop(object.remove("senderID")),
            "all" => drop(object.remove("senderID")),
            "filled" => drop(object.remove("timestamp")),
            _ => {}
        }
        message
    });
    json!({"items": messages.collect::<Vec<_>>(), "hasMore": false}).to_string()
}

fn message(index: usize) -> Value {
    let time = "2026-01-31T09:30:00.000Z";
    json!({
        "accountID": "local-whatsapp_ba_1", "chatID": "!holidays:chat.example", "id": format!("$message-{index}"),
        "senderID": "@kim:chat.example", "senderName": "Kim", "sortKey": format!("{}", 821_744_079 + index), "timestamp": time,
        "type": "TEXT", "isSender": false, "isUnread": true, "linkedMessageID": format!("$message-{}", index + 1),
        "text": "See you at the station at half past nine, platform four; bring the tickets and something to eat.",
        "reactions": [
            {"id": format!("reaction-{index}"), "participantID": "@sam:chat.example", "reactionKey": "\u{1f44d}", "emoji": true},
        ],
        "attachments": [{
            "type": "img", "id": format!("mxc://chat.example/{index}"), "mimeType": "image/jpeg", "fileName": "station.jpg",
            "srcURL": "file:///tmp/station.jpg", "fileSize": 102_400, "size": {"width": 800, "height": 600},
        }],
    })
}

//! Tests of members that are missing, malformed or duplicated.

use bytes::Bytes;
use serde_json::{Value, json};

use super::*;
use crate::runtime::decode::repair::repair;

#[test]
fn missing_required_members_are_filled_in_except_ids() {
    let expected = account(|it| it["status"] = "".into());
    let filled = "`status` was filled in: it is missing";
    for status in [None, Some(Value::Null)] {
        let body = account(|it| match status {
            Some(status) => it["status"] = status,
            None => drop(it.as_object_mut().unwrap().remove("status")),
        });
        assert_reads::<Account>(body, serde_json::from_str(&expected).unwrap(), &[filled]);
    }
    // An object without an ID is filled in as well.
    let body = r#"{"group_creation":null}"#;
    let none = json!({
        "any_phone": false, "contact_list": false, "create_dm": false, "lookup_email": false, "lookup_phone": false,
        "lookup_username": false, "search": false,
    });
    assert_reads::<ProvisioningCapabilities>(
        body,
        json!({"group_creation": {}, "resolve_identifier": none}),
        &[
            "`group_creation` was filled in: it is missing",
            "`resolve_identifier` was filled in: it is missing",
        ],
    );
    let error = read::<Account>(account(|it| drop(it.as_object_mut().unwrap().remove("user"))));
    assert_eq!(error.unwrap_err(), ".: missing field `user`");
    let error = read::<Account>(account(|it| it["accountID"] = "".into()));
    assert_eq!(error.unwrap_err(), "accountID: expected a string that is not empty");
    let page = json!({"items": [message(|it| it["id"] = "".into())]});
    let told = "`items[0]` was taken out: `items[0].id` is empty";
    assert_reads::<MessagePage>(page.to_string(), json!({"items": []}), &[told]);
}

#[test]
fn members_are_found_in_any_order_and_however_their_keys_are_written() {
    let filled = "`status` was filled in: it is missing";
    let body = account(|it| drop(it.as_object_mut().unwrap().remove("status")));
    let expected: Value = serde_json::from_str(&account(|it| it["status"] = "".into())).unwrap();
    let members: serde_json::Map<String, Value> = serde_json::from_str(&body).unwrap();
    assert!(members.len() > 2);
    let in_order: Vec<_> = members
        .iter()
        .map(|(key, value)| (format!("\"{key}\""), value))
        .collect();
    let escaped = |key: &str| {
        key.chars()
            .map(|it| format!("\\u{:04x}", u32::from(it)))
            .collect::<String>()
    };
    for (colon, is_reversed, is_escaped) in [
        (":", false, false),
        (": ", false, false),
        (" :", false, false),
        (":", true, false),
        (":", false, true),
        (" : ", true, true),
    ] {
        let mut written = in_order.clone();
        if is_reversed {
            written.reverse();
        }
        if is_escaped {
            written
                .iter_mut()
                .for_each(|(key, _)| *key = format!("\"{}\"", escaped(key.trim_matches('"'))));
        }
        let written: Vec<String> = written
            .iter()
            .map(|(key, value)| format!("{key}{colon}{value}"))
            .collect();
        let body = format!("{{{}}}", written.join(", "));
        assert_reads::<Account>(body, expected.clone(), &[filled]);
    }
}

#[test]
fn an_answer_that_has_nothing_of_what_is_required_is_another_products() {
    for body in ["{}", r#"{"ok":true,"data":[]}"#] {
        assert_eq!(read::<Info>(body).unwrap_err(), ".: missing field `app`");
        assert_eq!(read::<MessagePage>(body).unwrap_err(), ".: missing field `items`");
        assert_eq!(read::<ErrorBody>(body).unwrap_err(), ".: missing field `code`");
    }
    assert!(read::<Info>(r#"{"app":null}"#).is_ok());
}

#[test]
fn the_innermost_optional_part_is_taken_out() {
    let good = message(|_| {});
    let page = json!({"hasMore": true, "items": [
        null, good, {"id": "m"}, 7, [], "text",
        message(|it| it["reactions"] = json!([{"reactionKey": "x"}, {"id": "r", "participantID": "p", "reactionKey": "x"}])),
        message(|it| it["mentions"] = json!({})),
        message(|it| it["isSender"] = "yes".into()),
        message(|it| it["senderID"] = json!({"id": "u"})),
    ]});
    let reaction = json!([{"id": "r", "participantID": "p", "reactionKey": "x"}]);
    let expected = json!({"hasMore": true, "items": [
        good, message(|it| it["reactions"] = reaction), good, good,
    ]});
    assert_reads::<MessagePage>(
        page.to_string(),
        expected,
        &[
            "`items[0]` was taken out: it is not an object",
            "`items[2]` was taken out: `items[2].accountID` is missing",
            "`items[3]` was taken out: it is not an object",
            "`items[4]` was taken out: it is not an object",
            "`items[5]` was taken out: it is not an object",
            "`items[6].reactions[0]` was taken out: `items[6].reactions[0].id` is missing",
            "`items[7].mentions` was taken out: it is not a list",
            "`items[8].isSender` was taken out: it is not true or false",
            "`items[9]` was taken out: `items[9].senderID` is not a string",
        ],
    );
    // A map loses the malformed value, and a malformed required list becomes empty.
    let found = json!({"chats": {"c": {}, "secret words": 1}, "hasMore": false, "items": {"a": 1}});
    let error = read::<FoundMessages>(found.to_string()).unwrap_err();
    assert_eq!(error, "items: expected a list", "the response itself is a page");
    let chat = json!({
        "accountID": "a", "id": "c", "network": "n", "title": "t", "type": "single", "unreadCount": 0,
        "participants": {"hasMore": false, "items": "none", "total": "none"},
    });
    let mut expected = chat.clone();
    expected["participants"] = json!({"hasMore": false, "items": [], "total": 0});
    assert_reads::<Chat>(
        chat.to_string(),
        expected,
        &[
            "`participants.items` was taken out: it is not a list",
            "`participants.total` was filled in: it is not an integer",
        ],
    );
}

#[test]
fn the_first_readable_of_duplicate_members_counts() {
    let twice = |odd: &str| message(|_| {}).to_string().replacen('{', &format!("{{{odd},"), 1);
    let told = "`text` was taken out: it occurs twice";
    let text = message(|it| it["text"] = "first".into());
    assert_reads::<Message>(twice(r#""text":"first","text":"second""#), text.clone(), &[told]);
    let odd = "`text` was taken out: it is not a string";
    assert_reads::<Message>(twice(r#""text":[],"text":"first""#), text.clone(), &[odd]);
    assert_reads::<Message>(twice(r#""text":null,"text":"first""#), text, &[]);
    // A `null` beside the value contains nothing, so no misfit reports it.
    assert_reads::<Message>(
        twice(r#""text":"first","text":null"#),
        message(|it| it["text"] = "first".into()),
        &[],
    );
    let page = format!(r#"{{"items":null,"items":[{}]}}"#, message(|_| {}));
    assert_reads::<MessagePage>(page, json!({"items": [message(|_| {})]}), &[]);
    let odd = "`senderID` was taken out: it is not a string";
    assert_reads::<Message>(twice(r#""senderID":{}"#), message(|_| {}), &[odd]);
    assert_reads::<Message>(twice(r#""senderID":null"#), message(|_| {}), &[]);
}

#[test]
fn an_object_that_requires_itself_is_not_filled_in_without_end() {
    static ENDLESS: Component = Component {
        is_exact: false,
        shape: Shape::Object(&[Member::Required("inside", Kind::Of(&ENDLESS))]),
    };
    let repaired = repair(&Bytes::from_static(br#"{"inside":{"inside":{}}}"#), Kind::Of(&ENDLESS));
    assert!(matches!(repaired, Err(DecodeError::Misfit { path, .. }) if path == "inside.inside"));
}

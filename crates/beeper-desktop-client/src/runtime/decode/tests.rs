//! What becomes of answers that are not as documented.

use crate::runtime::decode::error::Undecodable;
use serde::Serialize;
use serde_json::{Value, json};

use super::*;
use crate::generated::types::{
    Account, Chat, ErrorBody, FoundMessages, Info, LoginSession, Message, MessagePage, ProvisioningCapabilities, User,
};
use crate::response::misfit::MisfitEffect;
use crate::runtime::decode::repair::MISFITS;
use crate::runtime::decode::schema::{Component, Kind, Member, Shape};

/// What an answer is decoded to, written again, and what did not fit.
fn read<T: DeserializeOwned + Serialize + 'static>(body: impl AsRef<[u8]>) -> Result<(Value, Vec<String>), String> {
    let body = Bytes::copy_from_slice(body.as_ref());
    let schema = schema::schema_of::<T>().unwrap();
    match decode_answer::<T>(&body, || schema) {
        Ok(decoded) => {
            let misfits = decoded.repairs.map(|repairs| repairs.misfits).unwrap_or_default();
            let misfits = misfits.iter().map(|misfit| misfit.to_string()).collect();
            Ok((serde_json::to_value(&decoded.value).unwrap(), misfits))
        }
        Err(Undecodable::NotJson) => Err("not JSON".to_owned()),
        Err(Undecodable::Misfit { path, reason }) => Err(format!("{path}: {reason}")),
    }
}

fn account(change: impl FnOnce(&mut Value)) -> String {
    let mut account = json!({
        "accountID": "a",
        "bridge": {"id": "b", "provider": "local", "type": "whatsapp"},
        "status": "connected",
        "user": {"id": "u"},
    });
    change(&mut account);
    account.to_string()
}

fn message(change: impl FnOnce(&mut Value)) -> Value {
    let mut message = json!({
        "accountID": "a",
        "chatID": "c",
        "id": "m",
        "senderID": "u",
        "sortKey": "1",
        "timestamp": "2026-01-31T09:30:00Z",
    });
    change(&mut message);
    message
}

fn session(step: &str) -> String {
    format!(r#"{{"bridgeID":"b","loginSessionID":"s","status":"waiting_for_input","currentStep":{step}}}"#)
}

/// That an answer decodes to another, with these misfits.
#[track_caller]
fn assert_reads<T: DeserializeOwned + Serialize + 'static>(body: impl AsRef<[u8]>, expected: Value, misfits: &[&str]) {
    let shown = String::from_utf8_lossy(body.as_ref()).into_owned();
    let (value, told) = read::<T>(body).unwrap_or_else(|error| panic!("{error} of {shown}"));
    assert_eq!(value, expected, "{shown}");
    assert_eq!(told, misfits, "{shown}");
}

#[test]
fn an_empty_text_is_absent_where_the_document_says_that_there_is_none() {
    let plain = account(|_| {});
    let empty = account(|it| it["loginID"] = "".into());
    assert_reads::<Account>(empty, serde_json::from_str(&plain).unwrap(), &[]);
    // An ID that may be empty, and texts that may.
    let texts = json!({"id": "", "email": "", "fullName": ""});
    assert_reads::<User>(texts.to_string(), texts, &[]);
}

#[test]
fn null_is_an_empty_list_where_one_is_required_and_absence_elsewhere() {
    assert_reads::<MessagePage>(r#"{"items":null,"hasMore":null}"#, json!({"items": []}), &[]);
    let null = message(|it| {
        it["attachments"] = Value::Null;
        it["text"] = Value::Null;
    });
    assert_reads::<Message>(null.to_string(), message(|_| {}), &[]);
    assert_reads::<Vec<Account>>(" null ", json!([]), &[]);
}

#[test]
fn texts_that_are_no_text_are_repaired_in_every_place() {
    for (odd, repaired) in [
        (r"cut \ud83d", "cut \u{fffd}"),
        (r"\udc00 alone", "\u{fffd} alone"),
        (r"\ud83d\ud83d\ude00", "\u{fffd}\u{1f600}"),
        (r"\ud83d\n\u0041", "\u{fffd}\nA"),
        (r"\udc00\ud83d", "\u{fffd}\u{fffd}"),
        (r"\\ud83d \ud83d", "\\ud83d \u{fffd}"),
    ] {
        let body = message(|it| it["text"] = "TEXT".into())
            .to_string()
            .replace("TEXT", odd);
        assert_reads::<Message>(body, message(|it| it["text"] = repaired.into()), &[]);
        let key = account(|it| it["capabilities"] = json!({"KEY": {"KEY": 1}})).replace("KEY", odd);
        let expected = account(|it| it["capabilities"] = json!({repaired: {repaired: 1}}));
        assert_reads::<Account>(key, serde_json::from_str(&expected).unwrap(), &[]);
    }
    let mut bytes = message(|it| it["text"] = "a BYTES".into()).to_string().into_bytes();
    let at = bytes.windows(5).position(|window| window == b"BYTES").unwrap();
    bytes.splice(at..at + 5, [0xff, b'b', 0xe2, 0x82, b'c']);
    assert_reads::<Message>(bytes, message(|it| it["text"] = "a \u{fffd}b\u{fffd}c".into()), &[]);
}

#[test]
fn numbers_and_texts_are_read_as_each_other() {
    let body = message(|it| {
        it["timestamp"] = 1_790_000_000_000_i64.into();
        it["sortKey"] = (-20).into();
        it["id"] = 7.5.into();
    });
    let expected = message(|it| {
        it["timestamp"] = "1790000000000".into();
        it["sortKey"] = "-20".into();
        it["id"] = "7.5".into();
    });
    assert_reads::<Message>(body.to_string(), expected, &[]);
    for (port, expected) in [
        ("\" 23373 \"", 23373),
        ("1e3", 1000),
        ("2.0", 2),
        ("-0", 0),
        ("\"1E+2\"", 100),
    ] {
        assert_reads::<Info>(info("PORT").to_string().replace("\"PORT\"", port), info(expected), &[]);
    }
    for odd in ["1.5", "\"\"", "\"many\"", "[]", "true", "{}"] {
        let filled = "`server.port` was filled in: it is not an integer";
        assert_reads::<Info>(info("PORT").to_string().replace("\"PORT\"", odd), info(0), &[filled]);
    }
    let filled = "`server.port` was filled in: it is out of range";
    assert_reads::<Info>(
        info("PORT").to_string().replace("\"PORT\"", "1e999"),
        info(0),
        &[filled],
    );
}

fn info(port: impl Into<Value>) -> Value {
    json!({
        "app": {"bundle_id": "b", "name": "n", "version": "v"},
        "endpoints": {},
        "platform": {"arch": "a", "os": "o"},
        "server": {
            "base_url": "http://localhost", "hostname": "h", "mcp_enabled": true, "port": port.into(),
            "remote_access": false, "status": "running",
        },
    })
}

#[test]
fn what_is_required_and_missing_is_filled_in_but_no_id() {
    let expected = account(|it| it["status"] = "".into());
    let filled = "`status` was filled in: it is missing";
    for status in [None, Some(Value::Null)] {
        let body = account(|it| match status {
            Some(status) => it["status"] = status,
            None => drop(it.as_object_mut().unwrap().remove("status")),
        });
        assert_reads::<Account>(body, serde_json::from_str(&expected).unwrap(), &[filled]);
    }
    // An object by the same rule, if it has no ID.
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
fn an_answer_that_has_nothing_of_what_is_required_is_another_products() {
    for body in ["{}", r#"{"ok":true,"data":[]}"#] {
        assert_eq!(read::<Info>(body).unwrap_err(), ".: missing field `app`");
        assert_eq!(read::<MessagePage>(body).unwrap_err(), ".: missing field `items`");
        assert_eq!(read::<ErrorBody>(body).unwrap_err(), ".: missing field `code`");
    }
    assert!(read::<Info>(r#"{"app":null}"#).is_ok());
}

#[test]
fn the_innermost_thing_that_can_be_done_without_is_taken_out() {
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
    // A value leaves its map, a required list becomes empty.
    let found = json!({"chats": {"c": {}, "secret words": 1}, "hasMore": false, "items": {"a": 1}});
    let error = read::<FoundMessages>(found.to_string()).unwrap_err();
    assert_eq!(error, "items: expected a list", "it is the answer's own page");
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
fn the_first_that_can_be_read_of_what_is_there_twice_counts() {
    let twice = |odd: &str| message(|_| {}).to_string().replacen('{', &format!("{{{odd},"), 1);
    let told = "`text` was taken out: it is there twice";
    let text = message(|it| it["text"] = "first".into());
    assert_reads::<Message>(twice(r#""text":"first","text":"second""#), text.clone(), &[told]);
    let odd = "`text` was taken out: it is not a string";
    assert_reads::<Message>(twice(r#""text":[],"text":"first""#), text.clone(), &[odd]);
    assert_reads::<Message>(twice(r#""text":null,"text":"first""#), text, &[]);
    // A null beside it says nothing, and loses nothing.
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
fn nothing_is_guessed_in_what_a_login_goes_by() {
    for (step, error) in [
        ("{}", "currentStep: missing field `type`"),
        ("[]", "currentStep: expected an object"),
        (r#"{"type":{}}"#, "currentStep.type: expected a string"),
        (
            r#"{"type":"cookies","fields":[]}"#,
            "currentStep: missing field `stepID`",
        ),
        (
            r#"{"type":"user_input","stepID":"s","fields":"PLANTED"}"#,
            "currentStep.fields: expected a list",
        ),
        (
            r#"{"type":"user_input","stepID":"s","fields":[{"type":"text"}]}"#,
            "currentStep.fields[0]: missing field `id`",
        ),
        (
            r#"{"fields":[{"id":[]}],"stepID":"s","type":"user_input"}"#,
            "currentStep.fields[0].id: expected a string",
        ),
        (
            r#"{"type":"display_and_wait","stepID":"s","display":{"type":"qr","data":["PLANTED"]}}"#,
            "currentStep.display.data: expected a string",
        ),
    ] {
        assert_eq!(read::<LoginSession>(session(step)).unwrap_err(), error, "{step}");
    }
    // What is read of an account or of a label is not what the next step hangs on.
    let step = r#"{"type":"user_input","stepID":1,"fields":[{"id":"f","label":{},"x":{"y":"\ud800"}}],"more":1}"#;
    let expected = json!({"type": "user_input", "stepID": "1", "fields": [{"id": "f", "x": {"y": "\u{fffd}"}}]});
    let told = "`currentStep.fields[0].label` was taken out: it is not a string";
    assert_reads::<LoginSession>(
        session(step),
        serde_json::from_str(&session(&expected.to_string())).unwrap(),
        &[told],
    );
    let step = r#"{"type":"complete","stepID":"s","account":{"accountID":7}}"#;
    let told = "`currentStep.account` was taken out: `currentStep.account.user` is missing";
    let expected = json!({"type": "complete", "stepID": "s"});
    assert_reads::<LoginSession>(
        session(step),
        serde_json::from_str(&session(&expected.to_string())).unwrap(),
        &[told],
    );
}

#[test]
fn the_tag_of_a_union_may_stand_anywhere_and_be_a_number() {
    for rest in [
        r#""stepID":7,"display":{"data":5,"more":[{}],"type":"qr"}"#,
        r#""stepID":7,"display":{"type":null,"type":[],"data":5,"type":"qr"}"#,
    ] {
        let expected = json!({"type": "display_and_wait", "stepID": "7", "display": {"type": "qr", "data": "5"}});
        let expected: Value = serde_json::from_str(&session(&expected.to_string())).unwrap();
        for step in [
            format!(r#"{{"type":"display_and_wait",{rest}}}"#),
            format!(r#"{{{rest},"type":"display_and_wait"}}"#),
            format!(r#"{{{rest},"type":"display_and_wait","type":"complete"}}"#),
        ] {
            assert_reads::<LoginSession>(session(&step), expected.clone(), &[]);
        }
    }
    // A tag is known however it is written.
    let step = r#"{"fields":[],"stepID":7,"type":"user\u005finput"}"#;
    let expected = json!({"type": "user_input", "stepID": "7", "fields": []});
    assert_reads::<LoginSession>(
        session(step),
        serde_json::from_str(&session(&expected.to_string())).unwrap(),
        &[],
    );
    // An unknown kind stays one, whatever kind it says to be beside that.
    for more in ["", r#","fields":7,"fields":8"#] {
        let step = format!(r#"{{"type":"new","type":"user_input","stepID":"s"{more}}}"#);
        let (value, _) = read::<LoginSession>(session(&step)).unwrap();
        assert_eq!(value["currentStep"]["type"], "new", "{step}");
    }
    // One that keeps what it does not know keeps no second tag.
    let display = r#"{"type":"emoji","type":"qr","imageURL":"u","more":1}"#;
    let step = format!(r#"{{"type":"display_and_wait","stepID":"s","display":{display}}}"#);
    let expected = step.replace(r#","type":"qr""#, "");
    assert_reads::<LoginSession>(session(&step), serde_json::from_str(&session(&expected)).unwrap(), &[]);
    // An unknown kind is kept as it came, whatever is in it.
    let step = r#"{"stepID":7,"type":7,"more":[1e999,"\ud800"]}"#;
    let expected = json!({"type": "7", "stepID": 7, "more": [null, "\u{fffd}"]});
    let told = "`currentStep.more[0]` was taken out: it is out of range";
    assert_reads::<LoginSession>(
        session(step),
        serde_json::from_str(&session(&expected.to_string())).unwrap(),
        &[told],
    );
}

#[test]
fn what_no_value_can_hold_is_null_where_any_value_may_be() {
    let body = account(|it| it["capabilities"] = json!({"limits": {"a": "HERE"}, "b": 1}));
    let expected = account(|it| it["capabilities"] = json!({"limits": {"a": null}, "b": 1}));
    for (value, why) in [
        ("1e999".to_owned(), "is out of range"),
        ("-1e999".to_owned(), "is out of range"),
        ("9".repeat(400), "is out of range"),
    ] {
        let told = format!("`capabilities.limits.a` was taken out: it {why}");
        assert_reads::<Account>(
            body.replace("\"HERE\"", &value),
            serde_json::from_str(&expected).unwrap(),
            &[&told],
        );
    }
    for large in ["18446744073709551615", "1e308", "123456789012345678901234567890"] {
        let (_, told) = read::<Account>(body.replace("\"HERE\"", large)).unwrap();
        assert_eq!(told, [""; 0], "{large}");
    }
}

#[test]
fn what_is_nested_too_deeply_is_taken_out_and_the_rest_stays() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let body = account(|it| it["capabilities"] = json!({"a": "HERE", "b": 1}));
    // Two levels are the account's and that of its capabilities.
    let (value, told) = read::<Account>(body.replace("\"HERE\"", &nested(125))).unwrap();
    assert_eq!((told.len(), &value["capabilities"]["b"]), (0, &json!(1)));
    for depth in [126, 127, 200, 100_000] {
        let (value, told) = read::<Account>(body.replace("\"HERE\"", &nested(depth))).unwrap();
        assert_eq!(value["capabilities"]["b"], 1, "{depth}");
        assert_eq!(told.len(), 1, "{depth}");
        assert!(
            told[0].ends_with("was taken out: it is nested too deeply"),
            "{}",
            told[0]
        );
    }
    // What nobody reads may be as deep as it likes.
    let (_, told) =
        read::<Account>(account(|it| it["unread"] = "HERE".into()).replace("\"HERE\"", &nested(100_000))).unwrap();
    assert_eq!(told.len(), 0);
}

#[test]
fn a_misfit_has_the_raw_value_of_what_became_of_it_and_never_prints_it() {
    let body = r#"{"items": [ {"id":"PLANTED", "text" : "\ud800"} , {"text":7}],"hasMore":"PLANTED"}"#;
    let schema = schema::schema_of::<MessagePage>().unwrap();
    let decoded =
        decode_answer::<MessagePage>(&Bytes::from_static(body.as_bytes()), || schema).unwrap_or_else(|_| panic!());
    let repairs = decoded.repairs.unwrap();
    let raw = repairs
        .misfits
        .iter()
        .map(|misfit| std::str::from_utf8(misfit.raw()).unwrap());
    let expected = [
        r#"{"id":"PLANTED", "text" : "\ud800"}"#,
        r#"{"text":7}"#,
        r#""PLANTED""#,
    ];
    assert_eq!(raw.collect::<Vec<_>>(), expected);
    let shown = format!("{:?} {}", repairs.misfits, repairs.misfits[0]);
    assert!(!shown.contains("PLANTED"), "{shown}");
    assert_eq!(repairs.misfits[0].effect(), MisfitEffect::TakenOut);
    assert_eq!(
        (repairs.misfits[1].place(), repairs.misfits[1].path()),
        ("items[1]".to_owned(), "items[1].accountID".to_owned())
    );
    // The page as it came.
    let items = repairs.items.unwrap();
    assert_eq!(
        (items.count, &*items.first, &*items.last),
        (2, expected[0].as_bytes(), expected[1].as_bytes())
    );
}

#[test]
fn keys_of_the_server_that_are_no_names_stay_out_of_the_path() {
    for (key, expected) in [
        ("group", "group_creation.group"),
        (r"PLANTED\nforged: line", "group_creation.?"),
        ("PLANTED PLANTED", "group_creation.?"),
        ("`: PLANTED", "group_creation.?"),
        ("", "group_creation.?"),
    ] {
        let body = format!(r#"{{"group_creation":{{"{key}":{{}}}},"resolve_identifier":null}}"#);
        let (_, told) = read::<ProvisioningCapabilities>(body).unwrap();
        let expected = format!("`{expected}.type_description` was filled in: it is missing");
        assert_eq!(told[0], expected);
    }
}

#[test]
fn an_object_that_requires_itself_is_not_filled_in_without_end() {
    static ENDLESS: Component = Component {
        is_exact: false,
        shape: Shape::Object(&[Member::Required("inside", Kind::Of(&ENDLESS))]),
    };
    let repaired = repair(&Bytes::from_static(br#"{"inside":{"inside":{}}}"#), Kind::Of(&ENDLESS));
    assert!(matches!(repaired, Err(Undecodable::Misfit { path, .. }) if path == "inside.inside"));
}

#[test]
fn what_is_not_json_is_said_to_be_so_wherever_it_ceases_to_be() {
    for body in [
        "",
        "<html>",
        "{",
        "{\"a\": NaN}",
        "\u{feff}{}",
        "{\"accountID\":[],}",
        "{\"accountID\":7} 8",
        "{\"accountID\":\"\\x\"}",
        "{\"accountID\":\"\n\"}",
        "{\"accountID\":01}",
        "{\"accountID\":[1 2]}",
        "{\"accountID\":\"\\ud8\"}",
    ] {
        assert_eq!(read::<Account>(body).unwrap_err(), "not JSON", "{body:?}");
    }
}

#[test]
fn there_is_an_end_to_misfits() {
    let body = format!(r#"{{"items":[{}null]}}"#, "null,".repeat(30_000));
    let schema = schema::schema_of::<MessagePage>().unwrap();
    let decoded = decode_answer::<MessagePage>(&Bytes::from(body), || schema).unwrap_or_else(|_| panic!());
    let misfits = decoded.repairs.unwrap().misfits;
    assert_eq!(
        (decoded.value.items.len(), misfits.len(), misfits.beyond()),
        (0, MISFITS, 20_001)
    );
}

#[test]
fn paths_of_deep_misfits_take_no_more_room_than_the_answer_deserves() {
    let odd = |levels: usize| {
        let list = format!("[{}1e999]", "1e999,".repeat(99_999));
        let nested = "[".repeat(levels) + &list + &"]".repeat(levels);
        let body = account(|it| it["capabilities"] = json!({"a": "HERE"})).replace("\"HERE\"", &nested);
        let schema = schema::schema_of::<Account>().unwrap();
        let repaired = repair(&Bytes::from(body), schema).unwrap_or_else(|_| panic!());
        (repaired.misfits.len(), repaired.misfits.beyond())
    };
    assert_eq!(odd(0), (MISFITS, 90_000));
    assert_eq!(odd(120), (MISFITS / 16, 100_000 - MISFITS / 16));
}

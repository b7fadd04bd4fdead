//! Tests of decoding: frames of every type, as servers send them, and broken ones.

use std::time::{Duration, SystemTime};

use serde_json::json;

use super::*;
use crate::generated::types::Message;

fn frame(text: impl AsRef<[u8]>) -> Frame {
    decode_frame(Bytes::copy_from_slice(text.as_ref()))
}

fn misfits(frame: &Frame) -> Vec<String> {
    frame.misfits().iter().map(ToString::to_string).collect()
}

fn message(id: &str) -> Value {
    json!({"id": id, "chatID": "c", "accountID": "a", "senderID": "s", "sortKey": "-1", "timestamp": "2026-01-31T09:30:00Z", "text": "Hi"})
}

#[test]
fn the_first_frame_says_whether_the_server_knows_the_state_of_the_application() {
    for (text, expected) in [
        (r#"{"type":"ready","version":1,"chatIDs":[]}"#, None),
        (
            r#"{"type":"ready","version":1,"chatIDs":[],"app":{"state":false}}"#,
            Some(Some(false)),
        ),
        (r#"{"type":"ready","chatIDs":null,"app":{}}"#, Some(None)),
    ] {
        let frame = frame(text);
        let EventFrame::Ready(ready) = &*frame else {
            panic!("{frame:?}")
        };
        assert_eq!(ready.app.as_ref().map(|app| app.state), expected);
        assert!(ready.chat_ids.is_empty() && misfits(&frame).is_empty(), "{frame:?}");
        assert_eq!((frame.seq(), frame.timestamp(), frame.chat_id()), (None, None, None));
    }
}

#[test]
fn a_first_frame_that_says_nothing_is_one_all_the_same() {
    assert_eq!(frame(r#"{"type":"ready"}"#).kind(), "ready");
    assert_eq!(
        frame(r#"{"type":"subscriptions.updated"}"#).kind(),
        "subscriptions.updated"
    );
}

#[test]
fn times_are_numbers_or_texts() {
    let expected = SystemTime::UNIX_EPOCH + Duration::from_millis(1_769_851_800_125);
    for ts in [
        "1769851800125",
        r#""1769851800125""#,
        r#""2026-01-31T09:30:00.125Z""#,
        r#""2026-01-31T10:30:00.125+01:00""#,
    ] {
        for kind in [
            "message.upserted",
            "message.deleted",
            "chat.upserted",
            "chat.deleted",
            "app.state.updated",
            "from.tomorrow",
        ] {
            let frame = frame(format!(
                r#"{{"type":"{kind}","seq":7,"ts":{ts},"chatID":"c","ids":["m"]}}"#
            ));
            assert_eq!(frame.kind(), kind);
            assert_eq!(frame.timestamp().unwrap().to_system_time().unwrap(), expected, "{ts}");
            assert_eq!((frame.seq(), frame.chat_id()), (Some(7), Some("c".into())));
            assert!(misfits(&frame).is_empty(), "{frame:?}");
        }
    }
}

/// The number is read even if the rest of the frame cannot be read, or if its type is unknown.
#[test]
fn numbers_are_read_however_they_are_written() {
    for (seq, ts, chat, chat_id) in [
        ("7.0", "1769851800125.75", r#""c""#, "c"),
        ("7e0", "1769851800125.0", "7", "7"),
        (r#"" 7 ""#, r#""1769851800125.5""#, r#""7""#, "7"),
    ] {
        for kind in ["message.upserted", "from.tomorrow"] {
            let frame = frame(format!(
                r#"{{"type":"{kind}","seq":{seq},"ts":{ts},"chatID":{chat},"ids":["m"]}}"#
            ));
            assert_eq!((frame.kind(), frame.seq()), (kind, Some(7)), "{seq}");
            assert_eq!(frame.chat_id().as_ref().map(|id| id.as_str()), Some(chat_id));
            let expected = SystemTime::UNIX_EPOCH + Duration::from_millis(1_769_851_800_125);
            assert_eq!(frame.timestamp().unwrap().to_system_time().unwrap(), expected, "{ts}");
        }
    }
    for seq in [
        "7.5",
        "1e300",
        "9007199254740993.0",
        "null",
        "[7]",
        r#""NaN""#,
        r#""inf""#,
    ] {
        assert_eq!(
            frame(format!(r#"{{"type":"from.tomorrow","seq":{seq}}}"#)).seq(),
            None,
            "{seq}"
        );
    }
    let greatest = frame(format!(r#"{{"type":"from.tomorrow","seq":{}}}"#, i64::MAX));
    assert_eq!(greatest.seq(), Some(i64::MAX));
}

#[test]
fn a_byte_order_mark_is_read_over() {
    let raw = "\u{feff}{\"type\":\"chat.deleted\",\"seq\":7,\"chatID\":\"c\",\"ids\":[\"c\"]}\r\n";
    let whole = frame(raw);
    assert!(matches!(&*whole, EventFrame::ChatDeleted(event) if event.seq == Some(7)));
    assert!(misfits(&whole).is_empty());
    assert_eq!(whole.raw(), raw.as_bytes());
    assert_eq!(frame("\u{feff}{\"seq\":7}").seq(), Some(7));
    assert_eq!(frame("\u{feff}").kind(), "");
}

#[test]
fn a_time_that_is_a_number_needs_no_repair() {
    for text in [
        json!({"type": "message.upserted", "seq": 1, "ts": 1_769_851_800_125_i64, "chatID": "c", "ids": ["m"], "entries": [message("m")]}),
        json!({"type": "chat.deleted", "seq": 1, "ts": -1, "chatID": "c", "ids": ["c"]}),
    ] {
        let raw = Bytes::from(text.to_string());
        let decoded = decode_answer::<EventFrame>(&raw, || Kind::Any).unwrap();
        assert!(decoded.repairs.is_none(), "{text}");
        assert!(decode_frame(raw).timestamp().is_some());
    }
}

#[test]
fn entries_are_read_as_far_as_they_can_be() {
    let part = json!({"id": "m2", "reactions": []});
    for (entries, expected, told) in [
        (json!(null), None, vec![]),
        (json!([]), Some(vec![]), vec![]),
        (json!([message("m1")]), Some(vec!["m1"]), vec![]),
        (
            json!([part, message("m1"), null, 7]),
            Some(vec!["m1"]),
            vec!["entries[0]", "entries[2]", "entries[3]"],
        ),
    ] {
        let event =
            json!({"type": "message.upserted", "seq": 1, "ts": 0, "chatID": "c", "ids": ["m1"], "entries": entries});
        let frame = frame(event.to_string());
        let EventFrame::MessageUpserted(event) = &*frame else {
            panic!("{frame:?}")
        };
        let ids = |entries: &Vec<Message>| entries.iter().map(|it| it.id.to_string()).collect::<Vec<_>>();
        let expected = expected.map(|ids| ids.into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(event.entries.as_ref().map(ids), expected);
        let places: Vec<_> = frame.misfits().iter().map(Misfit::place).collect();
        assert_eq!(places, told);
    }
    let without = frame(r#"{"type":"message.upserted","chatID":"c","ids":["m"]}"#);
    assert!(matches!(&*without, EventFrame::MessageUpserted(event) if event.entries.is_none() && event.seq.is_none()));
}

#[test]
fn a_frame_that_cannot_be_read_is_unknown_and_told() {
    for (text, kind, told) in [
        ("", "", "`.` was taken out: it is not JSON"),
        ("PLANTED", "", "`.` was taken out: it is not JSON"),
        (r#"{"type":"ready","#, "", "`.` was taken out: it is not JSON"),
        ("null", "", "`.` was taken out: it is not an object"),
        (r#"["PLANTED"]"#, "", "`.` was taken out: it is not an object"),
        (r#"{"seq":1}"#, "", "`.` was taken out: `type` is missing"),
        (
            r#"{"type":{"PLANTED":1},"seq":1}"#,
            "",
            "`.` was taken out: `type` is not a string",
        ),
        (
            r#"{"type":"message.upserted","seq":1,"ids":["PLANTED"]}"#,
            "message.upserted",
            "`.` was taken out: `chatID` is missing",
        ),
        (
            r#"{"type":"chat.deleted","seq":1,"chatID":"","ids":[]}"#,
            "chat.deleted",
            "`.` was taken out: `chatID` is empty",
        ),
    ] {
        let frame = frame(text);
        assert!(matches!(&*frame, EventFrame::Unknown(_)), "{frame:?}");
        assert_eq!(frame.kind(), kind, "{text}");
        assert_eq!(misfits(&frame), [told], "{text}");
        assert_eq!(frame.misfits()[0].raw(), text.as_bytes());
        assert_eq!(frame.raw(), text.as_bytes());
        assert_eq!(frame.seq(), text.contains("seq").then_some(1), "{text}");
        assert!(!format!("{frame:?}").contains("PLANTED"), "{frame:?}");
    }
}

#[test]
fn a_frame_of_an_unknown_type_keeps_all_that_it_says() {
    let text = r#"{"type":"reaction.added","seq":"3","ts":"","chatID":"c","what":{"PLANTED":"PLANTED"}}"#;
    let frame = frame(text);
    assert_eq!(
        (frame.kind(), frame.seq(), frame.timestamp()),
        ("reaction.added", Some(3), None)
    );
    assert!(frame.misfits().is_empty());
    assert_eq!(
        serde_json::to_value(frame.into_inner()).unwrap(),
        serde_json::from_str::<Value>(text).unwrap()
    );
}

#[test]
fn frames_are_repaired_like_answers() {
    let text =
        b"{\"seq\":\"7\",\"ids\":[\"\\ud83d\",\"m\xff\",\"\",1],\"chatID\":\"c\",\"type\":\"message.deleted\"}\n";
    let frame = frame(text);
    let EventFrame::MessageDeleted(event) = &*frame else {
        panic!("{frame:?}")
    };
    assert_eq!(event.seq, Some(7));
    let ids: Vec<_> = event.ids.iter().map(|id| id.as_str()).collect();
    assert_eq!(ids, ["\u{fffd}", "m\u{fffd}", "1"]);
    assert_eq!(misfits(&frame), ["`ids[2]` was taken out: it is empty"]);
}

#[test]
fn what_the_server_says_in_words_is_not_printed() {
    let frame = frame(r#"{"type":"error","requestID":"r1","code":"INVALID_PAYLOAD","message":"PLANTED"}"#);
    assert!(matches!(&*frame, EventFrame::Error(error) if error.message.as_str() == "PLANTED"));
    assert!(!format!("{frame:?}").contains("PLANTED"), "{frame:?}");
}

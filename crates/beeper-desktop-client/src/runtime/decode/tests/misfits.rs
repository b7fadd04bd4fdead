//! Tests of the contents of misfits, of how many are kept, and of bodies that are not JSON.

use bytes::Bytes;
use serde_json::json;

use super::*;
use crate::runtime::decode::repair::repair;
use crate::runtime::decode::{decode_answer, schema};

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
    // The items of the page as the server sent them.
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
fn malformed_json_is_reported_wherever_it_breaks() {
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
fn misfits_beyond_the_maximum_are_only_counted() {
    let body = format!(r#"{{"items":[{}null]}}"#, "null,".repeat(30_000));
    let schema = schema::schema_of::<MessagePage>().unwrap();
    let decoded = decode_answer::<MessagePage>(&Bytes::from(body), || schema).unwrap_or_else(|_| panic!());
    let misfits = decoded.repairs.unwrap().misfits;
    assert_eq!(
        (decoded.value.items.len(), misfits.len(), misfits.omitted()),
        (0, MAX_MISFITS, 20_001)
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
        (repaired.misfits.len(), repaired.misfits.omitted())
    };
    assert_eq!(odd(0), (MAX_MISFITS, 90_000));
    assert_eq!(odd(120), (MAX_MISFITS / 16, 100_000 - MAX_MISFITS / 16));
}

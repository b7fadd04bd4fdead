//! Tests of untyped values: numbers that no type can represent, and nesting that is too deep.

use serde_json::json;

use super::*;

#[test]
fn numbers_that_no_type_holds_are_null_in_untyped_values() {
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
fn parts_that_are_nested_too_deeply_are_taken_out_and_the_rest_stays() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let body = account(|it| it["capabilities"] = json!({"a": "HERE", "b": 1}));
    // The account and its capabilities are the first two levels.
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
    // Members that are not read may be nested as deeply as they like.
    let (_, told) =
        read::<Account>(account(|it| it["unread"] = "HERE".into()).replace("\"HERE\"", &nested(100_000))).unwrap();
    assert_eq!(told.len(), 0);
}

//! Tests of malformed texts and numbers.

use serde_json::json;

use super::*;

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

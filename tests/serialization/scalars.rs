//! Tests the serialization of timestamps, reactions and numbers.

use beeper_desktop_client::OpenValue;
use serde_json::json;

use crate::support::samples::full;
use crate::support::tables::reencode;

#[test]
fn an_invalid_time_fails_no_list_of_messages() {
    let mut page = full("MessagePage");
    for odd in ["", "yesterday", "2026-02-30T25:61:00"] {
        page["items"][0]["timestamp"] = json!(odd);
        page["items"][0]["editedTimestamp"] = json!(odd);
        let mut expected = page.clone();
        if odd.is_empty() {
            // In an optional property, an empty text means that the property is absent.
            expected["items"][0].as_object_mut().unwrap().remove("editedTimestamp");
        }
        assert_eq!(reencode("MessagePage", page.clone()).unwrap(), expected);
    }
}

#[test]
fn odd_reactions_fail_no_list_of_messages() {
    let mut page = full("MessagePage");
    for odd in ["", ".", "..", "a/b", ":party parrot:", "\u{202e}"] {
        page["items"][0]["reactions"][0]["reactionKey"] = json!(odd);
        assert_eq!(reencode("MessagePage", page.clone()).unwrap(), page);
    }
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

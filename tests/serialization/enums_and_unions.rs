//! Tests that known and unknown values of enums and unions are written as they were read.

use serde_json::json;

use crate::support::samples::{self, full, with};
use crate::support::tables::{debug, reencode};

#[test]
fn every_kind_of_a_union_is_written_as_it_was_read() {
    for union in samples::unions() {
        for (kind, sample) in union.variants() {
            assert_eq!(sample[union.tag()], kind);
            assert_eq!(union.reencode(sample.clone()).unwrap(), sample, "{}.{kind}", union.name);
            assert!(
                !debug(union.name, sample).starts_with("Unknown"),
                "{}.{kind}",
                union.name
            );
        }
    }
}

#[test]
fn an_unknown_kind_of_a_union_is_kept_whole() {
    for union in samples::unions() {
        let wire = json!({union.tag(): "from the future", "publicKey": {"challenge": "x", "list": [null, 1]}});
        assert_eq!(union.reencode(wire.clone()).unwrap(), wire, "{}", union.name);
        assert!(debug(union.name, wire).starts_with("Unknown("), "{}", union.name);
    }
    let step = json!({"type": "webauthn", "stepID": "s", "publicKey": {"challenge": "x"}});
    let session = json!({"bridgeID": "b", "loginSessionID": "s", "status": "waiting", "currentStep": step});
    assert_eq!(reencode("LoginSession", session.clone()).unwrap(), session);
}

#[test]
fn every_variant_of_a_union_without_a_tag_is_known_and_written_as_it_was_read() {
    for union in samples::unions_without_a_tag() {
        for (title, sample) in union.variants() {
            assert_eq!(
                union.reencode(sample.clone()).unwrap(),
                sample,
                "{}.{title}",
                union.name
            );
            let printed = debug(union.name, sample);
            assert!(printed.starts_with(title), "{}.{title} is {printed}", union.name);
        }
    }
}

#[test]
fn an_unknown_variant_is_kept() {
    // No variant of any union is a list with these items.
    let odd = json!([{"from": "the future"}, 7, null]);
    for union in samples::unions_without_a_tag() {
        assert_eq!(union.reencode(odd.clone()).unwrap(), odd, "{}", union.name);
        assert!(debug(union.name, odd.clone()).starts_with("Unknown("), "{}", union.name);
    }
    let message = with(
        &full("Message"),
        "seen",
        json!({"@kim:chat.example": {"device": "phone"}}),
    );
    assert_eq!(reencode("Message", message.clone()).unwrap(), message);
}

#[test]
fn known_and_unknown_values_of_enums_are_written_as_they_were_read() {
    let mut enums = 0;
    for component in samples::enums() {
        let (name, values) = (component.name, component.values());
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
fn known_and_unknown_values_of_enums_of_numbers_are_written_as_they_were_read() {
    let mut values = 0;
    for component in samples::number_enums() {
        for (title, value) in component.numbers() {
            assert_eq!(
                reencode(component.name, json!(value)).unwrap(),
                value,
                "{}",
                component.name
            );
            assert_eq!(debug(component.name, json!(value)), title, "{}", component.name);
            values += 1;
        }
        assert_eq!(
            reencode(component.name, json!(-7777)).unwrap(),
            -7777,
            "{}",
            component.name
        );
        assert_eq!(
            debug(component.name, json!(-7777)),
            "Unknown(-7777)",
            "{}",
            component.name
        );
    }
    assert!(values > 0);
}

#[test]
fn an_invalid_known_kind_is_an_error_that_names_the_field() {
    for (wire, expected) in [
        (
            json!({"type": "cookies", "stepID": "s", "fields": []}),
            "missing field `url`",
        ),
        (
            json!({"type": "display_and_wait", "display": {"type": "qr"}}),
            "missing field `stepID`",
        ),
        (json!({"stepID": "s"}), "missing field `type`"),
        (json!({"type": null}), "invalid type: null, expected a string"),
        (json!("user_input"), "expected an object"),
    ] {
        let error = reencode("LoginStep", wire.clone()).unwrap_err().to_string();
        assert_eq!(error, expected, "{wire}");
    }
}

//! What goes over the wire: every component of the document, in its full form and in the forms that must not break anything.
//!
//! The samples are made from the document. Those of whole bodies are `request_bodies.rs`'s, for nothing reads these.

use beeper_desktop_client::OpenValue;
use beeper_desktop_mock::{MockDesktop, Reply};
use serde_json::{Value, json};

use crate::support::client;
use crate::support::samples::{self, Component, emptied, full, with, without};
use crate::support::tables::{EXTENSIONS, TYPES, debug, reencode};

/// A value as the component is written after it was read.
fn again(component: Component, wire: Value) -> Result<Value, serde_json::Error> {
    reencode(component.read_as(), wire)
}

#[test]
fn every_component_is_written_as_it_was_read() {
    for component in samples::components().filter(|it| TYPES.iter().any(|known| known.component == it.name)) {
        for sample in [component.full(), component.small()] {
            assert_eq!(again(component, sample.clone()).unwrap(), sample, "{}", component.name);
        }
    }
}

#[test]
fn a_full_sample_has_all_properties_and_a_small_one_those_that_are_required() {
    for component in samples::objects() {
        let (full, small) = (component.full(), component.small());
        let [all, least] = [&full, &small].map(|sample| sample.as_object().unwrap());
        for property in component.required().into_iter().chain(component.optional()) {
            assert!(!all[property].is_null(), "{}.{property}", component.name);
        }
        for property in component.required() {
            assert!(least.contains_key(property), "{}.{property}", component.name);
        }
        for property in component.optional() {
            let is_there = component.at_least().contains(&property);
            assert_eq!(least.contains_key(property), is_there, "{}.{property}", component.name);
        }
    }
}

#[test]
fn every_kind_of_a_union_is_written_as_it_was_read() {
    for union in samples::unions() {
        for (kind, sample) in union.variants() {
            assert_eq!(sample[union.tag()], kind);
            assert_eq!(again(union, sample.clone()).unwrap(), sample, "{}.{kind}", union.name);
            assert!(
                !debug(union.name, sample).starts_with("Unknown"),
                "{}.{kind}",
                union.name
            );
        }
    }
}

#[test]
fn a_kind_that_nobody_knows_is_kept_whole() {
    for union in samples::unions() {
        let wire = json!({union.tag(): "from the future", "publicKey": {"challenge": "x", "list": [null, 1]}});
        assert_eq!(again(union, wire.clone()).unwrap(), wire, "{}", union.name);
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
            assert_eq!(again(union, sample.clone()).unwrap(), sample, "{}.{title}", union.name);
            let printed = debug(union.name, sample);
            assert!(printed.starts_with(title), "{}.{title} is {printed}", union.name);
        }
    }
}

#[test]
fn a_variant_that_nobody_knows_is_kept_and_fails_nothing() {
    // No variant is a list that holds all of this.
    let odd = json!([{"from": "the future"}, 7, null]);
    for union in samples::unions_without_a_tag() {
        assert_eq!(again(union, odd.clone()).unwrap(), odd, "{}", union.name);
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
fn one_odd_date_fails_no_list_of_messages() {
    let mut page = full("MessagePage");
    for odd in ["", "yesterday", "2026-02-30T25:61:00"] {
        page["items"][0]["timestamp"] = json!(odd);
        page["items"][0]["editedTimestamp"] = json!(odd);
        let mut expected = page.clone();
        if odd.is_empty() {
            // An empty text is absence, where there may be absence.
            expected["items"][0].as_object_mut().unwrap().remove("editedTimestamp");
        }
        assert_eq!(reencode("MessagePage", page.clone()).unwrap(), expected);
    }
}

#[test]
fn what_people_react_with_fails_no_list_of_messages() {
    let mut page = full("MessagePage");
    for odd in ["", ".", "..", "a/b", ":party parrot:", "\u{202e}"] {
        page["items"][0]["reactions"][0]["reactionKey"] = json!(odd);
        assert_eq!(reencode("MessagePage", page.clone()).unwrap(), page);
    }
}

#[test]
fn what_extends_something_can_be_taken_for_it() {
    for extension in EXTENSIONS {
        let base = samples::component(extension.base);
        let mut expected = full(extension.component);
        let properties: Vec<_> = base.required().into_iter().chain(base.optional()).collect();
        expected
            .as_object_mut()
            .unwrap()
            .retain(|property, _| properties.contains(&property.as_str()));
        assert_eq!(
            (extension.taken)(full(extension.component)),
            expected,
            "{}",
            extension.component
        );
    }
}

#[test]
fn what_is_optional_may_be_absent_or_null_or_empty() {
    for component in samples::readable() {
        for property in component.optional() {
            let (name, full) = (component.name, component.full());
            let absent = without(&full, property);
            assert_eq!(
                again(component, absent.clone()).unwrap(),
                absent,
                "{name} without `{property}`"
            );

            let null = with(&full, property, Value::Null);
            let expected = if component.is_clearable(property) {
                &null
            } else {
                &absent
            };
            assert_eq!(
                again(component, null.clone()).unwrap(),
                *expected,
                "{name} with a null `{property}`"
            );

            let Some(empty) = emptied(&full[property]) else {
                continue;
            };
            let empty = with(&full, property, empty);
            let expected = if component.is_absent_when_empty(property) {
                &absent
            } else {
                &empty
            };
            assert_eq!(
                again(component, empty.clone()).unwrap(),
                *expected,
                "{name} with an empty `{property}`"
            );
        }
    }
}

#[test]
fn a_list_that_is_required_is_empty_when_it_is_null() {
    for component in samples::readable() {
        let full = component.full();
        for property in component.required().into_iter().filter(|it| full[it].is_array()) {
            let read = again(component, with(&full, property, Value::Null)).unwrap();
            assert_eq!(
                read,
                with(&full, property, json!([])),
                "{} with a null `{property}`",
                component.name
            );
        }
    }
}

/// As servers before 4.2.785 answer, and others that were written from the pages.
#[test]
fn what_older_servers_leave_out_fails_nothing() {
    for (name, body) in [
        (
            "Account",
            json!({"accountID": "matrix_@ana:chat.example", "status": "connected", "user": {"id": "@ana:chat.example"}}),
        ),
        ("InfoEndpoints", json!({})),
        ("InfoEndpoints", json!({"oauth": {}, "ws_events": "/v1/ws"})),
        (
            "InfoOAuthEndpoints",
            json!({"token_endpoint": "http://127.0.0.1:23374/oauth/token"}),
        ),
        ("SendMessageResponse", json!({"pendingMessageID": "pending-7"})),
        ("AddReactionResponse", json!({"reactionKey": "🎈", "success": true})),
        ("RemoveReactionResponse", json!({"reactionKey": "🎈", "success": true})),
    ] {
        assert_eq!(reencode(name, body.clone()).unwrap(), body, "{name}");
    }
    for (name, repeated) in [("OpenedChat", "chatID"), ("UpdatedMessage", "messageID")] {
        let mut body = full(name);
        body.as_object_mut().unwrap().remove(repeated);
        assert_eq!(reencode(name, body.clone()).unwrap(), body, "{name}");
    }
}

#[test]
fn an_empty_list_or_map_is_not_taken_for_absence() {
    for (name, property, empty) in [
        ("BridgeLogin", "accountIDs", json!([])),
        ("Account", "capabilities", json!({})),
        ("LoginSessionError", "details", json!({})),
        ("UserInputStep", "attachments", json!([])),
    ] {
        let component = samples::component(name);
        let wire = with(&component.full(), property, empty);
        assert_eq!(again(component, wire.clone()).unwrap(), wire, "{name}");
    }
}

#[test]
fn what_is_required_and_missing_is_named() {
    for component in samples::readable() {
        for property in component.required() {
            let error = again(component, without(&component.full(), property))
                .unwrap_err()
                .to_string();
            assert_eq!(error, format!("missing field `{property}`"), "{}", component.name);
        }
    }
}

/// A client goes on where it can, and says so; where it cannot, its error names the property.
#[tokio::test]
async fn an_answer_without_something_required_is_told_or_refused() {
    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    let (mut told, mut refused) = (0, 0);
    for component in samples::readable() {
        let read_as = TYPES.iter().find(|it| it.component == component.read_as()).unwrap();
        for property in component.required() {
            mock.reset_replies();
            mock.on_any()
                .reply(Reply::json(200, without(&component.full(), property)));
            let name = format!("{} without `{property}`", component.name);
            match (read_as.decode)(client.clone()).await {
                Ok((_, misfits)) => {
                    assert_eq!(misfits.len(), 1, "{name}: {misfits:?}");
                    assert!(misfits[0].contains(&format!("`{property}`")), "{name}: {misfits:?}");
                    told += 1;
                }
                Err(error) => {
                    let line = error.to_string();
                    assert!(line.contains(&format!("`{property}`")), "{name}: {line}");
                    refused += 1;
                }
            }
        }
    }
    assert!(told > 0 && refused > 0, "{told} told, {refused} refused");
}

#[test]
fn properties_that_nobody_knows_are_ignored_or_in_open_schemas_kept() {
    for component in samples::readable() {
        let full = component.full();
        let extended = with(
            &full,
            "fromTheFuture",
            json!({"deep": [1, null, {"x": "y"}], "empty": {}}),
        );
        let expected = if component.is_open() { &extended } else { &full };
        assert_eq!(
            again(component, extended.clone()).unwrap(),
            *expected,
            "{}",
            component.name
        );
    }
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

#[test]
fn a_known_kind_that_does_not_fit_is_an_error_that_names_the_field() {
    for (wire, expected) in [
        (
            json!({"type": "cookies", "stepID": "s", "fields": []}),
            "missing field `url`",
        ),
        (
            json!({"type": "display_and_wait", "stepID": "s", "display": {"type": "qr"}}),
            "missing field `data`",
        ),
        (json!({"stepID": "s"}), "missing field `type`"),
        (json!({"type": null}), "expected a string"),
        (json!("user_input"), "expected an object"),
    ] {
        let error = reencode("LoginStep", wire.clone()).unwrap_err().to_string();
        assert_eq!(error, expected, "{wire}");
    }
}

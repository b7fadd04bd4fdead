//! Tests every object of the document, in its full form and in forms that the client has to tolerate.
//!
//! The document generates the samples. `request_bodies.rs` tests those of whole bodies, which the client never reads.

use beeper_desktop_mock::{MockDesktop, Reply};
use serde_json::{Value, json};

use crate::support::client;
use crate::support::samples::{self, emptied, full, with, without};
use crate::support::tables::{EXTENSIONS, TYPES, reencode};

#[test]
fn every_component_is_written_as_it_was_read() {
    for component in samples::components().filter(|it| TYPES.iter().any(|known| known.component == it.name)) {
        for sample in [component.full(), component.small()] {
            assert_eq!(
                component.reencode(sample.clone()).unwrap(),
                sample,
                "{}",
                component.name
            );
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
fn an_extension_converts_into_its_base() {
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
fn optional_properties_may_be_absent_null_or_empty() {
    for component in samples::readable() {
        for property in component.optional() {
            let (name, full) = (component.name, component.full());
            let absent = without(&full, property);
            assert_eq!(
                component.reencode(absent.clone()).unwrap(),
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
                component.reencode(null.clone()).unwrap(),
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
                component.reencode(empty.clone()).unwrap(),
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
            let read = component.reencode(with(&full, property, Value::Null)).unwrap();
            assert_eq!(
                read,
                with(&full, property, json!([])),
                "{} with a null `{property}`",
                component.name
            );
        }
    }
}

/// Servers before 4.2.785 answer like this, and so do servers that others wrote from the documentation.
#[test]
fn properties_that_older_servers_leave_out_are_optional() {
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
        assert_eq!(component.reencode(wire.clone()).unwrap(), wire, "{name}");
    }
}

#[test]
fn a_missing_required_property_is_named() {
    for component in samples::readable() {
        for property in component.required() {
            let error = component
                .reencode(without(&component.full(), property))
                .unwrap_err()
                .to_string();
            assert_eq!(error, format!("missing field `{property}`"), "{}", component.name);
        }
    }
}

/// Where possible, a client continues and reports a misfit; otherwise its error names the property.
#[tokio::test]
async fn a_missing_required_property_is_reported_or_refused() {
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
fn unknown_properties_are_ignored_or_in_open_schemas_kept() {
    for component in samples::readable() {
        let full = component.full();
        let extended = with(
            &full,
            "fromTheFuture",
            json!({"deep": [1, null, {"x": "y"}], "empty": {}}),
        );
        let expected = if component.is_open() { &extended } else { &full };
        assert_eq!(
            component.reencode(extended.clone()).unwrap(),
            *expected,
            "{}",
            component.name
        );
    }
}

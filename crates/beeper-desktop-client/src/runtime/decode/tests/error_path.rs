//! Tests that compare the paths of errors with those that `serde_path_to_error` finds.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use serde_path_to_error::Segment;

use crate::generated::types::{Account, BridgeList, LoginSession, ProvisioningCapabilities};
use crate::runtime::decode::error::DecodeError;
use crate::runtime::decode::error_path::{Place, join, printable};
use crate::runtime::decode::serde_error::decode;

fn path<T: DeserializeOwned>(body: &str) -> String {
    match decode::<T>(body.as_bytes()) {
        Err(DecodeError::Misfit { path, .. }) => path,
        Err(DecodeError::NotJson) => panic!("not JSON: {body}"),
        Ok(_) => panic!("the body decodes: {body}"),
    }
}

/// Returns the path that `serde_path_to_error` finds when it decodes the text as a type.
fn path_by_type<T: DeserializeOwned>(body: &str) -> Option<String> {
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let error = serde_path_to_error::deserialize::<_, T>(&mut deserializer).err()?;
    let segments = error.path().iter();
    let places: Vec<_> = segments
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Place::Item(*index)),
            Segment::Map { key } => Some(Place::Property(Some(key.as_bytes()))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    let outer = printable(&places);
    let message = error.inner().to_string();
    let inner = message
        .strip_prefix("does not fit at `")
        .and_then(|rest| rest.split_once("`: "));
    Some(inner.map_or(outer.clone(), |(inner, _)| join(&outer, inner)))
}

/// Returns every document that differs from `value` in one place.
fn spoilt(value: &Value) -> Vec<Value> {
    let wrong = [
        json!(null),
        json!(true),
        json!(-7),
        json!(1.5e300),
        json!(""),
        json!(".."),
        json!("a \"quoted\\ text"),
        json!([]),
        json!([{}]),
        json!([[1]]),
        json!({}),
        json!({"x": [{}]}),
    ];
    let mut spoilt = wrong.to_vec();
    match value {
        Value::Array(values) => {
            for (index, inner) in values.iter().enumerate() {
                spoilt.extend(spoilt_within(inner, |inner| {
                    let mut values = values.clone();
                    values[index] = inner;
                    values.into()
                }));
            }
        }
        Value::Object(properties) => {
            for (name, inner) in properties {
                let mut without = properties.clone();
                without.remove(name);
                spoilt.push(without.into());
                spoilt.extend(spoilt_within(inner, |inner| {
                    let mut properties = properties.clone();
                    properties[name] = inner;
                    properties.into()
                }));
            }
        }
        _ => {}
    }
    spoilt
}

fn spoilt_within(inner: &Value, whole: impl Fn(Value) -> Value) -> impl Iterator<Item = Value> {
    spoilt(inner).into_iter().map(whole)
}

/// Encodes a value with the properties of each object in reverse order.
fn backwards(value: &Value) -> String {
    let parts = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::Array(values) => format!("[{}]", parts(values.iter().map(backwards).collect())),
        Value::Object(properties) => {
            let properties = properties.iter().rev();
            let properties = properties.map(|(name, value)| format!("{:?}: {}", name, backwards(value)));
            format!("{{{}}}", parts(properties.collect()))
        }
        value => value.to_string(),
    }
}

fn paths_are_those_by_type<T: DeserializeOwned>(document: Value) -> usize {
    assert!(T::deserialize(&document).is_ok(), "{document}");
    let mut misfits = 0;
    for document in spoilt(&document) {
        for text in [document.to_string(), format!("{document:#}"), backwards(&document)] {
            let Some(expected) = path_by_type::<T>(&text) else {
                continue;
            };
            assert_eq!(path::<T>(&text), expected, "{text}");
            misfits += 1;
        }
    }
    misfits
}

#[test]
fn a_place_in_the_text_leads_to_the_path_that_the_type_would() {
    let user = json!({"id": "@a:b", "cannotMessage": true, "fullName": "A"});
    let account = json!({
        "accountID": "a", "bridge": {"id": "b", "provider": "local", "type": "t"}, "status": "connected",
        "user": user, "capabilities": {"x": [1, {"y": null}]}, "loginID": "l",
    });
    let bridge = json!({
        "id": "b", "accounts": [account, account], "activeAccountCount": 2, "displayName": "B",
        "provider": "local", "status": "connected", "supportsMultipleAccounts": true, "type": "t",
    });
    let session = |step: Value| {
        json!({
            "account": account, "bridgeID": "b", "currentStep": step, "error": {"code": "c", "message": "m"},
            "loginSessionID": "s", "status": "x",
        })
    };
    let input = json!({
        "type": "user_input", "stepID": "s", "fields": [{"id": "f", "optional": true}, {"id": "g", "type": "x"}],
    });
    let shown = json!({"type": "display_and_wait", "stepID": "s", "display": {"data": "d", "type": "qr"}});
    let cookies = json!({
        "type": "cookies", "stepID": "s", "url": "u",
        "fields": [{"id": "f", "sources": [{"name": "n", "type": "cookie"}]}],
    });
    let capabilities = json!({
        "group_creation": {"g": {"type_description": "d", "name": {"allowed": true, "max_length": 3}}},
        "resolve_identifier": {
            "any_phone": true, "contact_list": true, "create_dm": true, "lookup_email": true,
            "lookup_phone": true, "lookup_username": true, "search": false,
        },
    });
    let misfits = paths_are_those_by_type::<BridgeList>(json!({"items": [bridge, bridge]}))
        + paths_are_those_by_type::<Vec<Account>>(json!([account]))
        + paths_are_those_by_type::<ProvisioningCapabilities>(capabilities)
        + [input, shown, cookies]
            .map(|step| paths_are_those_by_type::<LoginSession>(session(step)))
            .iter()
            .sum::<usize>();
    assert!(misfits > 1000, "{misfits}");
}

#[test]
fn unknown_members_do_not_disturb_error_paths() {
    for odd in [
        "1e999",
        r#""\ud800""#,
        r#"{"a]":"}\"\\"}"#,
        r#"[[],{},"\\",[{}]]"#,
        "\"\u{e9}\"",
    ] {
        let body = format!("{{\r\n\t\"x\" : {odd} ,\n\"accountID\": \"a\",\"y\":[{odd}],\r\"bridge\":{{\"id\":7}} }}");
        assert_eq!(path::<Account>(&body), "bridge.id", "{body}");
    }
    let deep = ["[".repeat(500), "]".repeat(500)].concat();
    assert_eq!(
        path::<Account>(&format!(r#"{{"x":{deep},"accountID":7}}"#)),
        "accountID"
    );
    assert_eq!(path::<Account>(r#"{"accountID":"a","accountID":"b"}"#), ".");
}

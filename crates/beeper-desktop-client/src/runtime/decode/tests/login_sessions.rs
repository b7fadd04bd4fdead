//! Tests of login sessions, in which nothing is filled in, and of their unions.

use serde_json::{Value, json};

use super::*;

#[test]
fn nothing_is_filled_in_in_login_sessions() {
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
            r#"{"type":"display_and_wait","display":{"type":"qr","data":"d"}}"#,
            "currentStep: missing field `stepID`",
        ),
    ] {
        assert_eq!(read::<LoginSession>(session(step)).unwrap_err(), error, "{step}");
    }
    // The next step does not depend on accounts and labels, so these may be taken out.
    let step = r#"{"type":"user_input","stepID":1,"fields":[{"id":"f","label":{},"x":{"y":"\ud800"}}],"more":1}"#;
    let expected =
        json!({"type": "user_input", "stepID": "1", "fields": [{"id": "f", "x": {"y": "\u{fffd}"}}], "more": 1});
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
        let display = json!({"type": "qr", "data": "5"});
        let mut expected = json!({"type": "display_and_wait", "stepID": "7", "display": display});
        if rest.contains("more") {
            expected["display"]["more"] = json!([{}]);
        }
        let expected: Value = serde_json::from_str(&session(&expected.to_string())).unwrap();
        for step in [
            format!(r#"{{"type":"display_and_wait",{rest}}}"#),
            format!(r#"{{{rest},"type":"display_and_wait"}}"#),
            format!(r#"{{{rest},"type":"display_and_wait","type":"complete"}}"#),
        ] {
            assert_reads::<LoginSession>(session(&step), expected.clone(), &[]);
        }
    }
    // A tag is recognized even if it contains escapes.
    let step = r#"{"fields":[],"stepID":7,"type":"user\u005finput"}"#;
    let expected = json!({"type": "user_input", "stepID": "7", "fields": []});
    assert_reads::<LoginSession>(
        session(step),
        serde_json::from_str(&session(&expected.to_string())).unwrap(),
        &[],
    );
    // An unknown kind stays unknown, whatever other members it has.
    for more in ["", r#","fields":7,"fields":8"#] {
        let step = format!(r#"{{"type":"new","type":"user_input","stepID":"s"{more}}}"#);
        let (value, _) = read::<LoginSession>(session(&step)).unwrap();
        assert_eq!(value["currentStep"]["type"], "new", "{step}");
    }
    // An object that keeps unknown members does not keep a second tag.
    let display = r#"{"type":"emoji","type":"qr","imageURL":"u","more":1}"#;
    let step = format!(r#"{{"type":"display_and_wait","stepID":"s","display":{display}}}"#);
    let expected = step.replace(r#","type":"qr""#, "");
    assert_reads::<LoginSession>(session(&step), serde_json::from_str(&session(&expected)).unwrap(), &[]);
    // An unknown kind is kept as the server sent it, except for values that no type can represent.
    let step = r#"{"stepID":7,"type":7,"more":[1e999,"\ud800"]}"#;
    let expected = json!({"type": "7", "stepID": 7, "more": [null, "\u{fffd}"]});
    let told = "`currentStep.more[0]` was taken out: it is out of range";
    assert_reads::<LoginSession>(
        session(step),
        serde_json::from_str(&session(&expected.to_string())).unwrap(),
        &[told],
    );
}

/// A login waits whatever is displayed, so an unreadable part of a display is the only part that is lost.
#[test]
fn displays_are_read_as_far_as_they_can_be() {
    for (display, expected, told) in [
        (json!({"type": "emoji", "data": "\u{1f98a}"}), None, None),
        (
            json!({"type": "emoji", "imageURL": "https://e.example/1.png"}),
            None,
            None,
        ),
        (
            json!({"type": "emoji", "data": "\u{1f98a}", "imageURL": "u", "alt": {"de": 1}}),
            None,
            None,
        ),
        (json!({"type": "emoji"}), None, None),
        (json!({"type": "qr", "imageURL": "https://e.example/1.png"}), None, None),
        (json!({"type": "code", "imageURL": "u", "expires": 30}), None, None),
        (json!({"type": "qr"}), None, None),
        (json!({"type": "hologram", "data": [1], "more": {}}), None, None),
        (
            json!({"type": "qr", "data": "", "imageURL": ""}),
            Some(json!({"type": "qr"})),
            None,
        ),
        (
            json!({"type": "code", "data": null, "imageURL": "u"}),
            Some(json!({"type": "code", "imageURL": "u"})),
            None,
        ),
        (
            json!({"type": "emoji", "data": "", "imageURL": null}),
            Some(json!({"type": "emoji"})),
            None,
        ),
        (
            json!({"type": "code", "data": 123_456}),
            Some(json!({"type": "code", "data": "123456"})),
            None,
        ),
        (
            json!({"type": "nothing", "data": "", "x": [1]}),
            Some(json!({"type": "nothing"})),
            None,
        ),
        (
            json!({"type": "qr", "data": ["PLANTED"], "imageURL": "u"}),
            Some(json!({"type": "qr", "imageURL": "u"})),
            Some("`currentStep.display.data` was taken out: it is not a string"),
        ),
        (
            json!({"type": "emoji", "data": {"PLANTED": 1}}),
            Some(json!({"type": "emoji"})),
            Some("`currentStep.display.data` was taken out: it is not a string"),
        ),
        (json!(null), Some(json!(null)), None),
        (
            json!("PLANTED"),
            Some(json!(null)),
            Some("`currentStep.display` was taken out: it is not an object"),
        ),
        (
            json!(["PLANTED"]),
            Some(json!(null)),
            Some("`currentStep.display` was taken out: it is not an object"),
        ),
        (
            json!({"data": "PLANTED"}),
            Some(json!(null)),
            Some("`currentStep.display` was taken out: `currentStep.display.type` is missing"),
        ),
    ] {
        let step = |display: &Value| {
            let mut step = json!({"type": "display_and_wait", "stepID": "s"});
            if !display.is_null() {
                step["display"] = display.clone();
            }
            step
        };
        let sent = json!({"type": "display_and_wait", "stepID": "s", "display": display});
        let expected = step(expected.as_ref().unwrap_or(&display));
        assert_reads::<LoginSession>(
            session(&sent.to_string()),
            serde_json::from_str(&session(&expected.to_string())).unwrap(),
            told.as_slice(),
        );
    }
    let bare = r#"{"type":"display_and_wait","stepID":"s"}"#;
    assert_reads::<LoginSession>(session(bare), serde_json::from_str(&session(bare)).unwrap(), &[]);
}

/// Steps keep the members that bridges add, and accept their ways to say that a value is absent.
#[test]
fn steps_keep_what_they_do_not_know() {
    let common = json!({"txnID": "t", "can_cancel": true, "more": {"deep": [null, 1.5]}});
    for step in [
        json!({"type": "user_input", "stepID": "s", "fields": [
            {"id": "f", "name": "", "description": "", "min_length": 1, "default_value": null, "options": []},
        ]}),
        json!({"type": "cookies", "stepID": "s", "url": "https://e.example", "fields": [{"id": "f", "sources": null}],
            "hidden": true, "initialCookies": [{"name": "a", "value": "b"}], "waitForURLPattern": "^x"}),
        json!({"type": "display_and_wait", "stepID": "s", "display": {"type": "code", "data": "d", "more": null}}),
    ] {
        let mut step = step;
        step.as_object_mut()
            .unwrap()
            .extend(common.as_object().unwrap().clone());
        assert_reads::<LoginSession>(
            session(&step.to_string()),
            serde_json::from_str(&session(&step.to_string())).unwrap(),
            &[],
        );
    }
    for (said, read) in [
        (
            r#"{"type":"user_input","stepID":"s","fields":null,"attachments":null,"instructions":""}"#,
            json!({"type": "user_input", "stepID": "s", "fields": []}),
        ),
        (
            r#"{"type":"cookies","stepID":"s","url":"u","fields":null,"userAgent":null,"instructions":null}"#,
            json!({"type": "cookies", "stepID": "s", "url": "u", "fields": []}),
        ),
        (
            r#"{"type":"user_input","stepID":"s","fields":null}"#,
            json!({"type": "user_input", "stepID": "s", "fields": []}),
        ),
        // Only the first tag counts, even if unknown members are kept.
        (
            r#"{"type":"user_input","stepID":"s","fields":[],"type":"cookies"}"#,
            json!({"type": "user_input", "stepID": "s", "fields": []}),
        ),
    ] {
        let expected = serde_json::from_str(&session(&read.to_string())).unwrap();
        assert_reads::<LoginSession>(session(said), expected, &[]);
    }
}

#[test]
fn fields_that_are_left_out_are_none_and_told() {
    for step in [
        json!({"type": "user_input", "stepID": "s"}),
        json!({"type": "cookies", "stepID": "s", "url": "https://e.example"}),
    ] {
        let mut expected = step.clone();
        expected["fields"] = json!([]);
        assert_reads::<LoginSession>(
            session(&step.to_string()),
            serde_json::from_str(&session(&expected.to_string())).unwrap(),
            &["`currentStep.fields` was filled in: it is missing"],
        );
    }
}

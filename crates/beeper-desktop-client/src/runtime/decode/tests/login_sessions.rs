//! Login sessions, in which nothing is filled in, and their unions.

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
            r#"{"type":"display_and_wait","stepID":"s","display":{"type":"qr","data":["PLANTED"]}}"#,
            "currentStep.display.data: expected a string",
        ),
    ] {
        assert_eq!(read::<LoginSession>(session(step)).unwrap_err(), error, "{step}");
    }
    // What is read of an account or of a label is not what the next step hangs on.
    let step = r#"{"type":"user_input","stepID":1,"fields":[{"id":"f","label":{},"x":{"y":"\ud800"}}],"more":1}"#;
    let expected = json!({"type": "user_input", "stepID": "1", "fields": [{"id": "f", "x": {"y": "\u{fffd}"}}]});
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
        let expected = json!({"type": "display_and_wait", "stepID": "7", "display": {"type": "qr", "data": "5"}});
        let expected: Value = serde_json::from_str(&session(&expected.to_string())).unwrap();
        for step in [
            format!(r#"{{"type":"display_and_wait",{rest}}}"#),
            format!(r#"{{{rest},"type":"display_and_wait"}}"#),
            format!(r#"{{{rest},"type":"display_and_wait","type":"complete"}}"#),
        ] {
            assert_reads::<LoginSession>(session(&step), expected.clone(), &[]);
        }
    }
    // A tag is known however it is written.
    let step = r#"{"fields":[],"stepID":7,"type":"user\u005finput"}"#;
    let expected = json!({"type": "user_input", "stepID": "7", "fields": []});
    assert_reads::<LoginSession>(
        session(step),
        serde_json::from_str(&session(&expected.to_string())).unwrap(),
        &[],
    );
    // An unknown kind stays one, whatever kind it says to be beside that.
    for more in ["", r#","fields":7,"fields":8"#] {
        let step = format!(r#"{{"type":"new","type":"user_input","stepID":"s"{more}}}"#);
        let (value, _) = read::<LoginSession>(session(&step)).unwrap();
        assert_eq!(value["currentStep"]["type"], "new", "{step}");
    }
    // One that keeps what it does not know keeps no second tag.
    let display = r#"{"type":"emoji","type":"qr","imageURL":"u","more":1}"#;
    let step = format!(r#"{{"type":"display_and_wait","stepID":"s","display":{display}}}"#);
    let expected = step.replace(r#","type":"qr""#, "");
    assert_reads::<LoginSession>(session(&step), serde_json::from_str(&session(&expected)).unwrap(), &[]);
    // An unknown kind is kept as it came, whatever is in it.
    let step = r#"{"stepID":7,"type":7,"more":[1e999,"\ud800"]}"#;
    let expected = json!({"type": "7", "stepID": 7, "more": [null, "\u{fffd}"]});
    let told = "`currentStep.more[0]` was taken out: it is out of range";
    assert_reads::<LoginSession>(
        session(step),
        serde_json::from_str(&session(&expected.to_string())).unwrap(),
        &[told],
    );
}

//! Tests input steps through the public API.

mod fields;
mod validation;

use std::collections::{BTreeMap, HashMap};

use beeper_desktop_client::types::{FieldId, LoginStepAnswerType, UserInputStep};
use beeper_desktop_client::{Client, ServerText};
use beeper_desktop_mock::{MockDesktop, Operation};
use serde_json::{Value, json};

use super::*;

fn step(fields: Value) -> InputStep {
    step_of(json!({"stepID": "step", "fields": fields}))
}

fn step_of(step: Value) -> InputStep {
    InputStep::from(serde_json::from_value::<UserInputStep>(step).unwrap())
}

fn sent(answer: &AnswerFields) -> Vec<(&str, &str)> {
    answer.iter().map(|(id, value)| (id.as_str(), value.expose())).collect()
}

#[test]
fn a_captcha_has_its_picture_and_its_sound() {
    let step = step_of(json!({
        "stepID": "captcha",
        "instructions": "What do you see?",
        "fields": [{"id": "captcha", "type": "captcha_code"}],
        "attachments": [
            {"type": "m.image", "filename": "captcha.png", "content": "iVBORw0KGgo=",
                "info": {"mimetype": "image/png", "w": 120, "h": 40, "size": 8}},
            {"type": "m.audio", "filename": "captcha.ogg", "content": "T2dnUw", "info": {"mimetype": "audio/ogg", "size": 4}},
        ],
    }));
    assert_eq!(step.instructions().map(ServerText::as_str), Some("What do you see?"));
    let [picture, sound] = step.attachments() else {
        panic!("{step:?}")
    };
    assert_eq!(picture.kind(), &AttachmentKind::Image);
    assert_eq!(picture.file_name(), Some("captcha.png"));
    assert_eq!(picture.mime_type(), Some("image/png"));
    assert_eq!((picture.width(), picture.height()), (Some(120), Some(40)));
    assert_eq!(picture.bytes(), b"\x89PNG\r\n\x1a\n");
    assert_eq!(sound.kind(), &AttachmentKind::Audio);
    assert_eq!(sound.bytes(), b"OggS");
}

#[test]
fn a_fingerprint_tells_the_same_step_from_one_that_has_changed() {
    let original = json!({
        "stepID": "password",
        "instructions": "Sign in.",
        "fields": [{"id": "password", "type": "password"}],
        "attachments": [{"content": "AAAA"}],
    });
    let fingerprint = |step: &Value| step_of(step.clone()).fingerprint().clone();
    let first = fingerprint(&original);
    assert_eq!(fingerprint(&original), first);
    assert!(!fingerprint(&original).asks_again(&first));

    for (place, value, asks_again) in [
        ("/instructions", json!("Wrong password."), true),
        ("/instructions", json!(null), true),
        ("/attachments/0/content", json!("AAAB"), true),
        ("/stepID", json!("other"), false),
        ("/fields/0/id", json!("pin"), false),
        ("/fields/0/type", json!("token"), false),
    ] {
        let mut changed = original.clone();
        *changed.pointer_mut(place).unwrap() = value;
        let changed = fingerprint(&changed);
        assert_ne!(changed, first, "{place}");
        assert_eq!(changed.asks_again(&first), asks_again, "{place}");
    }
}

#[test]
fn nothing_prints_a_value() {
    const SECRET: &str = "s3cr3t-marker";
    let step = step_of(json!({
        "stepID": "step",
        "instructions": format!("{SECRET} was wrong"),
        "fields": [
            {"id": "a", "type": "email", "label": format!("Not {SECRET}"), "placeholder": SECRET,
                "description": SECRET, "initialValue": SECRET, "pattern": SECRET},
            {"id": "b", "type": "phone_number"},
            {"id": "c", "type": "select", "options": [{"value": SECRET, "label": format!("My {SECRET}")}, "x"]},
            {"id": "d", "pattern": format!("^{SECRET}$")},
            {"id": "e", "type": "password"},
        ],
        "attachments": [{"type": "m.image", "filename": SECRET, "content": "czNjcjN0LW1hcmtlcg=="}, {"content": SECRET}],
    }));
    assert_eq!(step.attachments()[0].bytes(), SECRET.as_bytes());
    let values = FieldValues::new()
        .with("a", SECRET)
        .with("b", SECRET)
        .with("c", format!("{SECRET}!"))
        .with("d", format!(" {SECRET}"))
        .with("f", SECRET);
    let refused = step.check(&values).unwrap_err();
    assert_eq!(refused.field_errors().len(), 6);
    let answer = step_of(json!({"stepID": "step", "fields": [{"id": "a"}]}))
        .check(&values.clone().ignoring_unknown_fields())
        .unwrap();

    let printed = [
        format!("{step:?}"),
        format!("{step:#?}"),
        format!("{values:?}"),
        format!("{refused:?}"),
        format!("{refused}"),
        format!("{answer:?}"),
        format!("{:?}", step.fingerprint()),
        format!("{:?}", step.field("c").unwrap().options()),
        format!("{:?}", step.field("d").unwrap().pattern()),
        refused
            .field_errors()
            .iter()
            .map(|error| format!("{}{}{error}", error.label(), error.advice()))
            .collect(),
    ];
    for printed in printed {
        assert!(!printed.contains(SECRET), "{printed}");
        assert!(!printed.contains("115, 51, 99"), "{printed}");
        assert!(!printed.contains("czNj"), "{printed}");
    }
}

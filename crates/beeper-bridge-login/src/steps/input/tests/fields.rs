//! Tests how fields are read: kinds, labels, options.

use super::*;

#[test]
fn every_kind_on_the_wire_has_its_name() {
    for name in [
        "text",
        "username",
        "password",
        "phone_number",
        "email",
        "2fa_code",
        "token",
        "url",
        "domain",
        "select",
        "captcha_code",
        "Password",
        "otp",
    ] {
        assert_eq!(FieldKind::from(name).as_str(), name);
    }
    assert_eq!(FieldKind::from("o\u{1b}[31mtp").to_string(), "otp");
    let step = step(json!([{"id": "a"}, {"id": "b", "type": "otp"}, {"id": "c", "type": ""}]));
    let kinds: Vec<_> = step.fields().iter().map(Field::kind).collect();
    assert_eq!(
        kinds,
        [
            &FieldKind::Text,
            &FieldKind::Unknown("otp".to_owned()),
            &FieldKind::Text
        ]
    );
}

#[test]
fn secret_kinds_are_marked_and_a_captcha_is_none() {
    let secret: Vec<_> = [
        "password",
        "token",
        "2fa_code",
        "otp",
        "captcha_code",
        "text",
        "phone_number",
    ]
    .into_iter()
    .filter(|name| FieldKind::from(*name).is_secret())
    .collect();
    assert_eq!(secret, ["password", "token", "2fa_code", "otp"]);
}

#[test]
fn a_label_falls_back_to_the_name_and_then_to_the_id() {
    let step = step(json!([
        {"id": "a", "label": "Label", "name": "Name"},
        {"id": "b", "label": " \u{200b}", "name": "Name"},
        {"id": "c", "name": 7},
        {"id": "d\u{1b}[31m", "label": "\u{1b}[0m"},
    ]));
    let labels: Vec<_> = step.fields().iter().map(Field::label).collect();
    assert_eq!(labels, ["Label", "Name", "c", "d"]);
}

#[test]
fn texts_of_a_field_are_printable() {
    let step = step(json!([{
        "id": "a",
        "label": "\u{1b}]0;title\u{7}Phone\nnumber",
        "placeholder": "\u{9b}31m+1555",
        "description": "One\r\ntwo\u{202e}",
    }]));
    let field = &step.fields()[0];
    assert_eq!(field.label(), "Phone number");
    assert_eq!(field.placeholder(), Some("+1555"));
    assert_eq!(field.description(), Some("One\ntwo"));
}

#[test]
fn an_initial_value_comes_from_either_property() {
    let step = step(json!([
        {"id": "a", "initialValue": "x", "default_value": "y"},
        {"id": "b", "default_value": "y"},
        {"id": "c", "initialValue": "", "default_value": ["y"]},
        {"id": "d", "initialValue": "", "default_value": "y"},
        {"id": "e", "initialValue": null, "defaultValue": "z", "default_value": "y"},
    ]));
    let values: Vec<_> = step
        .fields()
        .iter()
        .map(|field| field.initial_value().map(|value| value.expose()))
        .collect();
    assert_eq!(values, [Some("x"), Some("y"), None, Some("y"), Some("z")]);
}

#[test]
fn malformed_extras_do_not_fail_the_step() {
    for junk in [
        json!(null),
        json!(7),
        json!([[], {}, null]),
        json!({"a": 1}),
        json!("(?="),
    ] {
        let step = step_of(json!({
            "stepID": "step",
            "fields": [{
                "id": "a", "type": "select", "name": junk, "description": junk, "default_value": junk,
                "pattern": junk, "options": junk,
            }],
            "attachments": [junk],
        }));
        assert_eq!(
            sent(&step.check(&FieldValues::new().with("a", "anything")).unwrap()),
            [("a", "anything")]
        );
        assert!(matches!(step.attachments()[0].kind(), AttachmentKind::Undecodable(_)));
    }
}

#[test]
fn of_two_fields_with_one_id_the_first_counts() {
    let step = step(json!([{"id": "a", "type": "email"}, {"id": "a"}]));
    assert_eq!(step.fields().len(), 1);
    assert_eq!(step.field("a").unwrap().kind(), &FieldKind::Email);
    assert!(step.field("b").is_none());
}

#[test]
fn options_may_be_texts_or_objects() {
    let step = step(json!([{"id": "a", "type": "select", "options": [
        "plain", {"value": "v", "label": "Label"}, {"value": 3, "name": "Three"}, {"label": "Only label"}, {"id": "i"}, 8,
    ]}]));
    let options: Vec<_> = step.fields()[0]
        .options()
        .iter()
        .map(|option| (option.value(), option.label()))
        .collect();
    assert_eq!(
        options,
        [
            ("plain", "plain"),
            ("v", "Label"),
            ("3", "Three"),
            ("Only label", "Only label"),
            ("i", "i"),
            ("8", "8")
        ]
    );
}

#[test]
fn what_else_a_step_and_its_fields_say_is_kept() {
    let step = step_of(json!({
        "stepID": "s", "can_cancel": true, "txnID": "t", "attachments": null, "instructions": "",
        "fields": [{"id": "a", "name": "A", "description": "", "min_length": 2, "new": [null]}],
    }));
    assert_eq!(step.extra()["can_cancel"].as_value(), true);
    assert_eq!(step.extra()["txnID"].as_value(), "t");
    assert!(step.attachments().is_empty() && step.instructions().is_none());
    let field = &step.fields()[0];
    assert_eq!(field.extra()["new"].as_value(), &json!([null]));
    assert_eq!((field.description(), field.min_length()), (None, Some(2)));
}

#[test]
fn a_step_may_have_no_fields() {
    for fields in [json!(null), json!([])] {
        let step = step_of(json!({"stepID": "s", "instructions": "Confirm on your phone", "fields": fields}));
        assert!(step.fields().is_empty());
        assert_eq!(sent(&step.check(&FieldValues::new()).unwrap()), []);
    }
}

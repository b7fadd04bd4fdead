use std::collections::{BTreeMap, HashMap};

use beeper_desktop_client::Client;
use beeper_desktop_client::types::LoginStepAnswerType;
use beeper_desktop_mock::{MockDesktop, Operation};
use serde_json::{Value, json};

use super::*;

fn step(fields: Value) -> InputStep {
    step_of(json!({"stepID": "step", "fields": fields}))
}

fn step_of(step: Value) -> InputStep {
    InputStep::from(serde_json::from_value::<UserInputStep>(step).unwrap())
}

fn kinds(refused: &InvalidAnswer) -> Vec<(&str, ProblemKind)> {
    refused
        .problems()
        .iter()
        .map(|problem| (problem.field().as_str(), problem.kind()))
        .collect()
}

fn sent(answer: &AnswerFields) -> Vec<(&str, &str)> {
    answer.iter().map(|(id, value)| (id.as_str(), value.expose())).collect()
}

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
    ]));
    let values: Vec<_> = step
        .fields()
        .iter()
        .map(|field| field.initial_value().map(|value| value.expose()))
        .collect();
    assert_eq!(values, [Some("x"), Some("y"), None]);
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
fn a_choice_is_made_by_value_or_by_label_and_sends_the_value() {
    let step = step(json!([{"id": "how", "type": "select", "options": [
        {"value": "sms", "label": "Text message"}, {"value": " app ", "label": "App"}, {"value": "App", "label": "Other"},
        {"value": "1", "label": "Twice"}, {"value": "2", "label": "twice"},
    ]}]));
    let choose = |typed: &str| step.check(&FieldValues::new().with("how", typed));
    for (typed, value) in [
        ("sms", "sms"),
        (" sms\n", "sms"),
        ("Text message", "sms"),
        ("text MESSAGE", "sms"),
        (" app ", " app "),
        ("App", "App"),
        ("Twice", "1"),
        ("twice", "2"),
    ] {
        assert_eq!(sent(&choose(typed).unwrap()), [("how", value)], "{typed:?}");
    }
    for typed in ["TWICE", "carrier pigeon"] {
        let refused = choose(typed).unwrap_err();
        assert_eq!(kinds(&refused), [("how", ProblemKind::NotAnOption)]);
    }
    assert_eq!(
        choose("pigeon").unwrap_err().to_string(),
        "how: choose one of: Text message, App, Other, Twice, twice"
    );
}

#[test]
fn options_that_are_not_all_understood_refuse_nothing() {
    for options in [json!(null), json!([]), json!(["a", {"unheard": "of"}])] {
        let step = step(json!([{"id": "how", "type": "select", "options": options}]));
        let answer = step.check(&FieldValues::new().with("how", " b ")).unwrap();
        assert_eq!(sent(&answer), [("how", "b")]);
    }
}

#[test]
fn all_missing_fields_are_named_at_once() {
    let step = step(json!([
        {"id": "user", "type": "username", "label": "User name"},
        {"id": "pass", "type": "password"},
        {"id": "note", "optional": true},
        {"id": "code", "type": "2fa_code"},
    ]));
    let refused = step
        .check(&FieldValues::new().with("user", " ").with("code", " - "))
        .unwrap_err();
    let missing: Vec<_> = refused.missing().map(FieldId::as_str).collect();
    assert_eq!(missing, ["user", "pass", "code"]);
}

#[test]
fn problems_of_different_kinds_come_together() {
    let step = step(json!([
        {"id": "phone", "type": "phone_number"},
        {"id": "mail", "type": "email", "label": "E-mail"},
        {"id": "pin", "pattern": "^[0-9]{4}$"},
    ]));
    let values = FieldValues::new()
        .with("phone", "0015550100")
        .with("mail", "nobody")
        .with("pin", "12345")
        .with("other", "x");
    let refused = step.check(&values).unwrap_err();
    assert_eq!(
        kinds(&refused),
        [
            ("phone", ProblemKind::NotInternational),
            ("mail", ProblemKind::NotAnEmailAddress),
            ("pin", ProblemKind::PatternMismatch),
            ("other", ProblemKind::Foreign),
        ]
    );
    assert_eq!(
        refused.to_string(),
        "phone: begin with `+` in place of `00`; \
         E-mail (mail): write an e-mail address, with a name before the `@` and a domain after it; \
         pin: it does not have the form that is asked for; look for typing errors; \
         other: leave it out, this step has no such field"
    );
}

#[test]
fn optional_fields_that_are_empty_are_not_sent() {
    let step = step(json!([
        {"id": "a", "optional": true},
        {"id": "b", "optional": true, "type": "phone_number", "pattern": "^.+$"},
        {"id": "c", "optional": false},
    ]));
    let answer = step.check(&FieldValues::new().with("b", "  ").with("c", "x")).unwrap();
    assert_eq!(sent(&answer), [("c", "x")]);
    assert!(answer.get("a").is_none());
}

#[test]
fn an_initial_value_is_sent_only_on_request() {
    let step = step(json!([
        {"id": "a", "initialValue": "one"},
        {"id": "b", "initialValue": "two", "optional": true},
    ]));
    assert_eq!(
        kinds(&step.check(&FieldValues::new()).unwrap_err()),
        [("a", ProblemKind::Missing)]
    );
    let asked = FieldValues::new().with_initial_values();
    assert_eq!(sent(&step.check(&asked).unwrap()), [("a", "one"), ("b", "two")]);
    assert_eq!(
        sent(&step.check(&asked.with("a", "mine").with("b", "")).unwrap()),
        [("a", "mine")]
    );
}

#[test]
fn an_initial_value_is_put_into_its_form_too() {
    let step = step(json!([{"id": "a", "type": "phone_number", "initialValue": "+1 555 0100"}]));
    let answer = step.check(&FieldValues::new().with_initial_values()).unwrap();
    assert_eq!(sent(&answer), [("a", "+15550100")]);
}

#[test]
fn a_map_answers_what_it_can_and_may_hold_more() {
    let step = step(json!([
        {"id": "phone", "type": "phone_number"},
        {"id": "region", "initialValue": "eu"},
    ]));
    let prepared = [("phone", "+1 555 0100"), ("password", "for a later step")];
    let sorted: BTreeMap<String, String> = prepared.map(|(id, value)| (id.into(), value.into())).into();
    let hashed: HashMap<String, String> = sorted.clone().into_iter().collect();
    for values in [FieldValues::from_map(sorted), FieldValues::from_map(hashed)] {
        let answer = step.check(&values).unwrap();
        assert_eq!(sent(&answer), [("phone", "+15550100"), ("region", "eu")]);
    }
    let refused = step
        .check(&FieldValues::from_map(BTreeMap::<String, String>::new()))
        .unwrap_err();
    assert_eq!(kinds(&refused), [("phone", ProblemKind::Missing)]);
}

#[test]
fn a_pattern_is_compared_with_what_is_sent() {
    let step = step(json!([{"id": "code", "type": "2fa_code", "pattern": "^[0-9]{6}$"}]));
    assert!(step.check(&FieldValues::new().with("code", " 123 456 ")).is_ok());
    let refused = step.check(&FieldValues::new().with("code", "12345")).unwrap_err();
    assert_eq!(kinds(&refused), [("code", ProblemKind::PatternMismatch)]);
}

#[test]
fn a_pattern_that_cannot_be_checked_refuses_nothing() {
    let step = step(json!([{"id": "code", "pattern": "^(?!0)[0-9]+$"}]));
    assert!(step.check(&FieldValues::new().with("code", "0")).is_ok());
}

#[tokio::test]
async fn an_answer_becomes_the_body_of_a_request_and_knows_its_step() {
    let step = step(json!([{"id": "user"}, {"id": "pass", "type": "password"}]));
    let answer = step
        .check(&FieldValues::new().with("user", "alice").with("pass", " horse "))
        .unwrap();
    assert_eq!(answer.step_id(), step.id());
    let mock = MockDesktop::builder().empty().start().await.unwrap();
    let client = Client::builder().base_url(mock.base_url()).access_token(mock.token());
    let request = client.build().unwrap().submit_login_step(
        "bridge",
        "session",
        answer.step_id(),
        LoginStepAnswerType::UserInput,
    );
    // The server has no such session; what it was sent is the same.
    request.fields(answer).await.unwrap_err();
    assert_eq!(
        mock.requests_for(Operation::SubmitLoginStep)[0].json().unwrap(),
        json!({"type": "user_input", "fields": {"user": "alice", "pass": " horse "}})
    );
}

#[test]
fn a_step_without_fields_has_an_empty_answer() {
    assert_eq!(
        step(json!([])).check(&FieldValues::new()).unwrap().into_iter().count(),
        0
    );
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
    assert_eq!(refused.problems().len(), 6);
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
            .problems()
            .iter()
            .map(|problem| format!("{}{}{problem}", problem.label(), problem.advice()))
            .collect(),
    ];
    for printed in printed {
        assert!(!printed.contains(SECRET), "{printed}");
        assert!(!printed.contains("115, 51, 99"), "{printed}");
        assert!(!printed.contains("czNj"), "{printed}");
    }
}

#[test]
fn an_error_names_fields_without_acting_on_a_terminal() {
    let step = step(json!([{"id": "a\u{1b}[31m", "label": "Name\u{1b}]0;title\u{7}\u{202e}"}]));
    let refused = step.check(&FieldValues::new().with("b\u{9b}2J\n", "x")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Name (a): a value is needed; b: leave it out, this step has no such field"
    );
}

#[test]
fn whatever_is_typed_nothing_panics_and_what_is_accepted_is_accepted_again() {
    const PARTS: [&str; 20] = [
        "+", "0", "00", "1", "555", "٣", "\u{ff11}", " ", "\u{a0}", "-", "(", ")", "(0)", "@", "a", "é", "\u{202a}",
        "\n", ".", "🙈",
    ];
    const KINDS: [&str; 12] = [
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
        "other",
    ];
    let fields: Vec<_> = KINDS
        .iter()
        .map(|kind| json!({"id": kind, "type": kind, "optional": true}))
        .collect();
    let step = step(Value::from(fields));
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    for _ in 0..20_000 {
        let kind = KINDS[next(KINDS.len())];
        let typed: String = (0..next(14)).map(|_| PARTS[next(PARTS.len())]).collect();
        if let Ok(answer) = step.check(&FieldValues::new().with(kind, typed.as_str())) {
            let again = answer.clone().into_iter().collect::<BTreeMap<_, _>>();
            let again = step.check(&FieldValues::from_map(again)).unwrap();
            assert_eq!(sent(&again), sent(&answer), "{kind}: {typed:?}");
        }
    }
}

//! Tests in which form values are sent, and which are rejected.

use super::*;

fn kinds(refused: &InvalidAnswer) -> Vec<(&str, FieldErrorKind)> {
    refused
        .field_errors()
        .iter()
        .map(|error| (error.field().as_str(), error.kind()))
        .collect()
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
        assert_eq!(kinds(&refused), [("how", FieldErrorKind::NotAnOption)]);
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
            ("phone", FieldErrorKind::NotInternational),
            ("mail", FieldErrorKind::NotAnEmailAddress),
            ("pin", FieldErrorKind::PatternMismatch),
            ("other", FieldErrorKind::UnknownField),
        ]
    );
    assert_eq!(
        refused.to_string(),
        "phone: begin with `+` in place of `00`; \
         E-mail (mail): write an e-mail address, with a name before the `@` and a domain after it; \
         pin: it does not have the expected form; check it for typing errors; \
         other: leave it out, because this step has no such field"
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
        [("a", FieldErrorKind::Missing)]
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
    assert_eq!(kinds(&refused), [("phone", FieldErrorKind::Missing)]);
}

#[test]
fn a_pattern_is_compared_with_what_is_sent() {
    let step = step(json!([{"id": "code", "type": "2fa_code", "pattern": "^[0-9]{6}$"}]));
    assert!(step.check(&FieldValues::new().with("code", " 123 456 ")).is_ok());
    let refused = step.check(&FieldValues::new().with("code", "12345")).unwrap_err();
    assert_eq!(kinds(&refused), [("code", FieldErrorKind::PatternMismatch)]);
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
    // The server has no such session, but the request that it received is the same.
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
fn an_error_names_fields_without_acting_on_a_terminal() {
    let step = step(json!([{"id": "a\u{1b}[31m", "label": "Name\u{1b}]0;title\u{7}\u{202e}"}]));
    let refused = step.check(&FieldValues::new().with("b\u{9b}2J\n", "x")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Name (a): a value is needed; b: leave it out, because this step has no such field"
    );
}

#[test]
fn no_value_panics_and_accepted_values_are_accepted_again() {
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

#[test]
fn lengths_are_compared_with_what_is_sent_in_characters() {
    let step = step(json!([
        {"id": "pin", "type": "2fa_code", "min_length": 4, "max_length": 6},
        {"id": "name", "minLength": 2, "maxLength": 3, "optional": true},
        {"id": "any", "min_length": 0, "max_length": 0, "optional": true},
        {"id": "odd", "min_length": -1, "max_length": "5", "optional": true},
    ]));
    let check = |pin: &str, name: &str, any: &str| {
        let values = FieldValues::new().with("pin", pin).with("name", name);
        step.check(&values.with("any", any).with("odd", "as long as it is"))
    };
    for (pin, name) in [("12 34", "éé"), ("123-456", "🙈🙈🙈"), ("1234", "")] {
        assert!(check(pin, name, "x").is_ok(), "{pin} {name}");
    }
    let refused = check("123", "abcd", "").unwrap_err();
    assert_eq!(
        kinds(&refused),
        [("pin", FieldErrorKind::TooShort), ("name", FieldErrorKind::TooLong)]
    );
    assert_eq!(
        refused.to_string(),
        "pin: it is too short; write at least 4 characters; name: it is too long; write at most 3 characters"
    );
}

#[test]
fn an_address_in_the_wrong_form_is_refused_with_what_is_expected() {
    let step = step(json!([
        {"id": "server", "type": "domain", "label": "Server"},
        {"id": "home", "type": "url", "label": "Home"},
    ]));
    let values = FieldValues::new()
        .with("server", "mailto:a@example.com")
        .with("home", "example.com");
    let refused = step.check(&values).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Server (server): write only the server's name, such as `example.com`; \
         Home (home): write the complete address, beginning with `https://`"
    );
    let values = FieldValues::new()
        .with("server", "https://example.com/")
        .with("home", "<https://example.com/>");
    assert_eq!(
        sent(&step.check(&values).unwrap()),
        [("home", "https://example.com/"), ("server", "example.com")]
    );
}

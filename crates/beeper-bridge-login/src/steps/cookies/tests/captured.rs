//! Tests for the values that a captured browser reports besides cookies: addresses, requests, storage, and results of patterns.

use beeper_desktop_client::types::LoginStepSource;

use super::*;

fn step_with(members: Value) -> CookieStep {
    let mut raw = json!({"stepID": "sign-in", "url": "https://www.example.com/login", "fields": []});
    raw.as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    CookieStep::new(serde_json::from_value(raw).unwrap()).unwrap()
}

/// Runs every open check with `run`.
fn run_checks(step: &CookieStep, snapshot: &mut WebSnapshot, run: impl Fn(&str) -> Option<bool>) {
    for check in step.collect(snapshot).open_checks() {
        snapshot.add_check_result(check.clone(), run(check.text().expose()));
    }
    assert!(step.collect(snapshot).open_checks().is_empty());
}

#[test]
fn the_final_page_counts_also_after_it_was_left() {
    let step = step_with(json!({"expectedFinalURLRegex": "#/inbox", "fields": [{"id": "session"}]}));
    let mut snapshot = cookies(&[("session", "1", "example.com")]);
    snapshot.add_visited_url("https://www.example.com/login");
    assert!(!step.collect(&snapshot).may_close_automatically());
    snapshot
        .add_visited_url("https://www.example.com/app?code=1#/inbox/2")
        .add_visited_url("https://www.example.com/welcome");
    assert!(step.collect(&snapshot).may_close_automatically());
    let answer = step.answer(&snapshot).unwrap();
    let last_url = answer.last_url().map(Secret::expose);
    assert_eq!(last_url, Some("https://www.example.com/app?code=1#/inbox/2"));
}

#[test]
fn without_a_rule_the_last_address_is_sent_whole() {
    let step = step(json!([{"id": "session"}]));
    let mut snapshot = cookies(&[("session", "1", "example.com")]);
    assert!(step.answer(&snapshot).unwrap().last_url().is_none());
    for url in [
        "https://a.example/1#x",
        "https://b.example/2?y#z",
        "https://a.example/1#x",
    ] {
        snapshot.add_visited_url(url);
    }
    assert_eq!(snapshot.visited_urls().len(), 2, "it has visited two addresses");
    let answer = step.answer(&snapshot).unwrap();
    assert_eq!(answer.last_url().map(Secret::expose), Some("https://a.example/1#x"));
}

#[test]
fn an_answer_says_how_its_values_were_collected() {
    let step = step(json!([{"id": "session"}]));
    let mut snapshot = cookies(&[("session", "1", "example.com")]);
    assert_eq!(step.answer(&snapshot).unwrap().source(), None);
    snapshot.set_source(LoginStepSource::Webview);
    assert_eq!(
        step.answer(&snapshot).unwrap().source(),
        Some(&LoginStepSource::Webview)
    );
    let mut merged = WebSnapshot::new();
    merged.merge(snapshot).merge(WebSnapshot::new());
    assert_eq!(merged.source(), Some(&LoginStepSource::Webview));
}

#[test]
fn a_value_in_a_body_is_found_in_the_last_request_that_fits() {
    let step = step(json!([{"id": "token", "sources": [
        {"type": "request_body", "name": "tok", "request_url_regex": "/api/"},
    ]}]));
    assert!(step.fields()[0].can_collect());
    let mut snapshot = WebSnapshot::new();
    snapshot.add_request_body("https://www.example.com/other", None, "tok=wrong");
    assert_eq!(
        step.collect(&snapshot).missing_required()[0].reason(),
        MissingReason::NotFound
    );
    for (content_type, body, expected) in [
        ("application/json", r#"{"tok": "a%2Bb"}"#, "a%2Bb"),
        ("application/x-www-form-urlencoded", "a=1&tok=b+c", "b c"),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"tok\"\r\n\r\nd\r\n--x--\r\n",
            "d",
        ),
        ("application/json", r#"{"other": "x"}"#, "d"),
        ("application/json", r#"{"tok": ""}"#, "d"),
    ] {
        snapshot.add_request_body("https://api.example.net/api/1", Some(content_type), body);
        snapshot.add_request_body("https://www.example.com/other", None, "tok=wrong");
        assert_eq!(value(&step.collect(&snapshot), "token"), Some(expected), "{body}");
    }
}

#[test]
fn local_storage_is_told_apart_by_origin() {
    let step =
        step_with(json!({"expectedFinalURLRegex": "/inbox", "fields": [{"id": "token", "type": "local_storage"}]}));
    let mut snapshot = WebSnapshot::new();
    for origin in [
        "http://www.example.com",
        "https://www.example.com:8443",
        "https://example.com",
        "https://a.www.example.com",
        "https://frame.example.net",
        "null",
        "data:text/html,x",
    ] {
        snapshot.add_local_storage(origin, "token", "foreign");
    }
    snapshot.add_visited_url("https://frame.example.net/");
    assert!(
        !step.collect(&snapshot).is_complete(),
        "only the final page counts besides the first"
    );
    snapshot
        .add_local_storage("https://app.example.net", "token", "final")
        .add_visited_url("https://app.example.net/inbox")
        .add_visited_url("https://frame.example.net/");
    assert_eq!(value(&step.collect(&snapshot), "token"), Some("final"));
    snapshot.add_local_storage("https://www.example.com:443/path", "token", "early");
    assert_eq!(value(&step.collect(&snapshot), "token"), Some("early"));
    snapshot.add_local_storage("https://www.example.com", "token", "late");
    assert_eq!(value(&step.collect(&snapshot), "token"), Some("late"));
    snapshot.add_local_storage("https://www.example.com", "token", "");
    assert_eq!(
        value(&step.collect(&snapshot), "token"),
        Some("final"),
        "the first was deleted"
    );
}

#[test]
fn what_a_script_gives_has_the_place_of_its_source() {
    let step = step(json!([
        {"id": "a", "sources": [{"type": "cookie", "name": "a"}, {"type": "special"}]},
        {"id": "b", "sources": [{"type": "special", "name": "b"}, {"type": "cookie", "name": "b"}]},
        {"id": "c"},
    ]));
    let mut snapshot = WebSnapshot::new();
    for id in ["a", "b", "c"] {
        snapshot.add_extracted(id, "script");
    }
    let values = |snapshot: &WebSnapshot| {
        let collected = step.collect(snapshot);
        ["a", "b", "c"].map(|id| value(&collected, id).unwrap().to_owned())
    };
    assert_eq!(values(&snapshot), ["script", "script", "script"]);
    snapshot.merge(cookies(&[
        ("a", "1", "example.com"),
        ("b", "1", "example.com"),
        ("c", "1", "example.com"),
    ]));
    assert_eq!(values(&snapshot), ["1", "script", "script"]);
}

#[test]
fn required_fields_that_only_a_script_can_give_are_named() {
    let step = step(json!([
        {"id": "a"},
        {"id": "b", "sources": [{"type": "special", "name": "Proof"}, {"type": "request_body", "name": "b"}]},
        {"id": "c", "sources": [{"type": "special", "name": "Proof"}]},
        {"id": "d", "required": false, "sources": [{"type": "special"}]},
        {"id": "e", "sources": [{"type": "clipboard"}]},
    ]));
    let missing = step.only_from_script().unwrap();
    let ids: Vec<_> = missing.fields().iter().map(|field| field.id().as_str()).collect();
    assert_eq!(ids, ["c", "e"]);
    assert_eq!(missing.to_string(), "not found: Proof, e");
    assert!(step_with(json!({"fields": [{"id": "a"}]})).only_from_script().is_none());
}

#[test]
fn a_rule_for_the_final_page_is_run_by_another_engine() {
    let step = step_with(json!({"expectedFinalURLRegex": "^(?!.*login).+", "fields": [{"id": "session"}]}));
    let mut snapshot = cookies(&[("session", "1", "example.com")]);
    assert!(step.collect(&snapshot).open_checks().is_empty());
    snapshot.add_visited_url("https://www.example.com/login");
    let is_inside = |text: &str| Some(!text.contains("login"));

    assert_eq!(step.collect(&snapshot).open_checks()[0].pattern(), "^(?!.*login).+");
    run_checks(&step, &mut snapshot, is_inside);
    assert_eq!(step.collect(&snapshot).final_url(), FinalUrlStatus::NotReached);
    snapshot.add_visited_url("https://www.example.com/inbox");
    assert!(
        !step.collect(&snapshot).may_close_automatically(),
        "no engine has run it"
    );
    run_checks(&step, &mut snapshot, is_inside);
    assert!(step.collect(&snapshot).may_close_automatically());
    assert_eq!(step.collect(&snapshot).final_url(), FinalUrlStatus::Reached);
}

#[test]
fn where_no_engine_can_run_the_rule_the_fields_decide() {
    let step = step_with(json!({"expectedFinalURLRegex": "(?!", "fields": [{"id": "session"}]}));
    let mut snapshot = cookies(&[("session", "1", "example.com")]);
    assert!(!step.collect(&snapshot).may_close_automatically());
    snapshot.add_visited_url("https://www.example.com/login");
    assert!(!step.collect(&snapshot).may_close_automatically());
    run_checks(&step, &mut snapshot, |_| None);
    assert_eq!(step.collect(&snapshot).final_url(), FinalUrlStatus::CannotCheck);
    assert!(step.collect(&snapshot).may_close_automatically());
    // A new address needs a new check.
    snapshot.add_visited_url("https://www.example.com/inbox");
    assert!(!step.collect(&snapshot).may_close_automatically());
}

#[test]
fn a_pattern_for_a_value_is_run_by_another_engine() {
    let step = step(json!([{"id": "session", "pattern": "^(?!guest)"}]));
    let mut snapshot = cookies(&[
        ("session", "guest%20x", "www.example.com"),
        ("session", "user%20x", ".example.com"),
    ]);
    let texts: Vec<_> = step
        .collect(&snapshot)
        .open_checks()
        .iter()
        .map(|it| it.text().expose().to_owned())
        .collect();
    assert_eq!(texts, ["guest x", "user x"], "the values must be decoded");
    run_checks(&step, &mut snapshot, |text| Some(!text.starts_with("guest")));
    let collected = step.collect(&snapshot);
    assert_eq!(value(&collected, "session"), Some("user x"));
    assert!(collected.unchecked().is_empty() && collected.may_close_automatically());

    let mut unable = cookies(&[("session", "guest", "www.example.com")]);
    run_checks(&step, &mut unable, |_| None);
    let collected = step.collect(&unable);
    assert_eq!(collected.unchecked(), ["session"]);
    assert!(collected.may_close_automatically(), "no engine can check it");
    run_checks(&step, &mut unable, |_| Some(false));
}

#[test]
fn a_pattern_for_requests_is_run_by_another_engine() {
    let step = step(json!([{"id": "token", "sources": [
        {"type": "request_header", "name": "token", "requestURLRegex": "^(?!.*guest)"},
    ]}]));
    let mut snapshot = WebSnapshot::new();
    snapshot
        .add_request_header("https://www.example.com/user", "token", "user")
        .add_request_header("https://www.example.com/guest", "token", "guest");
    run_checks(&step, &mut snapshot, |text| Some(!text.contains("guest")));
    let collected = step.collect(&snapshot);
    assert_eq!(value(&collected, "token"), Some("user"));
    assert!(collected.may_close_automatically());
}

#[test]
fn what_a_browser_says_about_patterns_for_go_alone_does_not_count() {
    for pattern in ["^[[:alpha:]]+$", r"^\Qa\E$"] {
        let step = step(json!([{"id": "session", "pattern": pattern}]));
        let mut snapshot = cookies(&[("session", "a", "example.com")]);
        run_checks(&step, &mut snapshot, |_| Some(false));
        assert_eq!(step.collect(&snapshot).unchecked(), ["session"], "{pattern}");
    }
}

#[test]
fn user_agents_with_control_characters_are_refused() {
    for (user_agent, expected) in [
        ("Mozilla/5.0 (X11; Linux x86_64)", None),
        ("Mozilla/5.0\r\nX-Forged: 1", Some(CookieStepError::InvalidUserAgent)),
        ("a\u{0}b", Some(CookieStepError::InvalidUserAgent)),
        ("a\u{7f}b", Some(CookieStepError::InvalidUserAgent)),
        ("a\tb", Some(CookieStepError::InvalidUserAgent)),
    ] {
        for name in ["userAgent", "user_agent"] {
            let raw = json!({"stepID": "s", "url": "https://example.com", "fields": [], (name): user_agent});
            let refused = CookieStep::new(serde_json::from_value(raw).unwrap()).err();
            assert_eq!(refused, expected, "{name}: {user_agent:?}");
        }
    }
}

#[test]
fn initial_cookies_that_no_browser_takes_are_left_out() {
    let step = step_with(json!({"initial_cookies": [
        {"name": "good", "value": "a=b c", "domain": ".example.com", "path": "/a"},
        {"name": "b=d", "value": "1"}, {"name": "b;d", "value": "1"}, {"name": "b\n", "value": "1"},
        {"name": "a", "value": "1; Domain=x"}, {"name": "a", "value": "1\r\n"}, {"name": "a", "value": "1", "path": "/;"},
        {"name": "a", "value": "1", "domain": "a;b"},
    ]}));
    let [cookie] = step.initial_cookies() else {
        panic!("{step:?}")
    };
    assert_eq!((cookie.name(), cookie.value().expose()), ("good", "a=b c"));
    assert!(step.has_unreadable_parts());
}

#[test]
fn checks_and_bodies_are_not_printed() {
    const MARKER: &str = "pl4nted";
    let step = step(json!([{"id": "session", "pattern": "^(?!guest)"}]));
    let mut snapshot = cookies(&[("session", MARKER, "example.com")]);
    snapshot.add_request_body(MARKER, Some(MARKER), format!("{MARKER}={MARKER}"));
    snapshot.add_visited_url(format!("https://{MARKER}.example"));
    let collected = step.collect(&snapshot);
    let printed = format!("{snapshot:#?} {collected:#?} {:?}", collected.open_checks());
    assert!(printed.contains("(?!guest)") && !printed.contains(MARKER), "{printed}");
    let answer = step.answer(&snapshot).unwrap();
    assert!(!format!("{answer:?}").contains(MARKER));
}

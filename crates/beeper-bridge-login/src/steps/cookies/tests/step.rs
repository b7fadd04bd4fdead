//! Tests how cookie steps and their fields are read.

use super::*;

#[test]
fn plain_and_rich_fields_become_the_same_model() {
    let plain =
        step(json!([{"id": "a"}, {"id": "b", "name": "X-B", "type": "header"}, {"id": "c", "type": "local_storage"}]));
    let rich = step(json!([
        {"id": "a", "required": true, "sources": [{"type": "cookie", "name": "a"}]},
        {"id": "b", "sources": [{"type": "request_header", "name": "X-B", "requestURLRegex": ""}]},
        {"id": "c", "required": null, "pattern": null, "sources": [{"type": "local_storage", "name": "c", "cookieDomain": null}]},
    ]));
    assert_eq!(format!("{plain:?}"), format!("{rich:?}"));
    assert!(
        rich.fields()
            .iter()
            .all(|field| field.is_required() && field.can_check() && field.can_collect())
    );
}

#[test]
fn rich_fields_are_read_in_both_spellings() {
    for (domain, url) in [
        ("cookieDomain", "requestURLRegex"),
        ("cookie_domain", "request_url_regex"),
    ] {
        let step = step(json!([{"id": "a", "required": false, "pattern": "^x", "sources": [
            {"type": "cookie", "name": "sid", (domain): ".Example.com"},
            {"type": "request_header", "name": "X-A", (url): "/api/"},
        ]}]));
        let field = &step.fields()[0];
        assert!(!field.is_required());
        assert_eq!(field.name(), "sid");
        assert_eq!(field.pattern(), Some("^x"));
        assert_eq!(field.sources()[0].cookie_domain(), Some("example.com"));
        assert_eq!(field.sources()[1].request_url_pattern(), Some("/api/"));
    }
}

#[test]
fn malformed_extras_are_left_out_one_by_one() {
    let step = step(json!([
        {"id": "a", "required": "yes", "pattern": 7, "sources": [
            5, {"name": "no-type"}, {"type": "cookie"}, {"type": "cookie", "name": "x", "cookieDomain": 5},
            {"type": "request_header", "name": "x", "requestURLRegex": []}, {"type": "cookie", "name": "good"},
        ]},
        {"id": "b", "sources": "nonsense"},
        {"id": "c", "type": "cookie", "sources": [null]},
    ]));
    let [a, b, c] = step.fields() else { panic!() };
    assert!(a.is_required() && a.has_unreadable_parts() && !a.can_check() && a.can_collect());
    assert_eq!(a.sources().len(), 1);
    assert!(b.has_unreadable_parts() && !b.can_collect() && b.sources().is_empty());
    assert_eq!(b.name(), "b");
    assert!(c.has_unreadable_parts() && c.can_collect());

    let collected = step.collect(&cookies(&[("good", "1", "example.com"), ("b", "2", "example.com")]));
    assert_eq!(value(&collected, "a"), Some("1"));
    assert_eq!(collected.unchecked(), ["a"]);
    assert_eq!(collected.missing_required()[0].reason(), MissingReason::CannotCollect);
}

#[test]
fn unknown_kinds_of_sources_are_kept_and_never_found() {
    let step = step(json!([
        {"id": "a", "sources": [{"type": "clipboard", "name": "a"}]},
        {"id": "b", "type": "indexed_db"},
        {"id": "c", "sources": [{"type": "clipboard", "name": "c"}, {"type": "cookie", "name": "c"}]},
    ]));
    assert_eq!(
        step.fields()[0].sources()[0].kind(),
        &SourceKind::Unknown("clipboard".to_owned())
    );
    let mut browser = cookies(&[
        ("a", "1", "example.com"),
        ("b", "2", "example.com"),
        ("c", "3", "example.com"),
    ]);
    browser.add_named_value("A".to_owned(), "4".into());
    let collected = step.collect(&browser);
    let missing: Vec<_> = collected.missing_required().iter().map(|it| it.id().as_str()).collect();
    assert_eq!(missing, ["a", "b"]);
    assert_eq!(value(&collected, "c"), Some("3"));
}

#[test]
fn addresses_other_than_https_are_refused() {
    for (url, refused) in [
        ("https://example.com/", None),
        ("HTTPS://example.com/", None),
        ("http://example.com/", Some(CookieStepError::SchemeNotAllowed)),
        ("http://localhost/", Some(CookieStepError::SchemeNotAllowed)),
        ("javascript:alert(1)", Some(CookieStepError::SchemeNotAllowed)),
        ("file:///etc/passwd", Some(CookieStepError::SchemeNotAllowed)),
        ("data:text/html,x", Some(CookieStepError::SchemeNotAllowed)),
        ("", Some(CookieStepError::InvalidUrl)),
        ("example.com", Some(CookieStepError::InvalidUrl)),
        ("https://", Some(CookieStepError::InvalidUrl)),
    ] {
        let raw = raw_step(url, &json!([]), None);
        assert_eq!(CookieStep::try_from(raw.clone()).err(), refused, "{url}");
        if !url.starts_with("http://localhost") {
            assert_eq!(CookieStep::allowing_http_on_loopback(raw).err(), refused, "{url}");
        }
    }
}

#[test]
fn http_is_allowed_on_this_computer_alone() {
    let is_allowed = |url: &str| {
        CookieStep::allowing_http_on_loopback(raw_step(url, &json!([]), None)).map(|step| step.url().clone())
    };
    for url in [
        "http://127.0.0.1",
        "http://127.0.0.1:8080/login?next=https://example.com",
        "http://127.255.0.7/",
        "HTTP://LocalHost:8080/",
        "http://localhost./",
        "http://app.localhost/",
        "http://[::1]:8080/",
        " http://127.0.0.1/ ",
    ] {
        assert!(is_allowed(url).is_ok(), "{url}");
    }
    for url in [
        "http://127.0.0.1.example.com/",
        "http://localhost.example.com/",
        "http://example.com/localhost",
        "http://localhost@example.com/",
        "http://127.0.0.1:80@example.com/",
        "http://example.com@127.0.0.1/",
        "http://:secret@localhost/",
        "http://example.com#@127.0.0.1/",
        "http://example.com\\@127.0.0.1/",
        "http://mylocalhost/",
        "http://127-0-0-1.example/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.0.0.1/",
        "http://128.0.0.1/",
        // Other spellings of `127.0.0.1` that `Url` understands.
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127%2e0.0.1/",
        "http://１２７.0.0.1/",
        "http:127.0.0.1/",
        "http:\\\\127.0.0.1/",
        "ws://127.0.0.1/",
        "ftp://localhost/",
    ] {
        assert_eq!(is_allowed(url), Err(CookieStepError::SchemeNotAllowed), "{url}");
    }
}

fn step_with(members: Value) -> CookieStep {
    let mut step = json!({"stepID": "sign-in", "url": "https://www.example.com/login", "fields": []});
    step.as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    CookieStep::new(serde_json::from_value(step).unwrap()).unwrap()
}

#[test]
fn what_bridges_add_is_read_under_both_names_and_kept() {
    let cookie = json!({"name": "device", "value": "d3v1c3", "domain": ".example.com", "path": "/a", "secure": true});
    for (members, is_http_only) in [
        (
            json!({
                "hidden": true, "initialCookies": [cookie], "waitForURLPattern": "/inbox$", "extractJS": "({})",
                "userAgent": "Mozilla/5.0", "txnID": "t1",
            }),
            false,
        ),
        (
            json!({
                "hidden": true, "wait_for_url_pattern": "/inbox$", "extract_js": "({})", "user_agent": "Mozilla/5.0",
                "initial_cookies": [{"name": "device", "value": "d3v1c3", "domain": ".example.com", "path": "/a",
                    "secure": true, "http_only": true}],
                "expectedFinalURLRegex": "", "extractJS": null, "userAgent": "",
            }),
            true,
        ),
    ] {
        let step = step_with(members.clone());
        assert!(step.is_hidden() && !step.has_unreadable_parts());
        assert_eq!(step.final_url_pattern(), Some("/inbox$"));
        assert_eq!(step.extract_script().map(ExtractScript::as_str), Some("({})"));
        assert_eq!(step.user_agent(), Some("Mozilla/5.0"));
        let [cookie] = step.initial_cookies() else {
            panic!("{step:?}")
        };
        assert_eq!((cookie.name(), cookie.value().expose()), ("device", "d3v1c3"));
        assert_eq!((cookie.domain(), cookie.path()), (Some(".example.com"), Some("/a")));
        assert_eq!((cookie.is_secure(), cookie.is_http_only()), (true, is_http_only));
        for (name, value) in step.extra() {
            assert_eq!(&members[name], value.as_value());
        }
        assert!(!format!("{step:?}").contains("d3v1c3"));
    }
    assert_eq!(step_with(json!({"txnID": "t1"})).extra()["txnID"].as_value(), "t1");
}

#[test]
fn what_the_api_describes_goes_before_what_bridges_call_it() {
    let step = step_with(json!({
        "expectedFinalURLRegex": "a", "waitForURLPattern": "b", "userAgent": "c", "user_agent": "d", "extractJS": "e",
        "extract_js": "f", "initialCookies": [], "initial_cookies": [{"name": "x", "value": "y"}],
    }));
    assert_eq!(step.final_url_pattern(), Some("a"));
    assert_eq!(step.user_agent(), Some("c"));
    assert_eq!(step.extract_script().map(ExtractScript::as_str), Some("e"));
    assert!(step.initial_cookies().is_empty());
}

#[test]
fn absent_null_and_empty_members_are_the_same() {
    for members in [
        json!({}),
        json!({"hidden": null, "initialCookies": null, "waitForURLPattern": null, "userAgent": null, "fields": null}),
        json!({"hidden": false, "initialCookies": [], "waitForURLPattern": "", "userAgent": "", "extractJS": "",
            "expectedFinalURLRegex": "", "instructions": ""}),
    ] {
        let step = step_with(members);
        assert!(!step.is_hidden() && !step.has_unreadable_parts());
        assert!(step.initial_cookies().is_empty() && step.fields().is_empty() && step.instructions().is_none());
        assert_eq!((step.final_url_pattern(), step.user_agent()), (None, None));
        assert!(step.extract_script().is_none());
    }
    let step = step(json!([{"id": "a", "name": "", "type": "", "sources": null, "pattern": "", "required": null}]));
    let field = &step.fields()[0];
    assert_eq!((field.name(), field.pattern(), field.is_required()), ("a", None, true));
    assert_eq!(field.sources()[0].kind(), &SourceKind::Cookie);
    assert_eq!(field.sources()[0].name(), "a");
}

#[test]
fn malformed_additions_are_left_out_and_said_so() {
    let step = step_with(json!({"initialCookies": [
        {"name": "a", "value": ""}, {"name": "", "value": "b"}, {"value": "b"}, {"name": "c"}, null, "d=e",
        {"name": "f", "value": 7, "domain": "www.example.com"}, {"name": "g", "value": "h", "domain": "..."},
        {"name": "i", "value": "j", "secure": "yes"}, {"name": "k", "value": "l", "domain": ["x"]},
    ]}));
    let names: Vec<_> = step
        .initial_cookies()
        .iter()
        .map(|it| (it.name(), it.value().expose()))
        .collect();
    assert_eq!(names, [("a", ""), ("f", "7")]);
    assert!(step.has_unreadable_parts());
    for members in [
        json!({"initialCookies": {"a": "b"}}),
        json!({"initialCookies": "a=b"}),
        json!({"hidden": "true"}),
        json!({"waitForURLPattern": ["x"]}),
        json!({"extract_js": {}}),
        json!({"user_agent": 7}),
    ] {
        let step = step_with(members.clone());
        assert!(step.has_unreadable_parts(), "{members}");
        assert!(!step.is_hidden() && step.initial_cookies().is_empty() && step.user_agent().is_none());
    }
}

#[test]
fn the_same_step_with_another_transaction_is_the_same() {
    let step = |members: Value| step_with(members).content();
    assert_eq!(
        step(json!({"txnID": "1", "hidden": true})),
        step(json!({"txnID": "2", "hidden": true}))
    );
    assert_eq!(step(json!({"txn_id": "1"})), step(json!({})));
    assert_ne!(step(json!({"hidden": true})), step(json!({})));
    assert_ne!(
        step(json!({"initialCookies": [{"name": "a", "value": "1"}]})),
        step(json!({"initialCookies": [{"name": "a", "value": "2"}]}))
    );
}

#[test]
fn two_fields_with_one_id_contradict_each_other() {
    let raw = raw_step(
        "https://example.com",
        &json!([{"id": "a"}, {"id": "b"}, {"id": "a", "name": "x"}]),
        None,
    );
    let error = CookieStep::new(raw).unwrap_err();
    assert_eq!(error, CookieStepError::RepeatedField("a".into()));
    assert_eq!(error.to_string(), r#"two fields of the step have the same ID: "a""#);
}

//! How cookie steps and their fields are read.

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
fn addresses_other_than_https_are_refused_unless_http_is_allowed() {
    for (url, by_default, with_http) in [
        ("https://example.com/", None, None),
        ("HTTPS://example.com/", None, None),
        ("http://example.com/", Some(CookieStepError::SchemeNotAllowed), None),
        (
            "javascript:alert(1)",
            Some(CookieStepError::SchemeNotAllowed),
            Some(CookieStepError::SchemeNotAllowed),
        ),
        (
            "file:///etc/passwd",
            Some(CookieStepError::SchemeNotAllowed),
            Some(CookieStepError::SchemeNotAllowed),
        ),
        (
            "data:text/html,x",
            Some(CookieStepError::SchemeNotAllowed),
            Some(CookieStepError::SchemeNotAllowed),
        ),
        ("", Some(CookieStepError::InvalidUrl), Some(CookieStepError::InvalidUrl)),
        (
            "example.com",
            Some(CookieStepError::InvalidUrl),
            Some(CookieStepError::InvalidUrl),
        ),
        (
            "https://",
            Some(CookieStepError::InvalidUrl),
            Some(CookieStepError::InvalidUrl),
        ),
    ] {
        let raw = raw_step(url, &json!([]), None);
        assert_eq!(CookieStep::try_from(raw.clone()).err(), by_default, "{url}");
        assert_eq!(CookieStep::allowing_http(raw).err(), with_http, "{url}");
    }
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
    assert_eq!(
        error.to_string(),
        r#"the page's fields contradict each other: "a" is there twice"#
    );
}

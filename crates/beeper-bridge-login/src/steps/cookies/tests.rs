use beeper_desktop_client::Secret;
use serde_json::{Value, json};

use super::{Browser, Collected, Cookie, CookieStep, CookieStepError, FinalUrl, MissingReason, SourceKind};

fn raw_step(url: &str, fields: &Value, final_url: Option<&str>) -> beeper_desktop_client::types::CookiesStep {
    serde_json::from_value(json!({
        "stepID": "sign-in", "url": url, "fields": fields, "expectedFinalURLRegex": final_url,
    }))
    .unwrap()
}

fn step(fields: Value) -> CookieStep {
    CookieStep::new(raw_step("https://www.example.com/login", &fields, None)).unwrap()
}

fn step_until(final_url: &str) -> CookieStep {
    let fields = json!([{"id": "session"}]);
    CookieStep::new(raw_step("https://www.example.com/login", &fields, Some(final_url))).unwrap()
}

fn cookies(cookies: &[(&str, &str, &str)]) -> Browser {
    let mut browser = Browser::new();
    for (name, value, domain) in cookies {
        browser.add_cookie(Cookie::new(*name, *value).domain(domain));
    }
    browser
}

fn value<'a>(collected: &'a Collected, id: &str) -> Option<&'a str> {
    collected.value(id).map(Secret::expose)
}

fn wanting(domain: &str) -> CookieStep {
    step(json!([{"id": "session", "sources": [{"type": "cookie", "name": "session", "cookieDomain": domain}]}]))
}

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

#[test]
fn a_cookie_on_the_parent_domain_is_found_with_and_without_its_leading_dot() {
    let step = step(json!([{"id": "session"}]));
    for domain in [
        ".example.com",
        "example.com",
        ".EXAMPLE.com",
        "www.example.com",
        "app.www.example.com",
    ] {
        assert!(
            step.collect(&cookies(&[("session", "1", domain)])).is_complete(),
            "{domain}"
        );
    }
    for domain in [
        "notexample.com",
        "com",
        "example.com.evil.org",
        "app.example.com",
        "example.org",
    ] {
        assert!(
            !step.collect(&cookies(&[("session", "1", domain)])).is_complete(),
            "{domain}"
        );
    }
}

#[test]
fn a_named_domain_takes_itself_and_what_lies_below() {
    for (wanted, domain, is_found) in [
        (".example.com", "example.com", true),
        ("example.com", ".example.com", true),
        ("EXAMPLE.com", "login.example.com", true),
        ("login.example.com", ".example.com", false),
        ("example.com", "notexample.com", false),
        ("other.org", ".other.org", true),
        ("com", "example.com", false),
    ] {
        let collected = wanting(wanted).collect(&cookies(&[("session", "1", domain)]));
        assert_eq!(collected.is_complete(), is_found, "{wanted} and {domain}");
    }
}

#[test]
fn of_one_name_on_several_domains_the_most_specific_wins_in_any_order() {
    let all = [
        ("session", "parent", ".example.com"),
        ("session", "page", "www.example.com"),
        ("session", "below", "a.www.example.com"),
        ("session", "foreign", "other.org"),
    ];
    let (mut forwards, mut backwards) = (all.to_vec(), all.to_vec());
    forwards.rotate_left(1);
    backwards.reverse();
    for order in [all.to_vec(), forwards, backwards] {
        assert_eq!(
            value(&step(json!([{"id": "session"}])).collect(&cookies(&order)), "session"),
            Some("page")
        );
        assert_eq!(
            value(&wanting("example.com").collect(&cookies(&order)), "session"),
            Some("parent")
        );
        let without_exact: Vec<_> = order.into_iter().filter(|(_, value, _)| *value != "parent").collect();
        assert_eq!(
            value(&wanting("example.com").collect(&cookies(&without_exact)), "session"),
            Some("below")
        );
    }
}

#[test]
fn a_cookie_that_was_added_again_replaces_the_former() {
    let browser = cookies(&[("session", "old", ".example.com"), ("session", "new", "example.com")]);
    assert_eq!(
        value(&step(json!([{"id": "session"}])).collect(&browser), "session"),
        Some("new")
    );
}

#[test]
fn cookie_names_are_case_sensitive_and_empty_values_are_none() {
    let step = step(json!([{"id": "session"}]));
    assert!(!step.collect(&cookies(&[("Session", "1", "example.com")])).is_complete());
    assert!(!step.collect(&cookies(&[("session", "", "example.com")])).is_complete());
    let browser = cookies(&[("session", "", "www.example.com"), ("session", "1", "example.com")]);
    assert_eq!(value(&step.collect(&browser), "session"), Some("1"));
}

#[test]
fn a_partitioned_cookie_is_the_last_resort() {
    let step = step(json!([{"id": "session"}]));
    let mut browser = Browser::new();
    browser.add_cookie(
        Cookie::new("session", "embedded")
            .domain("www.example.com")
            .partitioned(),
    );
    assert_eq!(value(&step.collect(&browser), "session"), Some("embedded"));
    browser.add_cookie(Cookie::new("session", "top").domain(".example.com"));
    assert_eq!(value(&step.collect(&browser), "session"), Some("top"));
}

#[test]
fn the_host_being_an_address_has_no_parents() {
    let raw = raw_step("http://127.0.0.1:8080/login", &json!([{"id": "session"}]), None);
    let step = CookieStep::allowing_http(raw).unwrap();
    assert!(step.collect(&cookies(&[("session", "1", "127.0.0.1")])).is_complete());
    assert!(!step.collect(&cookies(&[("session", "1", "0.0.1")])).is_complete());
}

#[test]
fn only_cookies_are_percent_decoded() {
    let step = step(json!([
        {"id": "cookie"}, {"id": "header", "type": "header"}, {"id": "storage", "type": "local_storage"},
        {"id": "script", "sources": [{"type": "special"}]},
    ]));
    for (raw, decoded) in [
        ("a%2Bb", "a+b"),
        ("a+b", "a+b"),
        ("%zz", "%zz"),
        ("a%2", "a%2"),
        ("%FF", "%FF"),
        ("%C3%A9", "é"),
    ] {
        let mut browser = cookies(&[("cookie", raw, "example.com")]);
        browser
            .add_request_header("https://www.example.com/", "header", raw)
            .add_local_storage("https://www.example.com", "storage", raw)
            .add_extracted("script", raw);
        let collected = step.collect(&browser);
        assert_eq!(value(&collected, "cookie"), Some(decoded));
        for id in ["header", "storage", "script"] {
            assert_eq!(value(&collected, id), Some(raw));
        }
    }
}

#[test]
fn a_value_that_is_in_a_header_only_is_found_whatever_the_case_of_its_name() {
    let step = step(json!([{"id": "token", "sources": [
        {"type": "cookie", "name": "token"}, {"type": "request_header", "name": "X-Token", "requestURLRegex": "/api/"},
    ]}]));
    let mut browser = Browser::new();
    browser.add_request_header("https://www.example.com/other", "x-token", "wrong");
    assert!(!step.collect(&browser).is_complete());
    browser.add_request_header("https://www.example.com/api/me", "X-TOKEN", "first");
    browser.add_request_header("https://cdn.example.net/api/me", "x-token", "last");
    browser.add_request_header("https://www.example.com/other", "x-token", "wrong");
    assert_eq!(value(&step.collect(&browser), "token"), Some("last"));
}

#[test]
fn without_a_pattern_for_requests_those_to_the_step_s_site_go_first() {
    let step = step(json!([{"id": "token", "name": "Authorization", "type": "header"}]));
    let mut browser = Browser::new();
    browser.add_request_header("https://tracker.example.net/", "authorization", "foreign");
    assert_eq!(value(&step.collect(&browser), "token"), Some("foreign"));
    browser.add_request_header("https://example.com/api", "authorization", "own");
    browser.add_request_header("https://tracker.example.net/", "authorization", "foreign");
    assert_eq!(value(&step.collect(&browser), "token"), Some("own"));
}

#[test]
fn cookies_are_not_taken_out_of_request_headers() {
    let mut browser = Browser::new();
    browser.add_request_header("https://www.example.com/", "Cookie", "session=1");
    assert!(!step(json!([{"id": "session"}])).collect(&browser).is_complete());
    let wants_header = step(json!([{"id": "all", "name": "cookie", "type": "header"}]));
    assert_eq!(value(&wants_header.collect(&browser), "all"), Some("session=1"));
}

#[test]
fn local_storage_is_that_of_the_site_or_of_the_open_page() {
    let step = step(json!([{"id": "token", "type": "local_storage"}]));
    let mut browser = Browser::new();
    browser.add_local_storage("https://app.example.net", "token", "elsewhere");
    assert!(!step.collect(&browser).is_complete());
    browser.set_current_url("https://app.example.net/inbox");
    assert_eq!(value(&step.collect(&browser), "token"), Some("elsewhere"));
    browser.add_local_storage("https://www.example.com", "token", "site");
    assert_eq!(value(&step.collect(&browser), "token"), Some("site"));
}

#[test]
fn a_required_field_from_special_is_named_until_the_script_gives_it() {
    let step = step(json!([{"id": "session"}, {"id": "proof", "sources": [{"type": "special", "name": "Proof"}]}]));
    let mut browser = cookies(&[
        ("session", "1", "example.com"),
        ("proof", "2", "example.com"),
        ("Proof", "3", "example.com"),
    ]);
    let collected = step.collect(&browser);
    let missing = &collected.missing_required()[0];
    assert!(!collected.is_complete() && !collected.may_close_automatically());
    assert_eq!((missing.id().as_str(), missing.name()), ("proof", "Proof"));
    assert_eq!(missing.reason(), MissingReason::CannotCollect);
    browser.add_extracted("proof", "4");
    assert_eq!(value(&step.collect(&browser), "proof"), Some("4"));
}

#[test]
fn optional_fields_are_missed_apart_from_required_ones() {
    let step = step(json!([{"id": "session"}, {"id": "extra", "required": false, "name": "Extra"}]));
    let collected = step.collect(&cookies(&[("session", "1", "example.com")]));
    assert!(collected.is_complete() && collected.may_close_automatically());
    assert!(collected.missing_required().is_empty());
    assert_eq!(collected.missing_optional()[0].name(), "Extra");
    assert_eq!(collected.missing_optional()[0].reason(), MissingReason::NotFound);
}

#[test]
fn patterns_are_searched_for_in_the_decoded_value() {
    let step = step(json!([{"id": "session", "pattern": "^user\\+[0-9]{3}$"}]));
    assert_eq!(
        value(
            &step.collect(&cookies(&[("session", "user%2B123", "example.com")])),
            "session"
        ),
        Some("user+123")
    );
    let guest = step.collect(&cookies(&[("session", "guest", "example.com")]));
    assert_eq!(guest.missing_required()[0].reason(), MissingReason::DoesNotFit);
    let both = cookies(&[
        ("session", "guest", "www.example.com"),
        ("session", "user+123", ".example.com"),
    ]);
    assert_eq!(value(&step.collect(&both), "session"), Some("user+123"));
}

#[test]
fn a_pattern_that_cannot_be_run_takes_the_value_and_says_so() {
    for pattern in ["^(?!guest)", r"(.)\1", "(?<=x)y", "("] {
        let step = step(json!([{"id": "session", "pattern": pattern}, {"id": "other", "required": false}]));
        assert!(!step.fields()[0].can_check());
        let collected = step.collect(&cookies(&[
            ("session", "abc", "example.com"),
            ("other", "1", "example.com"),
        ]));
        assert_eq!(value(&collected, "session"), Some("abc"), "{pattern}");
        assert_eq!(collected.unchecked(), ["session"]);
        assert!(collected.is_complete());
        assert!(!collected.may_close_automatically(), "it may be the cookie of a guest");
    }
}

#[test]
fn a_request_pattern_that_cannot_be_run_yields_to_a_source_that_can_be_checked() {
    let step = step(json!([{"id": "token", "sources": [
        {"type": "request_header", "name": "token", "requestURLRegex": "(?!x)"}, {"type": "cookie", "name": "token"},
    ]}]));
    let mut browser = Browser::new();
    browser.add_request_header("https://www.example.com/", "token", "header");
    let collected = step.collect(&browser);
    assert_eq!(value(&collected, "token"), Some("header"));
    assert_eq!(collected.unchecked(), ["token"]);
    browser.add_cookie(Cookie::new("token", "cookie").domain("example.com"));
    let collected = step.collect(&browser);
    assert_eq!(value(&collected, "token"), Some("cookie"));
    assert!(collected.unchecked().is_empty());
}

#[test]
fn the_final_address_and_the_cookies_may_come_in_either_order() {
    let step = step_until("^https://www\\.example\\.com/inbox");
    let mut address_first = Browser::new();
    let before = step.collect(address_first.set_current_url("https://www.example.com/inbox?x=1"));
    assert_eq!(before.final_url(), FinalUrl::Reached);
    assert!(!before.is_complete() && !before.may_close_automatically());
    address_first.add_cookie(Cookie::new("session", "1").domain("example.com"));
    assert!(step.collect(&address_first).may_close_automatically());

    let mut cookies_first = cookies(&[("session", "1", "example.com")]);
    let before = step.collect(&cookies_first);
    assert_eq!(before.final_url(), FinalUrl::NotReached);
    assert!(before.is_complete() && !before.may_close_automatically());
    assert!(
        !step
            .collect(cookies_first.set_current_url("https://www.example.com/login"))
            .may_close_automatically()
    );
    assert!(
        step.collect(cookies_first.set_current_url("https://www.example.com/inbox"))
            .may_close_automatically()
    );
}

#[test]
fn a_rule_for_the_final_address_that_cannot_be_run_leaves_closing_to_the_user() {
    let mut browser = cookies(&[("session", "1", "example.com")]);
    browser.set_current_url("https://www.example.com/inbox");
    let collected = step_until("(?!login)").collect(&browser);
    assert_eq!(collected.final_url(), FinalUrl::CannotCheck);
    assert!(collected.is_complete() && !collected.may_close_automatically());
}

#[test]
fn a_value_that_cannot_be_checked_suffices_on_the_final_page() {
    let fields = json!([{"id": "session", "pattern": "(?!guest)"}]);
    let step = CookieStep::new(raw_step("https://www.example.com/", &fields, Some("/inbox$"))).unwrap();
    let mut browser = cookies(&[("session", "1", "example.com")]);
    assert!(
        step.collect(browser.set_current_url("https://www.example.com/inbox"))
            .may_close_automatically()
    );
}

#[test]
fn the_final_page_is_a_home_for_cookies_once_it_is_reached() {
    let step = step_until("^https://app\\.example\\.net/");
    let mut browser = cookies(&[("session", "1", "app.example.net")]);
    assert!(
        !step
            .collect(browser.set_current_url("https://app.example.net.evil.org/"))
            .is_complete()
    );
    assert!(
        step.collect(browser.set_current_url("https://app.example.net/inbox"))
            .may_close_automatically()
    );
}

#[test]
fn a_step_without_required_fields_never_closes_by_the_fields_alone() {
    for fields in [json!([]), json!([{"id": "a", "required": false}])] {
        let collected = step(fields).collect(&cookies(&[("a", "1", "example.com")]));
        assert!(collected.is_complete() && !collected.may_close_automatically());
    }
}

#[test]
fn nothing_that_is_secret_is_printed() {
    const MARKER: &str = "pl4nted";
    let raw = serde_json::from_value(json!({
        "stepID": "sign-in", "url": format!("https://user:{MARKER}@example.com/{MARKER}?{MARKER}#{MARKER}"),
        "extractJS": MARKER, "instructions": MARKER, "fields": [{"id": "session"}, {"id": "other", "pattern": "^x"}],
    }));
    let step = CookieStep::new(raw.unwrap()).unwrap();
    assert_eq!(step.url().password(), Some(MARKER));
    assert!(!format!("{step:#?}").contains(MARKER));

    let mut browser = cookies(&[("session", MARKER, "example.com"), ("other", MARKER, "example.com")]);
    browser
        .add_cookie(Cookie::new(MARKER, MARKER))
        .add_request_header(MARKER, MARKER, MARKER)
        .add_local_storage(MARKER, MARKER, MARKER)
        .add_extracted(MARKER, MARKER)
        .set_current_url(MARKER)
        .add_named_value(MARKER.to_owned(), MARKER.into());
    let collected = step.collect(&browser);
    assert_eq!(value(&collected, "session"), Some(MARKER));
    assert!(!format!("{browser:#?} {collected:#?} {:?}", browser.cookies).contains(MARKER));
    for url in [format!("http://{MARKER}"), MARKER.to_owned()] {
        let error = CookieStep::new(raw_step(&url, &json!([]), None)).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(MARKER));
    }
}

#[test]
fn no_server_and_no_browser_makes_it_panic() {
    let nasty = [
        "",
        ".",
        "..",
        "%",
        "[",
        "\u{0}",
        "é",
        "xn--",
        "[::1",
        "://",
        "https://",
        "\u{d7ff}%zz",
        "=;=",
    ];
    for text in nasty {
        for other in nasty {
            let fields = json!([{"id": text, "name": other, "type": text, "pattern": other, "required": text}, {
                "id": format!("{text}-"), "pattern": text,
                "sources": [{"type": "cookie", "name": other, "cookieDomain": text},
                    {"type": "request_header", "name": other, "requestURLRegex": text}],
            }]);
            let Ok(step) = CookieStep::new(raw_step("https://www.example.com", &fields, Some(text))) else {
                continue;
            };
            let mut browser = cookies(&[(other, text, text)]);
            browser
                .add_request_header(text, other, text)
                .add_local_storage(text, other, text)
                .set_current_url(other)
                .add_named_value(text.to_owned(), other.into());
            let collected = step.collect(&browser);
            assert_eq!(collected.values().len() + collected.missing_required().len(), 2);
        }
    }
}

//! Tests which cookie, storage entry or header is used for a field.

use super::*;

fn wanting(domain: &str) -> CookieStep {
    step(json!([{"id": "session", "sources": [{"type": "cookie", "name": "session", "cookieDomain": domain}]}]))
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
    let mut browser = WebSnapshot::new();
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
    let step = CookieStep::allowing_http_on_loopback(raw).unwrap();
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
    let mut browser = WebSnapshot::new();
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
    let mut browser = WebSnapshot::new();
    browser.add_request_header("https://tracker.example.net/", "authorization", "foreign");
    assert_eq!(value(&step.collect(&browser), "token"), Some("foreign"));
    browser.add_request_header("https://example.com/api", "authorization", "own");
    browser.add_request_header("https://tracker.example.net/", "authorization", "foreign");
    assert_eq!(value(&step.collect(&browser), "token"), Some("own"));
}

#[test]
fn cookies_are_not_taken_out_of_request_headers() {
    let mut browser = WebSnapshot::new();
    browser.add_request_header("https://www.example.com/", "Cookie", "session=1");
    assert!(!step(json!([{"id": "session"}])).collect(&browser).is_complete());
    let wants_header = step(json!([{"id": "all", "name": "cookie", "type": "header"}]));
    assert_eq!(value(&wants_header.collect(&browser), "all"), Some("session=1"));
}

#[test]
fn local_storage_is_that_of_the_site_or_of_the_open_page() {
    let step = step(json!([{"id": "token", "type": "local_storage"}]));
    let mut browser = WebSnapshot::new();
    browser.add_local_storage("https://app.example.net", "token", "elsewhere");
    assert!(!step.collect(&browser).is_complete());
    browser.add_visited_url("https://app.example.net/inbox");
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
        assert!(!collected.may_close_automatically(), "it may be a guest's cookie");
    }
}

#[test]
fn a_request_pattern_that_cannot_be_run_yields_to_a_source_that_can_be_checked() {
    let step = step(json!([{"id": "token", "sources": [
        {"type": "request_header", "name": "token", "requestURLRegex": "(?!x)"}, {"type": "cookie", "name": "token"},
    ]}]));
    let mut browser = WebSnapshot::new();
    browser.add_request_header("https://www.example.com/", "token", "header");
    let collected = step.collect(&browser);
    assert_eq!(value(&collected, "token"), Some("header"));
    assert_eq!(collected.unchecked(), ["token"]);
    browser.add_cookie(Cookie::new("token", "cookie").domain("example.com"));
    let collected = step.collect(&browser);
    assert_eq!(value(&collected, "token"), Some("cookie"));
    assert!(collected.unchecked().is_empty());
}

//! Tests which of several cookies is used if the browser reports more than names and domains.

use std::time::{Duration, SystemTime};

use super::*;

fn step_until(final_url: &str) -> CookieStep {
    let fields = json!([{"id": "session"}]);
    CookieStep::new(raw_step("https://www.example.com/login", &fields, Some(final_url))).unwrap()
}

fn cookie(value: &str, domain: &str, path: &str) -> Cookie {
    Cookie::new("session", value).domain(domain).path(path)
}

fn at(url: &str, cookies: impl IntoIterator<Item = Cookie>) -> WebSnapshot {
    let mut snapshot = WebSnapshot::new();
    snapshot.add_visited_url(url);
    for cookie in cookies {
        snapshot.add_cookie(cookie);
    }
    snapshot
}

#[test]
fn the_cookie_that_the_final_page_is_sent_first_is_taken() {
    let all = || {
        [
            cookie("root", "www.example.com", "/"),
            cookie("app", ".example.com", "/app"),
            cookie("inbox", "www.example.com", "/app/inbox"),
            cookie("login", "www.example.com", "/login"),
        ]
    };
    let step = step_until("/done$");
    for (url, expected) in [
        ("https://www.example.com/done", "root"),
        ("https://www.example.com/app/done", "app"),
        ("https://www.example.com/app/inbox/done", "inbox"),
        ("https://www.example.com/apps/done", "root"),
        ("https://example.com/app/done", "app"),
    ] {
        let [a, b, c, d] = all();
        for order in [all().to_vec(), vec![d, c, b, a]] {
            let collected = step.collect(&at(url, order));
            assert_eq!(value(&collected, "session"), Some(expected), "{url}");
        }
    }
}

#[test]
fn of_two_with_equal_paths_the_one_that_was_added_first_is_the_oldest() {
    let step = step_until("/done$");
    let (parent, own) = (
        cookie("parent", ".example.com", "/"),
        cookie("own", "www.example.com", "/").host_only(),
    );
    let url = "https://www.example.com/done";
    let collected = step.collect(&at(url, [parent.clone(), own.clone()]));
    assert_eq!(value(&collected, "session"), Some("parent"));
    let collected = step.collect(&at(url, [own, parent]));
    assert_eq!(value(&collected, "session"), Some("own"));
    // A cookie that the browser does not send to the final page ranks below one that it sends.
    let elsewhere = cookie("elsewhere", "example.com", "/").host_only();
    let collected = step.collect(&at(url, [elsewhere, cookie("own", "www.example.com", "/")]));
    assert_eq!(value(&collected, "session"), Some("own"));
}

#[test]
fn a_named_domain_goes_before_what_the_final_page_is_sent() {
    let fields = json!([{"id": "session", "sources": [
        {"type": "cookie", "name": "session", "cookieDomain": "auth.example.com"},
    ]}]);
    let step = CookieStep::new(raw_step("https://www.example.com/login", &fields, None)).unwrap();
    let cookies = || {
        [
            cookie("www", "www.example.com", "/"),
            cookie("auth", "auth.example.com", "/"),
        ]
    };
    let collected = step.collect(&at("https://www.example.com/done", cookies()));
    assert_eq!(value(&collected, "session"), Some("auth"));
}

#[test]
fn a_cookie_replaces_the_one_that_a_browser_would_replace_by_it() {
    let step = step_until("/done$");
    let url = "https://www.example.com/done";
    let mut snapshot = at(
        url,
        [
            cookie("old", "www.example.com", "/"),
            cookie("path", "www.example.com", "/done"),
        ],
    );
    snapshot.add_cookie(cookie("", "www.example.com", "/done"));
    assert_eq!(value(&step.collect(&snapshot), "session"), Some("old"));
    snapshot.add_cookie(cookie("new", "www.example.com", "/"));
    assert_eq!(value(&step.collect(&snapshot), "session"), Some("new"));
    assert_eq!(snapshot.cookies.len(), 2);
}

#[test]
fn an_expired_cookie_is_absent_and_takes_away_the_one_in_its_place() {
    let step = step_until("/done$");
    let url = "https://www.example.com/done";
    let (past, future) = (SystemTime::UNIX_EPOCH, SystemTime::now() + Duration::from_secs(3600));
    let mut snapshot = at(url, [cookie("a", "www.example.com", "/").expires(past)]);
    assert!(!step.collect(&snapshot).is_complete());
    snapshot.add_cookie(cookie("b", "www.example.com", "/").expires(future));
    assert_eq!(value(&step.collect(&snapshot), "session"), Some("b"));
    snapshot.add_cookie(cookie("c", "www.example.com", "/other").expires(past));
    assert!(step.collect(&snapshot).is_complete());
    snapshot.add_cookie(cookie("d", "www.example.com", "/").expires(past));
    assert!(!step.collect(&snapshot).is_complete());
}

#[test]
fn partitioned_cookies_go_last_even_if_they_are_sent_first() {
    let step = step_until("/done$");
    let url = "https://www.example.com/done";
    let embedded = cookie("embedded", "www.example.com", "/done").partitioned();
    let collected = step.collect(&at(url, [embedded.clone()]));
    assert_eq!(value(&collected, "session"), Some("embedded"));
    let collected = step.collect(&at(url, [embedded, cookie("top", ".example.com", "/")]));
    assert_eq!(value(&collected, "session"), Some("top"));
}

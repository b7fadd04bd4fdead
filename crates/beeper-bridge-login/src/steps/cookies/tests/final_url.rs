//! Tests when a window may be closed.

use super::*;

fn step_until(final_url: &str) -> CookieStep {
    let fields = json!([{"id": "session"}]);
    CookieStep::new(raw_step("https://www.example.com/login", &fields, Some(final_url))).unwrap()
}

#[test]
fn the_final_address_and_the_cookies_may_come_in_either_order() {
    let step = step_until("^https://www\\.example\\.com/inbox");
    let mut address_first = WebSnapshot::new();
    let before = step.collect(address_first.add_visited_url("https://www.example.com/inbox?x=1"));
    assert_eq!(before.final_url(), FinalUrlStatus::Reached);
    assert!(!before.is_complete() && !before.may_close_automatically());
    address_first.add_cookie(Cookie::new("session", "1").domain("example.com"));
    assert!(step.collect(&address_first).may_close_automatically());

    let mut cookies_first = cookies(&[("session", "1", "example.com")]);
    let before = step.collect(&cookies_first);
    assert_eq!(before.final_url(), FinalUrlStatus::NotReached);
    assert!(before.is_complete() && !before.may_close_automatically());
    assert!(
        !step
            .collect(cookies_first.add_visited_url("https://www.example.com/login"))
            .may_close_automatically()
    );
    assert!(
        step.collect(cookies_first.add_visited_url("https://www.example.com/inbox"))
            .may_close_automatically()
    );
}

#[test]
fn a_rule_for_the_final_address_that_cannot_be_run_leaves_closing_to_the_user() {
    let mut browser = cookies(&[("session", "1", "example.com")]);
    browser.add_visited_url("https://www.example.com/inbox");
    let collected = step_until("(?!login)").collect(&browser);
    assert_eq!(collected.final_url(), FinalUrlStatus::CannotCheck);
    assert!(collected.is_complete() && !collected.may_close_automatically());
}

#[test]
fn a_value_that_cannot_be_checked_suffices_on_the_final_page() {
    let fields = json!([{"id": "session", "pattern": "(?!guest)"}]);
    let step = CookieStep::new(raw_step("https://www.example.com/", &fields, Some("/inbox$"))).unwrap();
    let mut browser = cookies(&[("session", "1", "example.com")]);
    assert!(
        step.collect(browser.add_visited_url("https://www.example.com/inbox"))
            .may_close_automatically()
    );
}

#[test]
fn the_final_page_is_a_sign_in_host_once_it_is_reached() {
    let step = step_until("^https://app\\.example\\.net/");
    let mut browser = cookies(&[("session", "1", "app.example.net")]);
    assert!(
        !step
            .collect(browser.add_visited_url("https://app.example.net.evil.org/"))
            .is_complete()
    );
    assert!(
        step.collect(browser.add_visited_url("https://app.example.net/inbox"))
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

//! Tests the script of a step, which runs only if the application allows it.

use beeper_bridge_login::browser::CaptureError;
use serde_json::{Value, json};

use crate::support::executable::chromium;
use crate::support::site::{Site, html, script};
use crate::support::{capture, collected, step, values};

fn special() -> Value {
    json!([{"id": "token", "sources": [{"type": "special", "name": "Token"}]}])
}

#[test]
fn a_step_that_needs_its_script_is_refused_by_name_unless_that_is_allowed() {
    let Some(browser) = chromium() else { return };
    let with_script = step("https://example.com", special(), json!({"extractJS": "({token: 'x'})"}));
    let error = capture(&browser, &with_script).unwrap_err();
    assert!(matches!(&error, CaptureError::ScriptNeeded(_)), "{error}");
    assert_eq!(
        error.to_string(),
        "only a script from the server can provide the required values: Token"
    );
    let without = step("https://example.com", special(), json!({}));
    let error = capture(&browser.allow_script(true), &without).unwrap_err();
    assert!(matches!(error, CaptureError::ScriptNeeded(_)), "{error}");
}

#[test]
fn a_script_runs_in_the_pages_of_the_site_and_again_after_it_threw() {
    let Some(browser) = chromium() else { return };
    let site = Site::start();
    let elsewhere = site.url("elsewhere", "/");
    site.route("/", move |request| match request.host.starts_with("www") {
        true => script(&format!(
            "window.value = 'first'; setTimeout(() => location = '{elsewhere}', 1500)"
        )),
        false => script("window.value = 'wrong'; setTimeout(() => location = '/gone', 700)"),
    });
    let back = site.url("sub.www", "/back");
    site.page("/gone", script(&format!("setTimeout(() => location = '{back}', 100)")));
    site.page("/back", script("setTimeout(() => { window.value = 'second' }, 300)"));
    let extract = "(async () => {
        if (!window.value) throw new Error('too early');
        return {token: window.value === 'first' ? '' : window.value, number: 7, unknown: 'x', seen: window.value};
    })()";
    let mut fields = special();
    for id in ["number", "seen"] {
        let field = json!({"id": id, "required": false, "sources": [{"type": "special"}]});
        fields.as_array_mut().unwrap().push(field);
    }
    let step = step(&site.url("www", "/"), fields, json!({"extractJS": extract}));
    let collected = collected(&browser.allow_script(true), &step);
    assert_eq!(values(&collected), [("token", "second"), ("seen", "second")]);
}

#[test]
fn what_a_script_publishes_later_is_found() {
    let Some(browser) = chromium() else { return };
    let site = Site::start();
    site.page("/", html("sign in"));
    let extract = "setTimeout(() => { globalThis.__BEEP_BEEP_AUTH_RESULTS__ = {token: 'late'} }, 800)";
    let step = step(&site.url("www", "/"), special(), json!({"extractJS": extract}));
    assert_eq!(
        values(&collected(&browser.allow_script(true), &step)),
        [("token", "late")]
    );
}

#[test]
fn a_script_that_hangs_is_stopped_and_the_rest_is_captured() {
    let Some(browser) = chromium() else { return };
    let site = Site::start();
    site.page("/", script("setTimeout(() => { document.cookie = 'session=1' }, 500)"));
    let browser = browser.allow_script(true);
    // Each takes as long as a script may, so they run at the same time.
    std::thread::scope(|scope| {
        for hanging in [
            "for (;;);",
            "new Promise(() => {})",
            "(async () => { await 0; for (;;); })()",
        ] {
            let (browser, site) = (&browser, &site);
            scope.spawn(move || {
                let fields = json!([{"id": "session"}]);
                let step = step(&site.url("www", "/"), fields, json!({"extractJS": hanging}));
                let collected = collected(browser, &step);
                assert_eq!(values(&collected), [("session", "1")], "{hanging}");
            });
        }
    });
}

#[test]
fn a_script_that_is_not_allowed_does_not_run() {
    let Some(browser) = chromium() else { return };
    let site = Site::start();
    site.page("/", script("").cookie("session=1"));
    let extract = "fetch('/called'); globalThis.__BEEP_BEEP_AUTH_RESULTS__ = {other: 'x'}; ({other: 'x'})";
    let fields = json!([{"id": "session"}, {"id": "other", "required": false, "sources": [{"type": "special"}]}]);
    let step = step(&site.url("www", "/"), fields, json!({"extractJS": extract}));
    assert_eq!(values(&collected(&browser, &step)), [("session", "1")]);
    assert!(site.requests("/called").is_empty());
}

//! The shared parts of the tests: a browser, a site, and steps.

pub mod executable;
pub mod site;
pub mod watched;

use std::time::Duration;

use beeper_bridge_login::browser::{CaptureError, Chromium};
use beeper_bridge_login::cookies::{CollectedValues, CookieStep, WebSnapshot};
use serde_json::{Value, json};

/// The time limit of a capture, long enough for a busy machine.
pub const LIMIT: Duration = Duration::from_secs(60);

/// Returns a step that begins at an address, with these fields and other members.
pub fn step(url: &str, fields: Value, other: Value) -> CookieStep {
    let mut step = json!({"stepID": "sign-in", "url": url, "fields": fields});
    for (name, value) in other.as_object().into_iter().flatten() {
        step[name] = value.clone();
    }
    CookieStep::allowing_http_on_loopback(serde_json::from_value(step).unwrap()).unwrap()
}

/// Captures in a runtime with only the features that the crate needs.
pub fn capture(browser: &Chromium, step: &CookieStep) -> Result<WebSnapshot, CaptureError> {
    let browser = browser.clone().time_limit(LIMIT);
    runtime().block_on(browser.capture(step))
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
}

/// Returns the values of a capture, which must succeed.
pub fn collected(browser: &Chromium, step: &CookieStep) -> CollectedValues {
    let snapshot = capture(browser, step).unwrap_or_else(|error| panic!("{error}"));
    step.collect(&snapshot)
}

/// Returns the values that were found, by field.
pub fn values(collected: &CollectedValues) -> Vec<(&str, &str)> {
    let values = collected.values().iter();
    values.map(|(id, value)| (id.as_str(), value.expose())).collect()
}

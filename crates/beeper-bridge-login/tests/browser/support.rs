//! What the tests have in common: a browser, a site, and steps.

pub mod executable;
pub mod site;
pub mod watched;

use std::time::Duration;

use beeper_bridge_login::browser::{CaptureError, Chromium};
use beeper_bridge_login::cookies::{CollectedValues, CookieStep, WebSnapshot};
use serde_json::{Value, json};

/// How long a capture may take, on a busy machine too.
pub const LIMIT: Duration = Duration::from_secs(60);

/// A step that begins at an address, with these fields, and what else is given.
pub fn step(url: &str, fields: Value, other: Value) -> CookieStep {
    let mut step = json!({"stepID": "sign-in", "url": url, "fields": fields});
    for (name, value) in other.as_object().into_iter().flatten() {
        step[name] = value.clone();
    }
    CookieStep::allowing_http_on_loopback(serde_json::from_value(step).unwrap()).unwrap()
}

/// Captures, in a runtime that has nothing but what the crate itself needs.
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

/// The values of a capture that has to succeed.
pub fn collected(browser: &Chromium, step: &CookieStep) -> CollectedValues {
    let snapshot = capture(browser, step).unwrap_or_else(|error| panic!("{error}"));
    step.collect(&snapshot)
}

/// The values that were found, by field.
pub fn values(collected: &CollectedValues) -> Vec<(&str, &str)> {
    let values = collected.values().iter();
    values.map(|(id, value)| (id.as_str(), value.expose())).collect()
}

//! Measures captures from a local test site, which sets the last cookie when its page sends a second request.

#[path = "../../tests/browser/support/executable.rs"]
mod executable;
#[path = "../../tests/browser/support/site.rs"]
mod site;

use std::time::{Duration, Instant};

use beeper_bridge_login::browser::Chromium;
use beeper_bridge_login::cookies::CookieStep;
use serde_json::json;
use site::{Site, html, script};

use crate::support::{self, Spread};

const RUNS: usize = 10;

/// How long the values must stay the same before a capture returns them; the documentation of `browser` states this time.
const QUIET: Duration = Duration::from_millis(300);

/// The time from the load of the page to its second request. By then the browser has finished starting.
const SIGNING_IN: Duration = Duration::from_secs(1);

/// Measures [`RUNS`] captures, or prints why it skips them when this computer has no Chromium.
///
/// # Errors
///
/// Returns an error if a capture fails.
pub fn measure() -> Result<(), String> {
    let Some(browser) = executable::chromium() else {
        println!("capture: skipped, since this computer has no Chromium");
        return Ok(());
    };
    let latencies: Result<Vec<f64>, String> = (0..RUNS).map(|_| latency(&browser)).collect();
    let latencies = Spread::of(latencies?);
    println!("a capture returns {latencies} ms after the last value, not counting the quiet time of {QUIET:?}");
    support::say_spread("capture-latency-ms", latencies);
    Ok(())
}

/// Runs one capture. Returns the milliseconds from the last value to the return of the capture, without the quiet time.
fn latency(browser: &Chromium) -> Result<f64, String> {
    let site = Site::start();
    let millis = SIGNING_IN.as_millis();
    site.page(
        "/",
        script(&format!("setTimeout(() => fetch('/last'), {millis})")).cookie("first=1"),
    );
    site.page("/last", html("").cookie("last=2; HttpOnly"));
    let step = json!({"stepID": "sign-in", "url": site.url("www", "/"), "fields": [{"id": "first"}, {"id": "last"}]});
    let step = serde_json::from_value(step).map_err(|error| error.to_string())?;
    let step = CookieStep::allowing_http_on_loopback(step).map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let snapshot = runtime
        .block_on(browser.capture(&step))
        .map_err(|error| error.to_string())?;
    let returned = Instant::now();
    if !step.collect(&snapshot).is_complete() {
        return Err("the capture returned without some of the values".to_owned());
    }
    let requests = site.requests("/last");
    let last = requests
        .first()
        .ok_or("the page did not send its second request, which sets the last value")?;
    let beyond = (returned - last.received).saturating_sub(QUIET);
    Ok(beyond.as_secs_f64() * 1000.0)
}

//! Captures from a site on this computer that gives the last value when its page asks for it.

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

/// For how long nothing may change before the values are taken, as the documentation of the module `browser` says.
const QUIET: Duration = Duration::from_millis(300);

/// How long the page is there before it asks for the last value: the browser has started, and has nothing else to do.
const SIGNING_IN: Duration = Duration::from_secs(1);

/// Measures some captures. Without a browser, none.
///
/// # Errors
///
/// When a capture fails.
pub fn measure() -> Result<(), String> {
    let Some(browser) = executable::chromium() else {
        println!("capture: skipped, since there is no Chromium on this computer");
        return Ok(());
    };
    let latencies: Result<Vec<f64>, String> = (0..RUNS).map(|_| latency(&browser)).collect();
    let latencies = Spread::of(latencies?);
    println!("a capture returns {latencies} ms after the last value and the {QUIET:?} in which nothing changes");
    support::say_spread("capture-latency-ms", latencies);
    Ok(())
}

/// Captures once. Returns the milliseconds from the last value to the return, without the time in which nothing changes.
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
        return Err("the capture returned without all values".to_owned());
    }
    let requests = site.requests("/last");
    let last = requests.first().ok_or("the page did not ask for the last value")?;
    let beyond = (returned - last.received).saturating_sub(QUIET);
    Ok(beyond.as_secs_f64() * 1000.0)
}

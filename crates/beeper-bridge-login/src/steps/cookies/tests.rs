//! Tests cookie steps through the public API.

mod captured;
mod cookie_order;
mod final_url;
mod matching;
mod robustness;
mod step;

use beeper_desktop_client::Secret;
use serde_json::{Value, json};

use super::{
    CollectedValues, Cookie, CookieStep, CookieStepError, ExtractScript, FinalUrlStatus, MissingReason, SourceKind,
    WebSnapshot,
};

fn raw_step(url: &str, fields: &Value, final_url: Option<&str>) -> beeper_desktop_client::types::CookiesStep {
    serde_json::from_value(json!({
        "stepID": "sign-in", "url": url, "fields": fields, "expectedFinalURLRegex": final_url,
    }))
    .unwrap()
}

fn step(fields: Value) -> CookieStep {
    CookieStep::new(raw_step("https://www.example.com/login", &fields, None)).unwrap()
}

fn cookies(cookies: &[(&str, &str, &str)]) -> WebSnapshot {
    let mut browser = WebSnapshot::new();
    for (name, value, domain) in cookies {
        browser.add_cookie(Cookie::new(*name, *value).domain(domain));
    }
    browser
}

fn value<'a>(collected: &'a CollectedValues, id: &str) -> Option<&'a str> {
    collected.value(id).map(Secret::expose)
}

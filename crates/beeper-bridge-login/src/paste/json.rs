//! Reads JSON: an object of values by name, or the array of cookies that browser extensions export.

use beeper_desktop_client::Secret;
use serde_json::{Map, Value};

use super::error::PasteError;
use crate::steps::cookies::browser_snapshot::{BrowserSnapshot, Cookie};

pub(super) fn parse(text: &str) -> Result<BrowserSnapshot, PasteError> {
    let mut browser = BrowserSnapshot::new();
    let found = match serde_json::from_str(text).map_err(|_| PasteError::InvalidJson)? {
        Value::Array(entries) => add_exported_cookies(&mut browser, &entries),
        Value::Object(object) => match object.get("cookies") {
            Some(Value::Array(entries)) => add_exported_cookies(&mut browser, entries),
            _ => add_named_values(&mut browser, object),
        },
        _ => false,
    };
    if found {
        Ok(browser)
    } else {
        Err(PasteError::UnexpectedJson)
    }
}

fn add_named_values(browser: &mut BrowserSnapshot, object: Map<String, Value>) -> bool {
    let mut found = false;
    for (name, value) in object {
        if let Some(value) = as_text(&value) {
            browser.add_named_value(name, value);
            found = true;
        }
    }
    found
}

fn add_exported_cookies(browser: &mut BrowserSnapshot, entries: &[Value]) -> bool {
    let mut found = false;
    for entry in entries {
        let Some(name) = entry.get("name").and_then(Value::as_str) else {
            continue;
        };
        let Some(value) = entry.get("value").and_then(as_text) else {
            continue;
        };
        let mut cookie = Cookie::new(name, value).pasted();
        if let Some(domain) = entry
            .get("domain")
            .or_else(|| entry.get("host"))
            .and_then(Value::as_str)
        {
            cookie = cookie.domain(domain);
        }
        if entry.get("partitionKey").is_some_and(|key| !key.is_null()) {
            cookie = cookie.partitioned();
        }
        browser.add_cookie(cookie);
        found = true;
    }
    found
}

/// Whole numbers are texts that somebody forgot to quote. Others may have lost digits.
fn as_text(value: &Value) -> Option<Secret> {
    match value {
        Value::String(text) => Some(Secret::from(text.as_str())),
        Value::Number(number) if !number.is_f64() => Some(Secret::from(number.to_string())),
        _ => None,
    }
}

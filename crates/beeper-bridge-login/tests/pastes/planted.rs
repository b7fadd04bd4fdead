//! The values that a test plants in a paste, and the check that a snapshot contains them.

use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
use percent_encoding::percent_decode_str;
use serde_json::json;

/// The place of a value in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Cookie,
    Header,
    LocalStorage,
}

impl Kind {
    /// Returns the server's name for this place in a step.
    fn source(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::Header => "header",
            Self::LocalStorage => "local_storage",
        }
    }
}

/// A value that is planted in a paste, as the browser has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planted {
    pub kind: Kind,
    pub name: String,
    pub value: String,
}

impl Planted {
    pub fn new(kind: Kind, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            value: value.into(),
        }
    }

    /// Returns the value that a step receives: cookies are percent-decoded if all of their escapes are valid.
    fn collected(&self) -> String {
        let is_escaped = self.kind == Kind::Cookie
            && self.value.split('%').skip(1).all(
                |after| matches!(after.as_bytes(), [high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit()),
            );
        match percent_decode_str(&self.value).decode_utf8() {
            Ok(decoded) if is_escaped => decoded.into_owned(),
            _ => self.value.clone(),
        }
    }
}

/// Returns the values that a step asking for all of them does not receive, or receives changed.
pub fn lost<'a>(browser: &WebSnapshot, planted: &'a [Planted]) -> Vec<&'a Planted> {
    let id = |at: usize| format!("wanted field {at}");
    let fields: Vec<_> = (0..)
        .zip(planted)
        .map(|(at, value)| json!({ "id": id(at), "name": value.name, "type": value.kind.source() }))
        .collect();
    let step = json!({ "stepID": "sign-in", "url": "https://www.example.com/login", "fields": fields });
    let step = CookieStep::new(serde_json::from_value(step).expect("a step")).expect("a valid step");
    let collected = step.collect(browser);
    let is_lost = |at, value: &Planted| {
        let found = collected.value(id(at)).map(|found| found.expose());
        found != Some(value.collected().as_str())
    };
    (0..)
        .zip(planted)
        .filter(|(at, value)| is_lost(*at, value))
        .map(|(_, value)| value)
        .collect()
}

//! The status and the headers of an answer.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// The beginning of an answer.
#[derive(Clone)]
pub(crate) struct ResponseHead {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

impl ResponseHead {
    /// The version of the server, if it says so in a form that can be printed.
    pub(crate) fn server_version(&self) -> Option<&str> {
        let version = self.headers.get("x-beeper-desktop-version")?.to_str().ok()?.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-+_".contains(c);
        (!version.is_empty() && version.len() <= 80 && version.chars().all(plain)).then_some(version)
    }
}

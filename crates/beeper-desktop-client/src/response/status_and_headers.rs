//! The status and the headers of a response.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// The status and the headers of a response.
#[derive(Clone)]
pub(crate) struct ResponseHead {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

impl ResponseHead {
    /// Returns the server's version, if the response has one that can be printed.
    pub(crate) fn server_version(&self) -> Option<&str> {
        let version = self.headers.get("x-beeper-desktop-version")?.to_str().ok()?.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-+_".contains(c);
        (!version.is_empty() && version.len() <= 80 && version.chars().all(plain)).then_some(version)
    }
}

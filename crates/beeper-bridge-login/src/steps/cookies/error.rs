//! The error of a cookie step that cannot be used.

use std::error::Error;
use std::fmt;

use beeper_desktop_client::types::FieldId;

use crate::error::debug_with_sources::impl_debug_with_sources;

/// The reason why a cookie step cannot be used; it never quotes the address.
///
/// ```
/// use beeper_bridge_login::cookies::{CookieStep, CookieStepError};
///
/// let step = serde_json::from_str(r#"{"stepID": "sign-in", "url": "http://example.com", "fields": []}"#)?;
/// assert_eq!(CookieStep::new(step).err(), Some(CookieStepError::SchemeNotAllowed));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CookieStepError {
    /// The step's address is invalid.
    InvalidUrl,
    /// The step's address does not use `https`.
    ///
    /// Tests with pages on this computer can allow `http` there, with
    /// [`BridgeRef::allow_http_pages_on_loopback`](crate::BridgeRef::allow_http_pages_on_loopback) or
    /// [`CookieStep::allowing_http_on_loopback`](super::CookieStep::allowing_http_on_loopback).
    SchemeNotAllowed,
    /// The step's user agent contains control characters.
    InvalidUserAgent,
    /// Two fields of the step have this ID, so a value could belong to either.
    RepeatedField(FieldId),
}

impl fmt::Display for CookieStepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidUrl => f.write_str("the address of the sign-in page is invalid"),
            Self::SchemeNotAllowed => f.write_str("the address of the sign-in page does not begin with https://"),
            Self::InvalidUserAgent => f.write_str("the user agent for the sign-in page contains control characters"),
            Self::RepeatedField(id) => write!(f, "two fields of the step have the same ID: {:?}", id.as_str()),
        }
    }
}

impl_debug_with_sources!(CookieStepError);

impl Error for CookieStepError {}

//! The error of a cookie step that cannot be carried out.

use std::error::Error;
use std::fmt;

use beeper_desktop_client::types::FieldId;

use crate::error::debug_with_sources::impl_debug_with_sources;

/// Why a cookie step cannot be carried out. It never quotes the address.
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
    /// The step's address is none.
    InvalidUrl,
    /// The step's address is not one of `https`.
    SchemeNotAllowed,
    /// The user agent that the step asks for has control characters.
    InvalidUserAgent,
    /// Two fields of the step have this ID, so there is no telling which of them a value is for.
    RepeatedField(FieldId),
}

impl fmt::Display for CookieStepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidUrl => f.write_str("the address of the page to sign in on is invalid"),
            Self::SchemeNotAllowed => f.write_str("the address of the page to sign in on does not begin with https://"),
            Self::InvalidUserAgent => f.write_str("the user agent that the page is to see has control characters"),
            Self::RepeatedField(id) => write!(
                f,
                "the page's fields contradict each other: {:?} is there twice",
                id.as_str()
            ),
        }
    }
}

impl_debug_with_sources!(CookieStepError);

impl Error for CookieStepError {}

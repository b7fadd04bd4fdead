//! The error of a capture.

use std::error::Error;
use std::fmt;

use crate::error::debug_with_sources::impl_debug_with_sources;
use crate::rendering::text::{Lines, printable};
use crate::steps::cookies::answer::MissingValues;

/// The reason why a capture did not return the values that the step asks for.
///
/// It prints as one line without addresses and values. A handler passes it on with `?`: a closed window then ends the login as
/// [`Cancelled`](crate::LoginErrorKind::Cancelled), every other reason as [`Capture`](crate::LoginErrorKind::Capture).
///
/// ```
/// use beeper_bridge_login::Stop;
/// use beeper_bridge_login::browser::CaptureError;
///
/// fn capture() -> Result<(), CaptureError> {
///     Err(CaptureError::NoScreen)
/// }
///
/// fn collect() -> Result<(), Stop> {
///     Ok(capture()?)
/// }
///
/// assert!(matches!(collect(), Err(Stop::Capture(CaptureError::NoScreen))));
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaptureError {
    // The capture could not begin.
    /// On this platform, a capture cannot connect to a browser without other programs listening. The user can paste.
    NotSupportedHere,
    /// No browser was found.
    BrowserNotFound,
    /// The browser did not start.
    CannotStart {
        /// The reason, for people.
        reason: String,
    },
    /// The browser is too old.
    TooOld {
        /// The version that the browser reports.
        version: String,
    },
    /// There is no screen for the browser's window.
    NoScreen,
    /// The step requires values that only its script can provide, and the script is absent or not allowed.
    ScriptNeeded(MissingValues),

    // The page failed.
    /// The sign-in page could not be reached.
    Unreachable {
        /// The browser's error, such as `net::ERR_NAME_NOT_RESOLVED`.
        reason: String,
    },
    /// The certificate of the sign-in page is not valid.
    Certificate {
        /// The browser's error, such as `net::ERR_CERT_DATE_INVALID`.
        reason: String,
    },
    /// The page led to an address that does not use `https`.
    AddressRefused,
    /// The sign-in page crashed.
    PageCrashed,

    // The capture ended.
    /// The browser exited by itself, or somebody ended it.
    Died,
    /// The user closed the browser's window before all values were present.
    Closed,
    /// The capture exceeded its time limit.
    ///
    /// `None` if all required values were present, but the page on which the sign-in ends was not reached.
    TimeLimit(Option<MissingValues>),
}

impl CaptureError {
    /// Creates the error of a browser that did not start or cannot be used.
    #[cfg(unix)]
    pub(super) fn cannot_start(reason: &dyn fmt::Display) -> Self {
        Self::CannotStart {
            reason: reason.to_string(),
        }
    }

    /// Creates the error of a page that the browser could not show, from the browser's error.
    #[cfg(unix)]
    pub(super) fn of_page(reason: &str) -> Self {
        let reason = reason.to_owned();
        match reason.starts_with("net::ERR_CERT") {
            true => Self::Certificate { reason },
            false => Self::Unreachable { reason },
        }
    }

    /// Returns `true` if another attempt may succeed.
    pub fn can_try_again(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::PageCrashed | Self::Died | Self::Closed | Self::TimeLimit(_)
        )
    }
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |text: &str| printable(text, Lines::Flatten, 200);
        match self {
            Self::NotSupportedHere => {
                f.write_str("signing in with a browser is not supported on this platform; paste the values instead")
            }
            Self::BrowserNotFound => f.write_str(
                "no browser was found; install Chromium, Chrome, Edge or Brave, or set BEEPER_BROWSER to the path of one",
            ),
            Self::CannotStart { reason } => write!(f, "the browser cannot be started: {}", said(reason)),
            Self::TooOld { version } => write!(f, "the browser is too old ({}); update it", said(version)),
            Self::NoScreen => f.write_str("the browser cannot show its window because there is no screen"),
            Self::ScriptNeeded(missing) => {
                write!(f, "only a script from the server can provide the required values: {}", missing.names())
            }
            Self::Unreachable { reason } => {
                write!(f, "the sign-in page could not be reached ({})", said(reason))
            }
            Self::Certificate { reason } => {
                write!(f, "the certificate of the sign-in page is not valid ({})", said(reason))
            }
            Self::AddressRefused => f.write_str("the page led to an address that does not begin with https://"),
            Self::PageCrashed => f.write_str("the sign-in page crashed"),
            Self::Died => f.write_str("the browser exited unexpectedly"),
            Self::Closed => f.write_str("the browser's window was closed before the sign-in was complete"),
            Self::TimeLimit(Some(missing)) => write!(f, "the sign-in in the browser took too long; {missing}"),
            Self::TimeLimit(None) => f.write_str(
                "the sign-in in the browser took too long; its final page was not reached",
            ),
        }
    }
}

impl_debug_with_sources!(CaptureError);

impl Error for CaptureError {}

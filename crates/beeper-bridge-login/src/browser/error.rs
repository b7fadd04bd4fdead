//! The error of a capture.

use std::error::Error;
use std::fmt;

use crate::error::debug_with_sources::impl_debug_with_sources;
use crate::rendering::text::{Lines, printable};
use crate::steps::cookies::answer::MissingValues;

/// Why a web login in a browser did not bring what the step asks for.
///
/// It prints as one line that names neither addresses nor values. A handler passes it on with `?`: a closed window then ends the
/// login as [`Cancelled`](crate::LoginErrorKind::Cancelled), everything else as
/// [`Capture`](crate::LoginErrorKind::Capture).
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
    // It could not begin.
    /// This platform has no way to talk to a browser that other programs cannot listen to. Pasting works.
    NotSupportedHere,
    /// No browser was found.
    BrowserNotFound,
    /// The browser did not start.
    CannotStart {
        /// Why, for people.
        reason: String,
    },
    /// The browser is too old.
    TooOld {
        /// The version that it says it is.
        version: String,
    },
    /// There is no screen for the browser's window.
    NoScreen,
    /// The step requires fields that only its script can give, and the application does not allow scripts, or the step has none.
    ScriptNeeded(MissingValues),

    // The page.
    /// The page to sign in on could not be reached.
    Unreachable {
        /// The browser's name for the reason, such as `net::ERR_NAME_NOT_RESOLVED`.
        reason: String,
    },
    /// The certificate of the page to sign in on is not valid.
    Certificate {
        /// The browser's name for the reason, such as `net::ERR_CERT_DATE_INVALID`.
        reason: String,
    },
    /// The page led to an address that is not one of `https`.
    AddressRefused,
    /// The page crashed.
    PageCrashed,

    // The end.
    /// The browser ended by itself, or somebody ended it.
    Died,
    /// The user closed the browser's window before all was there.
    Closed,
    /// The time limit of the capture was up. `None` if all required values were there, and the page on which the sign-in ends was
    /// not reached.
    TimeLimit(Option<MissingValues>),
}

impl CaptureError {
    /// The error of a browser that did not start, or cannot be used.
    #[cfg(unix)]
    pub(super) fn cannot_start(reason: &dyn fmt::Display) -> Self {
        Self::CannotStart {
            reason: reason.to_string(),
        }
    }

    /// The error of a page that the browser shows none of, from the browser's name for the reason.
    #[cfg(unix)]
    pub(super) fn of_page(reason: &str) -> Self {
        let reason = reason.to_owned();
        match reason.starts_with("net::ERR_CERT") {
            true => Self::Certificate { reason },
            false => Self::Unreachable { reason },
        }
    }

    /// Whether the same may succeed when it is tried once more.
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
                f.write_str("signing in with a browser is not supported on this platform: paste the values instead")
            }
            Self::BrowserNotFound => f.write_str(
                "no browser was found: install Chromium, Chrome, Edge or Brave, or set BEEPER_BROWSER to the path of one",
            ),
            Self::CannotStart { reason } => write!(f, "the browser cannot be started: {}", said(reason)),
            Self::TooOld { version } => write!(f, "the browser is too old ({}): update it", said(version)),
            Self::NoScreen => f.write_str("the browser cannot be shown: there is no screen"),
            Self::ScriptNeeded(missing) => {
                write!(f, "only a script of the server can give what is required: {}", missing.names())
            }
            Self::Unreachable { reason } => {
                write!(f, "the page to sign in on could not be reached ({})", said(reason))
            }
            Self::Certificate { reason } => {
                write!(f, "the certificate of the page to sign in on is not valid ({})", said(reason))
            }
            Self::AddressRefused => f.write_str("the page led to an address that does not begin with https://"),
            Self::PageCrashed => f.write_str("the page to sign in on crashed"),
            Self::Died => f.write_str("the browser ended unexpectedly"),
            Self::Closed => f.write_str("the browser's window was closed before the sign-in was done"),
            Self::TimeLimit(Some(missing)) => write!(f, "the sign-in in the browser took too long; {missing}"),
            Self::TimeLimit(None) => f.write_str(
                "the sign-in in the browser took too long; the page on which it ends was not reached",
            ),
        }
    }
}

impl_debug_with_sources!(CaptureError);

impl Error for CaptureError {}

//! The error of an app setup.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::auth::app_setup::handler::Stop;
use crate::error::Error;
use crate::error::source_chain::fmt_with_sources;
use crate::generated::types::AppStateName;

/// An error that ended the setup of the application.
///
/// The setup can be [run](super::AppSetup::run) again, and continues from the application's current state.
///
/// Its `Display` is one line. Its `Debug`, which a `main` that returns the error prints, adds the source errors to the same
/// line. Neither shows what was typed or displayed, so `Debug` leaves out the error of a handler;
/// [`source`](StdError::source) returns it.
#[derive(Clone)]
#[non_exhaustive]
pub enum SetupError {
    /// The handler reported that the user does not want to continue.
    Cancelled,
    /// The handler does not support what the setup asks for.
    Unsupported {
        /// The method of [`SetupHandler`](super::SetupHandler) that is needed.
        method: &'static str,
    },
    /// The handler failed; [`source`](StdError::source) returns its error.
    Handler(Arc<dyn StdError + Send + Sync>),
    /// The server does not offer signing in by e-mail, the only way that this crate supports.
    NoEmail {
        /// The ways that the server offers.
        methods: Vec<String>,
    },
    /// The application waits for something that this version of the crate does not know. A newer version may know it.
    UnknownState(AppStateName),
    /// The server refused the user's input too often.
    TooManyTries,
    /// A call failed.
    Call(Error),
}

impl SetupError {
    pub(super) fn stopped(stop: Stop, method: &'static str) -> Self {
        match stop {
            Stop::Cancel => Self::Cancelled,
            Stop::Unsupported => Self::Unsupported { method },
            Stop::Failed(error) => Self::Handler(error),
        }
    }
}

impl From<Error> for SetupError {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("the setup was cancelled"),
            Self::Unsupported { method } => {
                write!(f, "the setup needs the handler's method `{method}`; implement it")
            }
            Self::Handler(_) => f.write_str("the handler failed"),
            Self::NoEmail { methods } => write!(f, "the server does not offer signing in by e-mail, but {methods:?}"),
            Self::UnknownState(state) => write!(f, "the application is in the unknown state {:?}", state.as_str()),
            Self::TooManyTries => f.write_str("the server refused the input too often"),
            Self::Call(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The error of a handler may print what was typed.
            Self::Handler(_) => write!(f, "{self} (`source` has its error)"),
            // Its `Debug` includes the number of attempts.
            Self::Call(error) => fmt::Debug::fmt(error, f),
            _ => fmt_with_sources(self, f),
        }
    }
}

impl StdError for SetupError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Handler(error) => Some(&**error),
            // Its own line is printed already.
            Self::Call(error) => error.source(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::kind::ErrorKind;

    #[test]
    fn the_debug_of_an_error_is_its_line_and_never_what_a_handler_says() {
        let handler = SetupError::Handler(Arc::new(std::io::Error::other("PLANTED")));
        assert_eq!(format!("{handler:?}"), "the handler failed (`source` has its error)");
        let method = SetupError::Unsupported { method: "code" };
        assert_eq!(
            format!("{method:?}"),
            "the setup needs the handler's method `code`; implement it"
        );
        let call = Error::before_sending("start_setup", ErrorKind::RepeatedCursor);
        assert_eq!(format!("{:?}", SetupError::Call(call.clone())), format!("{call:?}"));
    }
}

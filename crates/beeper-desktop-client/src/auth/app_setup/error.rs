//! Why a setup ended without success.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::auth::app_setup::handler::Stop;
use crate::error::Error;
use crate::error::source_chain::fmt_with_sources;
use crate::generated::types::AppStateName;

/// What kept the setup of the application from coming to its end. It can be [run](super::AppSetup::run) again, and goes on
/// where the application stands.
///
/// It displays as one line, and its `Debug`, which a `main` that returns it prints, adds the errors below it, in the same line. Neither
/// holds anything that was typed or shown, so the `Debug` leaves out what a handler failed with: [`source`](StdError::source)
/// has it.
#[derive(Clone)]
#[non_exhaustive]
pub enum SetupError {
    /// The handler says that the user doesn't want to go on.
    Cancelled,
    /// The handler does not support what the setup asks for.
    Unsupported {
        /// The method of [`SetupHandler`](super::SetupHandler) that would.
        method: &'static str,
    },
    /// The handler failed; [`source`](StdError::source) is its error.
    Handler(Arc<dyn StdError + Send + Sync>),
    /// The server cannot sign anybody in by e-mail, the only way that this crate knows.
    NoEmail {
        /// The ways that it has.
        methods: Vec<String>,
    },
    /// The application waits for something that this crate does not know. A newer version of it might.
    UnknownState(AppStateName),
    /// What the user said was refused too often. Nobody types that much.
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
                write!(f, "the setup needs the handler's method `{method}`, which is missing")
            }
            Self::Handler(_) => f.write_str("the handler failed"),
            Self::NoEmail { methods } => write!(f, "the server signs nobody in by e-mail; it has {methods:?}"),
            Self::UnknownState(state) => write!(f, "the application waits for something unknown: {:?}", state.as_str()),
            Self::TooManyTries => f.write_str("what was typed was refused too often"),
            Self::Call(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // An application's own error may print what was typed.
            Self::Handler(_) => write!(f, "{self} (`source` has its error)"),
            // It says how often it was tried, too.
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
            "the setup needs the handler's method `code`, which is missing"
        );
        let call = Error::before_sending("start_setup", ErrorKind::RepeatedCursor);
        assert_eq!(format!("{:?}", SetupError::Call(call.clone())), format!("{call:?}"));
    }
}

//! The reasons for which a handler stops a login.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;

#[cfg(feature = "browser")]
use crate::browser::error::CaptureError;
use crate::error::cannot_answer::CannotAnswer;
use crate::error::debug_with_sources::impl_debug_with_sources;

/// The reason why a handler stops a login; the driver then cancels the session.
///
/// The `?` operator converts every value that converts into a `Box<dyn Error + Send + Sync>`: errors that are `Send` and
/// `Sync`, strings, these boxes and types like `anyhow::Error`. A plain `Box<dyn Error>` does not convert, because it cannot be
/// sent to another thread: let your function return `Box<dyn Error + Send + Sync>` instead. `Stop` does not implement `Error`;
/// [`into_error`](Self::into_error) converts it into an error.
///
/// `?` converts an [`io::Error`] of the kind [`Interrupted`](io::ErrorKind::Interrupted) into [`Cancel`](Self::Cancel), also
/// from within other errors: prompts for a password return this error when the user presses Ctrl-C.
///
/// An error's text should not contain user input. `Debug` of the resulting [`LoginError`](crate::LoginError) leaves the error
/// out in case it does, but your program may print the error's [`source`](StdError::source).
#[derive(Clone)]
#[non_exhaustive]
pub enum Stop {
    /// The user does not want to continue. The login ends as [`Cancelled`](crate::LoginErrorKind::Cancelled).
    Cancel,
    /// The handler does not support this kind of step.
    Unsupported,
    /// The handler has no answer to the step.
    CannotAnswer(CannotAnswer),
    /// A web login in a browser returned no values.
    ///
    /// If the user [closed](CaptureError::Closed) the window, the login ends as
    /// [`Cancelled`](crate::LoginErrorKind::Cancelled), otherwise as [`Capture`](crate::LoginErrorKind::Capture).
    #[cfg(feature = "browser")]
    Capture(CaptureError),
    /// An operation in the handler failed.
    Failed(Arc<dyn StdError + Send + Sync>),
}

impl Stop {
    /// Converts this into an error, for functions that return `Box<dyn Error + Send + Sync>` or an error type made from it.
    ///
    /// `?` in a handler's method converts the error back into the same `Stop`, even from within other errors.
    ///
    /// ```
    /// use std::error::Error;
    /// use beeper_bridge_login::input::{FieldValues, InputStep};
    /// use beeper_bridge_login::{LoginHandler, RetryReason, Stop};
    ///
    /// fn read_line() -> Result<String, Box<dyn Error + Send + Sync>> {
    ///     let line = std::io::stdin().lines().next();
    ///     Ok(line.ok_or_else(|| Stop::Cancel.into_error())??)
    /// }
    ///
    /// struct Script;
    ///
    /// impl LoginHandler for Script {
    ///     async fn fill(&mut self, step: &InputStep, _: Option<&RetryReason>) -> Result<FieldValues, Stop> {
    ///         let mut values = FieldValues::new();
    ///         for field in step.fields() {
    ///             values.insert(field.id(), read_line()?);
    ///         }
    ///         Ok(values)
    ///     }
    /// }
    /// ```
    pub fn into_error(self) -> Box<dyn StdError + Send + Sync> {
        Box::new(StopError(self))
    }

    /// Finds the `Stop` that [`into_error`](Self::into_error) put into an error or its sources.
    ///
    /// A capture's error there is also a `Stop`, and an interrupted prompt is [`Cancel`](Self::Cancel).
    fn find_in(error: &(dyn StdError + 'static)) -> Option<Self> {
        std::iter::successors(Some(error), |&error| error.source()).find_map(|error| {
            if let Some(StopError(stop)) = error.downcast_ref() {
                return Some(stop.clone());
            }
            #[cfg(feature = "browser")]
            if let Some(error) = error.downcast_ref::<CaptureError>() {
                return Some(Self::Capture(error.clone()));
            }
            let error = error.downcast_ref::<io::Error>()?;
            // `io::Error` leaves out the error inside it when asked for its source.
            let inner = error.get_ref().and_then(|inner| Self::find_in(inner));
            inner.or_else(|| (error.kind() == io::ErrorKind::Interrupted).then_some(Self::Cancel))
        })
    }
}

/// Converts every boxable error, including strings.
///
/// A [`Stop`] or a capture's error inside it converts back into itself, and an interrupted prompt into [`Stop::Cancel`].
impl<E: Into<Box<dyn StdError + Send + Sync>>> From<E> for Stop {
    fn from(error: E) -> Self {
        let error = error.into();
        Self::find_in(&*error).unwrap_or_else(|| Self::Failed(error.into()))
    }
}

/// A [`Stop`] as an error.
///
/// `Stop` cannot implement `Error` itself, because `From<E>` below and the standard library's `From<T> for T` would then both
/// apply to it.
struct StopError(Stop);

impl_debug_with_sources!(StopError);

impl fmt::Display for StopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Stop::Cancel => f.write_str("the user does not want to continue"),
            Stop::Unsupported => f.write_str("the handler does not support what is asked"),
            Stop::CannotAnswer(reason) => reason.fmt(f),
            #[cfg(feature = "browser")]
            Stop::Capture(error) => error.fmt(f),
            Stop::Failed(error) => error.fmt(f),
        }
    }
}

impl StdError for StopError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0 {
            Stop::Failed(error) => error.source(),
            _ => None,
        }
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancel => f.write_str("Cancel"),
            Self::Unsupported => f.write_str("Unsupported"),
            Self::CannotAnswer(reason) => f.debug_tuple("CannotAnswer").field(reason).finish(),
            #[cfg(feature = "browser")]
            Self::Capture(error) => f.debug_tuple("Capture").field(error).finish(),
            Self::Failed(_) => f.write_str("Failed(..)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the `Stop` of a handler that propagates this result with `?`.
    fn stopped<E>(failed: Result<(), E>) -> Stop
    where
        Stop: From<E>,
    {
        let method = || -> Result<(), Stop> { Ok(failed?) };
        method().unwrap_err()
    }

    #[tokio::test]
    async fn errors_of_the_question_mark_operator_stop_and_are_not_printed() {
        type Boxed = Box<dyn StdError + Send + Sync>;
        let task = tokio::spawn(std::future::pending::<()>());
        task.abort();
        let join_error = task.await.unwrap_err();
        let (said, client) = (join_error.to_string(), beeper_desktop_client::Client::builder());
        let client = client.base_url("http://127.0.0.1:1").build().unwrap();
        let call_error = client.list_accounts().await.unwrap_err();
        let call_said = call_error.to_string();
        for (stop, said) in [
            (stopped(Err(io::Error::other("hunter2"))), "hunter2"),
            (stopped(Err("hunter2")), "hunter2"),
            (stopped(Err("hunter2".to_owned())), "hunter2"),
            (stopped(Err(Boxed::from("hunter2"))), "hunter2"),
            (stopped(Err(call_error)), &call_said),
            (stopped(Err(join_error)), &said),
        ] {
            assert_eq!(format!("{stop:?}"), "Failed(..)");
            let Stop::Failed(error) = stop else { panic!("{stop:?}") };
            assert_eq!(error.to_string(), said);
        }
    }

    #[test]
    fn a_stop_inside_an_error_comes_out_as_itself() {
        assert!(matches!(stopped(Err(Stop::Cancel)), Stop::Cancel));
        assert!(matches!(stopped(Err(Stop::Cancel.into_error())), Stop::Cancel));
        assert!(matches!(
            stopped(Err(Stop::Unsupported.into_error())),
            Stop::Unsupported
        ));
        let asked_twice = || Stop::CannotAnswer(CannotAnswer::AskedTwice(Vec::new()));
        assert!(matches!(
            stopped(Err(asked_twice().into_error())),
            Stop::CannotAnswer(_)
        ));
        let failed = stopped(Err(Stop::from("hunter2").into_error()));
        assert!(matches!(failed, Stop::Failed(error) if error.to_string() == "hunter2"));

        let outer = |error: Box<dyn StdError + Send + Sync>| io::Error::other(io::Error::other(error));
        assert!(matches!(stopped(Err(outer(Stop::Cancel.into_error()))), Stop::Cancel));
        assert!(matches!(stopped(Err(outer("no stop".into()))), Stop::Failed(_)));

        #[derive(Debug)]
        struct Context(Box<dyn StdError + Send + Sync>);
        impl fmt::Display for Context {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("while asking")
            }
        }
        impl StdError for Context {
            fn source(&self) -> Option<&(dyn StdError + 'static)> {
                Some(&*self.0)
            }
        }
        assert!(matches!(stopped(Err(Context(Stop::Cancel.into_error()))), Stop::Cancel));
        assert!(matches!(stopped(Err(Context("no stop".into()))), Stop::Failed(_)));
        let interrupted = io::Error::from(io::ErrorKind::Interrupted);
        assert!(matches!(stopped(Err(Context(interrupted.into()))), Stop::Cancel));
    }

    #[test]
    fn an_interrupted_prompt_cancels() {
        use io::ErrorKind::{Interrupted, UnexpectedEof};

        assert!(matches!(stopped(Err(io::Error::from(Interrupted))), Stop::Cancel));
        assert!(matches!(
            stopped(Err(io::Error::new(Interrupted, "Ctrl-C"))),
            Stop::Cancel
        ));
        let boxed: Box<dyn StdError + Send + Sync> = io::Error::from(Interrupted).into();
        assert!(matches!(stopped(Err(boxed)), Stop::Cancel));
        assert!(matches!(
            stopped(Err(io::Error::other(io::Error::from(Interrupted)))),
            Stop::Cancel
        ));
        assert!(matches!(stopped(Err(io::Error::from(UnexpectedEof))), Stop::Failed(_)));
        let unsupported = io::Error::new(Interrupted, Stop::Unsupported.into_error());
        assert!(matches!(stopped(Err(unsupported)), Stop::Unsupported));
    }

    #[cfg(feature = "browser")]
    #[test]
    fn the_error_of_a_capture_comes_out_as_itself_also_from_inside_other_errors() {
        let captured = |stop: Stop, expected: &CaptureError| matches!(stop, Stop::Capture(error) if error == *expected);
        for error in [CaptureError::Closed, CaptureError::Died, CaptureError::TimeLimit(None)] {
            assert!(captured(stopped(Err(error.clone())), &error));
            assert!(captured(stopped(Err(io::Error::other(error.clone()))), &error));
            assert!(captured(
                stopped(Err(Stop::Capture(error.clone()).into_error())),
                &error
            ));
        }
        let printed = Stop::Capture(CaptureError::NoScreen).into_error().to_string();
        assert_eq!(printed, CaptureError::NoScreen.to_string());
    }

    #[test]
    fn a_stop_as_an_error_prints_what_it_is() {
        let printed = |stop: Stop| {
            let error = stop.into_error();
            (error.to_string(), format!("{error:?}"), error.source().is_some())
        };
        let said = |line: &str| (line.to_owned(), line.to_owned(), false);
        assert_eq!(printed(Stop::Cancel), said("the user does not want to continue"));
        let unsupported = said("the handler does not support what is asked");
        assert_eq!(printed(Stop::Unsupported), unsupported);
        assert_eq!(printed("the window is gone".into()), said("the window is gone"));
        let asked_twice = Stop::CannotAnswer(CannotAnswer::AskedTwice(Vec::new()));
        let (display, ..) = printed(asked_twice);
        assert!(display.starts_with("the session asks again"), "{display}");
    }
}

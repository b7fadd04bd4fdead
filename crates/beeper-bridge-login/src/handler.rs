//! What an application supplies to a login that is driven.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;

use beeper_desktop_client::types::{FieldId, FlowId, LoginFlow};

use crate::error::impl_debug_with_sources;
use crate::session::LoginSession;
use crate::session::response::LoginState;
use crate::steps::answer::AskedAgain;
use crate::steps::cookies::{Browser, CookieStep, MissingValues};
use crate::steps::display::DisplayStep;
use crate::steps::input::{FieldValues, InputStep, InvalidAnswer};

/// Asks the user, and shows what is to be shown. Its methods are called one after the other, never two at once.
///
/// Each method has a default that says that the handler does not support that kind of step, so that an application writes
/// only those that it has a place for. **They must not block the thread**: as long as one does, neither the time limit nor a
/// cancellation is noticed. What waits for a person belongs into [`spawn_blocking`](tokio::task::spawn_blocking) or an event loop. The futures have to be `Send`: nothing that is not may be held over an await. When [`run`](crate::StartLogin::run) stops, a method that is under way is dropped
/// where it waits.
///
/// ```
/// use beeper_bridge_login::input::{FieldValues, InputStep};
/// use beeper_bridge_login::{AskedAgain, Display, DisplayStep, LoginHandler, Stop};
///
/// struct Window;
/// # impl Window {
/// #     async fn ask(&mut self, label: &str, hidden: bool) -> Option<String> { None }
/// #     fn draw_qr(&mut self, payload: &str) {}
/// #     fn clear(&mut self) {}
/// # }
///
/// impl LoginHandler for Window {
///     async fn fill(&mut self, step: &InputStep, _: Option<&AskedAgain>) -> Result<FieldValues, Stop> {
///         let mut values = FieldValues::new();
///         for field in step.fields() {
///             let Some(typed) = self.ask(field.label(), field.is_secret()).await else { return Err(Stop::Cancel) };
///             values.insert(field.id(), typed);
///         }
///         Ok(values)
///     }
///
///     async fn show(&mut self, step: &DisplayStep) -> Result<(), Stop> {
///         if let Display::Qr(payload) = step.display() {
///             self.draw_qr(payload.expose());
///         }
///         Ok(())
///     }
///
///     fn hide(&mut self) {
///         self.clear();
///     }
/// }
/// ```
pub trait LoginHandler: Send {
    /// Takes note of the login session, once, before anything of it is asked or shown. Does nothing unless written.
    ///
    /// Its [`id`](LoginSession::id) is what another program, or this one after a crash, takes the session over with:
    /// [`BridgeRef::resume`](crate::BridgeRef::resume). Keep it as one keeps a password: whoever may call the server can go on
    /// with the login. A login that ends before there is a session does not call this.
    fn started(&mut self, session: &LoginSession) {
        let _ = session;
    }

    /// Asks the user for values. What is returned is checked first; if something is missing or wrong, nothing is sent, and
    /// this is called again with [`AskedAgain::InvalidInput`].
    ///
    /// `again` says why the user is asked for the same values once more; `None` the first time. The step's instructions
    /// and attachments are to be shown beside the fields.
    fn fill(
        &mut self,
        step: &InputStep,
        again: Option<&AskedAgain>,
    ) -> impl Future<Output = Result<FieldValues, Stop>> + Send {
        let _ = (step, again);
        async { Err(Stop::Unsupported) }
    }

    /// Lets the user sign in on a web page, and returns what the browser holds then. If something is missing, nothing is
    /// sent, and this is called again with [`AskedAgain::MissingValues`].
    ///
    /// A web view can ask [`CookieStep::collect`] after every change whether it is done. What is pasted in pieces is put
    /// together with [`Browser::merge`].
    fn collect(
        &mut self,
        step: &CookieStep,
        again: Option<&AskedAgain>,
    ) -> impl Future<Output = Result<Browser, Stop>> + Send {
        let _ = (step, again);
        async { Err(Stop::Unsupported) }
    }

    /// Shows something, in place of what was shown before, and returns as soon as it can be seen: codes change only
    /// while the session is waited on, which begins then. Called once for each change.
    fn show(&mut self, step: &DisplayStep) -> impl Future<Output = Result<(), Stop>> + Send {
        let _ = step;
        async { Err(Stop::Unsupported) }
    }

    /// Takes away what was shown last: it has been used, has expired, or the login has ended.
    fn hide(&mut self) {}

    /// Chooses one of several login flows, when none was given with [`StartLogin::flow`](crate::StartLogin::flow). Where this
    /// is not supported, the login ends as [`FlowNotChosen`](crate::LoginErrorKind::FlowNotChosen). A login that is
    /// [started by hand](crate::StartLogin::start_choosing) asks a closure instead.
    fn choose_flow(&mut self, flows: &[LoginFlow]) -> impl Future<Output = Result<FlowId, Stop>> + Send {
        let _ = flows;
        async { Err(Stop::Unsupported) }
    }

    /// Says that the server is out of reach, or has come back, while the session waits or an answer is under way. A code
    /// that is shown may be dead meanwhile. The login gives up after two minutes.
    fn reach(&mut self, is_reachable: bool) {
        let _ = is_reachable;
    }

    /// Watches: called once for each state, before anything is done about it, so before [`hide`](Self::hide) too.
    fn observe(&mut self, state: &LoginState) {
        let _ = state;
    }
}

impl<H: LoginHandler> LoginHandler for &mut H {
    fn started(&mut self, session: &LoginSession) {
        (**self).started(session);
    }

    fn fill(
        &mut self,
        step: &InputStep,
        again: Option<&AskedAgain>,
    ) -> impl Future<Output = Result<FieldValues, Stop>> + Send {
        (**self).fill(step, again)
    }

    fn collect(
        &mut self,
        step: &CookieStep,
        again: Option<&AskedAgain>,
    ) -> impl Future<Output = Result<Browser, Stop>> + Send {
        (**self).collect(step, again)
    }

    fn show(&mut self, step: &DisplayStep) -> impl Future<Output = Result<(), Stop>> + Send {
        (**self).show(step)
    }

    fn hide(&mut self) {
        (**self).hide();
    }

    fn choose_flow(&mut self, flows: &[LoginFlow]) -> impl Future<Output = Result<FlowId, Stop>> + Send {
        (**self).choose_flow(flows)
    }

    fn reach(&mut self, is_reachable: bool) {
        (**self).reach(is_reachable);
    }

    fn observe(&mut self, state: &LoginState) {
        (**self).observe(state);
    }
}

/// Why a handler stops a login. The session is then cancelled.
///
/// `?` makes one of whatever goes into a `Box<dyn Error + Send + Sync>`: errors that are `Send` and `Sync`, texts, and such
/// boxes themselves, those of `anyhow` and its like included. A plain `Box<dyn Error>` is none of them, because it cannot be
/// sent to another thread: let the function that returns it say `Box<dyn Error + Send + Sync>`. `Stop` is no error itself;
/// [`into_error`](Self::into_error) makes one of it.
///
/// An error must not print what was typed: `Debug` of the [`LoginError`](crate::LoginError) that comes of it shows its line.
#[derive(Clone)]
#[non_exhaustive]
pub enum Stop {
    /// The user doesn't want to go on. The login ends as [`Cancelled`](crate::LoginErrorKind::Cancelled).
    Cancel,
    /// The handler does not support this kind of step.
    Unsupported,
    /// The handler has no answer.
    CannotAnswer(CannotAnswer),
    /// Something failed in the handler.
    Failed(Arc<dyn StdError + Send + Sync>),
}

impl Stop {
    /// Turns this into an error, for functions that return `Box<dyn Error + Send + Sync>`, or an error type made from that.
    ///
    /// `?` in a handler's method turns it back: it comes out as it was, also from inside other errors.
    ///
    /// ```
    /// use std::error::Error;
    /// use beeper_bridge_login::input::{FieldValues, InputStep};
    /// use beeper_bridge_login::{AskedAgain, LoginHandler, Stop};
    ///
    /// fn read_line() -> Result<String, Box<dyn Error + Send + Sync>> {
    ///     let line = std::io::stdin().lines().next();
    ///     Ok(line.ok_or_else(|| Stop::Cancel.into_error())??)
    /// }
    ///
    /// struct Script;
    ///
    /// impl LoginHandler for Script {
    ///     async fn fill(&mut self, step: &InputStep, _: Option<&AskedAgain>) -> Result<FieldValues, Stop> {
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

    /// The one that [`into_error`](Self::into_error) put into an error or one of its sources.
    fn find_in<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Self> {
        std::iter::successors(Some(error), |&error| error.source()).find_map(|error| match error.downcast_ref() {
            Some(StopError(stop)) => Some(stop),
            // It skips what is in it when it is asked for its source.
            None => Self::find_in(error.downcast_ref::<io::Error>()?.get_ref()?),
        })
    }
}

/// Whatever can be a boxed error, a text included, stops it with that error; a [`Stop`] inside comes out as itself.
impl<E: Into<Box<dyn StdError + Send + Sync>>> From<E> for Stop {
    fn from(error: E) -> Self {
        let error = error.into();
        match Self::find_in(&*error) {
            Some(stop) => stop.clone(),
            None => Self::Failed(error.into()),
        }
    }
}

/// A [`Stop`] as an error. `Stop` itself can be none, for then both `From<E>` and the standard library's `From<Stop>` would
/// turn it into itself.
struct StopError(Stop);

impl_debug_with_sources!(StopError);

impl fmt::Display for StopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Stop::Cancel => f.write_str("the user does not want to go on"),
            Stop::Unsupported => f.write_str("the handler does not support what is asked"),
            Stop::CannotAnswer(reason) => reason.fmt(f),
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
            Self::Failed(_) => f.write_str("Failed(..)"),
        }
    }
}

/// Why there is no answer to a step. It prints as one line that names fields and no values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CannotAnswer {
    /// Values are missing or wrong.
    Input(InvalidAnswer),
    /// Values are missing that a browser would hold.
    Cookies(MissingValues),
    /// The session asks once more for what has been given. Giving it again could be another wrong password.
    AskedTwice(Vec<FieldId>),
}

impl fmt::Display for CannotAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(invalid) => invalid.fmt(f),
            Self::Cookies(missing) => missing.fmt(f),
            Self::AskedTwice(fields) => {
                f.write_str("asked once more for what has been given already:")?;
                fields.iter().try_for_each(|field| write!(f, " {:?}", field.as_str()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stops a handler that does this.
    fn stopped<E>(failed: Result<(), E>) -> Stop
    where
        Stop: From<E>,
    {
        let method = || -> Result<(), Stop> { Ok(failed?) };
        method().unwrap_err()
    }

    #[tokio::test]
    async fn what_question_marks_give_stops_and_is_not_printed() {
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
    }

    #[test]
    fn a_stop_as_an_error_prints_what_it_is() {
        let printed = |stop: Stop| {
            let error = stop.into_error();
            (error.to_string(), format!("{error:?}"), error.source().is_some())
        };
        let said = |line: &str| (line.to_owned(), line.to_owned(), false);
        assert_eq!(printed(Stop::Cancel), said("the user does not want to go on"));
        let unsupported = said("the handler does not support what is asked");
        assert_eq!(printed(Stop::Unsupported), unsupported);
        assert_eq!(printed("the window is gone".into()), said("the window is gone"));
        let asked_twice = Stop::CannotAnswer(CannotAnswer::AskedTwice(Vec::new()));
        let (display, ..) = printed(asked_twice);
        assert!(display.starts_with("asked once more"), "{display}");
    }
}

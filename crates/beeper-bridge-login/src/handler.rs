//! The trait that your application implements to answer and show the steps of a login.

pub(crate) mod stop;

use beeper_desktop_client::types::{FlowId, LoginFlow};

use crate::session::LoginSession;
use crate::session::state::LoginState;
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;
use crate::steps::display_and_wait::DisplayStep;
use crate::steps::input::field_values::FieldValues;
use crate::steps::input::step::InputStep;
use crate::steps::retry_reason::RetryReason;
use stop::Stop;

/// The application's part of a login: asks the user for answers and shows codes.
///
/// The driver is the code that [`StartLogin::run`](crate::StartLogin::run) runs. It calls the methods one after the other, never
/// two at once. By default, each method reports that the handler does not support this kind of step, so implement only those
/// that your application supports.
///
/// **Methods must not block the thread**: while one does, the driver notices neither the time limit nor a cancellation. Wait
/// for a person in [`spawn_blocking`](tokio::task::spawn_blocking) or in an event loop. The futures must be `Send`, so keep
/// only `Send` values across an `.await`. When [`run`](crate::StartLogin::run) stops, it drops the future of the running
/// method.
///
/// Dropping the future does not end a `spawn_blocking` that reads the standard input: at the end of the program, the runtime
/// waits for it until the user presses Enter. To avoid this, read in a [`std::thread`](std::thread::spawn), or end the runtime
/// with [`shutdown_background`](tokio::runtime::Runtime::shutdown_background).
///
/// ```
/// use beeper_bridge_login::input::{FieldValues, InputStep};
/// use beeper_bridge_login::{Display, DisplayStep, LoginHandler, RetryReason, Stop};
///
/// struct Window;
/// # impl Window {
/// #     async fn ask(&mut self, label: &str, hidden: bool) -> Option<String> { None }
/// #     fn draw_qr(&mut self, payload: &str) {}
/// #     fn clear(&mut self) {}
/// # }
///
/// impl LoginHandler for Window {
///     async fn fill(&mut self, step: &InputStep, _: Option<&RetryReason>) -> Result<FieldValues, Stop> {
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
    /// Receives the login session once, before the driver asks or shows anything. Does nothing by default.
    ///
    /// With its [`id`](LoginSession::id), another program, or this one after a crash, can take the session over:
    /// [`BridgeRef::resume`](crate::BridgeRef::resume). Store the ID like a password: anyone with access to the server can
    /// continue the login with it. If the login ends before the session exists, the driver does not call this method.
    fn started(&mut self, session: &LoginSession) {
        let _ = session;
    }

    /// Asks the user for values.
    ///
    /// The driver calls this at an input step, and checks the returned values. If one is missing or wrong, it sends nothing and calls this method again with
    /// [`RetryReason::InvalidInput`].
    ///
    /// `retry_reason` is the reason why the step asks for the same values again, and `None` the first time. Show the step's
    /// instructions and attachments beside the fields.
    fn fill(
        &mut self,
        step: &InputStep,
        retry_reason: Option<&RetryReason>,
    ) -> impl Future<Output = Result<FieldValues, Stop>> + Send {
        let _ = (step, retry_reason);
        async { Err(Stop::Unsupported) }
    }

    /// Lets the user sign in on a web page, and returns the values from the browser.
    ///
    /// The driver calls this at a step with a web page. If a value is missing, it sends nothing and calls this method again with [`RetryReason::MissingValues`].
    ///
    /// An application with a web view can call [`CookieStep::collect`] after every change to see whether all values are
    /// present. [`WebSnapshot::merge`] combines several pastes.
    ///
    /// Meanwhile, the driver requests the session's state every few seconds. It drops this method's future when the session has
    /// ended, when another program has answered the step, and when the login's time limit has passed. To report which values
    /// are missing by then, return an error within [`CookieStep::time_limit`].
    fn collect(
        &mut self,
        step: &CookieStep,
        retry_reason: Option<&RetryReason>,
    ) -> impl Future<Output = Result<WebSnapshot, Stop>> + Send {
        let _ = (step, retry_reason);
        async { Err(Stop::Unsupported) }
    }

    /// Shows a code or another display in place of the previous one, and returns once it is visible.
    ///
    /// The driver calls this once for each change. The server replaces codes only while the driver waits, which begins when
    /// this returns.
    fn show(&mut self, step: &DisplayStep) -> impl Future<Output = Result<(), Stop>> + Send {
        let _ = step;
        async { Err(Stop::Unsupported) }
    }

    /// Removes the last display: it was used, it has expired, or the login has ended.
    ///
    /// The driver calls this after a success as after a failure. The result of [`run`](crate::StartLogin::run) and
    /// [`observe`](Self::observe) tell them apart.
    fn hide(&mut self) {}

    /// Chooses one of several login flows, if [`StartLogin::flow`](crate::StartLogin::flow) named none.
    ///
    /// The driver calls this before it creates the session. If the handler does not support this, the login ends with [`FlowNotChosen`](crate::LoginErrorKind::FlowNotChosen). A
    /// login that is [started by hand](crate::StartLogin::start_choosing) asks a closure instead.
    fn choose_flow(&mut self, flows: &[LoginFlow]) -> impl Future<Output = Result<FlowId, Stop>> + Send {
        let _ = flows;
        async { Err(Stop::Unsupported) }
    }

    /// Receives whether the server is reachable, when that changes while the session waits or the driver sends an answer.
    ///
    /// A code on the screen may have expired in the meantime. After two minutes, the login fails.
    fn reachability_changed(&mut self, is_reachable: bool) {
        let _ = is_reachable;
    }

    /// Observes each state of the login once, before the driver acts on it and before [`hide`](Self::hide).
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
        retry_reason: Option<&RetryReason>,
    ) -> impl Future<Output = Result<FieldValues, Stop>> + Send {
        (**self).fill(step, retry_reason)
    }

    fn collect(
        &mut self,
        step: &CookieStep,
        retry_reason: Option<&RetryReason>,
    ) -> impl Future<Output = Result<WebSnapshot, Stop>> + Send {
        (**self).collect(step, retry_reason)
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

    fn reachability_changed(&mut self, is_reachable: bool) {
        (**self).reachability_changed(is_reachable);
    }

    fn observe(&mut self, state: &LoginState) {
        (**self).observe(state);
    }
}

//! The trait through which an application answers and shows the steps of a login.

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

/// Asks the user for answers, and shows codes. The methods are called one after the other, never two at once.
///
/// Each method has a default that says that the handler does not support that kind of step, so that an application writes
/// only those that it has a place for. **They must not block the thread**: as long as one does, neither the time limit nor a
/// cancellation is noticed. What waits for a person belongs into
/// [`spawn_blocking`](tokio::task::spawn_blocking) or an event loop. The futures have to be `Send`: nothing that is not may be
/// held over an await. When [`run`](crate::StartLogin::run) stops, a method that is under way is dropped where it waits.
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
    /// Takes note of the login session, once, before anything of it is asked or shown. Does nothing unless written.
    ///
    /// Its [`id`](LoginSession::id) is what another program, or this one after a crash, takes the session over with:
    /// [`BridgeRef::resume`](crate::BridgeRef::resume). Keep it as one keeps a password: whoever may call the server can go on
    /// with the login. A login that ends before there is a session does not call this.
    fn started(&mut self, session: &LoginSession) {
        let _ = session;
    }

    /// Asks the user for values. What is returned is checked first; if something is missing or wrong, nothing is sent, and
    /// this is called again with [`RetryReason::InvalidInput`].
    ///
    /// `retry_reason` says why the user is asked for the same values once more; `None` the first time. The step's
    /// instructions and attachments are to be shown beside the fields.
    fn fill(
        &mut self,
        step: &InputStep,
        retry_reason: Option<&RetryReason>,
    ) -> impl Future<Output = Result<FieldValues, Stop>> + Send {
        let _ = (step, retry_reason);
        async { Err(Stop::Unsupported) }
    }

    /// Lets the user sign in on a web page, and returns what the browser holds then. If something is missing, nothing is
    /// sent, and this is called again with [`RetryReason::MissingValues`].
    ///
    /// A web view can ask [`CookieStep::collect`] after every change whether it is done. What is pasted in pieces is put
    /// together with [`WebSnapshot::merge`].
    ///
    /// The session is looked at every few seconds meanwhile. When it has ended, or asks for something else because another program
    /// has answered, this is dropped where it waits. It is also dropped when the time limit of the login is up; to say what is missing
    /// by then, return an error within [`CookieStep::time_limit`].
    fn collect(
        &mut self,
        step: &CookieStep,
        retry_reason: Option<&RetryReason>,
    ) -> impl Future<Output = Result<WebSnapshot, Stop>> + Send {
        let _ = (step, retry_reason);
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

    /// Tells the handler that the server is out of reach, or has come back, while the session waits or an answer is under way. A code
    /// that is shown may be dead meanwhile. The login gives up after two minutes.
    fn reachability_changed(&mut self, is_reachable: bool) {
        let _ = is_reachable;
    }

    /// Observes the login: called once for each state, before anything is done about it, so before [`hide`](Self::hide) too.
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

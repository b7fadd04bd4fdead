//! Login scripts: the steps of a login, and how the login ends.

pub(crate) mod ending;
pub(crate) mod refusal;
pub(crate) mod step;

use crate::http::api_error::ApiError;
use crate::model::login_script::ending::{Completion, Ending, Outcome};
use crate::model::login_script::step::MockStep;

/// The course of a login: its steps, the values that each step accepts, and how the login ends.
///
/// [`MockLoginFlow::script`](crate::MockLoginFlow::script) gives a script to a flow, and
/// [`MockBridge::login_script`](crate::MockBridge::login_script) gives it to a bridge.
///
/// The server compares submitted values, and refuses wrong ones in the way that the step sets. It **holds waits**: it does not
/// answer a submission of `display_and_wait` before something happens, and the test decides what happens, through an
/// [`OtherDevice`](crate::OtherDevice). No timers run.
///
/// ```
/// use beeper_desktop_mock::{FailureReporting, LoginScript, MockBridge, MockLoginFlow, MockStep, Refusal};
///
/// let phone = LoginScript::new()
///     .ask(
///         MockStep::input("phone")
///             .field("phone_number", "phone_number")
///             .accepts("phone_number", "+15550100")
///             .otherwise(Refusal::fail(400, "FI.MAU.WHATSAPP.PHONE_NUMBER_TOO_SHORT", "The number is too short")),
///     )
///     .ask(
///         MockStep::input("code")
///             .field("code", "2fa_code")
///             .accepts("code", "123456")
///             .otherwise(Refusal::ask_again_as("code-incorrect", "That code is wrong")),
///     );
/// let qr = LoginScript::new()
///     .ask(MockStep::qr("qr", ["first", "second", "third"]))
///     .failure_reporting(FailureReporting::Session);
///
/// let bridge = MockBridge::new("local-whatsapp")
///     .login_flows([MockLoginFlow::new("phone").script(phone), MockLoginFlow::new("qr").script(qr)]);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a script does nothing until a flow has it"]
pub struct LoginScript {
    steps: Vec<MockStep>,
    ending: Ending,
    failure_reporting: FailureReporting,
    forgets_ended: bool,
    cancel_comes_too_late: bool,
    holds_waits: bool,
}

impl LoginScript {
    /// Creates a script without steps: the login is complete when it is created.
    pub fn new() -> Self {
        Self {
            steps: Vec::new(),
            ending: Ending::complete(),
            failure_reporting: FailureReporting::HttpError,
            forgets_ended: false,
            cancel_comes_too_late: false,
            holds_waits: true,
        }
    }

    /// Creates a script whose steps accept everything and hold nothing.
    pub(crate) fn immediate(steps: impl IntoIterator<Item = MockStep>) -> Self {
        Self {
            steps: steps.into_iter().collect(),
            holds_waits: false,
            ..Self::new()
        }
    }

    /// Adds a step after the existing ones.
    pub fn ask(mut self, step: MockStep) -> Self {
        self.steps.push(step);
        self
    }

    /// Completes the login after the last step, which is the default; the same as `ends(Ending::complete())`.
    ///
    /// The server adds a new login and account, or sets the reconnected ones to `connected`.
    pub fn completes(self) -> Self {
        self.ends(Ending::complete())
    }

    /// Fails the login after the last step; the same as `ends(Ending::fail(..))`.
    ///
    /// # Panics
    ///
    /// Panics if `http_status` is not between 400 and 599.
    #[track_caller]
    pub fn fails(self, http_status: u16, code: &str, message: &str) -> Self {
        self.ends(Ending::fail(http_status, code, message))
    }

    /// Sets what happens after the last step.
    pub fn ends(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }

    /// Sets how the server reports a failed login to clients; as an HTTP error by default.
    pub fn failure_reporting(mut self, failure_reporting: FailureReporting) -> Self {
        self.failure_reporting = failure_reporting;
        self
    }

    /// Forgets sessions as soon as they end, as bridges do: `getLoginSession` answers 404.
    ///
    /// By default, clients can still read complete and cancelled sessions.
    pub fn forgets_ended_sessions(mut self) -> Self {
        self.forgets_ended = true;
        self
    }

    /// Cancels too late: the server confirms the cancellation, but the login completes nevertheless.
    ///
    /// Login and account appear as at the end of the script, unless the script ends with a failure.
    pub fn cancel_comes_too_late(mut self) -> Self {
        self.cancel_comes_too_late = true;
        self
    }

    pub(crate) fn step(&self, position: usize) -> Option<&MockStep> {
        self.steps.get(position)
    }

    pub(crate) fn outcome(&self) -> &Outcome {
        &self.ending.0
    }

    pub(crate) fn completion_of_cancelled(&self) -> Option<&Completion> {
        match self.outcome() {
            Outcome::Complete(completion) if self.cancel_comes_too_late => Some(completion),
            _ => None,
        }
    }

    pub(crate) fn forgets_ended(&self) -> bool {
        self.forgets_ended
    }

    pub(crate) fn holds_waits(&self) -> bool {
        self.holds_waits
    }

    /// Returns a failure as an HTTP error, or `None` if the session reports it.
    pub(crate) fn http_error(&self, failure: &ApiError) -> Option<ApiError> {
        match self.failure_reporting {
            FailureReporting::Session => None,
            FailureReporting::HttpError => Some(failure.clone()),
            FailureReporting::MatrixError => Some(failure.clone().in_matrix_names()),
        }
    }
}

/// The same as [`new`](Self::new).
impl Default for LoginScript {
    fn default() -> Self {
        Self::new()
    }
}

/// How the server reports a failed login to clients. Real servers use all of these ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureReporting {
    /// Reports failures in the session, with HTTP status 200.
    ///
    /// The session has the status `failed` and an `error` with `code` and `message`; the failure's HTTP status is unused. Clients
    /// can still read the session. A cancelled wait also gets the session, as `cancelled`.
    Session,
    /// Reports failures as an HTTP error with `code` and `message`, which is the default.
    ///
    /// The session is gone: from then on it answers 404. A cancelled wait gets 410 `FI.MAU.BRIDGE.LOGIN_CANCELLED`.
    HttpError,
    /// Like `HttpError`, with the member names that bridges use: `errcode` and `error`.
    MatrixError,
}

//! Login scripts: the steps of a login, and how it ends.

pub(crate) mod ending;
pub(crate) mod refusal;
pub(crate) mod step;

use crate::http::api_error::ApiError;
use crate::model::login_script::ending::{Completion, Ending, Outcome};
use crate::model::login_script::step::MockStep;

/// How a login goes: its steps, what each accepts, and its end. Given to a flow with
/// [`MockLoginFlow::script`](crate::MockLoginFlow::script), or to a bridge with
/// [`MockBridge::login_script`](crate::MockBridge::login_script).
///
/// Values are compared, and refused as the step says. **Waits are held**: a submission of `display_and_wait` is not answered
/// before something happens, and what happens is said by the test, through an [`OtherDevice`](crate::OtherDevice). There are
/// no timers.
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
#[must_use = "says nothing before a flow has it"]
pub struct LoginScript {
    steps: Vec<MockStep>,
    ending: Ending,
    failure_reporting: FailureReporting,
    forgets_ended: bool,
    cancel_comes_too_late: bool,
    holds_waits: bool,
}

impl LoginScript {
    /// A login without steps: complete when it is created.
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

    /// Steps that accept everything and hold nothing.
    pub(crate) fn immediate(steps: impl IntoIterator<Item = MockStep>) -> Self {
        Self {
            steps: steps.into_iter().collect(),
            holds_waits: false,
            ..Self::new()
        }
    }

    /// Adds a step after those there are.
    pub fn ask(mut self, step: MockStep) -> Self {
        self.steps.push(step);
        self
    }

    /// Ends complete after the last step, with a new login and account, or the reconnected ones connected. The default; the
    /// same as `ends(Ending::complete())`.
    pub fn completes(self) -> Self {
        self.ends(Ending::complete())
    }

    /// Fails after the last step; the same as `ends(Ending::fail(..))`.
    ///
    /// # Panics
    ///
    /// When `http_status` is not between 400 and 599.
    #[track_caller]
    pub fn fails(self, http_status: u16, code: &str, message: &str) -> Self {
        self.ends(Ending::fail(http_status, code, message))
    }

    /// Says what comes after the last step.
    pub fn ends(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }

    /// Says what a client sees of a login that fails; an HTTP error unless set.
    pub fn failure_reporting(mut self, failure_reporting: FailureReporting) -> Self {
        self.failure_reporting = failure_reporting;
        self
    }

    /// Forgets sessions as soon as they end, as bridges do: `getLoginSession` answers 404. Unless set, complete and cancelled
    /// sessions can still be read.
    pub fn forgets_ended_sessions(mut self) -> Self {
        self.forgets_ended = true;
        self
    }

    /// Cancels too late: the cancellation is answered as ever, but login and account appear all the same, as at the end of
    /// the script. They do not where the script ends with a failure.
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

    /// A failure as an HTTP error, or nothing where the session says it.
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

/// What a client sees of a login that fails. Clients meet all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureReporting {
    /// Status 200 and the session, with the status `failed` and an `error` of `code` and `message`; the HTTP status is not
    /// used. The session can still be read. A wait that is cancelled gets the session too, as `cancelled`.
    Session,
    /// An HTTP error with `code` and `message`, and no session any more: 404 from then on. A wait that is cancelled gets 410
    /// `FI.MAU.BRIDGE.LOGIN_CANCELLED`. The default.
    HttpError,
    /// The same with the names that bridges use: `errcode` and `error`.
    MatrixError,
}

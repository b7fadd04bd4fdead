//! Reactions to values that a step does not accept.

use crate::http::api_error::ApiError;

/// What becomes of a submission that a step does not accept; given to [`MockStep::otherwise`](crate::MockStep::otherwise).
///
/// ```
/// use beeper_desktop_mock::{MockStep, Refusal};
///
/// let password = MockStep::input("password")
///     .field("password", "password")
///     .accepts("password", "correct horse")
///     .otherwise(Refusal::ask_again("Wrong password. One try left."))
///     .otherwise(Refusal::fail(403, "M_FORBIDDEN", "Too many wrong passwords"));
/// ```
#[derive(Clone, Debug)]
pub struct Refusal(pub(crate) RefusalAction);

/// What the server does about a wrong submission.
#[derive(Clone, Debug)]
pub(crate) enum RefusalAction {
    AskAgain {
        step_id: Option<String>,
        instructions: String,
    },
    Fail(ApiError),
}

impl Refusal {
    /// Asks for the same again: same step ID and fields, these `instructions`.
    #[must_use]
    pub fn ask_again(instructions: &str) -> Self {
        Self(RefusalAction::AskAgain {
            step_id: None,
            instructions: instructions.to_owned(),
        })
    }

    /// Asks for the same again under another step ID: same fields, these `instructions`.
    #[must_use]
    pub fn ask_again_as(step_id: &str, instructions: &str) -> Self {
        Self(RefusalAction::AskAgain {
            step_id: Some(step_id.to_owned()),
            instructions: instructions.to_owned(),
        })
    }

    /// Fails the login, the way the script's [`failure_reporting`](crate::LoginScript::failure_reporting) says.
    ///
    /// # Panics
    ///
    /// When `http_status` is not between 400 and 599.
    #[must_use]
    #[track_caller]
    pub fn fail(http_status: u16, code: &str, message: &str) -> Self {
        Self(RefusalAction::Fail(ApiError::checked(http_status, code, message)))
    }
}

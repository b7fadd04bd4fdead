//! The reactions of the server to submissions that a step does not accept.

use crate::http::api_error::ApiError;

/// The reaction of the server to a submission that a step does not accept.
///
/// [`MockStep::otherwise`](crate::MockStep::otherwise) takes it.
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

/// The action of the server after a wrong submission.
#[derive(Clone, Debug)]
pub(crate) enum RefusalAction {
    AskAgain {
        step_id: Option<String>,
        instructions: String,
    },
    Fail(ApiError),
}

impl Refusal {
    /// Asks again with the same step ID and fields, and these `instructions`.
    #[must_use]
    pub fn ask_again(instructions: &str) -> Self {
        Self(RefusalAction::AskAgain {
            step_id: None,
            instructions: instructions.to_owned(),
        })
    }

    /// Asks again under another step ID, with the same fields and these `instructions`.
    #[must_use]
    pub fn ask_again_as(step_id: &str, instructions: &str) -> Self {
        Self(RefusalAction::AskAgain {
            step_id: Some(step_id.to_owned()),
            instructions: instructions.to_owned(),
        })
    }

    /// Fails the login; the script's [`failure_reporting`](crate::LoginScript::failure_reporting) sets how the server reports it.
    ///
    /// # Panics
    ///
    /// Panics if `http_status` is not between 400 and 599.
    #[must_use]
    #[track_caller]
    pub fn fail(http_status: u16, code: &str, message: &str) -> Self {
        Self(RefusalAction::Fail(ApiError::checked(http_status, code, message)))
    }
}

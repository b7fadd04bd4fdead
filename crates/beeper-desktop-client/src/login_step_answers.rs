use crate::Secret;
use crate::types::{FieldId, LoginStepAnswerType, SubmitLoginStepRequest};

impl SubmitLoginStepRequest {
    /// The answer to a step that asks the user for values.
    ///
    /// ```
    /// use beeper_desktop_client::types::SubmitLoginStepRequest;
    ///
    /// let answer = SubmitLoginStepRequest::user_input([("code".into(), "123456".into())]);
    /// ```
    pub fn user_input(fields: impl IntoIterator<Item = (FieldId, Secret)>) -> Self {
        Self::with_fields(LoginStepAnswerType::UserInput, fields)
    }

    /// The answer to a step that asks for what a browser holds.
    pub fn cookies(fields: impl IntoIterator<Item = (FieldId, Secret)>) -> Self {
        Self::with_fields(LoginStepAnswerType::Cookies, fields)
    }

    /// The answer to a step that displays something, which is to wait.
    pub fn display_and_wait() -> Self {
        Self::new(LoginStepAnswerType::DisplayAndWait)
    }

    fn with_fields(kind: LoginStepAnswerType, fields: impl IntoIterator<Item = (FieldId, Secret)>) -> Self {
        Self {
            fields: Some(fields.into_iter().map(|(id, value)| (id.into(), value)).collect()),
            ..Self::new(kind)
        }
    }
}

//! Answers to steps, and why a step is asked again.

use std::fmt;

use beeper_desktop_client::ServerText;
use beeper_desktop_client::requests::SubmitLoginStep;
use beeper_desktop_client::types::{LoginSessionId, LoginStepAnswerType, StepId};

use crate::session::calls::bridge_api::BridgeApi;
use crate::steps::cookies::{CookieAnswer, MissingValues};
use crate::steps::input::{AnswerFields, InvalidAnswer};
use crate::steps::step_instance_id::StepInstanceId;
use crate::terminal::text::{Lines, printable};

/// The answer to one step: made from what [`InputStep::check`](crate::input::InputStep::check) or
/// [`CookieStep::answer`](crate::cookies::CookieStep::answer) returns. It fits that step alone, and can be given once.
#[derive(Debug)]
#[must_use = "an answer does nothing before it is submitted"]
pub struct Answer(Kind);

#[derive(Debug)]
enum Kind {
    Input(AnswerFields),
    Cookies(CookieAnswer),
}

impl Answer {
    /// The step that this answers.
    pub fn step_id(&self) -> &StepId {
        match &self.0 {
            Kind::Input(answer) => answer.step_id(),
            Kind::Cookies(answer) => answer.step_id(),
        }
    }

    pub(crate) fn instance_id(&self) -> StepInstanceId {
        match &self.0 {
            Kind::Input(answer) => answer.instance_id(),
            Kind::Cookies(answer) => answer.instance_id(),
        }
    }

    pub(crate) fn into_request(self, api: &BridgeApi, session: &LoginSessionId) -> SubmitLoginStep {
        let step = self.step_id().clone();
        let request = |kind| api.client.submit_login_step(&api.bridge_id, session, step, kind);
        match self.0 {
            Kind::Input(answer) => request(LoginStepAnswerType::UserInput).fields(answer),
            Kind::Cookies(answer) => {
                let (values, last_url) = answer.into_parts();
                let request = request(LoginStepAnswerType::Cookies).fields(values);
                match last_url {
                    Some(last_url) => request.last_url(last_url),
                    None => request,
                }
            }
        }
    }
}

impl From<AnswerFields> for Answer {
    fn from(answer: AnswerFields) -> Self {
        Self(Kind::Input(answer))
    }
}

impl From<CookieAnswer> for Answer {
    fn from(answer: CookieAnswer) -> Self {
        Self(Kind::Cookies(answer))
    }
}

/// Why the user is asked once more for what was answered before. It prints as one line, without what the network says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AskedAgain {
    /// What was typed cannot be right. Nothing was sent.
    InvalidInput(InvalidAnswer),
    /// Something is missing in the browser. Nothing was sent.
    MissingValues(MissingValues),
    /// The network did not take it. Why is said here, or in the step's instructions, or nowhere.
    Refused {
        /// What the server says for people beside the step.
        message: Option<ServerText>,
    },
    /// The answer's fate is not known: it was sent, the connection broke, and the session still asks for it. It is never
    /// sent again by itself, since that could be a second wrong password. Ask the user.
    Unclear,
    /// The server could not be reached, so nothing was sent.
    NotSent,
}

impl AskedAgain {
    /// Why, in one printable line for people: what this prints, or what the server says if it says it here.
    ///
    /// It is for a screen and not for a log: networks repeat what was typed.
    pub fn for_people(&self) -> String {
        match self {
            Self::Refused { message: Some(message) } => printable(message, Lines::Flatten, 500),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for AskedAgain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidInput(invalid) => invalid.fmt(f),
            Self::MissingValues(missing) => missing.fmt(f),
            Self::Refused { .. } => f.write_str("the answer was not accepted"),
            Self::Unclear => f.write_str("the connection broke, and whether the answer arrived is not known"),
            Self::NotSent => f.write_str("the server could not be reached, so nothing was sent"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_network_says_is_for_people_and_not_for_logs() {
        let refused = |message: Option<&str>| AskedAgain::Refused {
            message: message.map(ServerText::from),
        };
        let said = refused(Some("hunter2\nis \u{1b}[31mwrong"));
        assert_eq!(said.for_people(), "hunter2 is wrong");
        assert_eq!(said.to_string(), "the answer was not accepted");
        for (again, text) in [
            (refused(None), "the answer was not accepted"),
            (
                AskedAgain::Unclear,
                "the connection broke, and whether the answer arrived is not known",
            ),
            (
                AskedAgain::NotSent,
                "the server could not be reached, so nothing was sent",
            ),
        ] {
            assert_eq!(
                (again.for_people(), again.to_string()),
                (text.to_owned(), text.to_owned())
            );
        }
    }
}

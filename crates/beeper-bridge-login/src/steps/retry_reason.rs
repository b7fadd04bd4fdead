//! The reasons why a step asks again for values that were answered before.

use std::fmt;
use std::time::Duration;

use beeper_desktop_client::ServerText;

use crate::rendering::text::{Lines, printable};
use crate::steps::cookies::answer::MissingValues;
use crate::steps::input::invalid_answer::InvalidAnswer;

/// The reason why a step asks again for values that were answered before.
///
/// It prints as one line, without the network's message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryReason {
    /// A value cannot be right. Nothing was sent.
    InvalidInput(InvalidAnswer),
    /// The browser lacks a value. Nothing was sent.
    MissingValues(MissingValues),
    /// The network did not accept the answer. The reason is in `message`, in the step's instructions, or not given.
    Refused {
        /// The server's message for people beside the step.
        message: Option<ServerText>,
    },
    /// The user made too many attempts, so the network did not check the answer.
    ///
    /// The session continues: ask the user to wait and then to answer again.
    RateLimited {
        /// The time to wait before the next attempt, if the server reports it.
        retry_after: Option<Duration>,
    },
    /// The answer was sent, the connection broke, and the session still asks for it.
    ///
    /// The crate never sends it again by itself, because that could be a second attempt with a wrong password. Ask the user.
    Unclear,
    /// The server was unreachable, so the answer was not sent.
    NotSent,
}

impl RetryReason {
    /// Returns a printable line for people: the server's message, or else the text of this reason.
    ///
    /// It names fields by their labels. `Display` adds their IDs.
    ///
    /// Show it on a screen, but keep it out of logs: messages from chat networks may repeat user input.
    ///
    /// Print the step's instructions after it: after a refused answer, they usually name the reason, and this line may not.
    pub fn user_message(&self) -> String {
        match self {
            Self::Refused { message: Some(message) } => printable(message, Lines::Flatten, 500),
            Self::InvalidInput(invalid) => invalid.user_message(),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for RetryReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidInput(invalid) => invalid.fmt(f),
            Self::MissingValues(missing) => missing.fmt(f),
            Self::Refused { .. } => f.write_str("the network did not accept the answer"),
            Self::RateLimited { retry_after: None } => f.write_str("too many attempts; wait a while and try again"),
            Self::RateLimited {
                retry_after: Some(wait),
            } => write!(f, "too many attempts; try again in {} s", wait.as_secs_f64().ceil()),
            Self::Unclear => f.write_str("the connection broke, so the answer may not have arrived; answer again"),
            Self::NotSent => f.write_str("the server could not be reached, so the answer was not sent; answer again"),
        }
    }
}

#[cfg(test)]
mod tests {
    use beeper_desktop_client::types::UserInputStep;

    use super::*;
    use crate::steps::input::field_values::FieldValues;
    use crate::steps::input::step::InputStep;

    #[test]
    fn users_see_the_labels_of_fields_and_logs_also_their_ids() {
        let fields = r#"{"stepID": "s", "fields": [{"id": "phone_number", "label": "Phone number"}, {"id": "pin"}]}"#;
        let step = InputStep::from(serde_json::from_str::<UserInputStep>(fields).unwrap());
        let reason = RetryReason::InvalidInput(step.check(&FieldValues::new()).unwrap_err());
        assert_eq!(
            reason.user_message(),
            "Phone number: a value is needed; pin: a value is needed"
        );
        assert_eq!(
            reason.to_string(),
            "Phone number (phone_number): a value is needed; pin: a value is needed"
        );
    }

    #[test]
    fn messages_of_the_network_are_shown_to_users_and_not_logged() {
        let refused = |message: Option<&str>| RetryReason::Refused {
            message: message.map(ServerText::from),
        };
        let said = refused(Some("hunter2\nis \u{1b}[31mwrong"));
        assert_eq!(said.user_message(), "hunter2 is wrong");
        assert_eq!(said.to_string(), "the network did not accept the answer");
        for (reason, text) in [
            (refused(None), "the network did not accept the answer"),
            (
                RetryReason::RateLimited { retry_after: None },
                "too many attempts; wait a while and try again",
            ),
            (
                RetryReason::RateLimited {
                    retry_after: Some(Duration::from_millis(1500)),
                },
                "too many attempts; try again in 2 s",
            ),
            (
                RetryReason::Unclear,
                "the connection broke, so the answer may not have arrived; answer again",
            ),
            (
                RetryReason::NotSent,
                "the server could not be reached, so the answer was not sent; answer again",
            ),
        ] {
            assert_eq!(
                (reason.user_message(), reason.to_string()),
                (text.to_owned(), text.to_owned())
            );
        }
    }
}

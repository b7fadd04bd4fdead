//! The reasons for which the user is asked for the same step again.

use std::fmt;
use std::time::Duration;

use beeper_desktop_client::ServerText;

use crate::rendering::text::{Lines, printable};
use crate::steps::cookies::answer::MissingValues;
use crate::steps::input::invalid_answer::InvalidAnswer;

/// Why the user is asked once more for what was answered before. It prints as one line, without what the network says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryReason {
    /// What was typed cannot be right. Nothing was sent.
    InvalidInput(InvalidAnswer),
    /// Something is missing in the browser. Nothing was sent.
    MissingValues(MissingValues),
    /// The network did not take it. Why is said here, or in the step's instructions, or nowhere.
    Refused {
        /// What the server says for people beside the step.
        message: Option<ServerText>,
    },
    /// There were too many tries, so the network did not look at the answer. The session goes on: ask the user to wait, and
    /// then to answer once more.
    RateLimited {
        /// How long to wait before the next try, if the server says so.
        retry_after: Option<Duration>,
    },
    /// The answer's fate is not known: it was sent, the connection broke, and the session still asks for it. It is never
    /// sent again by itself, since that could be a second wrong password. Ask the user.
    Unclear,
    /// The server could not be reached, so nothing was sent.
    NotSent,
}

impl RetryReason {
    /// Why, in one printable line for people: what this prints, or what the server says if it says it here.
    ///
    /// It is for a screen and not for a log: networks repeat what was typed.
    pub fn user_message(&self) -> String {
        match self {
            Self::Refused { message: Some(message) } => printable(message, Lines::Flatten, 500),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for RetryReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidInput(invalid) => invalid.fmt(f),
            Self::MissingValues(missing) => missing.fmt(f),
            Self::Refused { .. } => f.write_str("the answer was not accepted"),
            Self::RateLimited { retry_after: None } => f.write_str("there were too many tries: wait a while"),
            Self::RateLimited {
                retry_after: Some(wait),
            } => write!(
                f,
                "there were too many tries: the next one is allowed in {} s",
                wait.as_secs_f64().ceil()
            ),
            Self::Unclear => f.write_str("the connection broke, and whether the answer arrived is not known"),
            Self::NotSent => f.write_str("the server could not be reached, so nothing was sent"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_the_network_are_shown_to_users_and_not_logged() {
        let refused = |message: Option<&str>| RetryReason::Refused {
            message: message.map(ServerText::from),
        };
        let said = refused(Some("hunter2\nis \u{1b}[31mwrong"));
        assert_eq!(said.user_message(), "hunter2 is wrong");
        assert_eq!(said.to_string(), "the answer was not accepted");
        for (reason, text) in [
            (refused(None), "the answer was not accepted"),
            (
                RetryReason::RateLimited { retry_after: None },
                "there were too many tries: wait a while",
            ),
            (
                RetryReason::RateLimited {
                    retry_after: Some(Duration::from_millis(1500)),
                },
                "there were too many tries: the next one is allowed in 2 s",
            ),
            (
                RetryReason::Unclear,
                "the connection broke, and whether the answer arrived is not known",
            ),
            (
                RetryReason::NotSent,
                "the server could not be reached, so nothing was sent",
            ),
        ] {
            assert_eq!(
                (reason.user_message(), reason.to_string()),
                (text.to_owned(), text.to_owned())
            );
        }
    }
}

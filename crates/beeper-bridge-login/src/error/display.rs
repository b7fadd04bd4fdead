//! The text of a [`LoginError`]: one line, without user input and without displayed codes.

use std::fmt;

use beeper_desktop_client::types::LoginFlow;

use super::debug_with_sources::{write_sources, write_with_sources};
use super::kind::{LoginErrorKind, UnsupportedStep};
use super::{ErrorDetails, LoginError};
use crate::rendering::text::{Lines, printable};

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            LoginErrorKind::Cancelled => f.write_str("the login was cancelled"),
            LoginErrorKind::CancelledButConnected(_) => {
                f.write_str("the login was cancelled too late: the account is connected")
            }
            LoginErrorKind::ConnectedBeforeStart(_) => {
                f.write_str("the response to the start of the login was lost, but the account is connected")
            }
            LoginErrorKind::TimeLimit => f.write_str("the login was cancelled because it exceeded its time limit"),
            LoginErrorKind::Handler => f.write_str("the login was cancelled because its handler failed"),
            LoginErrorKind::CannotAnswer(reason) => write!(f, "the login cannot continue: {reason}"),
            #[cfg(feature = "browser")]
            LoginErrorKind::Capture(error) => write!(f, "the login cannot continue: {error}"),
            LoginErrorKind::Expired => f.write_str("the login expired because nobody acted in time"),
            LoginErrorKind::Rejected { needs_new_input: true } => f.write_str("the network did not accept the answer"),
            LoginErrorKind::Rejected { needs_new_input: false } => f.write_str("the network refused the login"),
            LoginErrorKind::RateLimited { retry_after } => {
                f.write_str("too many attempts")?;
                match retry_after {
                    Some(wait) => write!(f, "; try again in {} s", wait.as_secs_f64().ceil()),
                    None => Ok(()),
                }
            }
            LoginErrorKind::SessionGone => f.write_str("the server no longer knows the login session"),
            LoginErrorKind::SessionLost => f.write_str("the server was restarted and lost the login session"),
            LoginErrorKind::Redirected => f.write_str(
                "the server redirected to another address, which the client does not follow; check the server's address",
            ),
            LoginErrorKind::ResponseTooLarge => f.write_str("the server's response is larger than the client accepts"),
            LoginErrorKind::OutcomeUnknown => {
                f.write_str("the response to the last answer was lost; check whether the account is connected")
            }
            LoginErrorKind::UnsupportedStep(UnsupportedStep::Unknown(step)) => {
                let kind = printable(step.kind(), Lines::Flatten, 80);
                write!(f, "the login asks for a step of an unknown kind ({kind:?})")
            }
            LoginErrorKind::UnsupportedStep(UnsupportedStep::Unhandled { kind }) => {
                write!(
                    f,
                    "the login asks for a step that the handler does not support ({kind})"
                )
            }
            LoginErrorKind::UnsupportedStep(UnsupportedStep::Page(error)) => {
                write!(f, "the web login cannot begin: {error}")
            }
            LoginErrorKind::BridgeUnavailable { status, text } => {
                let status = printable(status.as_str(), Lines::Flatten, 80);
                write!(f, "the bridge accepts no new login ({status})")?;
                let text = text.as_ref().filter(|text| !text.is_empty());
                text.map_or(Ok(()), |text| write!(f, ": {text}"))
            }
            LoginErrorKind::UnknownBridge(id) => write!(f, "the server has no bridge {:?}", id.as_str()),
            LoginErrorKind::UnknownLogin(id) => write!(f, "the bridge has no login {:?}", id.as_str()),
            LoginErrorKind::UnknownAccount(id) => write!(f, "the bridge has no account {:?}", id.as_str()),
            LoginErrorKind::UnknownFlow { flow, flows } => {
                write!(
                    f,
                    "the bridge has no login flow {:?}, only {}",
                    flow.as_str(),
                    FlowNames(flows)
                )
            }
            LoginErrorKind::FlowNotChosen(flows) => {
                write!(f, "the bridge has several login flows; choose one of {}", FlowNames(flows))
            }
            LoginErrorKind::NoFlows => f.write_str("the bridge has no login flows"),
            LoginErrorKind::ServerTooOld => {
                f.write_str("the server ")?;
                if let Some(version) = self.server_version() {
                    write!(f, "(version {version}) ")?;
                }
                f.write_str("does not support login sessions; update Beeper")
            }
            LoginErrorKind::InvalidArgument { argument, reason } => write!(f, "`{argument}` cannot be sent: {reason}"),
            LoginErrorKind::MissingToken => f.write_str(
                "the client has no access token: make one in Beeper Desktop's settings, and set BEEPER_ACCESS_TOKEN or call \
                 `ClientBuilder::access_token`",
            ),
            LoginErrorKind::Unauthorized => {
                f.write_str("the server rejected the access token; it may have expired, been revoked, or lack permission")
            }
            LoginErrorKind::Transport => match self.call() {
                // Contains the address and what to check, and no contents of requests and responses.
                Some(call) => write!(f, "{call}"),
                None => f.write_str("the server could not be reached"),
            },
            LoginErrorKind::Protocol { reason } => write!(f, "the server contradicts its documentation: {reason}"),
            LoginErrorKind::StaleAnswer => {
                f.write_str("the answer was made for another step or an earlier instance of this one; make a new answer")
            }
            LoginErrorKind::NotADisplay => {
                f.write_str("the session asks for an answer, so it cannot be waited on; submit an answer")
            }
        }?;
        if let Some(code) = self.code().filter(|code| looks_like_a_code(code)) {
            write!(f, " ({code})")?;
        }
        match self.may_leave_session() {
            true => f.write_str("; a login session may remain on the server for up to half an hour"),
            false => Ok(()),
        }
    }
}

/// Returns `true` if a code looks like a code. Other text in its place may repeat user input.
fn looks_like_a_code(code: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    !code.is_empty() && code.len() <= 80 && code.chars().all(plain)
}

struct FlowNames<'a>(&'a [LoginFlow]);

impl fmt::Display for FlowNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = self.0.iter().map(|flow| flow.id.as_str());
        if let Some(first) = names.next() {
            write!(f, "{first:?}")?;
        }
        names.try_for_each(|name| write!(f, ", {name:?}"))
    }
}

impl fmt::Debug for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return match (self.kind(), self.call()) {
                // The call's line is already the error's own.
                (LoginErrorKind::Transport, Some(call)) => {
                    write!(f, "{self}")?;
                    write_sources(call, f)
                }
                // An application's own error may contain user input.
                (LoginErrorKind::Handler, _) => write!(f, "{self} (`source` has its error)"),
                _ => write_with_sources(self, f),
            };
        }
        let ErrorDetails {
            kind,
            step,
            code,
            message,
            may_leave_session,
            source,
        } = &*self.0;
        f.debug_struct("LoginError")
            .field("kind", kind)
            .field("step", step)
            .field("code", &code.as_deref().filter(|code| looks_like_a_code(code)))
            .field("message", message)
            .field("may_leave_session", may_leave_session)
            .field("source", &source.as_ref().map(|_| ".."))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use std::error::Error as StdError;

    use beeper_desktop_client::ServerText;

    use super::*;
    use crate::steps::cookies::error::CookieStepError;

    #[test]
    fn debug_is_one_line_with_the_sources_after_it() {
        let refused = io::Error::other("connection refused");
        let error = LoginError::new(LoginErrorKind::Transport).with_source(refused);
        let line = "the server could not be reached; caused by: connection refused";
        assert_eq!(format!("{error:?}"), line);
        let outer = LoginError::new(LoginErrorKind::OutcomeUnknown).with_source(error.clone());
        assert_eq!(format!("{outer:?}"), format!("{outer}; caused by: {line}"));
        assert_eq!(
            format!("{:?}", LoginError::new(LoginErrorKind::Expired)),
            "the login expired because nobody acted in time"
        );

        assert_eq!(
            format!("{error}"),
            "the server could not be reached",
            "the sources are not the error's own line"
        );
        let parts = format!("{error:#?}");
        assert!(parts.starts_with("LoginError {\n    kind: Transport,"), "{parts}");
    }

    #[test]
    fn what_a_source_says_stays_in_the_line_and_what_a_handler_says_is_left_to_the_source() {
        let said = "no window\r\n\u{1b}[2Jforged: line\u{202e}";
        let error = LoginError::new(LoginErrorKind::Transport).with_source(io::Error::other(said));
        let line = "the server could not be reached; caused by: no window forged: line";
        assert_eq!(format!("{error:?}"), line);
        let error = LoginError::new(LoginErrorKind::Handler).with_source(io::Error::other("hunter2"));
        let line = "the login was cancelled because its handler failed (`source` has its error)";
        assert_eq!(format!("{error:?}"), line);
        assert!(!format!("{error:#?}").contains("hunter2"), "{error:#?}");
        assert_eq!(error.source().unwrap().to_string(), "hunter2");
    }

    #[test]
    fn debug_repeats_nothing_that_a_network_says() {
        let said = ServerText::from("hunter2 is not the password");
        let code = Some("not a code: hunter2".to_owned());
        let error =
            LoginError::new(LoginErrorKind::Rejected { needs_new_input: true }).with_server_message(code, Some(said));
        for printed in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
            assert!(!printed.contains("hunter2"), "{printed}");
        }
    }

    #[test]
    fn errors_of_steps_and_pastes_are_readable_where_main_returns_them() {
        let returned: [Box<dyn StdError>; 2] = [
            Box::new(crate::paste::parse("x").unwrap_err()),
            Box::new(CookieStepError::InvalidUrl),
        ];
        for error in returned {
            assert_eq!(format!("{error:?}"), error.to_string());
            assert_eq!(format!("{error:#?}"), error.to_string());
        }
    }
}

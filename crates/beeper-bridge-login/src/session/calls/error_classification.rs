//! Classifies failed calls by their meaning for a login.

use std::time::Duration;

use beeper_desktop_client::types::LoginSessionError;
use beeper_desktop_client::{Error, ErrorKind, ServerText, StatusCode};

use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;

/// A failed call, by its meaning for a login.
#[derive(Clone, Debug)]
pub(crate) enum CallFailure {
    /// The server rejected the access token, so nothing more is sent.
    Unauthorized,
    /// No connection was made, so nothing was sent.
    NotSent,
    /// The call has an ID that no request can contain, so nothing was sent.
    InvalidArgument(LoginErrorKind),
    /// The response did not arrive, or a proxy sent it. The call may have taken effect.
    ResponseLost,
    /// The response cannot be used, and the next one would be the same. The call may have taken effect.
    Unusable(Unusable),
    /// The server does not have the object that the call names.
    NotFound,
    /// The server does not have the operation.
    NotSupported,
    /// The server or the network refused the call.
    Refused(Refusal),
}

/// The reason why a response cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// It redirects to another address.
    Redirect,
    TooLarge,
    /// It has another shape than documented.
    Misfit,
    /// It is not JSON, but a page or empty. A proxy may have sent it, perhaps temporarily.
    NotJson,
}

/// A refusal, either as the error of a call or in a failed session.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    /// `None` if the refusal is in a session.
    pub(crate) status: Option<StatusCode>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<ServerText>,
    pub(crate) retry_after: Option<Duration>,
}

impl CallFailure {
    pub(crate) fn classify(error: &Error) -> Self {
        if error.is_unauthorized() {
            return Self::Unauthorized;
        }
        match (error.kind(), error.status()) {
            (ErrorKind::Connect | ErrorKind::ConnectTimeout { .. } | ErrorKind::InvalidRequest { .. }, _) => {
                Self::NotSent
            }
            (ErrorKind::InvalidArgument { argument, reason }, _) => {
                let argument = argument.clone();
                Self::InvalidArgument(LoginErrorKind::InvalidArgument { argument, reason })
            }
            (ErrorKind::Misfit { .. }, _) => Self::Unusable(Unusable::Misfit),
            (ErrorKind::BodyTooLarge { .. }, _) => Self::Unusable(Unusable::TooLarge),
            (ErrorKind::Redirect, _) => Self::Unusable(Unusable::Redirect),
            (ErrorKind::UnexpectedStatus, Some(status)) if status.is_redirection() => {
                Self::Unusable(Unusable::Redirect)
            }
            (ErrorKind::NotJson | ErrorKind::NoBody | ErrorKind::UnexpectedStatus, _) => {
                Self::Unusable(Unusable::NotJson)
            }
            (ErrorKind::NotSupported, _) => Self::NotSupported,
            (ErrorKind::Refused, Some(status)) => Self::classify_refusal(error, status),
            _ => Self::ResponseLost,
        }
    }

    /// Classifies a failed submission: an answer or a wait.
    ///
    /// Networks refuse these with 403 and a general code too, after the server has accepted the token for other calls. This is
    /// then a refusal, and the session's state shows what it was about; see [`Refusal::may_be_about_the_token`].
    pub(crate) fn classify_submission(error: &Error) -> Self {
        match (Self::classify(error), error.status()) {
            (Self::Unauthorized, Some(StatusCode::FORBIDDEN)) => {
                let refusal = Refusal::of_call(error, StatusCode::FORBIDDEN);
                match refusal.may_be_about_the_token() {
                    true => Self::Refused(refusal),
                    false => Self::Unauthorized,
                }
            }
            (failure, _) => failure,
        }
    }

    fn classify_refusal(error: &Error, status: StatusCode) -> Self {
        let said = error.api_error();
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::REQUEST_TIMEOUT
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => Self::ResponseLost,
            // Networks use this status as well, with their own codes.
            StatusCode::FORBIDDEN if said.is_none_or(|said| is_about_the_token(&said.code)) => Self::Unauthorized,
            status if status.is_server_error() && said.is_none() => Self::ResponseLost,
            status => Self::Refused(Refusal::of_call(error, status)),
        }
    }
}

fn is_about_the_token(code: &str) -> bool {
    let code = code.to_ascii_uppercase();
    // The networks have their own tokens.
    is_general(&code) || !code.starts_with("FI.MAU.") && (code.contains("TOKEN") || code.contains("SCOPE"))
}

/// Returns `true` for a code, in capitals, that says no more than the status 403: of the token or of something else.
fn is_general(code: &str) -> bool {
    matches!(code, "M_FORBIDDEN" | "FORBIDDEN" | "UNAUTHORIZED" | "PERMISSION_DENIED")
}

impl CallFailure {
    /// Returns `true` if the effect of the call is unknown.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(self, Self::ResponseLost | Self::Unusable(_))
    }
}

impl Refusal {
    /// A refusal without code and message.
    pub(crate) const SILENT: Self = Self {
        status: None,
        code: None,
        message: None,
        retry_after: None,
    };

    fn of_call(error: &Error, status: StatusCode) -> Self {
        let said = error.api_error();
        Self {
            status: Some(status),
            code: said.map(|said| said.code.clone()),
            message: said.map(|said| said.message.clone()),
            retry_after: error.retry_after(),
        }
    }

    /// Returns `true` for a 403 with a general code, which the server sends for the token and a network for an answer.
    ///
    /// A network's refusal ends the session. If the session continues at the same step, the server refused the token.
    pub(crate) fn may_be_about_the_token(&self) -> bool {
        let code = self.code.as_deref().map(str::to_ascii_uppercase);
        self.status == Some(StatusCode::FORBIDDEN) && code.is_some_and(|code| is_general(&code))
    }

    /// Returns the kind of error for a session that this refusal has ended.
    pub(crate) fn login_error_kind(&self, after_an_answer: bool) -> LoginErrorKind {
        let code = self.code.as_deref().unwrap_or_default();
        let says = |part: &str| code.contains(part);
        if self.is_rate_limit() {
            LoginErrorKind::RateLimited {
                retry_after: self.retry_after,
            }
        } else if says("TIMED_OUT") || says("TIMEOUT") {
            LoginErrorKind::Expired
        } else if matches!(code, "M_NOT_FOUND" | "NOT_FOUND") {
            // The bridge behind the server has lost the session, because it restarted.
            LoginErrorKind::SessionLost
        } else if code.ends_with("LOGIN_CANCELLED") {
            LoginErrorKind::Cancelled
        } else if code.ends_with("LOGIN_ALREADY_FINISHED") {
            LoginErrorKind::SessionGone
        } else {
            LoginErrorKind::Rejected {
                needs_new_input: after_an_answer,
            }
        }
    }

    pub(crate) fn is_rate_limit(&self) -> bool {
        let code = self.code.as_deref().unwrap_or_default();
        self.status == Some(StatusCode::TOO_MANY_REQUESTS) || code.contains("RATE_LIMIT") || code == "M_LIMIT_EXCEEDED"
    }

    /// Returns `true` if another call on the session is in progress, for instance from another program.
    pub(crate) fn is_conflict(&self) -> bool {
        self.status == Some(StatusCode::CONFLICT)
    }

    /// Returns `true` if the refusal says that the session has ended.
    pub(crate) fn is_gone(&self) -> bool {
        self.status == Some(StatusCode::GONE)
    }

    /// Returns `true` if the refusal concerns the request and not the login.
    ///
    /// The session is at another step, or another call is in progress.
    pub(crate) fn is_about_the_request(&self) -> bool {
        self.code.as_deref() == Some("M_BAD_STATE") || self.is_conflict()
    }

    pub(crate) fn into_error(self, kind: LoginErrorKind) -> LoginError {
        LoginError::new(kind).with_server_message(self.code, self.message)
    }
}

impl From<LoginSessionError> for Refusal {
    fn from(error: LoginSessionError) -> Self {
        Self {
            status: None,
            code: Some(error.code),
            message: Some(error.message),
            retry_after: None,
        }
    }
}

pub(crate) fn unauthorized(error: Error) -> LoginError {
    let kind = match error.kind() {
        ErrorKind::MissingToken => LoginErrorKind::MissingToken,
        _ => LoginErrorKind::Unauthorized,
    };
    let said = error.api_error();
    let (code, message) = (
        said.map(|said| said.code.clone()),
        said.map(|said| said.message.clone()),
    );
    LoginError::new(kind)
        .with_server_message(code, message)
        .with_source(error)
}

/// Returns the error for a response that cannot be used.
pub(crate) fn unusable(error: Error, what: Unusable) -> LoginError {
    let kind = match what {
        Unusable::Redirect => LoginErrorKind::Redirected,
        Unusable::TooLarge => LoginErrorKind::ResponseTooLarge,
        Unusable::Misfit => LoginErrorKind::Protocol {
            reason: "the response has another shape than documented".to_owned(),
        },
        Unusable::NotJson => LoginErrorKind::Transport,
    };
    LoginError::new(kind).with_source(error)
}

/// Returns the error for a failed call after which this crate can do nothing more with the session, although it continues.
pub(crate) fn error_of_call(failure: CallFailure, error: Error) -> LoginError {
    let protocol = |reason: &str| LoginErrorKind::Protocol {
        reason: reason.to_owned(),
    };
    let kind = match failure {
        CallFailure::Unauthorized => return unauthorized(error),
        CallFailure::Unusable(what) => return unusable(error, what),
        CallFailure::Refused(refusal) => {
            let kind = match refusal.login_error_kind(false) {
                kind @ (LoginErrorKind::RateLimited { .. } | LoginErrorKind::Expired) => kind,
                kind @ LoginErrorKind::Rejected { .. } if !refusal.is_about_the_request() => kind,
                _ => protocol("the login session continues, but the server does not let this program wait on it"),
            };
            return refusal.into_error(kind).with_source(error);
        }
        CallFailure::NotFound | CallFailure::NotSupported => {
            protocol("the login session exists, but its step does not")
        }
        CallFailure::InvalidArgument(kind) => kind,
        CallFailure::NotSent | CallFailure::ResponseLost => LoginErrorKind::Transport,
    };
    LoginError::new(kind).with_source(error)
}

#[cfg(test)]
mod tests {
    use beeper_desktop_client::{CallOptions, Client};
    use beeper_desktop_mock::{MockDesktop, Operation, Reply};

    use super::*;

    fn ending(status: u16, code: &str) -> String {
        let refusal = Refusal {
            status: StatusCode::from_u16(status).ok(),
            code: Some(code.to_owned()),
            message: None,
            retry_after: None,
        };
        let kind = format!("{:?}", refusal.login_error_kind(true));
        kind.split(' ').next().unwrap().to_owned()
    }

    #[test]
    fn codes_of_networks_lead_to_the_ending_that_they_mean() {
        for (status, code, expected) in [
            (400, "FI.MAU.WHATSAPP.LOGIN_TIMEOUT", "Expired"),
            (410, "FI.MAU.BRIDGE.LOGIN_TIMED_OUT", "Expired"),
            (400, "FI.MAU.GMESSAGES.PAIR_QR_TIMEOUT", "Expired"),
            (410, "FI.MAU.BRIDGE.LOGIN_CANCELLED", "Cancelled"),
            // The user pressed "cancel" on the phone, so the network refuses the login.
            (400, "FI.MAU.GMESSAGES.PAIR_CANCELLED", "Rejected"),
            (400, "FI.MAU.GMESSAGES.PAIR_INCORRECT_EMOJI", "Rejected"),
            (400, "FI.MAU.META_AFAD_STOPPED", "Rejected"),
            (410, "FI.MAU.BRIDGE.LOGIN_ALREADY_FINISHED", "SessionGone"),
            (429, "M_LIMIT_EXCEEDED", "RateLimited"),
            (400, "M_LIMIT_EXCEEDED", "RateLimited"),
            (400, "FI.MAU.WHATSAPP.RATE_LIMITED", "RateLimited"),
            (429, "FI.MAU.BRIDGE.LOGIN_TIMED_OUT", "RateLimited"),
            (400, "M_NOT_FOUND", "SessionLost"),
            (500, "M_UNKNOWN", "Rejected"),
            (400, "", "Rejected"),
        ] {
            assert_eq!(ending(status, code), expected, "{status} {code}");
        }
    }

    #[test]
    fn a_request_may_be_refused_for_its_time_and_not_for_what_it_says() {
        let is_about_it = |status, code: &str| {
            let refusal = Refusal {
                status: StatusCode::from_u16(status).ok(),
                code: Some(code.to_owned()),
                message: None,
                retry_after: None,
            };
            refusal.is_about_the_request()
        };
        assert!(is_about_it(409, "M_CONFLICT") && is_about_it(500, "M_BAD_STATE") && is_about_it(400, "M_BAD_STATE"));
        assert!(!is_about_it(400, "M_UNKNOWN") && !is_about_it(429, "M_LIMIT_EXCEEDED"));
    }

    fn impatient(client: beeper_desktop_client::ClientBuilder) -> Client {
        client.build().unwrap().with(CallOptions::new().retries(0))
    }

    async fn failure_of_a_call(client: &Client) -> String {
        let error = client.get_bridge("b").await.unwrap_err();
        match CallFailure::classify(&error) {
            CallFailure::Refused(refusal) => format!("Refused {}", refusal.code.as_deref().unwrap_or("-")),
            failure => format!("{failure:?}"),
        }
    }

    #[tokio::test]
    async fn answers_of_a_server_are_classified() {
        let mock = MockDesktop::builder().empty().start().await.unwrap();
        let client = impatient(Client::builder().base_url(mock.base_url()).access_token(mock.token()));
        let page = |status| Reply::bytes(status, "<html>Oops</html>");
        let error = |status, code| Reply::error(status, code, "No");
        for (reply, expected) in [
            (error(401, "M_UNKNOWN_TOKEN"), "Unauthorized"),
            (page(401), "Unauthorized"),
            (page(403), "Unauthorized"),
            (error(403, "M_FORBIDDEN"), "Unauthorized"),
            (error(403, "forbidden"), "Unauthorized"),
            (error(403, "UNAUTHORIZED"), "Unauthorized"),
            (error(403, "PERMISSION_DENIED"), "Unauthorized"),
            (error(403, "M_UNKNOWN_TOKEN"), "Unauthorized"),
            (error(403, "insufficient_scope"), "Unauthorized"),
            (error(403, "FI.MAU.TELEGRAM.BANNED"), "Refused FI.MAU.TELEGRAM.BANNED"),
            (error(403, "TOO_MANY_LOGINS"), "Refused TOO_MANY_LOGINS"),
            (error(404, "M_NOT_FOUND"), "NotFound"),
            (error(404, "M_UNRECOGNIZED"), "NotSupported"),
            (page(404), "NotSupported"),
            (Reply::bytes(405, "Method Not Allowed"), "NotSupported"),
            (error(405, "M_UNRECOGNIZED"), "NotSupported"),
            (error(405, "CODE"), "Refused CODE"),
            (page(501), "NotSupported"),
            (error(408, "M_UNKNOWN"), "ResponseLost"),
            (error(502, "M_UNKNOWN"), "ResponseLost"),
            (error(503, "M_UNKNOWN"), "ResponseLost"),
            (error(504, "M_UNKNOWN"), "ResponseLost"),
            (page(500), "ResponseLost"),
            (page(200), "Unusable(NotJson)"),
            (Reply::empty(200), "Unusable(NotJson)"),
            (Reply::empty(204), "Unusable(NotJson)"),
            (Reply::redirect(302, "https://example.com/"), "Unusable(Redirect)"),
            (Reply::redirect(308, "/v1/elsewhere"), "Unusable(Redirect)"),
            (Reply::empty(304), "Unusable(Redirect)"),
            (Reply::bytes(200, " ".repeat(17 << 20)), "Unusable(TooLarge)"),
            (error(500, "M_UNKNOWN"), "Refused M_UNKNOWN"),
            (error(400, "CODE"), "Refused CODE"),
            (error(409, "M_CONFLICT"), "Refused M_CONFLICT"),
            (error(410, "GONE"), "Refused GONE"),
            (page(400), "Refused -"),
            (page(429), "Refused -"),
            (Reply::json(200, serde_json::json!({})), "Unusable(Misfit)"),
        ] {
            let what = format!("{reply:?}");
            mock.on(Operation::GetBridge).reply(reply);
            assert_eq!(failure_of_a_call(&client).await, expected, "{what}");
        }
        mock.on(Operation::GetBridge).reset_before_answer();
        assert_eq!(failure_of_a_call(&client).await, "ResponseLost");
    }

    #[tokio::test]
    async fn failures_before_sending_are_classified_as_not_sent() {
        let mock = MockDesktop::builder().empty().start().await.unwrap();
        let nameless = impatient(Client::builder().base_url(mock.base_url()));
        assert_eq!(failure_of_a_call(&nameless).await, "Unauthorized");
        assert_eq!(mock.requests().len(), 0);

        let client = impatient(Client::builder().base_url(mock.base_url()).access_token(mock.token()));
        let nowhere = client.get_bridge("..").await.unwrap_err();
        let CallFailure::InvalidArgument(LoginErrorKind::InvalidArgument { argument, .. }) =
            CallFailure::classify(&nowhere)
        else {
            panic!("{nowhere:?}")
        };
        assert_eq!((argument.as_str(), mock.requests().len()), ("bridge_id", 0));

        mock.go_offline().await;
        assert_eq!(failure_of_a_call(&client).await, "NotSent");
    }
}

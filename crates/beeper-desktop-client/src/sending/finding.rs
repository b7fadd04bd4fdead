//! What one look at a message that is on its way says. Nothing is asked and nothing waited for here.

use reqwest::StatusCode;

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::generated::types::{Message, PendingMessageId, SendStatus, SendStatusCode};
use crate::response::value::ResponseValue;
use crate::sending::unclear::UnclearReason;

/// What a look says.
pub(super) enum Finding {
    /// The message has its final ID.
    Sent,
    /// The network took the message, which still has its pending ID.
    SentWithoutId,
    /// The network did not take the message.
    Failed(SendStatus),
    /// The server has the message, and it is on its way.
    Pending,
    /// The server does not have the message: not yet, or not any more.
    NotThere,
    /// The server could not say anything just now: the answer was lost, or the server was busy or in trouble.
    NoAnswer,
    /// The answer says nothing about the message. It may say so for good.
    Unusable(UnclearReason),
    /// The server will say nothing about the message.
    Hopeless(UnclearReason),
}

impl Finding {
    pub(super) fn of_message(pending_id: &PendingMessageId, answer: &ResponseValue<Message>) -> Self {
        let is_unreadable = answer.misfits().iter().any(|misfit| {
            let place = misfit.place();
            place == "sendStatus" || place == "sendStatus.status"
        });
        if is_unreadable {
            // It may have said that the message failed.
            return Self::Pending;
        }
        // Some servers write an empty text for what is absent.
        let status = answer.send_status.as_ref().filter(|it| !it.status.as_str().is_empty());
        let has_final_id = answer.id.as_str() != pending_id.as_str();
        let Some(status) = status else {
            return match has_final_id {
                true => Self::Sent,
                false => Self::Pending,
            };
        };
        match status.status {
            SendStatusCode::Success if has_final_id => Self::Sent,
            SendStatusCode::Success => Self::SentWithoutId,
            SendStatusCode::FailRetriable | SendStatusCode::FailPermanent => Self::Failed(status.clone()),
            // Besides `PENDING`, what is not known, or is known one day: it may be a failure, too.
            _ => Self::Pending,
        }
    }

    pub(super) fn of_error(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Connect | ErrorKind::ConnectTimeout { .. } => Self::NoAnswer,
            ErrorKind::Timeout { .. } | ErrorKind::Interrupted => Self::NoAnswer,
            ErrorKind::NotSupported => Self::of_missing_operation(error),
            ErrorKind::Refused => error.status().map_or(Self::NoAnswer, Self::of_refusal),
            // Nothing was sent, and nothing can be.
            ErrorKind::MissingToken | ErrorKind::InvalidRequest { .. } | ErrorKind::InvalidArgument { .. } => {
                Self::Hopeless(UnclearReason::Refused)
            }
            _ => Self::Unusable(UnclearReason::Unusable),
        }
    }

    /// A 404 without a code can mean the message as well as the operation.
    fn of_missing_operation(error: &Error) -> Self {
        if error.status() != Some(StatusCode::NOT_FOUND) || error.api_error().is_some() {
            return Self::Hopeless(UnclearReason::NotSupported);
        }
        match error.has_foreign_body() {
            // A router's words. What stands before a server that is starting says the same.
            true => Self::Unusable(UnclearReason::NotSupported),
            false => Self::NoAnswer,
        }
    }

    fn of_refusal(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotThere,
            StatusCode::GONE => Self::Hopeless(UnclearReason::Gone),
            StatusCode::METHOD_NOT_ALLOWED => Self::Hopeless(UnclearReason::NotSupported),
            StatusCode::REQUEST_TIMEOUT
            | StatusCode::CONFLICT
            | StatusCode::LOCKED
            | StatusCode::TOO_EARLY
            | StatusCode::TOO_MANY_REQUESTS => Self::NoAnswer,
            status if status.is_client_error() => Self::Hopeless(UnclearReason::Refused),
            _ => Self::NoAnswer,
        }
    }
}

/// Whether the server has certainly not taken a message, by the error of the call that sends it.
pub(super) fn was_not_taken(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::MissingToken
        | ErrorKind::InvalidRequest { .. }
        | ErrorKind::InvalidArgument { .. }
        | ErrorKind::Connect
        | ErrorKind::ConnectTimeout { .. } => true,
        // A 501 is no exception among the 5xx: whoever says it may have tried before.
        ErrorKind::Refused | ErrorKind::NotSupported => {
            let status = error.status();
            status.is_some_and(|status| status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT)
        }
        _ => false,
    }
}

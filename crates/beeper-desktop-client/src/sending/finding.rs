//! Interprets one look at a message that is on its way. Sends nothing, and does not wait.

use reqwest::StatusCode;

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::generated::types::{Message, PendingMessageId, SendStatus, SendStatusCode};
use crate::response::value::ResponseValue;
use crate::sending::unclear::UnclearReason;

/// The result of one look at a message.
pub(super) enum Finding {
    /// The message has its final ID.
    Sent,
    /// The chat network accepted the message, but the server still shows its pending ID.
    SentWithoutId,
    /// The chat network did not accept the message.
    Failed(SendStatus),
    /// The server has the message, which is still on its way.
    Pending,
    /// The server does not have the message: not yet, or no longer.
    NotThere,
    /// The result is unknown: the response was lost, or the server was busy or failed.
    NoAnswer,
    /// The response says nothing about the message. If this happens again, asking longer does not help.
    Unusable(UnclearReason),
    /// Asking again does not help.
    Hopeless(UnclearReason),
}

impl Finding {
    pub(super) fn of_message(pending_id: &PendingMessageId, answer: &ResponseValue<Message>) -> Self {
        let is_unreadable = answer.misfits().iter().any(|misfit| {
            let place = misfit.place();
            place == "sendStatus" || place == "sendStatus.status"
        });
        if is_unreadable {
            // The unreadable status may have been a failure, so the message does not count as sent.
            return Self::Pending;
        }
        // Some servers send an empty text instead of leaving the status out.
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
            // `PENDING`, or a status that this version does not know, which may be a failure.
            _ => Self::Pending,
        }
    }

    pub(super) fn of_error(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Connect | ErrorKind::ConnectTimeout { .. } => Self::NoAnswer,
            ErrorKind::Timeout { .. } | ErrorKind::Interrupted => Self::NoAnswer,
            ErrorKind::NotSupported => Self::of_missing_operation(error),
            ErrorKind::Refused => error.status().map_or(Self::NoAnswer, Self::of_refusal),
            // The client cannot send this request at all.
            ErrorKind::MissingToken | ErrorKind::InvalidRequest { .. } | ErrorKind::InvalidArgument { .. } => {
                Self::Hopeless(UnclearReason::Refused)
            }
            _ => Self::Unusable(UnclearReason::Unusable),
        }
    }

    /// Interprets a missing operation. A 404 without an error code may mean that the message is missing instead.
    fn of_missing_operation(error: &Error) -> Self {
        if error.status() != Some(StatusCode::NOT_FOUND) || error.api_error().is_some() {
            return Self::Hopeless(UnclearReason::NotSupported);
        }
        match error.has_foreign_body() {
            // The body is a router's. A proxy before a server that is starting sends the same.
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

/// Returns whether an error of the request that sends a message proves that the server did not accept it.
pub(super) fn was_not_taken(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::MissingToken
        | ErrorKind::InvalidRequest { .. }
        | ErrorKind::InvalidArgument { .. }
        | ErrorKind::Connect
        | ErrorKind::ConnectTimeout { .. } => true,
        // A 501 does not prove it: like with any other 5xx, the server may have tried before.
        ErrorKind::Refused | ErrorKind::NotSupported => {
            let status = error.status();
            status.is_some_and(|status| status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT)
        }
        _ => false,
    }
}

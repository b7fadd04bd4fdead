//! Creates the login session on the server.

use std::sync::Arc;

use beeper_desktop_client::requests::CreateLoginSession;
use beeper_desktop_client::types::{BridgeStatus, FlowId, LoginSessionId};
use beeper_desktop_client::{CallOptions, Error};
use tracing::Instrument;

use super::finish_on_drop::FinishOnDrop;
use super::named_session::session_named_in;
use super::reconnect::Target;
use crate::bridge::BridgeRef;
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::session::LoginSession;
use crate::session::calls::bridge_api::{BridgeApi, WireSession};
use crate::session::calls::error_classification::{CallFailure, Unusable, unauthorized, unusable};
use crate::session::calls::id_validation::invalid_id_reason;
use crate::session::calls::retry::RECHECK_PAUSES;
use crate::session::calls::session_response::SessionResponse;
use crate::session::cancel_on_drop::CancelOnDrop;
use crate::session::limits::Limits;
use crate::session::lost_answer::bridge_snapshot::{BridgeSnapshot, Evidence};
use crate::session::lost_answer::reconciliation::find_connected;

/// The factor by which the response that names the session may exceed the client's size limit.
const READ_BEYOND: usize = 4;

/// Creates a session for a login, and returns a handle that owns it.
pub(super) async fn create_session(
    bridge: &BridgeRef,
    target: &Target,
    limits: &Limits,
    flow_id: Option<FlowId>,
) -> Result<LoginSession, LoginError> {
    let api = &bridge.api;
    let before = bridge.snapshot().await?;
    // An oversized response is read as well, because it names the session that must then be cancelled.
    let max_bytes = api.client.max_body_bytes().saturating_mul(READ_BEYOND);
    let client = api.client.with(CallOptions::new().max_body_bytes(max_bytes));
    let mut request = client.create_login_session(&api.bridge_id);
    if let Some(id) = flow_id {
        request = request.flow_id(id);
    }
    request = match target {
        Target::New | Target::Unknown => request,
        Target::Login(id) => request.login_id(id),
        Target::Account(id) => request.account_id(id),
    };
    match create_even_if_dropped(api, request).await {
        Ok((guard, session)) => {
            LoginSession::begin(bridge, guard, session, target.clone(), before, limits.clone()).await
        }
        Err(failed) => Err(Box::pin(creation_error(api, target, failed, before)).await),
    }
}

/// A failed creation, with the guard of the session that the server may have created nevertheless.
struct FailedCreation {
    error: CreationError,
    guard: Option<CancelOnDrop>,
}

enum CreationError {
    Call(Error),
    /// The response is larger than the client accepts.
    TooLarge,
    /// No request can contain the session's ID.
    SessionId,
}

async fn creation_error(
    api: &BridgeApi,
    target: &Target,
    failed: FailedCreation,
    before: Option<BridgeSnapshot>,
) -> LoginError {
    let FailedCreation { error, guard } = failed;
    let may_leave_session = match (guard, &error) {
        // The session exists, although this crate cannot use it.
        (Some(mut guard), _) => {
            let cancelled = guard.cancel_now().await;
            cancelled
                .inspect_err(|error| tracing::debug!(%error, "the login session could not be cancelled"))
                .is_err()
        }
        (None, CreationError::Call(error)) => CallFailure::classify(error).is_lost(),
        (None, CreationError::TooLarge | CreationError::SessionId) => true,
    };
    let error = match error {
        CreationError::Call(error) => error_of_creation(api, target, error, before).await,
        CreationError::TooLarge => LoginError::new(LoginErrorKind::ResponseTooLarge),
        CreationError::SessionId => {
            LoginError::protocol("the login session has an ID that would change the path of a request")
        }
    };
    match (error.kind(), may_leave_session) {
        (LoginErrorKind::ConnectedBeforeStart(_), _) | (_, false) => error,
        (_, true) => error.with_session_left(),
    }
}

async fn error_of_creation(
    api: &BridgeApi,
    target: &Target,
    error: Error,
    before: Option<BridgeSnapshot>,
) -> LoginError {
    let kind = match CallFailure::classify(&error) {
        CallFailure::Unauthorized => return unauthorized(error),
        CallFailure::NotSent => LoginErrorKind::Transport,
        CallFailure::Unusable(what) if what != Unusable::NotJson => return unusable(error, what),
        CallFailure::ResponseLost | CallFailure::Unusable(_) => {
            return match find_connected(api, before.as_ref(), target, Evidence::AfterLoss, &RECHECK_PAUSES).await {
                Some(found) => {
                    LoginError::new(LoginErrorKind::ConnectedBeforeStart(Box::new(found))).with_source(error)
                }
                None => LoginError::new(LoginErrorKind::Transport).with_source(error),
            };
        }
        CallFailure::InvalidArgument(kind) => kind,
        CallFailure::NotSupported => LoginErrorKind::ServerTooOld,
        CallFailure::NotFound => not_found_kind(target, before.as_ref()),
        CallFailure::Refused(refusal) => {
            let kind = match &refusal.code {
                Some(code) if code.ends_with("TOO_MANY_LOGINS") => LoginErrorKind::BridgeUnavailable {
                    status: BridgeStatus::LimitReached,
                    text: None,
                },
                _ => match refusal.login_error_kind(false) {
                    // No session exists yet, so the server cannot have lost it.
                    LoginErrorKind::SessionLost => not_found_kind(target, before.as_ref()),
                    kind => kind,
                },
            };
            return refusal.into_error(kind).with_source(error);
        }
    };
    LoginError::new(kind).with_source(error)
}

/// Returns the kind of a "not found" response to the creation. As far as is known, the bridge and the flow exist.
fn not_found_kind(target: &Target, before: Option<&BridgeSnapshot>) -> LoginErrorKind {
    match target {
        Target::Login(id) if before.is_none_or(|before| !before.logins.contains_key(id)) => {
            LoginErrorKind::UnknownLogin(id.clone())
        }
        Target::Account(id) if before.is_none_or(|before| !before.accounts.contains_key(id)) => {
            LoginErrorKind::UnknownAccount(id.clone())
        }
        _ => LoginErrorKind::Rejected { needs_new_input: false },
    }
}

/// Creates a session. Continues if its future is dropped, because only the guard can cancel the session.
async fn create_even_if_dropped(
    api: &Arc<BridgeApi>,
    request: CreateLoginSession,
) -> Result<(CancelOnDrop, WireSession), FailedCreation> {
    let api = Arc::clone(api);
    let max_bytes = api.client.max_body_bytes();
    let creating = async move {
        let guard = |id| CancelOnDrop::new(Arc::clone(&api), id);
        let received = request.await;
        let is_too_large = received.as_ref().is_ok_and(|session| session.body_size() > max_bytes);
        let (error, id) = match SessionResponse::read(received, &api.bridge_id, None) {
            Ok(response) => match usable_id(response.session.login_session_id.clone()) {
                Some(id) if !is_too_large => return Ok((guard(id), response)),
                id if is_too_large => (CreationError::TooLarge, id),
                id => (CreationError::SessionId, id),
            },
            Err(mut error) => {
                let received = error.take_received_body();
                let id = received.as_deref().and_then(session_named_in);
                (CreationError::Call(error), id.and_then(usable_id))
            }
        };
        let guard = id.map(guard);
        Err(FailedCreation { error, guard })
    };
    FinishOnDrop::new(creating.in_current_span()).await
}

fn usable_id(id: LoginSessionId) -> Option<LoginSessionId> {
    invalid_id_reason(id.as_str()).is_none().then_some(id)
}

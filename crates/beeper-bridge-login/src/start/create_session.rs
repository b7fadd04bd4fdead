//! Creates the login session on the server.

use std::sync::Arc;

use beeper_desktop_client::Error;
use beeper_desktop_client::requests::CreateLoginSession;
use beeper_desktop_client::types::{BridgeStatus, FlowId};
use tracing::Instrument;

use super::finish_on_drop::FinishOnDrop;
use super::reconnect::Target;
use crate::bridge::BridgeRef;
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::session::LoginSession;
use crate::session::calls::bridge_api::{BridgeApi, WireSession};
use crate::session::calls::error_classification::{CallFailure, unreadable};
use crate::session::calls::id_validation::invalid_id_reason;
use crate::session::calls::retry::RECHECK_PAUSES;
use crate::session::cancel_on_drop::CancelOnDrop;
use crate::session::limits::Limits;
use crate::session::lost_answer::bridge_snapshot::{BridgeSnapshot, Evidence};
use crate::session::lost_answer::reconciliation::find_connected;

/// Creates a session for a login, and takes charge of it.
pub(super) async fn create_session(
    bridge: &BridgeRef,
    target: &Target,
    limits: &Limits,
    flow_id: Option<FlowId>,
) -> Result<LoginSession, LoginError> {
    let api = &bridge.api;
    let before = bridge.snapshot().await?;
    let mut request = api.client.create_login_session(&api.bridge_id);
    if let Some(id) = flow_id {
        request = request.flow_id(id);
    }
    request = match target {
        Target::New | Target::Unknown => request,
        Target::Login(id) => request.login_id(id),
        Target::Account(id) => request.account_id(id),
    };
    match create_even_if_dropped(api, request).await {
        Ok((mut guard, session)) => {
            if invalid_id_reason(session.login_session_id.as_str()).is_some() {
                guard.disarm();
                let reason = "the login session has an ID that leads elsewhere in an address";
                return Err(LoginError::protocol(reason).with_session_left());
            }
            LoginSession::begin(bridge, guard, session, target.clone(), before, limits.clone()).await
        }
        Err(error) => Err(Box::pin(creation_error(api, target, error, before)).await),
    }
}

async fn creation_error(api: &BridgeApi, target: &Target, error: Error, before: Option<BridgeSnapshot>) -> LoginError {
    let kind = match CallFailure::classify(&error) {
        CallFailure::Unauthorized => LoginErrorKind::Unauthorized,
        CallFailure::NotSent => LoginErrorKind::Transport,
        CallFailure::ResponseLost => {
            return match find_connected(api, before.as_ref(), target, Evidence::AfterLoss, &RECHECK_PAUSES).await {
                Some(found) => {
                    LoginError::new(LoginErrorKind::ConnectedBeforeStart(Box::new(found))).with_source(error)
                }
                None => LoginError::new(LoginErrorKind::Transport)
                    .with_source(error)
                    .with_session_left(),
            };
        }
        CallFailure::Unreadable => return unreadable(error).with_session_left(),
        CallFailure::InvalidArgument(kind) => kind,
        CallFailure::NotSupported => LoginErrorKind::ServerTooOld,
        CallFailure::NotFound => not_found_kind(target, before.as_ref()),
        CallFailure::Refused(refusal) => {
            let kind = match &refusal.code {
                Some(code) if code.ends_with("TOO_MANY_LOGINS") => LoginErrorKind::BridgeUnavailable {
                    status: BridgeStatus::LimitReached,
                    text: None,
                },
                _ => refusal.login_error_kind(false),
            };
            return refusal.into_error(kind).with_source(error);
        }
    };
    LoginError::new(kind).with_source(error)
}

/// The bridge is there, and so is the flow, as far as is known.
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

/// Creates a session. If nobody waits for it any more, it is still created, because it has no other end than its guard's.
async fn create_even_if_dropped(
    api: &Arc<BridgeApi>,
    request: CreateLoginSession,
) -> Result<(CancelOnDrop, WireSession), Error> {
    let api = Arc::clone(api);
    let creating = async move {
        let session = Box::new(request.await?.into_inner());
        Ok((CancelOnDrop::new(api, session.login_session_id.clone()), session))
    };
    FinishOnDrop::new(creating.in_current_span()).await
}

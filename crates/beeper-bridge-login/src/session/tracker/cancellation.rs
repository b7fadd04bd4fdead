//! Cancels a session, and finds out whether that came too late.

use std::sync::Arc;
use std::time::Duration;

use beeper_desktop_client::{CallOptions, Error};

use super::SessionTracker;
use crate::connected::Connected;
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::session::calls::bridge_api::{BridgeApi, CANCEL_TIMEOUT};
use crate::session::calls::error_classification::{CallFailure, Unusable, unauthorized, unusable};
use crate::session::calls::retry::RECHECK_PAUSES;
use crate::session::calls::session_response::SessionResponse;
use crate::session::lost_answer::bridge_snapshot::{BridgeSnapshot, Evidence};
use crate::session::lost_answer::reconciliation::find_connected;
use crate::session::response::ObservedSession;
use crate::session::state::LoginState;
use crate::steps::Step;

/// The time limit for listing the bridge's logins before the cancellation, which must not be delayed for long.
const LOOK_TIMEOUT: Duration = Duration::from_secs(3);

/// The state of a session to be cancelled, according to a single request.
enum Standing {
    Running,
    Connected(Box<Connected>),
    Over,
    Unknown,
}

impl SessionTracker {
    /// Ends the session because of `error`, and returns how it ended.
    ///
    /// `is_call_pending`: the result of the last call is unknown.
    pub(in crate::session) async fn give_up(&mut self, error: LoginError, is_call_pending: bool) -> LoginError {
        if let LoginState::Ended(_) = self.state {
            self.guard.disarm();
            return error;
        }
        let cause = match error.kind() {
            LoginErrorKind::Unauthorized => {
                self.guard.disarm();
                return error;
            }
            _ => self.cancel(is_call_pending).await,
        };
        match cause {
            Ok(Some(connected)) => LoginError::cancelled_too_late(connected).with_shared_source(Arc::new(error)),
            Ok(None) => error,
            Err(not_cancelled) => {
                tracing::debug!(error = %not_cancelled, "the login session could not be cancelled");
                error.with_session_left()
            }
        }
    }

    /// Cancels the session, and returns the account that was connected nevertheless.
    pub(in crate::session) async fn cancel(&mut self, is_call_pending: bool) -> Result<Option<Connected>, LoginError> {
        match &self.state {
            LoginState::Connected(connected) => return Ok(Some(connected.clone())),
            LoginState::Ended(_) => return Ok(None),
            LoginState::Waiting(_) => {}
        }
        let limit = self.api.clock.alarm(3 * CANCEL_TIMEOUT);
        let ended = tokio::select! {
            ended = self.cancel_and_check(is_call_pending) => Some(ended),
            () = limit => None,
        };
        match ended {
            Some(ended) => ended,
            None if self.guard.is_armed() => Err(LoginError::new(LoginErrorKind::Transport).with_session_left()),
            // The session is cancelled, but there was no time to see whether that came too late.
            None => {
                self.state = LoginState::Ended(LoginError::new(LoginErrorKind::Cancelled));
                Ok(None)
            }
        }
    }

    async fn cancel_and_check(&mut self, is_call_pending: bool) -> Result<Option<Connected>, LoginError> {
        let before = match self.before_cancelling().await? {
            (Standing::Connected(connected), _) => return Ok(Some(self.was_connected(*connected))),
            // A login that appears while the session continues belongs to somebody else.
            (Standing::Running, listed) => listed,
            (Standing::Over | Standing::Unknown, _) => self.before.clone(),
        };
        if let Some(connected) = self.delete_session().await? {
            return Ok(Some(self.was_connected(connected)));
        }
        self.guard.disarm();
        // The network may still complete what it had begun, which takes a moment. If only the user can act, less can still
        // happen.
        let is_shown = matches!(self.state, LoginState::Waiting(Step::Display(_)));
        let pauses = match is_call_pending || is_shown {
            true => &RECHECK_PAUSES[..],
            false => &RECHECK_PAUSES[..1],
        };
        let evidence = Evidence::AfterCancelling;
        let found = find_connected(&self.api, before.as_ref(), &self.target, evidence, pauses).await;
        self.state = match &found {
            Some(connected) => LoginState::Connected(connected.clone()),
            None => LoginState::Ended(LoginError::new(LoginErrorKind::Cancelled)),
        };
        Ok(found)
    }

    fn was_connected(&mut self, connected: Connected) -> Connected {
        self.guard.disarm();
        self.state = LoginState::Connected(connected.clone());
        connected
    }

    /// Lists the bridge's logins and accounts, and then requests the session's state.
    async fn before_cancelling(&mut self) -> Result<(Standing, Option<BridgeSnapshot>), LoginError> {
        let api = self.once();
        let asked = async {
            let listed = api.snapshot().await.ok();
            (self.standing(&api).await, listed)
        };
        let limit = self.api.clock.alarm(LOOK_TIMEOUT);
        let (standing, listed) = tokio::select! {
            asked = asked => asked,
            () = limit => (Ok(Standing::Unknown), None),
        };
        match standing {
            Ok(standing) => Ok((standing, listed)),
            Err(error) => {
                self.guard.disarm();
                Err(unauthorized(error))
            }
        }
    }

    /// Deletes the session and verifies it. Returns the account that it had connected before.
    async fn delete_session(&mut self) -> Result<Option<Connected>, LoginError> {
        for pause in [Some(RECHECK_PAUSES[0]), None] {
            let failure = match self.api.cancel(&self.id).await {
                Ok(()) => None,
                Err(error) => Some((CallFailure::classify(&error), error)),
            };
            match &failure {
                Some((CallFailure::Unauthorized, error)) => {
                    self.guard.disarm();
                    return Err(unauthorized(error.clone()));
                }
                Some((
                    CallFailure::NotSent | CallFailure::ResponseLost | CallFailure::Unusable(Unusable::NotJson),
                    error,
                )) => {
                    // The guard's request would fail too.
                    self.guard.disarm();
                    return Err(not_cancelled(LoginErrorKind::Transport, error));
                }
                _ => {}
            }
            // A server that reports success may be wrong.
            match (self.standing(&self.once()).await, failure) {
                (Ok(Standing::Connected(connected)), _) => return Ok(Some(*connected)),
                // The session had already ended.
                (_, Some((CallFailure::NotFound, _))) => return Ok(None),
                (Ok(Standing::Running), None) => match pause {
                    // A request for the state may lag behind.
                    Some(pause) => self.api.clock.sleep(pause).await,
                    None => {
                        let reason = "the login session continues although the server reported that it was cancelled";
                        return Err(LoginError::protocol(reason).with_session_left());
                    }
                },
                // The guard tries once more.
                (Ok(Standing::Running), Some((failure, error))) => {
                    let kind = match failure {
                        CallFailure::Unusable(what) => return Err(unusable(error, what).with_session_left()),
                        _ => LoginErrorKind::Transport,
                    };
                    return Err(not_cancelled(kind, &error));
                }
                (
                    Ok(Standing::Unknown) | Err(_),
                    Some((CallFailure::Unusable(what @ (Unusable::Redirect | Unusable::TooLarge)), error)),
                ) => {
                    self.guard.disarm();
                    return Err(unusable(error, what).with_session_left());
                }
                (Ok(Standing::Unknown) | Err(_), Some((CallFailure::Refused(refusal), error)))
                    if !refusal.is_gone() =>
                {
                    return Err(not_cancelled(LoginErrorKind::Transport, &error));
                }
                (Ok(Standing::Over | Standing::Unknown) | Err(_), _) => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Returns the session's state from a single request.
    async fn standing(&self, api: &BridgeApi) -> Result<Standing, Error> {
        let fetched = api.client.get_login_session(&api.bridge_id, &self.id).await;
        let session = match SessionResponse::read(fetched, &api.bridge_id, Some(&self.id)) {
            Ok(session) => session,
            Err(error) => {
                return match CallFailure::classify(&error) {
                    CallFailure::Unauthorized => Err(error),
                    CallFailure::NotFound | CallFailure::NotSupported => Ok(Standing::Over),
                    CallFailure::Refused(refusal) if refusal.is_gone() => Ok(Standing::Over),
                    _ => Ok(Standing::Unknown),
                };
            }
        };
        Ok(match self.reader().read(*session) {
            Ok(ObservedSession::Step(_) | ObservedSession::NoStep { .. }) => Standing::Running,
            Ok(ObservedSession::Complete(completion)) => {
                Standing::Connected(Box::new(self.connected_from(completion).await))
            }
            Ok(ObservedSession::Cancelled | ObservedSession::Failed(_)) => Standing::Over,
            Err(_) => Standing::Unknown,
        })
    }

    /// Returns an API for requests without retries, which must be quick.
    fn once(&self) -> BridgeApi {
        let options = CallOptions::new().retries(0).timeout(CANCEL_TIMEOUT);
        BridgeApi {
            client: self.api.client.with(options),
            ..BridgeApi::clone(&self.api)
        }
    }
}

fn not_cancelled(kind: LoginErrorKind, error: &Error) -> LoginError {
    LoginError::new(kind).with_source(error.clone()).with_session_left()
}

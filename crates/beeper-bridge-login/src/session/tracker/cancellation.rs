//! Cancels a session, and finds out whether that came too late.

use std::sync::Arc;

use beeper_desktop_client::CallOptions;

use super::SessionTracker;
use crate::connected::Connected;
use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::session::calls::bridge_api::CANCEL_TIMEOUT;
use crate::session::calls::error_classification::CallFailure;
use crate::session::calls::retry::RECHECK_PAUSES;
use crate::session::lost_answer::bridge_snapshot::Evidence;
use crate::session::response::ObservedSession;
use crate::session::state::LoginState;

impl SessionTracker {
    /// Ends the session because of `error`, and says how it has ended.
    pub(in crate::session) async fn give_up(&mut self, error: LoginError) -> LoginError {
        if let LoginState::Ended(_) = self.state {
            self.guard.disarm();
            return error;
        }
        let cause = match error.kind() {
            LoginErrorKind::Unauthorized => {
                self.guard.disarm();
                return error;
            }
            _ => self.cancel().await,
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

    /// Cancels, and returns what was connected nevertheless.
    pub(in crate::session) async fn cancel(&mut self) -> Result<Option<Connected>, LoginError> {
        match &self.state {
            LoginState::Connected(connected) => return Ok(Some(connected.clone())),
            LoginState::Ended(_) => return Ok(None),
            LoginState::Waiting(_) => {}
        }
        let limit = self.api.clock.alarm(3 * CANCEL_TIMEOUT);
        let ended = tokio::select! {
            ended = self.cancel_and_check() => Some(ended),
            () = limit => None,
        };
        match ended {
            Some(ended) => ended,
            None if self.guard.is_armed() => Err(LoginError::new(LoginErrorKind::Transport).with_session_left()),
            // It is cancelled; whether that came too late could not be seen in time.
            None => {
                self.state = LoginState::Ended(LoginError::new(LoginErrorKind::Cancelled));
                Ok(None)
            }
        }
    }

    async fn cancel_and_check(&mut self) -> Result<Option<Connected>, LoginError> {
        let checks = match self.api.cancel(&self.id).await {
            Ok(()) => 1,
            Err(error) => match CallFailure::classify(&error) {
                CallFailure::Unauthorized => {
                    self.guard.disarm();
                    return Err(LoginError::new(LoginErrorKind::Unauthorized).with_source(error));
                }
                CallFailure::NotSent | CallFailure::ResponseLost => {
                    // The guard would try the same in vain.
                    self.guard.disarm();
                    return Err(LoginError::new(LoginErrorKind::Transport)
                        .with_source(error)
                        .with_session_left());
                }
                // The guard tries once more.
                CallFailure::Refused(_) | CallFailure::NotSupported if self.is_still_running().await => {
                    return Err(LoginError::new(LoginErrorKind::Transport)
                        .with_source(error)
                        .with_session_left());
                }
                // It was over before, perhaps because it was complete.
                _ => 2,
            },
        };
        self.guard.disarm();
        let found = match self.completed_before_cancelling(checks).await {
            Some(connected) => Some(connected),
            None => {
                self.find_connected(Evidence::AfterCancelling, &RECHECK_PAUSES[..checks])
                    .await
            }
        };
        self.state = match &found {
            Some(connected) => LoginState::Connected(connected.clone()),
            None => LoginState::Ended(LoginError::new(LoginErrorKind::Cancelled)),
        };
        Ok(found)
    }

    async fn is_still_running(&self) -> bool {
        let once = self.api.client.with(CallOptions::new().retries(0));
        let fetched = once.get_login_session(&self.api.bridge_id, &self.id).await;
        fetched.is_ok_and(|session| matches!(self.reader().read(session.into_inner()), Ok(ObservedSession::Step(_))))
    }

    async fn completed_before_cancelling(&self, checks: usize) -> Option<Connected> {
        if checks < RECHECK_PAUSES.len() {
            return None;
        }
        let once = self.api.client.with(CallOptions::new().retries(0));
        let session = once.get_login_session(&self.api.bridge_id, &self.id).await.ok()?;
        match self.reader().read(session.into_inner()) {
            Ok(ObservedSession::Complete(completion)) => Some(self.connected_from(completion).await),
            _ => None,
        }
    }
}

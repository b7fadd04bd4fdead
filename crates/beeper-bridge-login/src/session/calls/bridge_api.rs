//! The requests of a login session, and their retries.

use std::sync::Arc;
use std::time::Duration;

use beeper_desktop_client::requests::SubmitLoginStep;
use beeper_desktop_client::types::{AccountId, BridgeId, BridgeLogin, LoginSessionId, LoginStepAnswerType, StepId};
use beeper_desktop_client::{CallOptions, Client, Clock, Error};
use tokio::sync::watch;

use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::session::calls::error_classification::{CallFailure, Refusal, Unusable, unauthorized, unusable};
use crate::session::calls::retry::{Backoff, MAX_RETRY_AFTER, MAX_UNREACHABLE_TIME};
use crate::session::calls::session_response::SessionResponse;
use crate::session::lost_answer::bridge_snapshot::BridgeSnapshot;
use crate::session::lost_answer::unreadable_entries::UnreadableEntries;
use crate::steps::answer::{Answer, AnswerContent};

/// The interval between checks whether the computer was asleep, because sleep breaks connections without an error.
const SLEEP_CHECK_INTERVAL: Duration = Duration::from_secs(30);
const MIN_SLEEP: Duration = Duration::from_secs(20);

/// The time limit for cancelling a session.
pub(crate) const CANCEL_TIMEOUT: Duration = Duration::from_secs(5);

/// A session as the server describes it. Boxed, because it is large and passes through several futures.
pub(crate) type WireSession = Box<SessionResponse>;

/// The client, the bridge that requests go to, and the clock that times pauses.
#[derive(Clone)]
pub(crate) struct BridgeApi {
    pub(crate) client: Client,
    pub(crate) bridge_id: BridgeId,
    pub(crate) clock: Arc<dyn Clock>,
}

/// The result of requesting a session's state, after all retries.
pub(crate) struct FetchResult {
    /// `None` if the server does not have the session.
    pub(crate) session: Option<WireSession>,
    /// The server's error for a session that it has but no longer returns.
    pub(crate) refusal: Option<Refusal>,
    /// Whether a connection could not be made before.
    pub(crate) was_unreachable: bool,
}

impl BridgeApi {
    /// Lists the logins and accounts of the bridge.
    pub(crate) async fn snapshot(&self) -> Result<BridgeSnapshot, Error> {
        let mut unreadable = UnreadableEntries::default();
        let logins = match self.client.list_bridge_logins(&self.bridge_id).await {
            Ok(logins) => {
                unreadable.add_logins(logins.misfits());
                Some(logins.into_inner().items)
            }
            // Beeper had login sessions before it had this list.
            Err(error)
                if matches!(
                    CallFailure::classify(&error),
                    CallFailure::NotFound | CallFailure::NotSupported
                ) =>
            {
                None
            }
            Err(error) => return Err(error),
        };
        let accounts = self.client.list_accounts().await?;
        unreadable.add_accounts(accounts.misfits(), &self.bridge_id);
        let mut accounts = accounts.into_inner();
        accounts.retain(|account| match &account.bridge {
            Some(bridge) => bridge.id == self.bridge_id,
            // Older servers do not name an account's bridge. The login that an account names is not sufficient: login IDs are
            // phone numbers, and two bridges may have the same ID.
            None => logins.iter().flatten().any(|login| holds(login, &account.account_id)),
        });
        Ok(BridgeSnapshot::new(logins, accounts).with_unreadable(unreadable))
    }

    /// Creates the request that submits an answer.
    pub(crate) fn answer_request(&self, id: &LoginSessionId, answer: Answer) -> SubmitLoginStep {
        let step = answer.step_id().clone();
        let request = |kind| self.client.submit_login_step(&self.bridge_id, id, step, kind);
        match answer.into_content() {
            AnswerContent::Input(fields) => request(LoginStepAnswerType::UserInput).fields(fields),
            AnswerContent::Cookies(answer) => answer.fill(request(LoginStepAnswerType::Cookies)),
        }
    }

    /// Submits a wait. `None` if the computer was asleep meanwhile, because the response may then never arrive.
    pub(crate) async fn wait(&self, id: &LoginSessionId, step: &StepId) -> Option<Result<WireSession, Error>> {
        let kind = LoginStepAnswerType::DisplayAndWait;
        let request = self.client.submit_login_step(&self.bridge_id, id, step, kind);
        tokio::select! {
            answer = self.submit(id, request) => Some(answer),
            () = self.until_computer_has_slept() => None,
        }
    }

    /// Submits an answer or a wait.
    pub(crate) async fn submit(&self, id: &LoginSessionId, request: SubmitLoginStep) -> Result<WireSession, Error> {
        SessionResponse::read(request.await, &self.bridge_id, Some(id))
    }

    async fn until_computer_has_slept(&self) {
        loop {
            let before = self.clock.wall_time();
            self.clock.alarm(SLEEP_CHECK_INTERVAL).await;
            // Ignore a wall clock that was set back.
            let passed = self.clock.wall_time().duration_since(before).unwrap_or_default();
            if passed > SLEEP_CHECK_INTERVAL + MIN_SLEEP {
                return;
            }
        }
    }

    /// Requests a session's state, and retries until the server responds or has been unreachable for too long.
    ///
    /// Meanwhile it reports whether the server responds.
    pub(crate) async fn fetch_session(
        &self,
        id: &LoginSessionId,
        is_reachable: &watch::Sender<bool>,
    ) -> Result<FetchResult, LoginError> {
        let once = self.client.with(CallOptions::new().retries(0));
        let (begin, mut backoff, mut was_unreachable) = (self.clock.now(), Backoff::default(), false);
        loop {
            let fetched = once.get_login_session(&self.bridge_id, id).await;
            let fetched = SessionResponse::read(fetched, &self.bridge_id, Some(id));
            let failure = fetched.as_ref().err().map(CallFailure::classify);
            is_reachable.send_if_modified(|is_reachable| {
                let before = std::mem::replace(
                    is_reachable,
                    !matches!(
                        failure,
                        Some(
                            CallFailure::NotSent | CallFailure::ResponseLost | CallFailure::Unusable(Unusable::NotJson)
                        )
                    ),
                );
                before != *is_reachable
            });
            let error = match fetched {
                Ok(session) => {
                    return Ok(FetchResult {
                        session: Some(session),
                        refusal: None,
                        was_unreachable,
                    });
                }
                Err(error) => error,
            };
            let mut pause = backoff.next(fastrand::f64());
            match CallFailure::classify(&error) {
                CallFailure::NotFound | CallFailure::NotSupported => {
                    return Ok(FetchResult {
                        session: None,
                        refusal: None,
                        was_unreachable,
                    });
                }
                CallFailure::Unauthorized => return Err(unauthorized(error)),
                // A proxy may send HTML pages for a while, so those are retried. The other failures would repeat.
                CallFailure::Unusable(what) if what != Unusable::NotJson => return Err(unusable(error, what)),
                CallFailure::InvalidArgument(kind) => return Err(LoginError::new(kind).with_source(error)),
                CallFailure::Refused(refusal) if refusal.is_gone() => {
                    return Ok(FetchResult {
                        session: None,
                        refusal: Some(refusal),
                        was_unreachable,
                    });
                }
                CallFailure::Refused(refusal)
                    if refusal.is_rate_limit() && refusal.retry_after > Some(MAX_RETRY_AFTER) =>
                {
                    let kind = refusal.login_error_kind(false);
                    return Err(refusal.into_error(kind).with_source(error));
                }
                CallFailure::Refused(refusal) => pause = pause.max(refusal.retry_after.unwrap_or_default()),
                CallFailure::NotSent => was_unreachable = true,
                CallFailure::ResponseLost | CallFailure::Unusable(_) => {
                    pause = pause.max(error.retry_after().unwrap_or_default())
                }
            }
            if pause > MAX_RETRY_AFTER || self.clock.now() - begin > MAX_UNREACHABLE_TIME {
                return Err(LoginError::new(LoginErrorKind::Transport).with_source(error));
            }
            self.clock.sleep(pause).await;
        }
    }

    /// Cancels a session, in at most two attempts: this must be quick, and is harmless if the session does not exist.
    pub(crate) async fn cancel(&self, id: &LoginSessionId) -> Result<(), Error> {
        let hurried = CallOptions::new()
            .timeout(CANCEL_TIMEOUT)
            .retries(1)
            .retry_within(CANCEL_TIMEOUT);
        let client = self.client.with(hurried);
        client.cancel_login_session(&self.bridge_id, id).await.map(drop)
    }
}

fn holds(login: &BridgeLogin, account: &AccountId) -> bool {
    login.account_ids.as_ref().is_some_and(|ids| ids.contains(account))
}

//! The calls that a login makes, and the patience with which it makes them.

use std::sync::Arc;
use std::time::Duration;

use beeper_desktop_client::requests::SubmitLoginStep;
use beeper_desktop_client::types::{
    AccountId, BridgeId, BridgeLogin, LoginSession, LoginSessionId, LoginStepAnswerType, StepId,
};
use beeper_desktop_client::{CallOptions, Client, Clock, Error, ErrorKind, StatusCode};

use tokio::sync::watch;

use crate::error::{LoginError, LoginErrorKind};
use crate::session::calls::error_classification::{Complaint, Trouble};
use crate::session::calls::rate_limit::Backoff;
use crate::session::lost_answer::bridge_snapshot::Snapshot;

/// How long a server may be out of reach before a login gives up.
const OUT_OF_REACH: Duration = Duration::from_secs(120);

/// The longest that a server can ask to wait before the next look.
const LONGEST_WAIT_ASKED_FOR: Duration = Duration::from_secs(60);

/// How often it is checked whether the computer has slept, which kills connections without a sign.
const SLEEP_CHECK: Duration = Duration::from_secs(30);
const MUST_HAVE_SLEPT: Duration = Duration::from_secs(20);

/// How long cancelling may take.
pub(crate) const CANCEL_WITHIN: Duration = Duration::from_secs(5);

/// A session as the server says it is. On the heap, because it is large, and handed through several futures.
pub(crate) type WireSession = Box<LoginSession>;

#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) client: Client,
    pub(crate) bridge_id: BridgeId,
    pub(crate) clock: Arc<dyn Clock>,
}

/// What a patient look found.
pub(crate) struct Looked {
    /// `None` if the server does not know the session.
    pub(crate) session: Option<WireSession>,
    /// What the server says of a session that it has, and gives out no more.
    pub(crate) complaint: Option<Complaint>,
    /// Whether no connection could be made before.
    pub(crate) was_unreachable: bool,
}

impl Link {
    /// The logins and accounts of the bridge.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot, Error> {
        let logins = match self.client.list_bridge_logins(&self.bridge_id).await {
            Ok(logins) => Some(logins.into_inner().items),
            // Beeper had login sessions before it had this list.
            Err(error) if matches!(Trouble::of(&error), Trouble::NotFound | Trouble::NotSupported) => None,
            Err(error) => return Err(error),
        };
        let mut accounts = self.client.list_accounts().await?.into_inner();
        accounts.retain(|account| match &account.bridge {
            Some(bridge) => bridge.id == self.bridge_id,
            // Older servers don't name it. What an account says of its login is not enough: login IDs are phone numbers, and
            // two bridges may have the same.
            None => logins.iter().flatten().any(|login| holds(login, &account.account_id)),
        });
        Ok(Snapshot::new(logins, accounts))
    }

    /// Submits a wait. `None` if the computer has slept meanwhile, after which nothing more may come.
    pub(crate) async fn wait(&self, id: &LoginSessionId, step: &StepId) -> Option<Result<WireSession, Error>> {
        let kind = LoginStepAnswerType::DisplayAndWait;
        let request = self.client.submit_login_step(&self.bridge_id, id, step, kind);
        tokio::select! {
            answer = submitted(request) => Some(answer),
            () = self.computer_sleeps() => None,
        }
    }

    async fn computer_sleeps(&self) {
        loop {
            let before = self.clock.wall_time();
            self.clock.alarm(SLEEP_CHECK).await;
            // A time of day that was set back says nothing.
            let passed = self.clock.wall_time().duration_since(before).unwrap_or_default();
            if passed > SLEEP_CHECK + MUST_HAVE_SLEPT {
                return;
            }
        }
    }

    /// Looks at a session until there is an answer, or the server is out of reach for too long. Says meanwhile whether the
    /// server answers.
    pub(crate) async fn look(
        &self,
        id: &LoginSessionId,
        is_reachable: &watch::Sender<bool>,
    ) -> Result<Looked, LoginError> {
        let once = self.client.with(CallOptions::new().retries(0));
        let (begin, mut backoff, mut was_unreachable) = (self.clock.now(), Backoff::default(), false);
        loop {
            let looked = once.get_login_session(&self.bridge_id, id).await;
            let trouble = looked.as_ref().err().map(Trouble::of);
            is_reachable.send_if_modified(|is_reachable| {
                let before =
                    std::mem::replace(is_reachable, !matches!(trouble, Some(Trouble::NotSent | Trouble::Lost)));
                before != *is_reachable
            });
            let error = match looked {
                Ok(session) => {
                    return Ok(Looked {
                        session: Some(Box::new(session.into_inner())),
                        complaint: None,
                        was_unreachable,
                    });
                }
                Err(error) => error,
            };
            let mut pause = backoff.next(fastrand::f64());
            match Trouble::of(&error) {
                Trouble::NotFound | Trouble::NotSupported => {
                    return Ok(Looked {
                        session: None,
                        complaint: None,
                        was_unreachable,
                    });
                }
                Trouble::Unauthorized => return Err(unauthorized(error)),
                Trouble::Unreadable => return Err(unreadable(error)),
                Trouble::InvalidArgument(kind) => return Err(LoginError::new(kind).because(error)),
                Trouble::Said(complaint) if complaint.status == Some(StatusCode::GONE) => {
                    return Ok(Looked {
                        session: None,
                        complaint: Some(complaint),
                        was_unreachable,
                    });
                }
                Trouble::Said(complaint)
                    if complaint.is_rate_limit() && complaint.retry_after > Some(LONGEST_WAIT_ASKED_FOR) =>
                {
                    let kind = complaint.ending(false);
                    return Err(complaint.into_error(kind).because(error));
                }
                Trouble::Said(complaint) => pause = pause.max(complaint.retry_after.unwrap_or_default()),
                Trouble::NotSent => was_unreachable = true,
                Trouble::Lost => pause = pause.max(error.retry_after().unwrap_or_default()),
            }
            if pause > LONGEST_WAIT_ASKED_FOR || self.clock.now() - begin > OUT_OF_REACH {
                return Err(LoginError::new(LoginErrorKind::Transport).because(error));
            }
            self.clock.sleep(pause).await;
        }
    }

    /// Cancels a session, once or twice: it must not take long, and does no harm if there is none.
    pub(crate) async fn cancel(&self, id: &LoginSessionId) -> Result<(), Error> {
        let hurried = CallOptions::new()
            .timeout(CANCEL_WITHIN)
            .retries(1)
            .retry_within(CANCEL_WITHIN);
        let client = self.client.with(hurried);
        client.cancel_login_session(&self.bridge_id, id).await.map(drop)
    }
}

fn holds(login: &BridgeLogin, account: &AccountId) -> bool {
    login.account_ids.as_ref().is_some_and(|ids| ids.contains(account))
}

pub(crate) async fn submitted(request: SubmitLoginStep) -> Result<WireSession, Error> {
    request.await.map(|session| Box::new(session.into_inner()))
}

pub(crate) fn unauthorized(error: Error) -> LoginError {
    let kind = match error.kind() {
        ErrorKind::MissingToken => LoginErrorKind::MissingToken,
        _ => LoginErrorKind::Unauthorized,
    };
    LoginError::new(kind).because(error)
}

pub(crate) fn unreadable(error: Error) -> LoginError {
    LoginError::protocol("an answer of another shape than documented").because(error)
}

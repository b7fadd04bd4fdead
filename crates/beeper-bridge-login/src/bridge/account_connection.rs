//! Waits until an account that was signed in is connected.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use beeper_desktop_client::Error;
use beeper_desktop_client::types::{Account, AccountId, AccountStatus};

use super::BridgeRef;
use crate::error::debug_with_sources::impl_debug_with_sources;
use crate::rendering::text::{Lines, printable};
use crate::session::calls::error_classification::CallFailure;

/// How long an account's status may still be that of before the reconnect.
const STALE_STATUS_GRACE: Duration = Duration::from_secs(5);

/// The pause between two requests for the status of an account that is connecting.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

impl BridgeRef {
    /// Waits until an account is connected: a login that is complete can take a while until its account works. Loading
    /// older messages (`backfilling`) counts as connected. What an account says in the first five seconds may be of before, so
    /// that is waited for.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use beeper_bridge_login::{BridgeRef, Connected};
    ///
    /// # async fn example(bridge: BridgeRef, connected: Connected) -> Result<(), Box<dyn std::error::Error>> {
    /// if let Some(account) = connected.account_id() {
    ///     let account = bridge.wait_until_connected(account, Duration::from_secs(60)).await?;
    ///     println!("{} is connected", account.account_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If the account turns out to need the user, if the limit is up, or if the server refuses to say.
    pub async fn wait_until_connected(
        &self,
        account: impl Into<AccountId>,
        limit: Duration,
    ) -> Result<Account, NotConnected> {
        let account = account.into();
        let begin = self.api.clock.now();
        let mut last = None;
        let mut is_up = self.api.clock.alarm(limit);
        loop {
            let fetched = tokio::select! {
                biased;
                fetched = self.api.client.get_account(&account) => fetched,
                () = &mut is_up => return Err(NotConnected::TimeLimit { last }),
            };
            match fetched {
                Ok(found) => {
                    let found = found.into_inner();
                    match found.status {
                        AccountStatus::Connected | AccountStatus::Backfilling => return Ok(found),
                        AccountStatus::ReconnectRequired
                        | AccountStatus::AttentionRequired
                        | AccountStatus::ConnectionRequired
                        | AccountStatus::Disabled
                            if self.api.clock.now().saturating_duration_since(begin) >= STALE_STATUS_GRACE =>
                        {
                            return Err(NotConnected::UserActionRequired(Box::new(found)));
                        }
                        _ => last = Some(found.status),
                    }
                }
                Err(error) => match CallFailure::classify(&error) {
                    // An account is listed when it is ready to be.
                    CallFailure::NotFound
                    | CallFailure::NotSupported
                    | CallFailure::NotSent
                    | CallFailure::ResponseLost => {}
                    _ => return Err(NotConnected::Call(error)),
                },
            }
            let left = limit.saturating_sub(self.api.clock.now().saturating_duration_since(begin));
            if left.is_zero() {
                return Err(NotConnected::TimeLimit { last });
            }
            self.api.clock.sleep(left.min(POLL_INTERVAL)).await;
        }
    }
}

/// Why an account is not connected. It prints as one line; `Debug` adds the sources to it.
#[derive(Clone)]
#[non_exhaustive]
pub enum NotConnected {
    /// The account needs its user; its status and status text say for what.
    UserActionRequired(Box<Account>),
    /// The account was not connected in time.
    TimeLimit {
        /// The account's last status; `None` if the server did not list the account.
        last: Option<AccountStatus>,
    },
    /// The call for the account's status failed.
    Call(Error),
}

/// The status as printable text: servers may send any.
fn printable_status(status: &AccountStatus) -> String {
    printable(status.as_str(), Lines::Flatten, 80)
}

impl fmt::Display for NotConnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UserActionRequired(account) => {
                write!(f, "the account needs its user ({})", printable_status(&account.status))
            }
            Self::TimeLimit { last: Some(status) } => {
                write!(f, "the account is not connected in time ({})", printable_status(status))
            }
            Self::TimeLimit { last: None } => f.write_str("the account is not listed in time"),
            Self::Call(_) => f.write_str("the account cannot be looked at"),
        }
    }
}

impl_debug_with_sources!(NotConnected);

impl StdError for NotConnected {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Call(error) => Some(error),
            Self::UserActionRequired(_) | Self::TimeLimit { .. } => None,
        }
    }
}

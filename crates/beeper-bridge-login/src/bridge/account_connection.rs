//! Waits until a signed-in account is connected.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use beeper_desktop_client::Error;
use beeper_desktop_client::types::{Account, AccountId, AccountStatus};

use super::BridgeRef;
use crate::error::debug_with_sources::impl_debug_with_sources;
use crate::rendering::text::{Lines, printable};
use crate::session::calls::error_classification::CallFailure;

/// How long after a reconnect the server may still report the account's earlier status.
const STALE_STATUS_GRACE: Duration = Duration::from_secs(5);

/// The pause between two requests for the status of an account that is connecting.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

impl BridgeRef {
    /// Waits until an account is connected, for `limit` at most.
    ///
    /// After a login is complete, its account may need some time until it works. An account that is still loading older
    /// messages (`backfilling`) counts as connected. In the first five seconds, the server may still report the status from
    /// before the login, so an account that needs its user is reported only after that time.
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
    /// Returns an error if the account needs action by its user, if `limit` has passed, or if the request for the status fails
    /// for good.
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
                    // The server lists an account once it is ready, so a missing one may still appear.
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

/// The reasons why an account is not connected.
///
/// It prints as one line; `Debug` adds the sources.
#[derive(Clone)]
#[non_exhaustive]
pub enum NotConnected {
    /// The account needs action by its user; its status and status text say which.
    UserActionRequired(Box<Account>),
    /// The account did not connect within the time limit.
    TimeLimit {
        /// The last status that the server reported; `None` if it did not list the account.
        last: Option<AccountStatus>,
    },
    /// The request for the account's status failed.
    Call(Error),
}

/// Makes the status printable: a server may send any text as a status.
fn printable_status(status: &AccountStatus) -> String {
    printable(status.as_str(), Lines::Flatten, 80)
}

impl fmt::Display for NotConnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UserActionRequired(account) => {
                write!(
                    f,
                    "the account needs action by its user ({})",
                    printable_status(&account.status)
                )
            }
            Self::TimeLimit { last: Some(status) } => {
                write!(
                    f,
                    "the account did not connect within the time limit ({})",
                    printable_status(status)
                )
            }
            Self::TimeLimit { last: None } => f.write_str("the server did not list the account within the time limit"),
            Self::Call(_) => f.write_str("the status of the account could not be requested"),
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

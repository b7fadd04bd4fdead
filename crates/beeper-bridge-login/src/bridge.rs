//! A bridge, as logins see it.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use beeper_desktop_client::types::{
    Account, AccountId, AccountStatus, Bridge, BridgeId, BridgeLogin, LoginFlow, LoginId, LoginRemoveScope,
    LoginSessionId, RemoveBridgeLoginResponse,
};
use beeper_desktop_client::{Client, Clock, Error};

use crate::error::impl_debug_with_sources;
use crate::error::{LoginError, LoginErrorKind};
use crate::session::LoginSession;
use crate::session::calls::bridge_api::{BridgeApi, unauthorized, unreadable};
use crate::session::calls::error_classification::CallFailure;
use crate::session::calls::id_validation::validate_id;
use crate::session::driver::Limits;
use crate::session::lost_answer::bridge_snapshot::BridgeSnapshot;
use crate::start::StartLogin;
use crate::start::target::Reconnect;
use crate::start::target::Target;
use crate::terminal::text::{Lines, printable};

/// For how long an account may still look as it did before it was reconnected.
const STALE_STATUS_GRACE: Duration = Duration::from_secs(5);

/// How long to pause between two looks at an account that is connecting.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Where logins begin: adds [`bridge`](Self::bridge) to [`Client`].
pub trait BridgeLoginExt {
    /// A bridge, to sign in on. It is not looked for yet. One whose ID is empty, `.` or `..` is refused when it is, as
    /// [`LoginErrorKind::InvalidArgument`].
    ///
    /// ```no_run
    /// use beeper_bridge_login::BridgeLoginExt;
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = beeper_desktop_client::Client::from_env()?;
    /// for flow in client.bridge("local-whatsapp").login_flows().await? {
    ///     println!("{}", flow.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    fn bridge(&self, id: impl Into<BridgeId>) -> BridgeRef;
}

impl BridgeLoginExt for Client {
    fn bridge(&self, id: impl Into<BridgeId>) -> BridgeRef {
        BridgeRef {
            api: Arc::new(BridgeApi {
                client: self.clone(),
                bridge_id: id.into(),
                clock: Arc::clone(self.clock()),
            }),
            http_pages: false,
        }
    }
}

/// A bridge to sign in on; made by [`BridgeLoginExt::bridge`]. Cheap to clone.
#[derive(Clone)]
pub struct BridgeRef {
    pub(crate) api: Arc<BridgeApi>,
    pub(crate) http_pages: bool,
}

impl BridgeRef {
    /// Waits with another clock than the client's. A login waits with its client's clock unless this is called, so that a
    /// test gives one [`VirtualClock`](beeper_desktop_client::VirtualClock) to
    /// [`ClientBuilder::clock`](beeper_desktop_client::ClientBuilder::clock), and is done.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        Arc::make_mut(&mut self.api).clock = Arc::new(clock);
        self
    }

    /// Lets cookie steps send the user to pages of `http`. For tests with a page on this machine: what is typed on such a
    /// page is a password.
    #[must_use]
    pub fn allow_http_pages(mut self) -> Self {
        self.http_pages = true;
        self
    }

    /// The bridge's ID.
    pub fn id(&self) -> &BridgeId {
        &self.api.bridge_id
    }

    /// Prepares to sign in a new account.
    ///
    /// A bridge that takes no new login at the moment is refused before anything is started, with
    /// [`LoginErrorKind::BridgeUnavailable`].
    pub fn connect(&self) -> StartLogin {
        StartLogin::new(self.clone(), Target::New)
    }

    /// Prepares to sign an existing login in again, named itself or by one of its accounts.
    ///
    /// Tell the user which account is meant: **if they sign in as somebody else, the bridge signs the old login out and
    /// deletes it**, and with it its chats from this device. Nothing can prevent that once the code is scanned. How it
    /// ended is said by [`Connected::switched`](crate::Connected::switched).
    ///
    /// ```no_run
    /// use beeper_bridge_login::{BridgeLoginExt, LoginHandler};
    /// use beeper_desktop_client::types::AccountStatus;
    ///
    /// # async fn example(client: beeper_desktop_client::Client, mut handler: impl LoginHandler) -> Result<(), Box<dyn std::error::Error>> {
    /// for account in client.list_accounts().await?.into_inner() {
    ///     if account.status == AccountStatus::ReconnectRequired && let Some(bridge) = &account.bridge {
    ///         let bridge = client.bridge(&bridge.id);
    ///         let connected = bridge.reconnect(&account.account_id).run(&mut handler).await?;
    ///         if let Some(switched) = connected.switched() {
    ///             println!("{} is gone, {:?} is there instead", account.account_id, switched.new.account_id());
    ///         }
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn reconnect(&self, whom: impl Into<Reconnect>) -> StartLogin {
        StartLogin::new(self.clone(), whom.into().into())
    }

    /// Takes over a session that was started before, and [detached](LoginSession::detach), or started by another program.
    /// If you know what it is meant for, use [`StartLogin::resume`]: servers don't always say.
    ///
    /// **Dropped, a resumed session is cancelled like any other**; see [`LoginSession::keep_when_dropped`].
    ///
    /// # Errors
    ///
    /// [`SessionGone`](LoginErrorKind::SessionGone) if the server doesn't know it (any more), and what can happen to any
    /// call. That it has failed or was cancelled is a state, not an error here.
    pub async fn resume(&self, session: impl Into<LoginSessionId>) -> Result<LoginSession, LoginError> {
        let session = session.into();
        validate_id("login_session_id", session.as_str())?;
        let before = self.snapshot().await?;
        LoginSession::resume(self, session, Target::Unknown, before, Limits::default()).await
    }

    /// The ways to sign in that the bridge offers.
    ///
    /// # Errors
    ///
    /// [`UnknownBridge`](LoginErrorKind::UnknownBridge), [`ServerTooOld`](LoginErrorKind::ServerTooOld), and what can
    /// happen to any call.
    pub async fn login_flows(&self) -> Result<Vec<LoginFlow>, LoginError> {
        match self.api.client.list_login_flows(self.id()).await {
            Ok(flows) => Ok(flows.into_inner().items),
            Err(error) => Err(self.read_error(error).await),
        }
    }

    pub(crate) async fn get(&self) -> Result<Bridge, LoginError> {
        match self.api.client.get_bridge(self.id()).await {
            Ok(bridge) => Ok(bridge.into_inner()),
            Err(error) => Err(self.read_error(error).await),
        }
    }

    /// The logins and accounts as they are now. `None` if the server cannot say, which is no reason not to sign in.
    pub(crate) async fn snapshot(&self) -> Result<Option<BridgeSnapshot>, LoginError> {
        match self.api.snapshot().await {
            Ok(snapshot) => Ok(Some(snapshot)),
            Err(error) => match CallFailure::classify(&error) {
                CallFailure::Unreadable
                | CallFailure::NotFound
                | CallFailure::NotSupported
                | CallFailure::Refused(_) => {
                    tracing::warn!(%error, "logins and accounts cannot be listed");
                    Ok(None)
                }
                CallFailure::Unauthorized
                | CallFailure::NotSent
                | CallFailure::ResponseLost
                | CallFailure::InvalidArgument(_) => Err(self.read_error(error).await),
            },
        }
    }

    /// Why something about the bridge could not be read.
    async fn read_error(&self, error: Error) -> LoginError {
        let kind = match CallFailure::classify(&error) {
            CallFailure::Unauthorized => return unauthorized(error),
            CallFailure::NotSent | CallFailure::ResponseLost => LoginErrorKind::Transport,
            CallFailure::Unreadable => return unreadable(error),
            CallFailure::InvalidArgument(kind) => kind,
            CallFailure::NotFound | CallFailure::NotSupported => return self.not_found_error(error).await,
            CallFailure::Refused(refusal) => {
                let kind = match refusal.login_error_kind(false) {
                    kind @ LoginErrorKind::RateLimited { .. } => kind,
                    _ => LoginErrorKind::Transport,
                };
                return refusal.into_error(kind).with_source(error);
            }
        };
        LoginError::new(kind).with_source(error)
    }

    /// Whether there is no such bridge, or the server cannot say so much of any.
    async fn not_found_error(&self, error: Error) -> LoginError {
        let listed = match self.api.client.list_bridges().await {
            Ok(bridges) => bridges.into_inner().items,
            // Of a server that has no bridges, none can be unknown.
            Err(no_list) if no_list.is_not_supported() => {
                return LoginError::new(LoginErrorKind::ServerTooOld).with_source(no_list);
            }
            Err(_) if error.is_not_supported() => {
                return LoginError::new(LoginErrorKind::ServerTooOld).with_source(error);
            }
            Err(no_list) => {
                return match CallFailure::classify(&no_list) {
                    CallFailure::Unauthorized => unauthorized(no_list),
                    CallFailure::Unreadable => unreadable(no_list),
                    _ => LoginError::new(LoginErrorKind::Transport).with_source(no_list),
                };
            }
        };
        let is_listed = listed.iter().any(|bridge| bridge.id == *self.id());
        let kind = match (is_listed, error.is_not_supported()) {
            (false, _) => LoginErrorKind::UnknownBridge(self.id().clone()),
            (true, true) => LoginErrorKind::ServerTooOld,
            (true, false) => return LoginError::protocol("a bridge that it lists is not found").with_source(error),
        };
        LoginError::new(kind).with_source(error)
    }

    /// The bridge's logins.
    ///
    /// # Errors
    ///
    /// As any call.
    pub async fn logins(&self) -> Result<Vec<BridgeLogin>, Error> {
        let logins = self.api.client.list_bridge_logins(self.id()).await?;
        Ok(logins.into_inner().items)
    }

    /// Removes a login and its accounts: from this device, or everywhere. `scope` is one of the login's
    /// [`remove_scopes`](BridgeLogin::remove_scopes).
    ///
    /// # Errors
    ///
    /// As any call. It is not repeated: after a lost answer, look at [`logins`](Self::logins).
    pub async fn remove_login(
        &self,
        login: impl Into<LoginId>,
        scope: impl Into<LoginRemoveScope>,
    ) -> Result<RemoveBridgeLoginResponse, Error> {
        let removed = self.api.client.remove_bridge_login(self.id(), login, scope).await?;
        Ok(removed.into_inner())
    }

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
            let looked = tokio::select! {
                biased;
                looked = self.api.client.get_account(&account) => looked,
                () = &mut is_up => return Err(NotConnected::TimeLimit { last }),
            };
            match looked {
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
                            return Err(NotConnected::NeedsTheUser(Box::new(found)));
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

impl fmt::Debug for BridgeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BridgeRef").field(self.id()).finish()
    }
}

/// Why an account is not connected. It prints as one line; `Debug` adds the sources to it.
#[derive(Clone)]
#[non_exhaustive]
pub enum NotConnected {
    /// It does not get there without the user: its status and status text say what is needed.
    NeedsTheUser(Box<Account>),
    /// It was not there in time.
    TimeLimit {
        /// How it was doing last; `None` if it was not even listed.
        last: Option<AccountStatus>,
    },
    /// The server refuses to say.
    Call(Error),
}

/// What a server may have made up.
fn named(status: &AccountStatus) -> String {
    printable(status.as_str(), Lines::Flatten, 80)
}

impl fmt::Display for NotConnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeedsTheUser(account) => write!(f, "the account needs its user ({})", named(&account.status)),
            Self::TimeLimit { last: Some(status) } => {
                write!(f, "the account is not connected in time ({})", named(status))
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
            Self::NeedsTheUser(_) | Self::TimeLimit { .. } => None,
        }
    }
}

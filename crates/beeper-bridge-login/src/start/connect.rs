//! The `connect`, `reconnect` and `resume` methods of a bridge.

use beeper_desktop_client::types::LoginSessionId;

use super::StartLogin;
use super::reconnect::{Reconnect, Target};
use crate::bridge::BridgeRef;
use crate::error::LoginError;
use crate::session::LoginSession;
use crate::session::calls::id_validation::validate_id;
use crate::session::limits::Limits;

impl BridgeRef {
    /// Prepares to sign in a new account.
    ///
    /// If the bridge accepts no new login, the login fails before it starts, with
    /// [`LoginErrorKind::BridgeUnavailable`](crate::LoginErrorKind::BridgeUnavailable).
    pub fn connect(&self) -> StartLogin {
        StartLogin::new(self.clone(), Target::New)
    }

    /// Prepares to sign an existing login in again, named by its ID or by one of its accounts.
    ///
    /// Tell the user which account to sign in: **if they sign in to another one, the bridge signs the old login out and deletes
    /// it**, and its chats disappear from this device. Nothing can prevent that once the user has scanned the code.
    /// [`Connected::switched`](crate::Connected::switched) reports it afterwards.
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
    ///             println!("{} was replaced by {:?}", account.account_id, switched.new.account_id());
    ///         }
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn reconnect(&self, whom: impl Into<Reconnect>) -> StartLogin {
        StartLogin::new(self.clone(), whom.into().into())
    }

    /// Takes over a session that was [detached](LoginSession::detach) or that another program started.
    ///
    /// If you know the session's purpose, use [`StartLogin::resume`], because servers do not always report it.
    ///
    /// **Dropping a resumed session cancels it like any other**; see [`LoginSession::keep_when_dropped`].
    ///
    /// # Errors
    ///
    /// Returns [`SessionGone`](crate::LoginErrorKind::SessionGone) if the server does not have the session, and the errors of any
    /// request. A session that has failed or was cancelled is a state, not an error here.
    pub async fn resume(&self, session: impl Into<LoginSessionId>) -> Result<LoginSession, LoginError> {
        let session = session.into();
        validate_id("login_session_id", session.as_str())?;
        let before = self.snapshot().await?;
        LoginSession::resume(self, session, Target::Unknown, before, Limits::default()).await
    }
}

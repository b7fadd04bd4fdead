//! A bridge: its login flows, its logins, and the methods that begin a login.

pub(crate) mod account_connection;

use std::fmt;
use std::sync::Arc;

use beeper_desktop_client::types::{
    Bridge, BridgeId, BridgeLogin, LoginFlow, LoginId, LoginRemoveScope, RemoveBridgeLoginResponse,
};
use beeper_desktop_client::{Client, Clock, Error, ResponseValue};

use crate::error::LoginError;
use crate::error::kind::LoginErrorKind;
use crate::session::calls::bridge_api::BridgeApi;
use crate::session::calls::error_classification::{CallFailure, Unusable, unauthorized, unusable};
use crate::session::lost_answer::bridge_snapshot::BridgeSnapshot;

/// Adds [`bridge`](Self::bridge), the beginning of every login, to [`Client`].
pub trait BridgeLoginExt {
    /// Returns a handle on a bridge, without sending a request.
    ///
    /// If the ID is empty, `.` or `..`, the first request fails with [`LoginErrorKind::InvalidArgument`].
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

/// A handle on a bridge to sign in on; made by [`BridgeLoginExt::bridge`].
///
/// Cloning it is cheap.
#[derive(Clone)]
pub struct BridgeRef {
    pub(crate) api: Arc<BridgeApi>,
    pub(crate) http_pages: bool,
}

impl BridgeRef {
    /// Makes logins on this bridge wait with `clock` instead of the client's clock.
    ///
    /// A test rarely needs this: it gives one [`VirtualClock`](beeper_desktop_client::VirtualClock) to
    /// [`ClientBuilder::clock`](beeper_desktop_client::ClientBuilder::clock), and logins use that.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        Arc::make_mut(&mut self.api).clock = Arc::new(clock);
        self
    }

    /// Allows cookie steps to open `http` pages on this computer, for tests.
    ///
    /// [`CookieStep::allowing_http_on_loopback`](crate::cookies::CookieStep::allowing_http_on_loopback) defines these pages.
    /// All other pages must use `https`, because users type passwords into them.
    #[must_use]
    pub fn allow_http_pages_on_loopback(mut self) -> Self {
        self.http_pages = true;
        self
    }

    /// Returns the bridge's ID.
    pub fn id(&self) -> &BridgeId {
        &self.api.bridge_id
    }

    /// Lists the login flows that the bridge offers.
    ///
    /// # Errors
    ///
    /// Returns [`UnknownBridge`](LoginErrorKind::UnknownBridge), [`ServerTooOld`](LoginErrorKind::ServerTooOld), or an error of
    /// any request.
    pub async fn login_flows(&self) -> Result<Vec<LoginFlow>, LoginError> {
        match self.api.client.list_login_flows(self.id()).await {
            Ok(flows) => Ok(flows.into_inner().items),
            Err(error) => Err(self.read_error(error).await),
        }
    }

    pub(crate) async fn get(&self) -> Result<ResponseValue<Bridge>, LoginError> {
        match self.api.client.get_bridge(self.id()).await {
            Ok(bridge) => Ok(bridge),
            Err(error) => Err(self.read_error(error).await),
        }
    }

    /// Lists the current logins and accounts. `None` if the server cannot list them, which does not prevent a login.
    pub(crate) async fn snapshot(&self) -> Result<Option<BridgeSnapshot>, LoginError> {
        match self.api.snapshot().await {
            Ok(snapshot) => Ok(Some(snapshot)),
            Err(error) => match CallFailure::classify(&error) {
                CallFailure::Unusable(Unusable::Misfit | Unusable::TooLarge)
                | CallFailure::NotFound
                | CallFailure::NotSupported
                | CallFailure::Refused(_) => {
                    tracing::warn!(%error, "logins and accounts cannot be listed");
                    Ok(None)
                }
                CallFailure::Unauthorized
                | CallFailure::NotSent
                | CallFailure::ResponseLost
                | CallFailure::Unusable(_)
                | CallFailure::InvalidArgument(_) => Err(self.read_error(error).await),
            },
        }
    }

    /// Converts the error of a request about the bridge.
    async fn read_error(&self, error: Error) -> LoginError {
        let kind = match CallFailure::classify(&error) {
            CallFailure::Unauthorized => return unauthorized(error),
            CallFailure::NotSent | CallFailure::ResponseLost => LoginErrorKind::Transport,
            CallFailure::Unusable(what) => return unusable(error, what),
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

    /// Distinguishes a bridge that does not exist from a server that has no bridges at all.
    async fn not_found_error(&self, error: Error) -> LoginError {
        let listed = match self.api.client.list_bridges().await {
            Ok(bridges) => bridges.into_inner().items,
            // The server knows no bridges at all, so this bridge is not merely unknown.
            Err(no_list) if no_list.is_not_supported() => {
                return LoginError::new(LoginErrorKind::ServerTooOld).with_source(no_list);
            }
            Err(_) if error.is_not_supported() => {
                return LoginError::new(LoginErrorKind::ServerTooOld).with_source(error);
            }
            Err(no_list) => {
                return match CallFailure::classify(&no_list) {
                    CallFailure::Unauthorized => unauthorized(no_list),
                    CallFailure::Unusable(what) => unusable(no_list, what),
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

    /// Lists the bridge's logins.
    ///
    /// # Errors
    ///
    /// Returns the errors of any request.
    pub async fn logins(&self) -> Result<Vec<BridgeLogin>, Error> {
        let logins = self.api.client.list_bridge_logins(self.id()).await?;
        Ok(logins.into_inner().items)
    }

    /// Removes a login and its accounts, from this device or everywhere.
    ///
    /// `scope` is one of the login's [`remove_scopes`](BridgeLogin::remove_scopes).
    ///
    /// # Errors
    ///
    /// Returns the errors of any request. The client does not retry this request: if its response was lost, look at
    /// [`logins`](Self::logins).
    pub async fn remove_login(
        &self,
        login: impl Into<LoginId>,
        scope: impl Into<LoginRemoveScope>,
    ) -> Result<RemoveBridgeLoginResponse, Error> {
        let removed = self.api.client.remove_bridge_login(self.id(), login, scope).await?;
        Ok(removed.into_inner())
    }
}

impl fmt::Debug for BridgeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BridgeRef").field(self.id()).finish()
    }
}

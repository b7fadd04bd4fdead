//! The result of a successful login: the account, its login, and whether they are new.

use beeper_desktop_client::ServerText;
use beeper_desktop_client::types::{Account, AccountId, BridgeId, BridgeLogin, LoginId};

/// A login that was created or reconnected, and its account.
///
/// The account may not work at once: [`BridgeRef::wait_until_connected`](crate::BridgeRef::wait_until_connected) waits until it
/// is connected.
#[derive(Clone, Debug)]
pub struct Connected {
    pub(crate) bridge_id: BridgeId,
    pub(crate) login_id: Option<LoginId>,
    pub(crate) account_id: Option<AccountId>,
    pub(crate) account: Option<Box<Account>>,
    pub(crate) login: Option<Box<BridgeLogin>>,
    pub(crate) instructions: Option<ServerText>,
    pub(crate) kind: ConnectedKind,
    pub(crate) is_inferred: bool,
    pub(crate) unreadable: Vec<String>,
}

impl Connected {
    /// Returns the bridge's ID.
    pub fn bridge_id(&self) -> &BridgeId {
        &self.bridge_id
    }

    /// Returns the login's ID, or `None` if neither the session nor the list of logins names it.
    pub fn login_id(&self) -> Option<&LoginId> {
        self.login_id.as_ref()
    }

    /// Returns the account's ID.
    ///
    /// If the login has several accounts, this is the first, and [`login`](Self::login) lists the others. `None` if neither the
    /// session nor the list of accounts names an account yet.
    pub fn account_id(&self) -> Option<&AccountId> {
        self.account_id.as_ref()
    }

    /// Returns the account as the server described it at the end of the login, if it did.
    pub fn account(&self) -> Option<&Account> {
        self.account.as_deref()
    }

    /// Returns the login as the server described it at the end, if it did.
    pub fn login(&self) -> Option<&BridgeLogin> {
        self.login.as_deref()
    }

    /// Returns the server's instructions to the user on what to do next.
    pub fn instructions(&self) -> Option<&ServerText> {
        self.instructions.as_ref()
    }

    /// Returns whether the login is new, the one to be reconnected, or another one.
    pub fn kind(&self) -> &ConnectedKind {
        &self.kind
    }

    /// Returns the identities before and after, if a reconnect ended on another identity than intended.
    pub fn switched(&self) -> Option<&Switched> {
        match &self.kind {
            ConnectedKind::Switched(switched) => Some(switched),
            ConnectedKind::New | ConnectedKind::Reconnected | ConnectedKind::Unknown => None,
        }
    }

    /// Returns the parts of the session's last response that this crate could not read, as paths such as `account.user`.
    ///
    /// The list is usually empty. The account is connected even if it is not; an [`account`](Self::account) that could not be
    /// read is `None`.
    pub fn unreadable_parts(&self) -> &[String] {
        &self.unreadable
    }

    /// Returns `true` if the session's last response was lost and this crate found the login by listing logins and accounts.
    ///
    /// If somebody else signed in on the same bridge at the same time, the login may be theirs.
    pub fn was_inferred(&self) -> bool {
        self.is_inferred
    }
}

/// How the connected login relates to the logins that existed before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectedKind {
    /// A new login.
    New,
    /// An existing login: the one to be reconnected, or one that the user has signed in again.
    Reconnected,
    /// A reconnect that ended on another identity than intended.
    ///
    /// For instance, the user scanned the code with another phone. The bridge then signs the old identity out.
    Switched(Switched),
    /// An existing login of a resumed session with an unknown purpose: the login to be reconnected, or another one.
    ///
    /// [`StartLogin::resume`](crate::StartLogin::resume) avoids this, since it states the purpose.
    Unknown,
}

/// The two identities of a reconnect that ended on another identity than intended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Switched {
    /// The identity to be reconnected.
    pub old: Identity,
    /// The identity that was connected.
    pub new: Identity,
}

/// A login, an account, or both, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub(crate) login_id: Option<LoginId>,
    pub(crate) account_id: Option<AccountId>,
}

impl Identity {
    /// Returns the login's ID, if known.
    pub fn login_id(&self) -> Option<&LoginId> {
        self.login_id.as_ref()
    }

    /// Returns the account's ID, if known.
    pub fn account_id(&self) -> Option<&AccountId> {
        self.account_id.as_ref()
    }
}

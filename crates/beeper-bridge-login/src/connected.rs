//! The result of a login that succeeded: the account, its login, and whether they are new.

use beeper_desktop_client::ServerText;
use beeper_desktop_client::types::{Account, AccountId, BridgeId, BridgeLogin, LoginId};

/// A login that was made or revived, and the account that it holds.
///
/// The network may still be loading: [`BridgeRef::wait_until_connected`](crate::BridgeRef::wait_until_connected) waits for
/// the account to be there.
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

    /// The login. `None` if neither the session nor the list of logins names one.
    pub fn login_id(&self) -> Option<&LoginId> {
        self.login_id.as_ref()
    }

    /// The account; the first, where a login holds several ([`login`](Self::login) names the others). `None` if neither
    /// the session nor the list of accounts names one yet.
    pub fn account_id(&self) -> Option<&AccountId> {
        self.account_id.as_ref()
    }

    /// The account as the server described it at the end of the login, if it did.
    pub fn account(&self) -> Option<&Account> {
        self.account.as_deref()
    }

    /// The login as the server described it at the end, if it did.
    pub fn login(&self) -> Option<&BridgeLogin> {
        self.login.as_deref()
    }

    /// What the server says to do next, for people.
    pub fn instructions(&self) -> Option<&ServerText> {
        self.instructions.as_ref()
    }

    /// Tells whether the login is new, the one that was to be reconnected, or another one.
    pub fn kind(&self) -> &ConnectedKind {
        &self.kind
    }

    /// The identities before and after, if a reconnect ended on another one than it was meant for.
    pub fn switched(&self) -> Option<&Switched> {
        match &self.kind {
            ConnectedKind::Switched(switched) => Some(switched),
            ConnectedKind::New | ConnectedKind::Reconnected | ConnectedKind::Unknown => None,
        }
    }

    /// Returns what could not be read of the session's last answer, as paths in it, such as `account.user`. Usually there is
    /// none. The account is connected all the same; an [`account`](Self::account) that could not be read is absent.
    pub fn unreadable_parts(&self) -> &[String] {
        &self.unreadable
    }

    /// Whether the session's last answer was lost, and the login found afterwards among the bridge's logins and accounts.
    /// If somebody else signed in on the same bridge at the same time, it may be theirs.
    pub fn was_inferred(&self) -> bool {
        self.is_inferred
    }
}

/// How a connected login relates to those that were there before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectedKind {
    /// A new login.
    New,
    /// A login that was there before: the one that was to be reconnected, or one that somebody has signed in once more.
    Reconnected,
    /// A reconnect has ended on another identity than it was meant for, for instance because the user scanned the code with
    /// the other phone. The bridge signs the old one out then.
    Switched(Switched),
    /// It was there before, and the session was resumed without saying what it was meant for: it is what was to be
    /// reconnected, or something else. [`StartLogin::resume`](crate::StartLogin::resume) knows.
    Unknown,
}

/// The identities of a reconnect that ended on another one than it was meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Switched {
    /// What was to be reconnected.
    pub old: Identity,
    /// What was connected.
    pub new: Identity,
}

/// A login, an account, or both, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub(crate) login_id: Option<LoginId>,
    pub(crate) account_id: Option<AccountId>,
}

impl Identity {
    /// The login.
    pub fn login_id(&self) -> Option<&LoginId> {
        self.login_id.as_ref()
    }

    /// The account.
    pub fn account_id(&self) -> Option<&AccountId> {
        self.account_id.as_ref()
    }
}

//! What a login is for: a new account, or the login or account that is to be reconnected.

use beeper_desktop_client::types::{AccountId, LoginId};

/// What is to be reconnected. Made from a [`LoginId`] or an [`AccountId`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reconnect {
    /// A login, with all its accounts.
    Login(LoginId),
    /// The login that holds this account.
    Account(AccountId),
}

impl From<LoginId> for Reconnect {
    fn from(id: LoginId) -> Self {
        Self::Login(id)
    }
}

impl From<&LoginId> for Reconnect {
    fn from(id: &LoginId) -> Self {
        Self::Login(id.clone())
    }
}

impl From<AccountId> for Reconnect {
    fn from(id: AccountId) -> Self {
        Self::Account(id)
    }
}

impl From<&AccountId> for Reconnect {
    fn from(id: &AccountId) -> Self {
        Self::Account(id.clone())
    }
}

/// What a login is meant for.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A resumed session of which nobody says.
    Unknown,
    New,
    Login(LoginId),
    Account(AccountId),
}

impl From<Reconnect> for Target {
    fn from(whom: Reconnect) -> Self {
        match whom {
            Reconnect::Login(id) => Self::Login(id),
            Reconnect::Account(id) => Self::Account(id),
        }
    }
}

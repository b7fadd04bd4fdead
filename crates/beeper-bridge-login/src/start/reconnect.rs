//! The purpose of a login: a new account, or the login or account to reconnect.

use beeper_desktop_client::types::{AccountId, LoginId};

/// The login or account to reconnect; made from a [`LoginId`] or an [`AccountId`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reconnect {
    /// This login with all its accounts.
    Login(LoginId),
    /// The login that has this account.
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

/// The purpose of a login.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// The unknown purpose of a resumed session.
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

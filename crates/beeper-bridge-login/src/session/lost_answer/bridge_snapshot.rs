//! A bridge's logins and accounts at one time, and what two snapshots say about a login between them.

use std::collections::BTreeMap;

use beeper_desktop_client::types::{Account, AccountId, AccountStatus, BridgeLogin, BridgeLoginStatus, LoginId};

use crate::connected::{ConnectedKind, Identity, Switched};
use crate::session::lost_answer::unreadable_entries::UnreadableEntries;
use crate::start::reconnect::Target;

/// The status that proves that an existing login or account was connected again.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Evidence {
    /// After a lost response: connecting or connected.
    AfterLoss,
    /// After a cancellation: connected. Bridges sometimes retry their old credentials, so connecting proves nothing.
    AfterCancelling,
}

impl Evidence {
    fn accepts_login(self, status: &BridgeLoginStatus) -> bool {
        match self {
            Self::AfterLoss => is_login_up(status),
            Self::AfterCancelling => *status == BridgeLoginStatus::Connected,
        }
    }

    fn accepts_account(self, status: &AccountStatus) -> bool {
        match self {
            Self::AfterLoss => is_account_up(status),
            Self::AfterCancelling => matches!(status, AccountStatus::Connected | AccountStatus::Backfilling),
        }
    }
}

/// The logins and accounts of a bridge at one time.
#[derive(Clone, Debug, Default)]
pub(crate) struct BridgeSnapshot {
    pub(crate) logins: BTreeMap<LoginId, BridgeLogin>,
    /// Whether the server lists logins.
    has_logins: bool,
    pub(crate) accounts: BTreeMap<AccountId, Account>,
    /// Entries that could not be read. One that can be read later is not new.
    unreadable: UnreadableEntries,
}

impl BridgeSnapshot {
    /// Creates a snapshot; `logins` is `None` if the server does not list them.
    pub(crate) fn new(logins: Option<Vec<BridgeLogin>>, accounts: Vec<Account>) -> Self {
        let login = |login: BridgeLogin| (login.login_id.clone(), login);
        let account = |account: Account| (account.account_id.clone(), account);
        Self {
            has_logins: logins.is_some(),
            logins: logins.into_iter().flatten().map(login).collect(),
            accounts: accounts.into_iter().map(account).collect(),
            unreadable: UnreadableEntries::default(),
        }
    }

    /// Adds the listed entries that could not be read.
    pub(crate) fn with_unreadable(self, unreadable: UnreadableEntries) -> Self {
        Self { unreadable, ..self }
    }

    /// Returns the login and account that were connected since `self`, if any: the target, or a new one.
    pub(crate) fn connected_since(&self, now: &Self, target: &Target, evidence: Evidence) -> Option<Identity> {
        let revived = match target {
            Target::New | Target::Unknown => None,
            Target::Login(id) => self.revived_login(now, id, evidence),
            Target::Account(id) => self.revived_account(now, id, evidence),
        };
        revived.or_else(|| {
            // If somebody else signs in, a bridge removes the login to be reconnected. While it is still listed, new entries
            // belong to other logins.
            let is_still_there = match target {
                Target::New | Target::Unknown => false,
                Target::Login(id) => now.logins.contains_key(id),
                Target::Account(id) => now.accounts.contains_key(id),
            };
            if is_still_there { None } else { self.new_identity(now) }
        })
    }

    fn revived_login(&self, now: &Self, id: &LoginId, evidence: Evidence) -> Option<Identity> {
        let was_up = self.logins.get(id).is_some_and(|login| is_login_up(&login.status));
        let is_up = now
            .logins
            .get(id)
            .is_some_and(|login| evidence.accepts_login(&login.status));
        if is_up && !was_up && !self.unreadable.may_be_login(id) {
            return Some(now.identity_of_login(id));
        }
        let of_it = |account: &&Account| account.login_id.as_ref() == Some(id);
        let mut accounts = now.accounts.values().filter(of_it);
        accounts.find_map(|account| self.revived_account(now, &account.account_id, evidence))
    }

    fn revived_account(&self, now: &Self, id: &AccountId, evidence: Evidence) -> Option<Identity> {
        let was_up = self
            .accounts
            .get(id)
            .is_some_and(|account| is_account_up(&account.status));
        let is_up = now
            .accounts
            .get(id)
            .is_some_and(|account| evidence.accepts_account(&account.status));
        (is_up && !was_up && !self.unreadable.may_be_account(id)).then(|| now.identity_of_account(id))
    }

    fn new_identity(&self, now: &Self) -> Option<Identity> {
        let new_account = |account: &&Account| {
            !self.accounts.contains_key(&account.account_id)
                && !self.unreadable.may_be_account(&account.account_id)
                && !matches!(account.status, AccountStatus::Disabled | AccountStatus::ReconnectRequired)
                // A login that was already connected can get another account at any time.
                && !now.login_of(&account.account_id).is_some_and(|id| {
                    self.logins.get(&id).is_some_and(|login| is_login_up(&login.status))
                })
        };
        if let Some(account) = now.accounts.values().find(new_account) {
            return Some(now.identity_of_account(&account.account_id));
        }
        let new_login = |login: &&BridgeLogin| {
            !self.logins.contains_key(&login.login_id)
                && !self.unreadable.may_be_login(&login.login_id)
                && is_login_up(&login.status)
        };
        // Without an earlier list, no entry can count as new.
        let login = now.logins.values().find(new_login).filter(|_| self.has_logins)?;
        Some(now.identity_of_login(&login.login_id))
    }

    pub(crate) fn complete_identity(&self, identity: Identity) -> Identity {
        match (&identity.login_id, &identity.account_id) {
            (Some(login), None) => self.identity_of_login(login),
            (None, Some(account)) => self.identity_of_account(account),
            _ => identity,
        }
    }

    fn identity_of_login(&self, id: &LoginId) -> Identity {
        let own = self
            .logins
            .get(id)
            .and_then(|login| login.account_ids.as_ref()?.first().cloned());
        let naming_it = || {
            self.accounts
                .values()
                .find(|account| account.login_id.as_ref() == Some(id))
        };
        Identity {
            login_id: Some(id.clone()),
            account_id: own.or_else(|| naming_it().map(|account| account.account_id.clone())),
        }
    }

    fn identity_of_account(&self, id: &AccountId) -> Identity {
        Identity {
            login_id: self.login_of(id),
            account_id: Some(id.clone()),
        }
    }

    fn login_of(&self, account_id: &AccountId) -> Option<LoginId> {
        let named = self
            .accounts
            .get(account_id)
            .and_then(|account| account.login_id.clone());
        let holds = |login: &&BridgeLogin| login.account_ids.as_ref().is_some_and(|ids| ids.contains(account_id));
        named.or_else(|| self.logins.values().find(holds).map(|login| login.login_id.clone()))
    }

    fn holds(&self, identity: &Identity) -> bool {
        let login = identity
            .login_id
            .as_ref()
            .is_some_and(|id| self.logins.contains_key(id));
        login
            || identity
                .account_id
                .as_ref()
                .is_some_and(|id| self.accounts.contains_key(id))
    }

    /// Returns how a login that ended on `new` relates to this snapshot from before it.
    pub(crate) fn connected_kind(&self, target: &Target, new: &Identity, login: Option<&BridgeLogin>) -> ConnectedKind {
        let old = match target {
            Target::New if self.holds(new) => return ConnectedKind::Reconnected,
            Target::New => return ConnectedKind::New,
            Target::Unknown if self.holds(new) => return ConnectedKind::Unknown,
            Target::Unknown => return ConnectedKind::New,
            Target::Login(id) => self.identity_of_login(id),
            Target::Account(id) => self.identity_of_account(id),
        };
        let holds_it =
            |id: &AccountId| login.is_some_and(|login| login.account_ids.as_ref().is_some_and(|ids| ids.contains(id)));
        let is_same = match (&old.login_id, &new.login_id, &old.account_id, &new.account_id) {
            (Some(old), Some(new), _, _) => old == new,
            (_, _, Some(old), Some(new)) => old == new || holds_it(old),
            // Nothing contradicts it.
            _ => true,
        };
        if is_same {
            ConnectedKind::Reconnected
        } else {
            ConnectedKind::Switched(Switched { old, new: new.clone() })
        }
    }
}

fn is_login_up(status: &BridgeLoginStatus) -> bool {
    matches!(status, BridgeLoginStatus::Connected | BridgeLoginStatus::Connecting)
}

fn is_account_up(status: &AccountStatus) -> bool {
    matches!(
        status,
        AccountStatus::Connected | AccountStatus::Connecting | AccountStatus::Backfilling
    )
}

#[cfg(test)]
mod tests;

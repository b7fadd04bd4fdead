//! What logins and accounts a bridge has, before and after a login: whether a login came into being is seen there when its
//! last answer was lost.

use std::collections::BTreeMap;

use beeper_desktop_client::types::{Account, AccountId, AccountStatus, BridgeLogin, BridgeLoginStatus, LoginId};

use crate::connected::{Arrival, Identity, Switched};
use crate::start::Target;

/// The logins and accounts of a bridge at one time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    pub(crate) logins: BTreeMap<LoginId, BridgeLogin>,
    pub(crate) accounts: BTreeMap<AccountId, Account>,
}

impl Snapshot {
    pub(crate) fn new(logins: Vec<BridgeLogin>, accounts: Vec<Account>) -> Self {
        let login = |login: BridgeLogin| (login.login_id.clone(), login);
        let account = |account: Account| (account.account_id.clone(), account);
        Self {
            logins: logins.into_iter().map(login).collect(),
            accounts: accounts.into_iter().map(account).collect(),
        }
    }

    /// The login and account that were connected since `self`, if any were: the target, or what is new.
    pub(crate) fn connected_since(&self, now: &Self, target: &Target) -> Option<Identity> {
        let revived = match target {
            Target::New => None,
            Target::Login(id) => self.revived_login(now, id),
            Target::Account(id) => self.revived_account(now, id),
        };
        revived.or_else(|| self.appeared(now))
    }

    fn revived_login(&self, now: &Self, id: &LoginId) -> Option<Identity> {
        let is_up = |snapshot: &Self| snapshot.logins.get(id).map(|login| is_login_up(&login.status));
        if is_up(now)? && is_up(self) != Some(true) {
            return Some(now.identity_of_login(id));
        }
        let mut accounts = now
            .accounts
            .values()
            .filter(|account| account.login_id.as_ref() == Some(id));
        accounts.find_map(|account| self.revived_account(now, &account.account_id))
    }

    fn revived_account(&self, now: &Self, id: &AccountId) -> Option<Identity> {
        let is_up = |snapshot: &Self| snapshot.accounts.get(id).map(|account| is_account_up(&account.status));
        (is_up(now)? && is_up(self) != Some(true)).then(|| now.identity_of_account(id))
    }

    fn appeared(&self, now: &Self) -> Option<Identity> {
        let new_account = |account: &&Account| {
            !self.accounts.contains_key(&account.account_id) && account.status != AccountStatus::Disabled
        };
        if let Some(account) = now.accounts.values().find(new_account) {
            return Some(now.identity_of_account(&account.account_id));
        }
        let new_login = |login: &&BridgeLogin| !self.logins.contains_key(&login.login_id) && is_login_up(&login.status);
        let login = now.logins.values().find(new_login)?;
        Some(now.identity_of_login(&login.login_id))
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

    /// What a login that ended on `new` means, seen from before it.
    pub(crate) fn arrival(&self, target: &Target, new: &Identity, login: Option<&BridgeLogin>) -> Arrival {
        let old = match target {
            Target::New => return Arrival::New,
            Target::Login(id) => self.identity_of_login(id),
            Target::Account(id) => self.identity_of_account(id),
        };
        let holds_it =
            |id: &AccountId| login.is_some_and(|login| login.account_ids.as_ref().is_some_and(|ids| ids.contains(id)));
        let is_same = match (&old.login_id, &new.login_id, &old.account_id, &new.account_id) {
            (Some(old), Some(new), _, _) => old == new,
            (_, _, Some(old), Some(new)) => old == new || holds_it(old),
            // Nothing says otherwise.
            _ => true,
        };
        if is_same {
            Arrival::Reconnected
        } else {
            Arrival::Switched(Switched { old, new: new.clone() })
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

//! What logins and accounts a bridge has, before and after a login: whether a login came into being is seen there when its
//! last answer was lost.

use std::collections::BTreeMap;

use beeper_desktop_client::types::{Account, AccountId, AccountStatus, BridgeLogin, BridgeLoginStatus, LoginId};

use crate::connected::{Arrival, Identity, Switched};
use crate::start::target::Target;

/// What shows that a login or account that was there before has come up again.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Evidence {
    /// After a lost answer: that it is at least connecting.
    AfterLoss,
    /// After a cancellation: that it is connected. Bridges try their old credentials now and then.
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
    /// Whether the server lists logins at all.
    has_logins: bool,
    pub(crate) accounts: BTreeMap<AccountId, Account>,
}

impl BridgeSnapshot {
    /// Without logins, where the server does not list them.
    pub(crate) fn new(logins: Option<Vec<BridgeLogin>>, accounts: Vec<Account>) -> Self {
        let login = |login: BridgeLogin| (login.login_id.clone(), login);
        let account = |account: Account| (account.account_id.clone(), account);
        Self {
            has_logins: logins.is_some(),
            logins: logins.into_iter().flatten().map(login).collect(),
            accounts: accounts.into_iter().map(account).collect(),
        }
    }

    /// The login and account that were connected since `self`, if any were: the target, or what is new.
    pub(crate) fn connected_since(&self, now: &Self, target: &Target, evidence: Evidence) -> Option<Identity> {
        let revived = match target {
            Target::New | Target::Unknown => None,
            Target::Login(id) => self.revived_login(now, id, evidence),
            Target::Account(id) => self.revived_account(now, id, evidence),
        };
        revived.or_else(|| {
            // A bridge removes what was to be reconnected when somebody else signs in. What came beside it is not of this login.
            let is_still_there = match target {
                Target::New | Target::Unknown => false,
                Target::Login(id) => now.logins.contains_key(id),
                Target::Account(id) => now.accounts.contains_key(id),
            };
            if is_still_there { None } else { self.appeared(now) }
        })
    }

    fn revived_login(&self, now: &Self, id: &LoginId, evidence: Evidence) -> Option<Identity> {
        let was_up = self.logins.get(id).is_some_and(|login| is_login_up(&login.status));
        let is_up = now
            .logins
            .get(id)
            .is_some_and(|login| evidence.accepts_login(&login.status));
        if is_up && !was_up {
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
        (is_up && !was_up).then(|| now.identity_of_account(id))
    }

    fn appeared(&self, now: &Self) -> Option<Identity> {
        let new_account = |account: &&Account| {
            !self.accounts.contains_key(&account.account_id)
                && !matches!(account.status, AccountStatus::Disabled | AccountStatus::ReconnectRequired)
                // Logins that were up before can get another account at any time.
                && !now.login_of(&account.account_id).is_some_and(|id| {
                    self.logins.get(&id).is_some_and(|login| is_login_up(&login.status))
                })
        };
        if let Some(account) = now.accounts.values().find(new_account) {
            return Some(now.identity_of_account(&account.account_id));
        }
        let new_login = |login: &&BridgeLogin| !self.logins.contains_key(&login.login_id) && is_login_up(&login.status);
        // A list that was not there before shows nothing that is new.
        let login = now.logins.values().find(new_login).filter(|_| self.has_logins)?;
        Some(now.identity_of_login(&login.login_id))
    }

    pub(crate) fn complete(&self, identity: Identity) -> Identity {
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

    /// What a login that ended on `new` means, seen from before it.
    pub(crate) fn arrival(&self, target: &Target, new: &Identity, login: Option<&BridgeLogin>) -> Arrival {
        let old = match target {
            Target::New if self.holds(new) => return Arrival::Reconnected,
            Target::New => return Arrival::New,
            Target::Unknown if self.holds(new) => return Arrival::Unknown,
            Target::Unknown => return Arrival::New,
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn login(id: &str, status: &str) -> BridgeLogin {
        serde_json::from_value(json!({ "bridgeID": "b", "loginID": id, "status": status, "removeScopes": [] })).unwrap()
    }

    fn account(id: &str, login: Option<&str>, status: &str) -> Account {
        serde_json::from_value(json!({
            "accountID": id,
            "loginID": login,
            "status": status,
            "bridge": { "id": "b", "type": "mock", "provider": "local" },
            "user": { "id": "u" },
        }))
        .unwrap()
    }

    /// The login and account that were connected between two snapshots, as text.
    fn between(
        target: &Target,
        before: (&[BridgeLogin], &[Account]),
        now: (&[BridgeLogin], &[Account]),
    ) -> Option<(String, String)> {
        let before = BridgeSnapshot::new(Some(before.0.to_vec()), before.1.to_vec());
        let now = BridgeSnapshot::new(Some(now.0.to_vec()), now.1.to_vec());
        let found = before.connected_since(&now, target, Evidence::AfterLoss)?;
        let text = |id: Option<String>| id.unwrap_or_else(|| "-".to_owned());
        Some((
            text(found.login_id.map(String::from)),
            text(found.account_id.map(String::from)),
        ))
    }

    fn found(login: &str, account: &str) -> Option<(String, String)> {
        Some((login.to_owned(), account.to_owned()))
    }

    #[test]
    fn what_was_there_before_is_not_new() {
        let (logins, accounts) = ([login("1", "connected")], [account("a", Some("1"), "connected")]);
        let reviving = Target::Login("1".into());
        for target in [Target::New, reviving] {
            assert_eq!(between(&target, (&logins, &accounts), (&logins, &accounts)), None);
        }
        // Nor is what is now signed out.
        assert_eq!(
            between(&Target::New, (&[], &[]), (&[login("1", "logged_out")], &[])),
            None
        );
    }

    #[test]
    fn a_new_login_is_found_with_its_account_or_without() {
        let new = [login("1", "connecting")];
        assert_eq!(between(&Target::New, (&[], &[]), (&new, &[])), found("1", "-"));
        let own = [account("a", Some("1"), "connecting")];
        assert_eq!(between(&Target::New, (&[], &[]), (&new, &own)), found("1", "a"));
        let alone = [account("a", None, "connected")];
        assert_eq!(between(&Target::New, (&[], &[]), (&[], &alone)), found("-", "a"));
    }

    #[test]
    fn a_login_that_recovered_by_itself_is_not_a_new_one() {
        let (before, now) = ([login("1", "needs_login")], [login("1", "connected")]);
        assert_eq!(between(&Target::New, (&before, &[]), (&now, &[])), None);
        let target = Target::Login("1".into());
        assert_eq!(between(&target, (&before, &[]), (&now, &[])), found("1", "-"));
    }

    #[test]
    fn an_account_that_came_up_shows_that_its_login_did() {
        let logins = [login("1", "unknown")];
        let before = [account("a", Some("1"), "reconnect_required")];
        let now = [account("a", Some("1"), "backfilling")];
        for target in [Target::Login("1".into()), Target::Account("a".into())] {
            assert_eq!(between(&target, (&logins, &before), (&logins, &now)), found("1", "a"));
        }
    }

    fn holding(id: &str, status: &str, accounts: &[&str]) -> BridgeLogin {
        let login =
            json!({ "bridgeID": "b", "loginID": id, "status": status, "removeScopes": [], "accountIDs": accounts });
        serde_json::from_value(login).unwrap()
    }

    fn of_login(id: &str) -> Target {
        Target::Login(id.into())
    }

    fn of_account(id: &str) -> Target {
        Target::Account(id.into())
    }

    fn identity(login: Option<&str>, account: Option<&str>) -> Identity {
        Identity {
            login_id: login.map(Into::into),
            account_id: account.map(Into::into),
        }
    }

    #[test]
    fn what_is_there_and_down_is_not_connected() {
        for status in ["needs_login", "logged_out", "unknown"] {
            assert_eq!(between(&Target::New, (&[], &[]), (&[login("1", status)], &[])), None);
        }
        let disabled = [account("a", None, "disabled")];
        assert_eq!(between(&Target::New, (&[], &[]), (&[], &disabled)), None);
    }

    #[test]
    fn a_login_that_was_up_gets_other_accounts_without_being_made() {
        let now = [
            account("a", Some("1"), "connected"),
            account("b", Some("1"), "connected"),
        ];
        let logins = [login("1", "connected")];
        assert_eq!(between(&Target::New, (&logins, &now[..1]), (&logins, &now)), None);
        let down = [login("1", "needs_login")];
        assert_eq!(
            between(&Target::New, (&down, &now[..1]), (&logins, &now)),
            found("1", "b")
        );

        // The account need not name its login, where the login names the account.
        let nameless = [account("b", None, "connected")];
        let holding = [holding("1", "connected", &["b"])];
        assert_eq!(between(&Target::New, (&logins, &[]), (&holding, &nameless)), None);
        assert_eq!(
            between(&Target::New, (&down, &[]), (&holding, &nameless)),
            found("1", "b")
        );
    }

    #[test]
    fn what_was_up_before_has_not_come_up() {
        for (before, now) in [("connected", "connected"), ("connecting", "connected")] {
            let (old, new) = ([login("1", before)], [login("1", now)]);
            assert_eq!(between(&of_login("1"), (&old, &[]), (&new, &[])), None);
            let (old, new) = ([account("a", None, before)], [account("a", None, now)]);
            assert_eq!(between(&of_account("a"), (&[], &old), (&[], &new)), None);
        }
    }

    #[test]
    fn what_came_beside_a_target_is_not_of_this_login_unless_the_target_is_gone() {
        let old = (
            [login("1", "needs_login")],
            [account("a", Some("1"), "reconnect_required")],
        );
        let new = ([login("2", "connected")], [account("b", Some("2"), "connected")]);
        let both = (
            [old.0.clone(), new.0.clone()].concat(),
            [old.1.clone(), new.1.clone()].concat(),
        );
        for target in [of_login("1"), of_account("a")] {
            let before = (old.0.as_slice(), old.1.as_slice());
            assert_eq!(between(&target, before, (&both.0, &both.1)), None);
            assert_eq!(between(&target, before, (&new.0, &new.1)), found("2", "b"));
        }
    }

    #[test]
    fn what_is_connecting_shows_something_after_a_loss_and_nothing_after_a_cancellation() {
        for (status, after_loss, after_cancelling) in [
            ("connecting", true, false),
            ("connected", true, true),
            ("backfilling", true, true),
            ("reconnect_required", false, false),
        ] {
            let before = BridgeSnapshot::new(Some(Vec::new()), vec![account("a", Some("1"), "reconnect_required")]);
            let now = BridgeSnapshot::new(Some(Vec::new()), vec![account("a", Some("1"), status)]);
            for target in [of_login("1"), of_account("a")] {
                let shows = |evidence| before.connected_since(&now, &target, evidence).is_some();
                assert_eq!(shows(Evidence::AfterLoss), after_loss, "{status}");
                assert_eq!(shows(Evidence::AfterCancelling), after_cancelling, "{status}");
            }
        }
        for (status, after_cancelling) in [("connecting", false), ("connected", true)] {
            let before = BridgeSnapshot::new(Some(vec![login("1", "needs_login")]), Vec::new());
            let now = BridgeSnapshot::new(Some(vec![login("1", status)]), Vec::new());
            let shows = |evidence| before.connected_since(&now, &of_login("1"), evidence).is_some();
            assert!(shows(Evidence::AfterLoss));
            assert_eq!(shows(Evidence::AfterCancelling), after_cancelling, "{status}");
        }
    }

    #[test]
    fn a_list_of_logins_that_was_not_there_before_shows_nothing_new() {
        let before = BridgeSnapshot::new(None, Vec::new());
        let now = BridgeSnapshot::new(Some(vec![login("1", "connected")]), Vec::new());
        let found = |now| before.connected_since(now, &Target::New, Evidence::AfterLoss);
        assert_eq!(found(&now), None);

        let now = BridgeSnapshot::new(
            Some(vec![login("1", "connected")]),
            vec![account("a", Some("1"), "connected")],
        );
        assert_eq!(found(&now), Some(identity(Some("1"), Some("a"))));
    }

    #[test]
    fn an_identity_is_completed_from_either_list() {
        let by_login = BridgeSnapshot::new(
            Some(vec![holding("1", "connected", &["a", "b"])]),
            vec![account("b", None, "connected")],
        );
        let by_account = BridgeSnapshot::new(
            Some(vec![login("1", "connected")]),
            vec![account("a", Some("1"), "connected")],
        );
        let complete = identity(Some("1"), Some("a"));
        for snapshot in [&by_login, &by_account] {
            assert_eq!(snapshot.complete(identity(Some("1"), None)), complete);
            assert_eq!(snapshot.complete(complete.clone()), complete);
        }
        assert_eq!(by_account.complete(identity(None, Some("a"))), complete);
        let of_b = by_login.complete(identity(None, Some("b")));
        assert_eq!(of_b, identity(Some("1"), Some("b")));
        let unknown = identity(Some("2"), None);
        assert_eq!(by_login.complete(unknown.clone()), unknown);
    }

    #[test]
    fn an_arrival_depends_on_what_was_meant_and_what_was_there() {
        let before = BridgeSnapshot::new(
            Some(vec![login("1", "needs_login")]),
            vec![account("a", Some("1"), "connected")],
        );
        let old = identity(Some("1"), Some("a"));
        let arrival = |target, new| before.arrival(&target, &new, None);
        for known in [identity(Some("1"), None), identity(None, Some("a"))] {
            assert_eq!(arrival(Target::New, known.clone()), Arrival::Reconnected);
            assert_eq!(arrival(Target::Unknown, known.clone()), Arrival::Unknown);
            for target in [of_login("1"), of_account("a")] {
                assert_eq!(arrival(target, known.clone()), Arrival::Reconnected);
            }
        }
        for new in [identity(Some("2"), None), identity(None, Some("b"))] {
            assert_eq!(arrival(Target::New, new.clone()), Arrival::New);
            assert_eq!(arrival(Target::Unknown, new.clone()), Arrival::New);
            for target in [of_login("1"), of_account("a")] {
                let switched = Switched {
                    old: old.clone(),
                    new: new.clone(),
                };
                assert_eq!(arrival(target, new.clone()), Arrival::Switched(switched));
            }
        }
        assert_eq!(arrival(of_login("1"), Identity::default()), Arrival::Reconnected);
    }

    #[test]
    fn an_account_that_the_new_login_holds_is_still_the_one() {
        let before = BridgeSnapshot::new(None, vec![account("a", None, "reconnect_required")]);
        let new = identity(Some("1"), Some("b"));
        let arrival = |accounts| before.arrival(&of_account("a"), &new, Some(&holding("1", "connected", accounts)));
        assert_eq!(arrival(&["b", "a"]), Arrival::Reconnected);
        assert!(matches!(arrival(&["b"]), Arrival::Switched(_)));
    }
}

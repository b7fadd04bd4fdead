//! Completes a login, which adds a login and accounts or reconnects existing ones.

use serde_json::{Map, Value, json};

use crate::model::account::{MockAccount, MockLogin};
use crate::model::login_script::ending::Completion;
use crate::state::accounts::{belongs, is_login};
use crate::state::login_sessions::session::Reconnect;
use crate::state::store::State;
use crate::state::upsert::upsert;

impl State {
    /// Completes a login, and returns the members of the answer.
    ///
    /// This adds a login with one account, reconnects the requested ones, or adds the ones of the script.
    pub(in crate::state) fn complete_login(
        &mut self,
        bridge_id: &str,
        target: Reconnect,
        end: &Completion,
    ) -> Map<String, Value> {
        let old_account = target.account_id.clone().or_else(|| {
            let login_id = target.login_id.as_deref()?;
            self.account_of(bridge_id, login_id)
        });
        let given_login = end.login.as_ref().map(|login| login.id.clone());
        let switched = !target.is_new_login() && given_login.is_some() && given_login != target.login_id;
        let fresh = target.is_new_login() || switched;
        if switched {
            self.remove_target(bridge_id, &target);
        }

        let number = fresh.then(|| self.next_identity(bridge_id));
        let login_id = match (given_login, number) {
            (Some(id), _) => Some(id),
            (None, Some(number)) => Some(self.new_login(bridge_id, number)),
            (None, None) => target.login_id,
        };
        if let Some(login) = &end.login {
            upsert(&mut self.logins, login.clone().bridge(bridge_id));
        } else if let Some(id) = login_id.as_deref()
            && let Some(login) = self.logins.iter_mut().find(|login| is_login(login, bridge_id, id))
        {
            login.properties.insert("status".to_owned(), json!("connected"));
        }

        let mut account_id = target.account_id.filter(|_| !switched);
        self.reconnect_accounts(
            bridge_id,
            login_id.as_deref(),
            account_id.as_deref(),
            &end.account_status,
        );
        for account in &end.accounts {
            let account = account.clone().bridge(bridge_id);
            let account = match &login_id {
                Some(id) if !account.properties.contains_key("loginID") => account.login(id),
                _ => account,
            };
            upsert(&mut self.accounts, account);
        }
        if let Some(account) = end.accounts.first() {
            account_id = Some(account.id.clone());
        }
        if let (None, Some(login_id)) = (&account_id, &login_id) {
            account_id = self.account_of(bridge_id, login_id);
        }
        if let (None, Some(number), Some(login_id)) = (&account_id, number, &login_id) {
            account_id = Some(self.new_account(bridge_id, number, login_id, &end.account_status));
        }

        let mut outcome = self.outcome(bridge_id, login_id, account_id, end);
        if let Some(id) = old_account.filter(|_| end.names_old_account && end.includes_ids) {
            outcome.insert("accountID".to_owned(), json!(id));
        }
        outcome
    }

    fn outcome(
        &self,
        bridge_id: &str,
        login_id: Option<String>,
        account_id: Option<String>,
        end: &Completion,
    ) -> Map<String, Value> {
        let mut outcome = Map::new();
        let mut say = |name: &str, value: Value, wanted: bool| {
            if wanted {
                outcome.insert(name.to_owned(), value);
            }
        };
        if let Some(id) = login_id {
            if let Ok(login) = self.login(bridge_id, &id) {
                say("login", self.login_json(login), end.includes_objects);
            }
            say("loginID", json!(id), end.includes_ids);
        }
        if let Some(id) = account_id {
            if let Ok(account) = self.account(&id) {
                say("account", self.account_json(account), end.includes_objects);
            }
            say("accountID", json!(id), end.includes_ids);
        }
        outcome
    }

    fn reconnect_accounts(&mut self, bridge_id: &str, login_id: Option<&str>, account_id: Option<&str>, status: &str) {
        for account in &mut self.accounts {
            let in_login = login_id.is_some_and(|login_id| belongs(account, bridge_id, login_id));
            if in_login || account_id == Some(account.id.as_str()) {
                account.properties.insert("status".to_owned(), json!(status));
            }
        }
    }

    fn remove_target(&mut self, bridge_id: &str, target: &Reconnect) {
        if let Some(login_id) = &target.login_id {
            self.remove_login(bridge_id, login_id);
        }
        if let Some(account_id) = &target.account_id {
            self.accounts.retain(|account| account.id != *account_id);
        }
    }

    fn new_login(&mut self, bridge_id: &str, number: u64) -> String {
        let id = format!("mock-login-{number}");
        self.logins.push(MockLogin::new(&id).bridge(bridge_id));
        id
    }

    fn new_account(&mut self, bridge_id: &str, number: u64, login_id: &str, status: &str) -> String {
        let id = format!("mock-account-{number}");
        let account = MockAccount::new(&id).bridge(bridge_id).login(login_id).status(status);
        self.accounts.push(account);
        id
    }

    /// Returns a number that no login or account has yet.
    fn next_identity(&mut self, bridge_id: &str) -> u64 {
        loop {
            self.identity_count += 1;
            let number = self.identity_count;
            let account = self.account(&format!("mock-account-{number}"));
            let login = self.login(bridge_id, &format!("mock-login-{number}"));
            if account.is_err() && login.is_err() {
                return number;
            }
        }
    }
}

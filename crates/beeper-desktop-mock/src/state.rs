//! Bridges, accounts, logins and login sessions, and how they follow each other.

use serde_json::{Map, Value, json};

use crate::login::{Next, Reconnect, Session};
use crate::model::{MockAccount, MockBridge, MockLogin};
use crate::reply::Failure;

#[derive(Default)]
pub(crate) struct State {
    pub(crate) bridges: Vec<MockBridge>,
    pub(crate) accounts: Vec<MockAccount>,
    pub(crate) logins: Vec<MockLogin>,
    sessions: Vec<Session>,
    connected: u64,
}

impl State {
    pub(crate) fn bridge(&self, id: &str) -> Result<&MockBridge, Failure> {
        self.bridges
            .iter()
            .find(|bridge| bridge.id == id)
            .ok_or(Failure::not_found("Bridge not found"))
    }

    pub(crate) fn account(&self, id: &str) -> Result<&MockAccount, Failure> {
        self.accounts
            .iter()
            .find(|account| account.id == id)
            .ok_or(Failure::not_found("Account not found"))
    }

    pub(crate) fn login(&self, bridge_id: &str, id: &str) -> Result<&MockLogin, Failure> {
        self.bridge(bridge_id)?;
        self.logins
            .iter()
            .find(|login| is_login(login, bridge_id, id))
            .ok_or(Failure::not_found("Login not found"))
    }

    pub(crate) fn session(&mut self, bridge_id: &str, id: &str) -> Result<&mut Session, Failure> {
        self.bridge(bridge_id)?;
        self.sessions
            .iter_mut()
            .find(|session| session.bridge_id == bridge_id && session.id == id)
            .ok_or(Failure::not_found("Login session not found"))
    }

    pub(crate) fn bridge_json(&self, bridge: &MockBridge) -> Value {
        let accounts: Vec<_> = self
            .accounts
            .iter()
            .filter(|account| account.bridge_id == bridge.id)
            .collect();
        let active = accounts
            .iter()
            .filter(|account| {
                matches!(
                    text(&account.properties, "status"),
                    "connected" | "connecting" | "backfilling"
                )
            })
            .count();
        let accounts: Vec<_> = accounts.iter().map(|it| self.account_json(it)).collect();
        let several = bridge.properties.get("supportsMultipleAccounts") == Some(&json!(true));
        let status = match active {
            0 => "available",
            _ if several => "available",
            _ => "connected",
        };
        overlaid(
            json!({ "accounts": accounts, "activeAccountCount": active, "status": status }),
            &bridge.properties,
        )
    }

    pub(crate) fn account_json(&self, account: &MockAccount) -> Value {
        let bridge = self.bridge(&account.bridge_id).ok();
        let property = |name| bridge.and_then(|bridge| bridge.properties.get(name));
        let mut derived = json!({
            "bridge": {
                "id": account.bridge_id,
                "provider": property("provider").unwrap_or(&json!("local")),
                "type": property("type").unwrap_or(&json!("mock")),
            },
        });
        if let Some(network) = property("network") {
            derived["network"] = network.clone();
        }
        overlaid(derived, &account.properties)
    }

    pub(crate) fn login_json(&self, login: &MockLogin) -> Value {
        let account_ids: Vec<_> = self.accounts_of(login).map(|it| it.id.as_str()).collect();
        overlaid(
            json!({ "bridgeID": login.bridge_id, "accountIDs": account_ids }),
            &login.properties,
        )
    }

    pub(crate) fn logins_json(&self, bridge_id: &str) -> Result<Vec<Value>, Failure> {
        self.bridge(bridge_id)?;
        let logins = self.logins.iter().filter(|login| login.bridge_id == bridge_id);
        Ok(logins.map(|login| self.login_json(login)).collect())
    }

    /// Removes a login with its accounts and returns the IDs of these.
    pub(crate) fn remove_login(&mut self, bridge_id: &str, id: &str) -> Vec<String> {
        let (gone, kept) = std::mem::take(&mut self.accounts)
            .into_iter()
            .partition(|account| belongs(account, bridge_id, id));
        self.accounts = kept;
        self.logins.retain(|login| !is_login(login, bridge_id, id));
        gone.into_iter().map(|account: MockAccount| account.id).collect()
    }

    /// What a login session is about to revive, with the login resolved where an account was named.
    pub(crate) fn reconnect(
        &self,
        bridge_id: &str,
        login_id: Option<&str>,
        account_id: Option<&str>,
    ) -> Result<Reconnect, Failure> {
        if let Some(login_id) = login_id {
            self.login(bridge_id, login_id)?;
        }
        let Some(account_id) = account_id else {
            return Ok(Reconnect {
                login_id: login_id.map(str::to_owned),
                account_id: None,
            });
        };
        let account = self.account(account_id)?;
        if account.bridge_id != bridge_id {
            return Err(Failure::not_found("Account not found"));
        }
        let own_login = account.properties.get("loginID").and_then(Value::as_str);
        if login_id.is_some() && login_id != own_login {
            return Err(Failure::bad_param("`accountID` does not belong to `loginID`"));
        }
        Ok(Reconnect {
            login_id: own_login.map(str::to_owned),
            account_id: Some(account_id.to_owned()),
        })
    }

    pub(crate) fn start_session(
        &mut self,
        bridge_id: &str,
        reconnect: Reconnect,
        steps: Vec<Value>,
    ) -> Result<Value, Failure> {
        let id = format!("mock-session-{}", self.sessions.len() + 1);
        let session = Session::new(id.clone(), bridge_id.to_owned(), reconnect, steps);
        let next = session.next();
        self.sessions.push(session);
        self.proceed(bridge_id, &id, next)
    }

    pub(crate) fn submit_step(
        &mut self,
        bridge_id: &str,
        session_id: &str,
        step_id: &str,
        submitted: &str,
    ) -> Result<Value, Failure> {
        let next = self.session(bridge_id, session_id)?.submit(step_id, submitted)?;
        self.proceed(bridge_id, session_id, next)
    }

    fn proceed(&mut self, bridge_id: &str, session_id: &str, next: Next) -> Result<Value, Failure> {
        if next == Next::Complete {
            let reconnect = self.session(bridge_id, session_id)?.reconnect.clone();
            let outcome = self.connect(bridge_id, reconnect);
            self.session(bridge_id, session_id)?.finish(outcome);
        }
        Ok(self.session(bridge_id, session_id)?.to_json())
    }

    /// Carries out a completed login: a new login with one account, or the named ones connected again.
    fn connect(&mut self, bridge_id: &str, mut target: Reconnect) -> Map<String, Value> {
        if target.is_new_login() {
            let (login, account) = self.new_identity(bridge_id);
            target.login_id = Some(login.id.clone());
            self.logins.push(login);
            self.accounts.push(account);
        }
        let mut outcome = Map::new();
        for account in &mut self.accounts {
            let in_login = target
                .login_id
                .as_deref()
                .is_some_and(|login_id| belongs(account, bridge_id, login_id));
            if in_login || target.account_id.as_ref() == Some(&account.id) {
                account.properties.insert("status".to_owned(), json!("connected"));
                target.account_id.get_or_insert_with(|| account.id.clone());
            }
        }
        if let Some(id) = target.login_id {
            if let Some(login) = self.logins.iter_mut().find(|login| is_login(login, bridge_id, &id)) {
                login.properties.insert("status".to_owned(), json!("connected"));
            }
            if let Ok(login) = self.login(bridge_id, &id) {
                outcome.insert("login".to_owned(), self.login_json(login));
            }
            outcome.insert("loginID".to_owned(), json!(id));
        }
        if let Some(id) = target.account_id {
            if let Ok(account) = self.account(&id) {
                outcome.insert("account".to_owned(), self.account_json(account));
            }
            outcome.insert("accountID".to_owned(), json!(id));
        }
        outcome
    }

    fn new_identity(&mut self, bridge_id: &str) -> (MockLogin, MockAccount) {
        loop {
            self.connected += 1;
            let login = MockLogin::new(format!("mock-login-{}", self.connected)).bridge(bridge_id);
            let account = MockAccount::new(format!("mock-account-{}", self.connected))
                .bridge(bridge_id)
                .login(&login.id);
            let free = self.account(&account.id).is_err() && self.login(bridge_id, &login.id).is_err();
            if free {
                return (login, account);
            }
        }
    }

    fn accounts_of(&self, login: &MockLogin) -> impl Iterator<Item = &MockAccount> {
        self.accounts
            .iter()
            .filter(|account| belongs(account, &login.bridge_id, &login.id))
    }
}

pub(crate) fn text<'a>(properties: &'a Map<String, Value>, name: &str) -> &'a str {
    properties.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn is_login(login: &MockLogin, bridge_id: &str, id: &str) -> bool {
    login.bridge_id == bridge_id && login.id == id
}

fn belongs(account: &MockAccount, bridge_id: &str, login_id: &str) -> bool {
    account.bridge_id == bridge_id && account.properties.get("loginID").and_then(Value::as_str) == Some(login_id)
}

fn overlaid(mut derived: Value, properties: &Map<String, Value>) -> Value {
    for (name, value) in properties {
        derived[name] = value.clone();
    }
    derived
}

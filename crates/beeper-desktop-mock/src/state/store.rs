//! What is on the server, and how one thing follows from another.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::dialect::Dialect;
use crate::http::reply::Failure;
use crate::http::timestamp::Time;
use crate::model::login_script::{End, LoginScript};
use crate::model::{MockAccount, MockBridge, MockChat, MockLabel, MockLogin, MockMessage, MockUser};
use crate::state::app_setup::Setup;
use crate::state::login_sessions::session::{Next, Question, Reconnect, Session, Submission, Submitted, Verdict};
use crate::state::login_sessions::waiting_calls::Wait;

use crate::state::assets::Asset;

/// What a client gets for a step: an answer, or work for whoever has no lock.
pub(crate) enum StepAnswer {
    Now(Value),
    Held(Wait),
    Undecided(Question),
}

/// Somebody an account knows.
#[derive(Clone)]
pub(crate) struct Contact {
    pub(crate) account_id: String,
    pub(crate) user: MockUser,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) dialect: Dialect,
    pub(crate) bridges: Vec<MockBridge>,
    pub(crate) accounts: Vec<MockAccount>,
    pub(crate) logins: Vec<MockLogin>,
    pub(crate) chats: Vec<MockChat>,
    pub(crate) messages: Vec<MockMessage>,
    /// The reactions to messages, as messages of their own.
    pub(super) reactions: Vec<MockMessage>,
    /// By chat: a time and a number that no message there lies behind.
    pub(super) ends: BTreeMap<String, (Time, i64)>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) labels: Vec<MockLabel>,
    pub(crate) assets: Vec<Asset>,
    pub(crate) setup: Setup,
    /// No page of a list is larger.
    pub(crate) page_size: Option<usize>,
    /// The newest message comes again for its own cursor.
    pub(crate) inclusive_live_edge: bool,
    /// When the next thing happens.
    pub(crate) now: Option<Time>,
    counters: BTreeMap<&'static str, u64>,
    /// Those that can still be found, in the order they began.
    pub(super) sessions: Vec<Session>,
    started: u64,
    pub(super) connected: u64,
}

impl State {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            ..Self::default()
        }
    }

    /// The time, which goes on by a second whenever something happens, and at no other time.
    pub(crate) fn tick(&mut self) -> Time {
        let now = self.next_time();
        self.now = Some(now.plus_millis(1000));
        now
    }

    pub(super) fn next_time(&self) -> Time {
        self.now.unwrap_or(Time::START)
    }

    /// The next number for something new.
    pub(crate) fn next(&mut self, what: &'static str) -> u64 {
        let counter = self.counters.entry(what).or_default();
        *counter += 1;
        *counter
    }

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

    pub(crate) fn session(&self, bridge_id: &str, id: &str) -> Result<&Session, Failure> {
        let at = self.session_at(bridge_id, id)?;
        Ok(&self.sessions[at])
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

    /// An account that is signed out takes its chats, messages and contacts along.
    fn forget_accounts(&mut self, account_ids: &[String]) {
        let chats = self.chats.iter().filter(|chat| account_ids.contains(&chat.account_id));
        let chats: Vec<_> = chats.map(|chat| chat.id.clone()).collect();
        for id in chats {
            self.remove_chat(&id);
        }
        self.contacts
            .retain(|contact| !account_ids.contains(&contact.account_id));
    }

    /// Removes a login with its accounts and returns the IDs of these.
    pub(crate) fn remove_login(&mut self, bridge_id: &str, id: &str) -> Vec<String> {
        let (gone, kept) = std::mem::take(&mut self.accounts)
            .into_iter()
            .partition(|account| belongs(account, bridge_id, id));
        self.accounts = kept;
        self.logins.retain(|login| !is_login(login, bridge_id, id));
        let gone: Vec<_> = gone.into_iter().map(|account: MockAccount| account.id).collect();
        self.forget_accounts(&gone);
        gone
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
            return Err(Failure::conflict("`accountID` does not belong to `loginID`"));
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
        script: Arc<LoginScript>,
    ) -> Result<Value, Failure> {
        self.started += 1;
        let id = format!("mock-session-{}", self.started);
        let session = Session::new(id, bridge_id.to_owned(), reconnect, script);
        let next = session.next();
        self.sessions.push(session);
        self.proceed(self.sessions.len() - 1, next)
    }

    pub(crate) fn submit_step(
        &mut self,
        bridge_id: &str,
        session_id: &str,
        submission: &Submission<'_>,
        verdict: Option<&Verdict>,
    ) -> Result<StepAnswer, Failure> {
        let at = self.session_at(bridge_id, session_id)?;
        match self.sessions[at].submit(submission, verdict)? {
            Submitted::Taken(next) => self.proceed(at, next).map(StepAnswer::Now),
            Submitted::Held(wait) => Ok(StepAnswer::Held(wait)),
            Submitted::Undecided(question) => Ok(StepAnswer::Undecided(question)),
        }
    }

    pub(crate) fn cancel_session(&mut self, bridge_id: &str, id: &str) -> Result<Value, Failure> {
        let at = self.session_at(bridge_id, id)?;
        let session = &mut self.sessions[at];
        session.cancel()?;
        let answer = session.to_json();
        let (reconnect, script) = (session.reconnect.clone(), Arc::clone(&session.script));
        if let Some(completion) = script.completion_of_cancelled() {
            self.connect(bridge_id, reconnect, completion);
        }
        self.forget_if_over(at);
        Ok(answer)
    }

    /// Goes on with a session, answers all who wait on it, and returns the same answer.
    pub(super) fn proceed(&mut self, at: usize, next: Next) -> Result<Value, Failure> {
        match next {
            Next::Step => {}
            Next::Fail(failure) => self.sessions[at].fail(failure),
            Next::Complete => {
                let session = &self.sessions[at];
                let (bridge_id, reconnect) = (session.bridge_id.clone(), session.reconnect.clone());
                let script = Arc::clone(&session.script);
                if let End::Complete(completion) = script.end() {
                    let outcome = self.connect(&bridge_id, reconnect, completion);
                    self.sessions[at].finish(outcome);
                }
            }
        }
        let session = &mut self.sessions[at];
        let answer = session.answer();
        session.waits.answer(&answer);
        self.forget_if_over(at);
        answer
    }

    fn forget_if_over(&mut self, at: usize) {
        if self.sessions[at].is_forgotten() {
            self.sessions.remove(at);
        }
    }

    fn session_at(&self, bridge_id: &str, id: &str) -> Result<usize, Failure> {
        self.bridge(bridge_id)?;
        self.sessions
            .iter()
            .position(|session| session.bridge_id == bridge_id && session.id == id)
            .ok_or(Failure::not_found("Login session not found"))
    }

    pub(super) fn accounts_of(&self, login: &MockLogin) -> impl Iterator<Item = &MockAccount> {
        self.accounts
            .iter()
            .filter(|account| belongs(account, &login.bridge_id, &login.id))
    }
}

pub(crate) fn text<'a>(properties: &'a Map<String, Value>, name: &str) -> &'a str {
    properties.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn is_login(login: &MockLogin, bridge_id: &str, id: &str) -> bool {
    login.bridge_id == bridge_id && login.id == id
}

pub(super) fn belongs(account: &MockAccount, bridge_id: &str, login_id: &str) -> bool {
    account.bridge_id == bridge_id && account.properties.get("loginID").and_then(Value::as_str) == Some(login_id)
}

pub(crate) fn overlaid(mut derived: Value, properties: &Map<String, Value>) -> Value {
    for (name, value) in properties {
        derived[name] = value.clone();
    }
    derived
}

//! Finds bridges, accounts and logins, and writes their JSON.

use serde_json::{Value, json};

use crate::http::api_error::ApiError;
use crate::model::account::{MockAccount, MockLogin, mock_user};
use crate::model::bridge::MockBridge;
use crate::model::properties::{overlaid, text};
use crate::state::store::State;

impl State {
    pub(crate) fn bridge(&self, id: &str) -> Result<&MockBridge, ApiError> {
        self.bridges
            .iter()
            .find(|bridge| bridge.id == id)
            .ok_or(ApiError::not_found("Bridge not found"))
    }

    pub(crate) fn account(&self, id: &str) -> Result<&MockAccount, ApiError> {
        self.accounts
            .iter()
            .find(|account| account.id == id)
            .ok_or(ApiError::not_found("Account not found"))
    }

    pub(crate) fn login(&self, bridge_id: &str, id: &str) -> Result<&MockLogin, ApiError> {
        self.bridge(bridge_id)?;
        self.logins
            .iter()
            .find(|login| is_login(login, bridge_id, id))
            .ok_or(ApiError::not_found("Login not found"))
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

    pub(crate) fn logins_json(&self, bridge_id: &str) -> Result<Vec<Value>, ApiError> {
        self.bridge(bridge_id)?;
        let logins = self.logins.iter().filter(|login| login.bridge_id == bridge_id);
        Ok(logins.map(|login| self.login_json(login)).collect())
    }

    pub(super) fn accounts_of(&self, login: &MockLogin) -> impl Iterator<Item = &MockAccount> {
        self.accounts
            .iter()
            .filter(|account| belongs(account, &login.bridge_id, &login.id))
    }

    /// Removes a login with its accounts, and returns the IDs of the accounts.
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

    /// Removes the chats, messages and contacts of signed-out accounts.
    fn forget_accounts(&mut self, account_ids: &[String]) {
        let chats = self.chats.iter().filter(|chat| account_ids.contains(&chat.account_id));
        let chats: Vec<_> = chats.map(|chat| chat.id.clone()).collect();
        for id in chats {
            self.remove_chat(&id);
        }
        self.contacts
            .retain(|contact| !account_ids.contains(&contact.account_id));
    }

    pub(super) fn account_of(&self, bridge_id: &str, login_id: &str) -> Option<String> {
        let mut accounts = self.accounts.iter();
        let account = accounts.find(|it| belongs(it, bridge_id, login_id))?;
        Some(account.id.clone())
    }

    /// Returns the account's own user.
    pub(crate) fn own_user(&self, account_id: &str) -> Value {
        let account = self.account(account_id).ok();
        let user = account.and_then(|account| account.properties.get("user"));
        user.cloned().unwrap_or_else(mock_user)
    }

    pub(crate) fn own_id(&self, account_id: &str) -> String {
        let user = self.own_user(account_id);
        user["id"].as_str().unwrap_or_default().to_owned()
    }
}

pub(super) fn is_login(login: &MockLogin, bridge_id: &str, id: &str) -> bool {
    login.bridge_id == bridge_id && login.id == id
}

pub(super) fn belongs(account: &MockAccount, bridge_id: &str, login_id: &str) -> bool {
    account.bridge_id == bridge_id && account.properties.get("loginID").and_then(Value::as_str) == Some(login_id)
}

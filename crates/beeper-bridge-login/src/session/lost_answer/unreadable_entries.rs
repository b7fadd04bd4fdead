//! The logins and accounts of a list that could not be read.

use std::collections::BTreeSet;

use beeper_desktop_client::types::{AccountId, BridgeId, LoginId};
use beeper_desktop_client::{MisfitEffect, Misfits};
use serde_json::Value;

/// The listed logins and accounts of a bridge that could not be read, by their IDs where they have one.
#[derive(Clone, Debug, Default)]
pub(crate) struct UnreadableEntries {
    logins: BTreeSet<LoginId>,
    accounts: BTreeSet<AccountId>,
    has_nameless_login: bool,
    has_nameless_account: bool,
}

impl UnreadableEntries {
    /// Adds the entries removed from a list of the bridge's logins.
    pub(crate) fn add_logins(&mut self, misfits: &Misfits) {
        self.has_nameless_login |= misfits.omitted() > 0;
        for login in entries_taken_out(misfits) {
            match text(&login["loginID"]) {
                Some(id) => drop(self.logins.insert(id.into())),
                None => self.has_nameless_login = true,
            }
        }
    }

    /// Adds the entries removed from the list of all accounts, except those that name another bridge.
    pub(crate) fn add_accounts(&mut self, misfits: &Misfits, bridge_id: &BridgeId) {
        self.has_nameless_account |= misfits.omitted() > 0;
        for account in entries_taken_out(misfits) {
            if text(&account["bridge"]["id"]).is_some_and(|id| id != bridge_id.as_str()) {
                continue;
            }
            match text(&account["accountID"]) {
                Some(id) => drop(self.accounts.insert(id.into())),
                None => self.has_nameless_account = true,
            }
        }
    }

    /// Returns `true` if one of the entries may be this login.
    pub(crate) fn may_be_login(&self, id: &LoginId) -> bool {
        self.has_nameless_login || self.logins.contains(id)
    }

    /// Returns `true` if one of the entries may be this account.
    pub(crate) fn may_be_account(&self, id: &AccountId) -> bool {
        self.has_nameless_account || self.accounts.contains(id)
    }
}

/// Returns the entries of the response's top-level list that were removed as a whole.
fn entries_taken_out(misfits: &Misfits) -> impl Iterator<Item = Value> {
    let whole_items = misfits.iter().filter(|misfit| {
        let place = misfit.place();
        misfit.effect() == MisfitEffect::TakenOut
            && (place.starts_with('[') || place.starts_with("items["))
            && place.find(']') == Some(place.len() - 1)
    });
    whole_items.map(|misfit| serde_json::from_slice(misfit.raw()).unwrap_or_default())
}

/// Returns an ID as text, because some servers write IDs as numbers.
fn text(id: &Value) -> Option<String> {
    match id {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

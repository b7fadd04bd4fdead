//! Decides which chats a watch includes.

use std::collections::BTreeSet;

use crate::generated::types::{AccountId, ChatId};
use crate::live::watch::facts::ListedFact;

/// The chats and accounts to watch. `None` means all.
#[derive(Clone, Debug, Default)]
pub(in crate::live::watch) struct Filter {
    pub(in crate::live::watch) chats: Option<BTreeSet<ChatId>>,
    pub(in crate::live::watch) accounts: Option<BTreeSet<AccountId>>,
}

impl Filter {
    /// Returns whether a listed chat is watched.
    ///
    /// If the program named the chat by its ID on this device, its events are recognised by its other ID from now on.
    pub(in crate::live::watch) fn takes_listed(&mut self, chat: &ListedFact) -> bool {
        if self
            .accounts
            .as_ref()
            .is_some_and(|accounts| !accounts.contains(&chat.account_id))
        {
            return false;
        }
        let Some(chats) = &mut self.chats else {
            return true;
        };
        if chat.local_id.as_ref().is_some_and(|id| chats.contains(id)) {
            chats.insert(chat.id.clone());
        }
        chats.contains(&chat.id)
    }

    /// Returns whether a chat is watched that no list has shown yet, or `None` if that is unknown.
    pub(in crate::live::watch) fn takes_unlisted(
        &self,
        chat_id: &ChatId,
        account_id: Option<&AccountId>,
    ) -> Option<bool> {
        let is_named = self.chats.as_ref().is_none_or(|chats| chats.contains(chat_id));
        match &self.accounts {
            Some(accounts) if is_named => Some(accounts.contains(account_id?)),
            _ => Some(is_named),
        }
    }

    /// Returns whether an account is watched.
    pub(in crate::live::watch) fn takes_account(&self, account_id: &AccountId) -> bool {
        self.accounts
            .as_ref()
            .is_none_or(|accounts| accounts.contains(account_id))
    }
}

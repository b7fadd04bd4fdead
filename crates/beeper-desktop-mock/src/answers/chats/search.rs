//! Searches for chats.

use serde_json::Value;

use crate::answers::paging::lists;
use crate::answers::text_matching::SearchTerms;
use crate::http::api_error::ApiError;
use crate::http::call::{Call, Query};
use crate::http::timestamp::Timestamp;
use crate::model::chat::MockChat;
use crate::state::chat_json::PARTICIPANTS_IN_LISTS;
use crate::state::store::State;

pub(in crate::answers) fn search(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let wanted = lists::chats(state, &call.query, 50)?;
    let filter = Filter::read(&call.query);
    let chats = state.chats.iter().filter(|chat| filter.takes(state, chat));
    let page = wanted.page(chats.map(|chat| (state.chat_key(chat), chat)).collect());
    Ok(page.to_json(|chat| state.chat_json(chat, PARTICIPANTS_IN_LISTS)))
}

struct Filter<'a> {
    accounts: Option<Vec<&'a str>>,
    inbox: Option<&'a str>,
    include_muted: bool,
    label: Option<&'a str>,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    terms: SearchTerms,
    scope: Option<&'a str>,
    kind: Option<&'a str>,
    unread_only: bool,
}

impl<'a> Filter<'a> {
    fn read(query: &'a Query) -> Self {
        Self {
            accounts: query.list("accountIDs"),
            inbox: query.text("inbox"),
            include_muted: query.flag("includeMuted").unwrap_or(true),
            label: query.text("labelID"),
            after: query.timestamp("lastActivityAfter"),
            before: query.timestamp("lastActivityBefore"),
            terms: SearchTerms::new(query.text("query").unwrap_or_default()),
            scope: query.text("scope"),
            kind: query.text("type").filter(|kind| *kind != "any"),
            unread_only: query.flag("unreadOnly").unwrap_or(false),
        }
    }

    fn takes(&self, state: &State, chat: &MockChat) -> bool {
        let accounts = self.accounts.as_ref();
        let activity = state.last_activity(chat);
        accounts.is_none_or(|it| it.contains(&chat.account_id.as_str()))
            && self.inbox.is_none_or(|inbox| inbox == inbox_of(chat))
            && (self.include_muted || !chat.is("isMuted"))
            && self.label.is_none_or(|id| chat.label_ids.iter().any(|it| it == id))
            && self.after.is_none_or(|time| activity > time)
            && self.before.is_none_or(|time| activity < time)
            && self.kind.is_none_or(|kind| chat.text("type") == kind)
            && (!self.unread_only || state.unread_count(chat) > 0 || chat.is("isMarkedUnread"))
            && self.finds(state, chat)
    }

    fn finds(&self, state: &State, chat: &MockChat) -> bool {
        match self.scope {
            Some("titles") => in_title(state, chat, &self.terms),
            Some(_) => in_participants(state, chat, &self.terms),
            None => in_title(state, chat, &self.terms) || in_participants(state, chat, &self.terms),
        }
    }
}

fn inbox_of(chat: &MockChat) -> &'static str {
    match (chat.is("isArchived"), chat.is("isLowPriority")) {
        (true, _) => "archive",
        (false, true) => "low-priority",
        (false, false) => "primary",
    }
}

/// Returns `true` if the terms occur in the title or the network.
pub(in crate::answers) fn in_title(state: &State, chat: &MockChat, terms: &SearchTerms) -> bool {
    terms.occur_in([state.title(chat).as_str(), &state.network(chat)])
}

/// Returns `true` if the terms occur in the names of the participants.
pub(in crate::answers) fn in_participants(state: &State, chat: &MockChat, terms: &SearchTerms) -> bool {
    let participants = state.participants(chat);
    let names = participants
        .iter()
        .flat_map(|it| [&it["fullName"], &it["username"]])
        .filter_map(Value::as_str);
    terms.occur_in(names)
}

//! Searches for messages.

use serde_json::Value;

use crate::answers::paging::lists;
use crate::answers::text_matching::SearchTerms;
use crate::http::api_error::ApiError;
use crate::http::call::{Call, Query};
use crate::http::timestamp::Timestamp;
use crate::model::chat::MockChat;
use crate::model::message::MockMessage;
use crate::state::store::State;

pub(in crate::answers) fn search(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let wanted = lists::found_messages(state, &call.query)?;
    let found = find(state, &Filter::read(&call.query));
    Ok(wanted.page(found).to_json(|message| state.message_json(message)))
}

/// Returns the messages that match a filter, with their sort keys.
pub(in crate::answers) fn find<'a>(state: &'a State, filter: &Filter<'_>) -> Vec<(String, &'a MockMessage)> {
    let chats = state.chats.iter().filter(|chat| filter.takes_chat(chat));
    let messages = chats.flat_map(|chat| state.messages_of(&chat.id));
    let found = messages.filter(|message| filter.takes(state, message));
    found.map(|message| (message.list_key(), message)).collect()
}

pub(in crate::answers) struct Filter<'a> {
    accounts: Option<Vec<&'a str>>,
    chats: Option<Vec<&'a str>>,
    chat_type: Option<&'a str>,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    exclude_low_priority: bool,
    include_muted: bool,
    media: Option<Vec<&'a str>>,
    terms: SearchTerms,
    sender: Option<&'a str>,
}

impl<'a> Filter<'a> {
    /// Creates a filter with search terms alone.
    pub(in crate::answers) fn terms(terms: &str) -> Self {
        Self {
            accounts: None,
            chats: None,
            chat_type: None,
            after: None,
            before: None,
            exclude_low_priority: true,
            include_muted: true,
            media: None,
            terms: SearchTerms::new(terms),
            sender: None,
        }
    }

    fn read(query: &'a Query) -> Self {
        Self {
            accounts: query.list("accountIDs"),
            chats: query.list("chatIDs"),
            chat_type: query.text("chatType"),
            after: query.timestamp("dateAfter"),
            before: query.timestamp("dateBefore"),
            exclude_low_priority: query.flag("excludeLowPriority").unwrap_or(true),
            include_muted: query.flag("includeMuted").unwrap_or(true),
            media: query.list("mediaTypes"),
            sender: query.text("sender"),
            ..Self::terms(query.text("query").unwrap_or_default())
        }
    }

    fn takes_chat(&self, chat: &MockChat) -> bool {
        let is_among = |ids: &Option<Vec<&str>>, id: &str| ids.as_ref().is_none_or(|ids| ids.contains(&id));
        is_among(&self.accounts, &chat.account_id)
            && (is_among(&self.chats, &chat.id) || is_among(&self.chats, chat.text("localChatID")))
            && self.chat_type.is_none_or(|kind| chat.text("type") == kind)
            && !(self.exclude_low_priority && chat.is("isLowPriority"))
            && (self.include_muted || !chat.is("isMuted"))
    }

    fn takes(&self, state: &State, message: &MockMessage) -> bool {
        let sender = match self.sender {
            None => true,
            Some("me") => state.is_own(message),
            Some("others") => !state.is_own(message),
            Some(id) => state.message_json(message)["senderID"] == id,
        };
        let text = message.properties.get("text").and_then(Value::as_str);
        sender
            && !message.is("isDeleted")
            && self.after.is_none_or(|time| message.time() > time)
            && self.before.is_none_or(|time| message.time() < time)
            && self.media.as_ref().is_none_or(|kinds| has_media(message, kinds))
            && self.terms.occur_in(text)
    }
}

fn has_media(message: &MockMessage, kinds: &[&str]) -> bool {
    let list = |name| message.properties.get(name).and_then(Value::as_array);
    let attachments = list("attachments").map(Vec::as_slice).unwrap_or_default();
    let links = list("links").map(Vec::as_slice).unwrap_or_default();
    kinds.iter().any(|kind| match *kind {
        "any" => !attachments.is_empty() || !links.is_empty(),
        "link" => !links.is_empty(),
        "image" => attachments.iter().any(|it| it["type"] == "img"),
        "video" => attachments.iter().any(|it| it["type"] == "video"),
        _ => attachments
            .iter()
            .any(|it| it["type"] != "img" && it["type"] != "video"),
    })
}

//! Searches chats and messages at once, and brings the app to the front.

use serde_json::{Map, Value, json};

use crate::answers::chats::search::{in_participants, in_title};
use crate::answers::messages::search::{Filter, find};
use crate::answers::paging::lists;
use crate::answers::text_matching::SearchTerms;
use crate::http::api_error::ApiError;
use crate::http::call::{Call, Members};
use crate::model::chat::MockChat;
use crate::state::chat_json::PARTICIPANTS_IN_LISTS;
use crate::state::store::State;

/// The number of chats of each kind in an answer.
const CHATS: usize = 20;

pub(super) fn search(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let text = call.query.text("query").unwrap_or_default();
    let terms = SearchTerms::new(text);

    let chats = top(state, |chat| in_title(state, chat, &terms));
    let in_groups = top(state, |chat| {
        chat.text("type") == "group" && in_participants(state, chat, &terms)
    });
    let page = lists::messages_among_all(state).page(find(state, &Filter::terms(text)));
    let mut mentioned = Map::new();
    for message in &page.items {
        let chat = state.chat(&message.chat_id)?;
        let json = || state.chat_json(chat, PARTICIPANTS_IN_LISTS);
        mentioned.entry(chat.id.clone()).or_insert_with(json);
    }
    let mut messages = page.to_json(|message| state.message_json(message));
    messages["chats"] = Value::Object(mentioned);
    Ok(json!({ "results": { "chats": chats, "in_groups": in_groups, "messages": messages } }))
}

/// Returns the most recent of the chats that fit.
fn top(state: &State, fits: impl Fn(&MockChat) -> bool) -> Vec<Value> {
    let mut chats: Vec<_> = state.chats.iter().filter(|chat| fits(chat)).collect();
    chats.sort_by_cached_key(|chat| std::cmp::Reverse(state.chat_key(chat)));
    let shown = chats.into_iter().take(CHATS);
    shown.map(|chat| state.chat_json(chat, PARTICIPANTS_IN_LISTS)).collect()
}

/// Turns the text for the chat's input field into its draft; the mock has no window to bring to the front.
pub(super) fn focus(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let body = call.body();
    let chat_id = body.text("chatID");
    let message_id = body.text("messageID");
    let text = body.text_or_empty("draftText");
    let path = body.text("draftAttachmentPath");
    let Some(chat_id) = chat_id else {
        return match message_id {
            // Message IDs are valid only within a chat.
            Some(_) => Err(ApiError::not_found("Message not found")),
            None => Ok(json!({ "success": true })),
        };
    };
    let id = state.chat(chat_id)?.id.clone();
    if let Some(message_id) = message_id {
        state.message_or_pending(&id, message_id)?;
    }
    if text.is_some() || path.is_some() {
        let mut draft = json!({ "text": text.unwrap_or_default() });
        if let Some(path) = path {
            draft["attachments"] = json!({ "mock": { "id": "mock", "type": "file", "filePath": path } });
        }
        state.change_chat(&id, |chat| drop(chat.insert("draft".to_owned(), draft)));
    }
    Ok(json!({ "success": true }))
}

//! Answers about single chats and their list.

pub(super) mod create;
pub(super) mod search;
pub(super) mod update;

use serde_json::{Map, Value, json};

use crate::answers::paging::lists;
use crate::http::api_error::ApiError;
use crate::http::call::{Call, Members};
use crate::http::timestamp::Timestamp;
use crate::model::message::MockMessage;
use crate::state::chat_json::{PARTICIPANTS, PARTICIPANTS_IN_LISTS};
use crate::state::store::State;

pub(super) fn list(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let wanted = lists::chats(state, &call.query, 25)?;
    let accounts = call.query.list("accountIDs");
    let chats = state.chats.iter().filter(|chat| {
        let accounts = accounts.as_ref();
        accounts.is_none_or(|accounts| accounts.contains(&chat.account_id.as_str()))
    });
    let page = wanted.page(chats.map(|chat| (state.chat_key(chat), chat)).collect());
    Ok(page.to_json(|chat| {
        let mut json = state.chat_json(chat, PARTICIPANTS_IN_LISTS);
        if let (None, Some(latest)) = (json.get("preview"), state.newest_first(chat).first()) {
            json["preview"] = state.message_json(latest);
        }
        json
    }))
}

pub(super) fn get(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let shown = match call.query.integer("maxParticipantCount") {
        None => PARTICIPANTS,
        // A negative number asks for all participants.
        Some(count) => usize::try_from(count).unwrap_or(usize::MAX),
    };
    let chat = state.chat(call.param("chatID")?)?;
    Ok(state.chat_json(chat, shown))
}

pub(super) fn archive(state: &mut State, call: &Call<'_>) -> Result<(), ApiError> {
    let archived = call.body().flag("archived").unwrap_or(true);
    change(state, call, |chat| {
        chat.insert("isArchived".to_owned(), json!(archived));
    })?;
    Ok(())
}

/// Marks all messages as read, or those up to the named message.
pub(super) fn mark_read(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let last = call.body().text("messageID");
    let id = chat_id(state, call)?;
    let last = match last {
        Some(last) => Some(state.message_or_pending(&id, last)?.sort_key()),
        None => state.messages_of(&id).map(|message| message.sort_key()).max(),
    };
    let read = state.messages.iter_mut().filter(|message| message.chat_id == id);
    for message in read.filter(|message| Some(message.sort_key()) <= last) {
        message.properties.remove("isUnread");
    }
    change(state, call, |chat| {
        chat.remove("unreadCount");
        chat.insert("isMarkedUnread".to_owned(), json!(false));
        if let Some(last) = last {
            chat.insert("lastReadMessageSortKey".to_owned(), json!(last));
        }
    })
}

/// Marks the chat as unread and, if the call names a message, that message and all later messages of others.
pub(super) fn mark_unread(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let first = call.body().text("messageID");
    let id = chat_id(state, call)?;
    if let Some(first) = first {
        let first = state.message_or_pending(&id, first)?.sort_key();
        let own_id = state.own_id(&state.chat(&id)?.account_id);
        let is_own = |it: &MockMessage| it.sender_id.as_ref().is_none_or(|sender| *sender == own_id);
        let later = state.messages.iter_mut().filter(|it| it.chat_id == id);
        for message in later.filter(|it| it.sort_key() >= first && !is_own(it)) {
            message.properties.insert("isUnread".to_owned(), json!(true));
        }
    }
    change(state, call, |chat| {
        if first.is_some() {
            chat.remove("unreadCount");
        }
        chat.insert("isMarkedUnread".to_owned(), json!(true));
    })
}

/// Notifies the recipient anyway, which only one network supports.
pub(super) fn notify_anyway(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let chat = state.chat(call.param("chatID")?)?;
    if state.network(chat) != "iMessage" {
        return Err(ApiError::forbidden("The network of the chat does not support this"));
    }
    Ok(state.chat_json(chat, PARTICIPANTS))
}

pub(super) fn create_reminder(state: &mut State, call: &Call<'_>) -> Result<(), ApiError> {
    let reminder = call.body().object("reminder");
    let at = reminder
        .and_then(|it| Timestamp::parse(it.text("remindAt")?))
        .unwrap_or(Timestamp::EPOCH);
    let dismissed = reminder
        .and_then(|it| it.flag("dismissOnIncomingMessage"))
        .unwrap_or(false);
    change(state, call, |chat| {
        let reminder = json!({ "remindAt": at.to_text(), "dismissOnIncomingMessage": dismissed });
        chat.insert("reminder".to_owned(), reminder);
    })?;
    Ok(())
}

/// Deletes the reminder; also succeeds if the chat has none.
pub(super) fn delete_reminder(state: &mut State, call: &Call<'_>) -> Result<(), ApiError> {
    change(state, call, |chat| drop(chat.remove("reminder")))?;
    Ok(())
}

pub(super) fn chat_id(state: &State, call: &Call<'_>) -> Result<String, ApiError> {
    let chat = state.chat(call.param("chatID")?)?;
    Ok(chat.id.clone())
}

/// Changes the chat of the call and returns it as the answer.
pub(super) fn change(
    state: &mut State,
    call: &Call<'_>,
    change: impl FnOnce(&mut Map<String, Value>),
) -> Result<Value, ApiError> {
    let id = chat_id(state, call)?;
    state.change_chat(&id, change);
    Ok(state.chat_json(state.chat(&id)?, PARTICIPANTS))
}

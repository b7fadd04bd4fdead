//! Answers about the messages of a chat, and about reactions.

pub(super) mod search;
pub(super) mod send;

use serde_json::{Value, json};

use crate::answers::chats::chat_id;
use crate::answers::paging::lists;
use crate::http::api_error::ApiError;
use crate::http::call::{Call, Members};
use crate::state::store::State;

pub(super) fn list(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let wanted = lists::messages(state, &call.query)?;
    let id = chat_id(state, call)?;
    let rules = &state.dialect.rules().messages;
    let reactions = rules.lists_reactions.then(|| state.reactions_of(&id));
    let messages = state.messages_of(&id).chain(reactions.into_iter().flatten());
    let messages = messages.map(|message| ((rules.position)(message), message));
    Ok(wanted
        .page(messages.collect())
        .to_json(|message| state.message_json(message)))
}

pub(super) fn get(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let (chat_id, id) = (chat_id(state, call)?, call.param("messageID")?);
    state.look_for_pending(&chat_id, id)?;
    let message = state.message_or_pending(&chat_id, id)?;
    Ok(state.message_json(message))
}

pub(super) fn update(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let text = call.body().text("text");
    let (chat_id, id) = present(state, call)?;
    let message = state.message(&chat_id, &id)?;
    if !state.is_own(message) {
        return Err(ApiError::forbidden("The message was sent by somebody else"));
    }
    let attachments = message.properties.get("attachments").and_then(Value::as_array);
    if attachments.is_some_and(|attachments| !attachments.is_empty()) {
        return Err(ApiError::forbidden("A message with attachments cannot be edited"));
    }
    let now = state.tick().to_text();
    state.change_message(&chat_id, &id, |message| {
        message.properties.insert("text".to_owned(), json!(text));
        message.properties.insert("editedTimestamp".to_owned(), json!(now));
    });
    let mut answer = state.message_json(state.message(&chat_id, &id)?);
    answer["messageID"] = json!(id);
    answer["success"] = json!(true);
    Ok(answer)
}

/// Deletes a message: for everyone, leaving an empty message, or only for the user, leaving nothing.
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Result<(), ApiError> {
    let for_everyone = call.query.flag("forEveryone").unwrap_or(true);
    let (chat_id, id) = present(state, call)?;
    if for_everyone {
        state.delete_message_for_everyone(&chat_id, &id);
    } else {
        state.remove_message(&chat_id, &id);
    }
    Ok(())
}

pub(super) fn add_reaction(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let body = call.body();
    let key = body.text_or_empty("reactionKey").unwrap_or_default();
    let transaction_id = body.text("transactionID");
    let (chat_id, id) = present(state, call)?;
    let own_id = state.own_id(&state.chat(&chat_id)?.account_id);
    state.change_message(&chat_id, &id, |message| message.add_reaction(key, &own_id));
    let transaction_id = match transaction_id {
        Some(given) => given.to_owned(),
        None => format!("mock-transaction-{}", state.next_number("transaction")),
    };
    Ok(json!({
        "chatID": chat_id,
        "messageID": id,
        "reactionKey": key,
        "transactionID": transaction_id,
        "success": true,
    }))
}

pub(super) fn remove_reaction(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let key = call.param("reactionKey")?;
    let (chat_id, id) = present(state, call)?;
    let own_id = state.own_id(&state.chat(&chat_id)?.account_id);
    let mut found = false;
    state.change_message(&chat_id, &id, |message| found = message.remove_reaction(key, &own_id));
    if !found {
        return Err(ApiError::not_found("Reaction not found"));
    }
    Ok(json!({ "chatID": chat_id, "messageID": id, "reactionKey": key, "success": true }))
}

/// Returns the chat ID and the message ID of a message that was sent and not deleted, which a call can change.
fn present(state: &State, call: &Call<'_>) -> Result<(String, String), ApiError> {
    let chat_id = chat_id(state, call)?;
    let message = state.message(&chat_id, call.param("messageID")?)?;
    if message.is("isDeleted") {
        return Err(ApiError::not_found("Message not found"));
    }
    let id = message.id.clone();
    Ok((chat_id, id))
}

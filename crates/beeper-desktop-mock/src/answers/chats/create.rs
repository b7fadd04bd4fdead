//! Answers that create or open chats.

use serde_json::{Map, Value, json};

use crate::http::api_error::ApiError;
use crate::http::call::{Call, Members};
use crate::model::chat::MockChat;
use crate::model::user::MockUser;
use crate::state::chat_json::PARTICIPANTS;
use crate::state::store::State;

/// The properties that identify a person.
const IDENTIFIERS: [&str; 4] = ["id", "phoneNumber", "email", "username"];

const USER_NOT_FOUND: ApiError = ApiError::not_found("User not found");

pub(in crate::answers) fn create(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let body = call.body();
    let account_id = body.text("accountID").unwrap_or_default();
    let ids = body.get("participantIDs").and_then(Value::as_array);
    let ids: Vec<_> = ids.into_iter().flatten().filter_map(Value::as_str).collect();
    let is_single = body.text("type") == Some("single");
    let (title, text) = (body.text("title"), body.text("messageText"));

    state.account(account_id)?;
    if ids.contains(&"") {
        return Err(USER_NOT_FOUND);
    }
    if is_single && ids.len() != 1 {
        return Err(ApiError::forbidden("A single chat needs exactly one other participant"));
    }
    let users = ids.iter().map(|id| match contact(state, account_id, "id", id) {
        Some(user) => user.clone(),
        None => MockUser::new(*id),
    });
    let users: Vec<_> = users.collect();
    if is_single {
        return open_direct_chat(state, account_id, &users[0], text);
    }
    let mut chat = users.into_iter().fold(MockChat::new(""), MockChat::participant);
    chat.properties.insert("type".to_owned(), json!("group"));
    if let Some(title) = title {
        chat = chat.title(title);
    }
    create_chat(state, account_id, chat, text)
}

pub(in crate::answers) fn start(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let body = call.body();
    let account_id = body.text("accountID").unwrap_or_default();
    let text = body.text("messageText");
    let user = body.object("user").ok_or(USER_NOT_FOUND)?;

    state.account(account_id)?;
    let user = resolve(state, account_id, user).ok_or(USER_NOT_FOUND)?;
    open_direct_chat(state, account_id, &user, text)
}

/// Returns the known contact, or else a new person if the call names an ID.
fn resolve(state: &State, account_id: &str, user: &Map<String, Value>) -> Option<MockUser> {
    let given = |name: &str| user.text(name);
    let mut identifiers = IDENTIFIERS.iter().filter_map(|name| Some((*name, given(name)?)));
    let known = identifiers.find_map(|(name, value)| contact(state, account_id, name, value));
    known.cloned().or_else(|| {
        let mut new = MockUser::new(given("id")?);
        // A new person gets only the properties that describe people, whatever else the client sent.
        let described = IDENTIFIERS.iter().chain(&["fullName"]);
        for (name, value) in described.filter_map(|name| Some((*name, given(name)?))) {
            new.properties.insert(name.to_owned(), json!(value));
        }
        Some(new)
    })
}

fn contact<'a>(state: &'a State, account_id: &str, name: &str, value: &str) -> Option<&'a MockUser> {
    let contacts = state.contacts.iter().filter(|it| it.account_id == account_id);
    let plain = |text: &str| text.trim_start_matches('@').to_lowercase();
    contacts
        .map(|contact| &contact.user)
        .find(|user| match (name, user.text(name)) {
            (_, None) => false,
            ("username" | "email", Some(known)) => plain(known) == plain(value),
            (_, Some(known)) => known == value,
        })
}

/// Opens the direct chat with a person: the existing chat, or a new one.
fn open_direct_chat(
    state: &mut State,
    account_id: &str,
    user: &MockUser,
    text: Option<&str>,
) -> Result<Value, ApiError> {
    let existing = state.chats.iter().find(|chat| {
        chat.account_id == account_id
            && chat.text("type") == "single"
            && chat.participants.iter().any(|it| it.id == user.id)
    });
    if let Some(chat) = existing {
        return Ok(opened_chat(state, chat, "existing"));
    }
    if user.properties.get("cannotMessage") == Some(&json!(true)) {
        return Err(ApiError::forbidden("This user cannot be messaged"));
    }
    create_chat(state, account_id, MockChat::new("").participant(user.clone()), text)
}

/// Creates a chat and sends its first message.
fn create_chat(state: &mut State, account_id: &str, chat: MockChat, text: Option<&str>) -> Result<Value, ApiError> {
    let id = format!("!mock-chat-{}:beeper.local", state.next_number("chat"));
    let mut chat = chat.account(account_id).property("id", json!(id));
    chat.id.clone_from(&id);
    state.put_chat(chat);
    if let Some(text) = text {
        state.send(&id, |message| message.text(text));
    }
    Ok(opened_chat(state, state.chat(&id)?, "created"))
}

fn opened_chat(state: &State, chat: &MockChat, status: &str) -> Value {
    let mut answer = state.chat_json(chat, PARTICIPANTS);
    answer["chatID"] = json!(chat.id);
    answer["status"] = json!(status);
    answer
}

//! New chats.

use serde_json::{Map, Value, json};

use crate::call::{Call, Fields};
use crate::model::{MockChat, MockUser};
use crate::reply::Failure;
use crate::state::{PARTICIPANTS, State};

/// By what a person can be told from others.
const IDENTIFIERS: [&str; 4] = ["id", "phoneNumber", "email", "username"];

pub(super) fn create(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let body = call.json_object()?;
    let account_id = body.required_text("accountID")?;
    let kind = body.optional_choice("type", &["single", "group"])?;
    let kind = kind.ok_or_else(|| Failure::bad_field("type", "must be given"))?;
    let ids = texts(body.get("participantIDs"))
        .ok_or_else(|| Failure::bad_field("participantIDs", "must be a list of non-empty strings"))?;
    if ids.is_empty() || (kind == "single" && ids.len() != 1) {
        return Err(Failure::bad_field(
            "participantIDs",
            "must have one ID for a single chat, and at least one for a group",
        ));
    }
    let title = body.optional_text("title")?;
    let text = body.optional_text("messageText")?;

    state.account(account_id)?;
    let users = ids.iter().map(|id| match contact(state, account_id, "id", id) {
        Some(user) => user.clone(),
        None => MockUser::new(*id),
    });
    let users: Vec<_> = users.collect();
    if kind == "single" {
        return open(state, account_id, &users[0], text);
    }
    let mut chat = users.into_iter().fold(MockChat::new(""), MockChat::participant);
    chat.properties.insert("type".to_owned(), json!("group"));
    if let Some(title) = title {
        chat = chat.title(title);
    }
    found(state, account_id, chat, text)
}

pub(super) fn start(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let body = call.json_object()?;
    let account_id = body.required_text("accountID")?;
    body.optional_flag("allowInvite")?;
    let text = body.optional_text("messageText")?;
    let user = body.optional_object("user")?;
    let user = user.ok_or_else(|| Failure::bad_field("user", "must be given"))?;
    user.optional_text("fullName")?;
    for name in IDENTIFIERS {
        user.optional_text(name)?;
    }
    if !IDENTIFIERS.iter().any(|name| user.contains_key(*name)) {
        return Err(Failure::bad_field(
            "user",
            "must have an `id`, `phoneNumber`, `email` or `username`",
        ));
    }

    state.account(account_id)?;
    let user = resolve(state, account_id, user).ok_or(Failure::not_found("User not found"))?;
    open(state, account_id, &user, text)
}

/// The contact that is meant; somebody new where an ID is given, and nobody otherwise.
fn resolve(state: &State, account_id: &str, user: &Map<String, Value>) -> Option<MockUser> {
    let given = |name: &str| user.get(name).and_then(Value::as_str);
    let mut identifiers = IDENTIFIERS.iter().filter_map(|name| Some((*name, given(name)?)));
    let known = identifiers.find_map(|(name, value)| contact(state, account_id, name, value));
    known.cloned().or_else(|| {
        let mut new = MockUser::new(given("id")?);
        new.properties = user.clone();
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

/// The direct chat with somebody: that which is there, or a new one.
fn open(state: &mut State, account_id: &str, user: &MockUser, text: Option<&str>) -> Result<Value, Failure> {
    let existing = state.chats.iter().find(|chat| {
        chat.account_id == account_id
            && chat.text("type") == "single"
            && chat.participants.iter().any(|it| it.id == user.id)
    });
    if let Some(chat) = existing {
        return Ok(opened(state, chat, "existing"));
    }
    if user.properties.get("cannotMessage") == Some(&json!(true)) {
        return Err(Failure::forbidden("This user cannot be messaged"));
    }
    found(state, account_id, MockChat::new("").participant(user.clone()), text)
}

/// Founds a chat, and says the first words.
fn found(state: &mut State, account_id: &str, chat: MockChat, text: Option<&str>) -> Result<Value, Failure> {
    let id = format!("!mock-chat-{}:beeper.local", state.next("chat"));
    let mut chat = chat.account(account_id).property("id", json!(id));
    chat.id.clone_from(&id);
    state.put_chat(chat);
    if let Some(text) = text {
        state.send(&id, |message| message.text(text));
    }
    Ok(opened(state, state.chat(&id)?, "created"))
}

fn opened(state: &State, chat: &MockChat, status: &str) -> Value {
    let mut answer = state.chat_json(chat, PARTICIPANTS);
    answer["chatID"] = json!(chat.id);
    answer["status"] = json!(status);
    answer
}

fn texts(list: Option<&Value>) -> Option<Vec<&str>> {
    let texts = list?.as_array()?.iter().map(Value::as_str);
    texts.map(|text| text.filter(|text| !text.is_empty())).collect()
}

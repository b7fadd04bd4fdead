//! Changes a chat's properties and its draft.

use serde_json::{Map, Value, json};

use crate::answers::chats::{change, chat_id};
use crate::answers::messages::send::Attachment;
use crate::http::api_error::ApiError;
use crate::http::call::{Call, Members};
use crate::state::store::State;

const FLAGS: [&str; 4] = ["isArchived", "isLowPriority", "isMuted", "isPinned"];

/// The texts that `null` clears.
const TEXTS: [&str; 3] = ["title", "description", "imgURL"];

const EXPIRY: &str = "messageExpirySeconds";

pub(in crate::answers) fn update(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let body = call.body();
    let draft = body.object("draft").map(Draft::read);

    let id = chat_id(state, call)?;
    let draft = match &draft {
        None => Value::Null,
        Some(draft) => draft.accept(state, &id)?,
    };
    change(state, call, |chat| {
        for name in FLAGS.iter().chain(&TEXTS) {
            if let Some(value) = body.get(*name) {
                set(chat, name, value.clone());
            }
        }
        if let Some(seconds) = body.get(EXPIRY) {
            // A number that does not fit becomes the largest one.
            let fits = seconds.is_i64() || seconds.is_null();
            set(chat, EXPIRY, if fits { seconds.clone() } else { json!(i64::MAX) });
        }
        if body.contains_key("draft") {
            set(chat, "draft", draft);
        }
    })
}

fn set(chat: &mut Map<String, Value>, name: &str, value: Value) {
    match value.is_null() {
        true => drop(chat.remove(name)),
        false => drop(chat.insert(name.to_owned(), value)),
    }
}

struct Draft<'a> {
    text: &'a str,
    attachments: Vec<(&'a str, Attachment<'a>)>,
}

impl<'a> Draft<'a> {
    fn read(draft: &'a Map<String, Value>) -> Self {
        let attachments = draft.object("attachments").into_iter().flatten();
        let attachments = attachments.filter_map(|(id, it)| Some((id.as_str(), Attachment::read(it.as_object()?))));
        Self {
            text: draft.text_or_empty("text").unwrap_or_default(),
            attachments: attachments.collect(),
        }
    }

    /// Accepts a draft; an empty one clears the old draft.
    ///
    /// A new draft never replaces another: the client has to clear that first.
    fn accept(&self, state: &State, chat_id: &str) -> Result<Value, ApiError> {
        if self.text.is_empty() && self.attachments.is_empty() {
            return Ok(Value::Null);
        }
        if state
            .chat(chat_id)?
            .properties
            .get("draft")
            .is_some_and(|draft| !draft.is_null())
        {
            return Err(ApiError::conflict("The chat already has a draft"));
        }
        let mut draft = json!({ "text": self.text });
        for (id, attachment) in &self.attachments {
            draft["attachments"][*id] = attachment.draft(state, id)?;
        }
        Ok(draft)
    }
}

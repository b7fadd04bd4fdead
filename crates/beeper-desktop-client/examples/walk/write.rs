//! The calls that change something and can be undone, in the chat that the user named.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::types::{Chat, ChatId, MessageId, NewChatReminder, NewDraft, PendingMessageId};
use beeper_desktop_client::{Clearable, Client, Timestamp};

use crate::scope::WRITES;
use crate::walk::{Walk, was_not_done};

/// The text that describes these calls to the user.
pub const ANNOUNCEMENT: &str = "
Writes to the chat that you named, and restores what it changes:
  sends a message that describes itself, edits it, reacts to it, and deletes it for everyone
  archives the chat and takes it out of the archive, or the other way around
  marks the chat as read and as unread: others may see that, and the unread count is lost
  sets and clears a draft and a reminder, if the chat has none
  uploads a file of a few bytes twice, and brings the window of the application to the front
The end of the report lists what could not be restored.";

/// The operations on the message that was sent.
const ON_MESSAGES: &[&str] = &["update_message", "add_reaction", "remove_reaction", "delete_message"];

const REACTION: &str = "👍";

/// How often to look for the message that was sent.
const LOOKS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(500);

/// Writes to the chat, and returns what could not be restored.
pub async fn to(walk: &mut Walk, chat: Option<&Chat>) -> Vec<&'static str> {
    let mut left_behind = Vec::new();
    let Some(chat) = chat else {
        for operation in WRITES {
            walk.skip_because(operation, "the chat in `--write-to` cannot be read");
        }
        return left_behind;
    };
    let client = walk.client();
    uploads(walk).await;
    draft(walk, chat, &mut left_behind).await;
    reminder(walk, chat, &mut left_behind).await;
    message(walk, &chat.id, &mut left_behind).await;
    unread(walk, chat, &mut left_behind).await;
    archive(walk, chat, &mut left_behind).await;
    walk.call("focus_app", client.focus_app().chat_id(&chat.id)).await;
    left_behind
}

async fn uploads(walk: &mut Walk) {
    let client = walk.client();
    let file = client
        .upload_asset(Upload::bytes("walk"))
        .file_name("walk.txt")
        .mime_type("text/plain");
    let answer = walk.call("upload_asset", file).await;
    walk.note_error("upload_asset", answer.and_then(|it| it.error));
    let file = client
        .upload_asset_base64("d2Fsaw==")
        .file_name("walk.txt")
        .mime_type("text/plain");
    let answer = walk.call("upload_asset_base64", file).await;
    walk.note_error("upload_asset_base64", answer.and_then(|it| it.error));
}

async fn draft(walk: &mut Walk, chat: &Chat, left_behind: &mut Vec<&'static str>) {
    if chat.draft.is_some() {
        return walk.skip_because("update_chat", "the chat already has a draft");
    }
    let update = || walk.client().update_chat(&chat.id);
    let (set, clear) = (
        update().draft(NewDraft::new("A draft of a test.")),
        update().draft(Clearable::Clear),
    );
    if walk.may_have("update_chat", set).await && walk.call("update_chat", clear).await.is_none() {
        left_behind.push("a draft");
    }
}

async fn reminder(walk: &mut Walk, chat: &Chat, left_behind: &mut Vec<&'static str>) {
    let client = walk.client();
    let tomorrow = Timestamp::try_from(SystemTime::now() + Duration::from_secs(24 * 60 * 60));
    let (None, Ok(tomorrow)) = (&chat.reminder, tomorrow) else {
        for operation in ["create_chat_reminder", "delete_chat_reminder"] {
            walk.skip_because(operation, "the chat already has a reminder");
        }
        return;
    };
    let set = client.create_chat_reminder(&chat.id, NewChatReminder::new(tomorrow));
    let is_set = walk.may_have("create_chat_reminder", set).await;
    let delete = client.delete_chat_reminder(&chat.id);
    if walk.call("delete_chat_reminder", delete).await.is_none() && is_set {
        left_behind.push("a reminder");
    }
}

async fn message(walk: &mut Walk, chat: &ChatId, left_behind: &mut Vec<&'static str>) {
    let client = walk.client();
    let mark = mark();
    let text = format!("A test of a client for Beeper's Desktop API, to be edited and deleted ({mark}).");
    let sent = walk.attempt("send_message", client.send_message(chat).text(text)).await;
    if sent.as_ref().is_err_and(was_not_done) {
        return walk.skip(ON_MESSAGES, "send_message", "message");
    }
    let pending = sent.ok().map(|sent| sent.into_inner().pending_message_id);
    let Some(id) = find(&client, chat, pending.as_ref(), &mark).await else {
        for operation in ON_MESSAGES {
            walk.skip_because(operation, "the message that was sent did not appear in the chat");
        }
        return left_behind.push("a message");
    };
    let edited = format!("A test of a client for Beeper's Desktop API, edited and to be deleted ({mark}).");
    walk.call("update_message", client.update_message(chat, &id, edited))
        .await;
    walk.call("add_reaction", client.add_reaction(chat, &id, REACTION))
        .await;
    walk.call("remove_reaction", client.remove_reaction(chat, &id, REACTION))
        .await;
    let delete = client.delete_message(chat, &id).for_everyone(true);
    if walk.call("delete_message", delete).await.is_none() {
        left_behind.push("a message");
    }
}

/// Creates a text by which to find the message again.
fn mark() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{:x}", now.as_nanos())
}

/// Looks for the message under its final ID, which it gets once it has reached its network.
async fn find(client: &Client, chat: &ChatId, pending: Option<&PendingMessageId>, mark: &str) -> Option<MessageId> {
    let mut found = None;
    for look in 0..LOOKS {
        if look > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        let Ok(page) = client.list_messages(chat).await else {
            continue;
        };
        let is_it = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains(mark));
        found = page.items.iter().find(|it| is_it(&it.text)).map(|it| it.id.clone());
        let pending = pending.map(PendingMessageId::as_str);
        if found.as_ref().is_some_and(|id| pending != Some(id.as_str())) {
            break;
        }
    }
    found
}

async fn unread(walk: &mut Walk, chat: &Chat, left_behind: &mut Vec<&'static str>) {
    let client = walk.client();
    let (read, unread) = (client.mark_chat_read(&chat.id), client.mark_chat_unread(&chat.id));
    let is_restored = match chat.unread_count > 0 || chat.is_marked_unread == Some(true) {
        true => {
            let is_read = walk.may_have("mark_chat_read", read).await;
            walk.call("mark_chat_unread", unread).await.is_some() || !is_read
        }
        false => {
            let is_unread = walk.may_have("mark_chat_unread", unread).await;
            walk.call("mark_chat_read", read).await.is_some() || !is_unread
        }
    };
    if !is_restored {
        left_behind.push("whether it is read or unread");
    }
}

async fn archive(walk: &mut Walk, chat: &Chat, left_behind: &mut Vec<&'static str>) {
    let client = walk.client();
    let before = chat.is_archived.unwrap_or(false);
    let archive = |archived| client.archive_chat(&chat.id).archived(archived);
    let is_changed = walk.may_have("archive_chat", archive(!before)).await;
    // The message may have taken the chat out of the archive, so this call is made in any case.
    if walk.call("archive_chat", archive(before)).await.is_none() && is_changed {
        left_behind.push("whether it is archived");
    }
}

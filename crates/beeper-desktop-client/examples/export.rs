//! Copies all messages of all chats to a file, as lines of JSON, and then adds those that arrive or change:
//!
//! ```console
//! $ cargo run --example export --features events -- messages.jsonl
//! ```
//!
//! Started again, even after a crash, it continues from `messages.jsonl.state`. Each line is a message as the API returns it. A
//! later line with the same `chatID` and `id` is a newer version of that message; with `isDeleted`, the message was deleted.
//! The file contains every message, but not every change: see what a `Watch` cannot detect. Mostly, these are edits and deletions
//! of old messages while the program was not running or not connected. Changes during the first copy of messages that were
//! already copied may be missing, too.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};

use beeper_desktop_client::live::WatchEvent::{self, ChangedMessage, DeletedMessage, NewMessage};
use beeper_desktop_client::live::WatchPosition;
use beeper_desktop_client::{Client, Error};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).filter(|path| !path.starts_with('-'));
    let path = path.ok_or("the name of the file to write is missing; usage: export FILE")?;
    let file = File::options().append(true).create(true).open(&path)?;
    // The length of the file, the position of the watch at that length, and the chats still to be copied.
    let mut state: (u64, Option<WatchPosition>, Vec<String>) = match fs::read_to_string(format!("{path}.state")) {
        Ok(saved) => serde_json::from_str(&saved)?,
        Err(error) if error.kind() == ErrorKind::NotFound && file.metadata()?.len() == 0 => Default::default(),
        Err(error) => return Err(format!("cannot read {path}.state, which belongs to {path}: {error}").into()),
    };
    if file.metadata()?.len() < state.0 {
        eprintln!("{path:?} is shorter than its state says; it is written again from the start");
        state = Default::default();
    }
    let (length, mut position, mut chats) = state;
    file.set_len(length)?;
    let (mut file, client) = (BufWriter::new(file), Client::from_env()?);
    // Without a server, this call fails. A watch would wait for one.
    client.list_accounts().await?;
    if position.is_none() {
        let mut watch = client.watch();
        while !matches!(watch.next().await.transpose()?, Some(WatchEvent::CaughtUp) | None) {}
        // These are all chats, as from `list_chats`, but on larger pages.
        let all = client.search_chats().include_muted(true).limit(200);
        let all = all.items().up_to(usize::MAX).await?;
        (position, chats) = (
            Some(watch.position()),
            all.iter().map(|chat| chat.id.to_string()).collect(),
        );
    }
    let position = position.ok_or("the watch has no position")?;
    save(&mut file, &path, &position, &chats)?;
    // The position decides which messages to copy here. The watch returns all others.
    while let Some(chat) = chats.pop() {
        let mut messages = client.list_messages(chat).items();
        let unless_gone = |error: Error| error.is_not_found().then_some(None).ok_or(error);
        while let Some(message) = messages.next().await.transpose().or_else(unless_gone)? {
            if position.includes(&message) {
                writeln!(file, "{}", json!(message))?;
            }
        }
        messages.misfits().iter().for_each(|misfit| eprintln!("{misfit}"));
        if chats.len() % 16 == 0 {
            save(&mut file, &path, &position, &chats)?;
        }
    }
    let mut watch = client.watch().resume_from(position);
    while let Some(event) = watch.next().await.transpose()? {
        let line = match event {
            NewMessage(message) | ChangedMessage(message) => json!(message),
            DeletedMessage { chat_id, message_id } => json!({"chatID": chat_id, "id": message_id, "isDeleted": true}),
            _ => continue,
        };
        writeln!(file, "{line}")?;
        save(&mut file, &path, &watch.position(), &chats)?;
    }
    Ok(())
}

fn save(file: &mut BufWriter<File>, path: &str, position: &WatchPosition, chats: &[String]) -> io::Result<()> {
    file.flush()?;
    let state = (file.get_ref().metadata()?.len(), position, chats);
    fs::write(format!("{path}.state.new"), serde_json::to_vec(&state)?)?;
    fs::rename(format!("{path}.state.new"), format!("{path}.state"))
}

//! The events that a program must have received from a watch.

use std::collections::BTreeMap;

use crate::generated::types::{ChatId, Message};
use crate::live::watch::event::WatchEvent;
use crate::live::watch::step::tests::server::{MessageState, Server, chat_id, message_id};

/// An event that the program received about one message.
#[derive(Debug, PartialEq)]
enum Seen {
    New(u32),
    Changed(u32),
    Gone,
}

/// Returns an error if a program that took these events missed something, or got something wrong.
pub fn check(server: &Server, log: &[WatchEvent]) -> Result<(), String> {
    let mut seen: BTreeMap<(ChatId, String), Vec<Seen>> = BTreeMap::new();
    let mut newest: BTreeMap<ChatId, usize> = BTreeMap::new();
    for event in log {
        match event {
            WatchEvent::NewMessage(message) => {
                let number = number(message.id.as_str());
                let last = newest.insert(message.chat_id.clone(), number);
                if last.is_some_and(|last| last > number) {
                    return Err(format!(
                        "{} comes after a newer message in {}",
                        message.id, message.chat_id
                    ));
                }
                note(&mut seen, message, Seen::New);
            }
            WatchEvent::ChangedMessage(message) => note(&mut seen, message, Seen::Changed),
            WatchEvent::DeletedMessage { chat_id, message_id } => {
                let key = (chat_id.clone(), message_id.to_string());
                seen.entry(key).or_default().push(Seen::Gone);
            }
            _ => {}
        }
    }
    for (chat, messages) in server.chats.iter().enumerate() {
        for message in 0..messages.messages.len() {
            let key = (chat_id(chat), message_id(message).to_string());
            let seen = seen.remove(&key).unwrap_or_default();
            check_message(server, chat, message, &seen).map_err(|wrong| format!("{key:?} {wrong}: {seen:?}"))?;
        }
    }
    match seen.keys().next() {
        Some(key) => Err(format!("{key:?} does not exist on the server")),
        None => Ok(()),
    }
}

fn note(seen: &mut BTreeMap<(ChatId, String), Vec<Seen>>, message: &Message, kind: fn(u32) -> Seen) {
    let version = message.text.as_deref().unwrap_or_default()[1..].parse().unwrap();
    let key = (message.chat_id.clone(), message.id.to_string());
    seen.entry(key).or_default().push(kind(version));
}

fn number(id: &str) -> usize {
    id[1..].parse().unwrap()
}

fn check_message(server: &Server, chat: usize, number: usize, seen: &[Seen]) -> Result<(), String> {
    let message = &server.chats[chat].messages[number];
    if message.reaction_to.is_some() {
        return nothing_but(seen, seen.is_empty(), "is a reaction, but was returned as a message");
    }
    let is_gone = message.state != MessageState::There;
    let is_near = server.is_near(chat, number);
    let news = seen.iter().filter(|seen| matches!(seen, Seen::New(_))).count();
    nothing_but(seen, news <= 1, "is new twice")?;
    nothing_but(seen, news == 0 || message.baseline.is_none(), "was there before")?;
    let is_first = |seen: &Seen| matches!(seen, Seen::New(_));
    nothing_but(
        seen,
        seen.iter().skip(1).all(|seen| !is_first(seen)),
        "is new after it was seen",
    )?;
    nothing_but(
        seen,
        seen.iter().rev().skip(1).all(|seen| *seen != Seen::Gone),
        "is seen after it was deleted",
    )?;
    nothing_but(
        seen,
        is_gone || seen.last() != Some(&Seen::Gone),
        "is reported as deleted, but exists",
    )?;
    let versions: Vec<_> = seen
        .iter()
        .filter_map(|seen| match seen {
            Seen::New(version) | Seen::Changed(version) => Some(*version),
            Seen::Gone => None,
        })
        .collect();
    nothing_but(
        seen,
        versions.is_sorted_by(|one, other| one < other),
        "is seen twice or in an old state",
    )?;
    // A message that the first look knows is returned only if it changed afterwards.
    let is_known = is_near && message.baseline == Some(message.version);
    nothing_but(
        seen,
        !is_known || versions.is_empty(),
        "has not changed, but was returned",
    )?;

    let is_silent = server.chats[chat].is_silent;
    if is_gone {
        // Only its event can report a message that the server removed without a trace.
        let is_listed =
            message.state == MessageState::Emptied && is_near && message.changed_while_watched && !is_silent;
        let has_to_be = message.told_gone || is_listed;
        return nothing_but(
            seen,
            !has_to_be || seen.last() == Some(&Seen::Gone),
            "is deleted, but was not reported as deleted",
        );
    }
    nothing_but(seen, !message.came_after_begin || news == 1, "is missing")?;
    let has_changed = message.came_after_begin || message.version > message.first_known;
    let is_told = message.told == Some(message.version);
    let is_compared = is_near && message.changed_while_watched && !is_silent;
    let has_to_be = has_changed && (is_told || is_compared) && (message.came_after_begin || message.baseline.is_some());
    nothing_but(
        seen,
        !has_to_be || versions.last() == Some(&message.version),
        "is not seen in its last state",
    )
}

fn nothing_but(_seen: &[Seen], is_right: bool, wrong: &str) -> Result<(), String> {
    match is_right {
        true => Ok(()),
        false => Err(wrong.to_owned()),
    }
}

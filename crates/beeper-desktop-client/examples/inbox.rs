//! Prints the unread chats and then new messages as they arrive. To answer in a chat, type its number and a text:
//!
//! ```console
//! $ cargo run --example inbox --features events
//! 1 "Book club", 1 unread
//! 1 "Book club" "Ana": "Who will be there?"
//! 1 I will.
//! ```
//!
//! Press Ctrl-D to end it. It needs a running Beeper Desktop, and an access token in `BEEPER_ACCESS_TOKEN`.

use std::error::Error;
use std::io;

use beeper_desktop_client::Client;
use beeper_desktop_client::live::WatchEvent;
use beeper_desktop_client::types::{ChatId, Message};
use tokio::sync::mpsc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    // Without a server, this call fails. A watch would wait for one.
    client.list_accounts().await?;
    let (sender, mut typed) = mpsc::channel(1);
    std::thread::spawn(move || {
        let mut lines = io::stdin().lines().map_while(Result::ok);
        lines.try_for_each(|line| sender.blocking_send(line))
    });
    // The watch returns every message from here on. The list below prints the older ones.
    let mut watch = client.watch();
    while !matches!(watch.next().await.transpose()?, Some(WatchEvent::CaughtUp) | None) {}
    let was_there = watch.position();
    let mut chats: Vec<(ChatId, String)> = Vec::new();
    let mut unread = client.search_chats().unread_only(true).items();
    while let Some(chat) = unread.next().await.transpose()? {
        println!("{} {:?}, {} unread", chats.len() + 1, chat.title, chat.unread_count);
        let most = usize::try_from(chat.unread_count).unwrap_or_default().min(5);
        let latest = client.list_messages(&chat.id).items().up_to(most).await?;
        let old = latest.iter().rev().filter(|message| was_there.includes(message));
        old.for_each(|message| print(chats.len(), &chat.title, message));
        chats.push((chat.id, chat.title));
    }
    loop {
        tokio::select! {
            event = watch.next() => match event.transpose()? {
                Some(WatchEvent::NewMessage(message)) => {
                    let index = chats.iter().position(|(id, _)| *id == message.chat_id).unwrap_or(chats.len());
                    if index == chats.len() {
                        let chat = client.get_chat(&message.chat_id).await;
                        let title = chat.map_or_else(|_| message.chat_id.to_string(), |chat| chat.into_inner().title);
                        chats.push((message.chat_id.clone(), title));
                    }
                    print(index, &chats[index].1, &message);
                }
                Some(WatchEvent::Polling) => eprintln!("the server has no live events; it is polled every 30 seconds"),
                Some(_) => {}
                None => return Ok(()),
            },
            line = typed.recv() => {
                let Some(line) = line else { return Ok(()) };
                let (number, words) = line.split_once(' ').unwrap_or((&line, ""));
                match number.parse::<usize>().ok().and_then(|number| chats.get(number.wrapping_sub(1))) {
                    None => eprintln!("type the number of a chat, a space, and a text"),
                    Some((id, _)) => {
                        let sent = client.send_message(id).text(words).await;
                        sent.map_or_else(|error| eprintln!("not sent: {error}"), drop);
                    }
                }
            }
        }
    }
}

/// Prints a message. Quotes what others wrote, so that control characters in it do not reach the terminal.
fn print(index: usize, title: &str, message: &Message) {
    let sender = message.sender_name.as_deref().unwrap_or(message.sender_id.as_str());
    let sender = if message.is_sender == Some(true) { "you" } else { sender };
    let text = message.text.as_deref().unwrap_or("(no text)");
    println!("{} {title:?} {sender:?}: {text:?}", index + 1);
}

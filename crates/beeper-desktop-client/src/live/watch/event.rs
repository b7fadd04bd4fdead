//! The events that a watch returns.

use crate::generated::types::{ChatId, Message, MessageId};

/// An event that a [`Watch`](crate::live::Watch) returns.
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::live::WatchError> {
/// use beeper_desktop_client::live::WatchEvent;
///
/// let mut watch = client.watch();
/// while let Some(event) = watch.next().await {
///     match event? {
///         WatchEvent::NewMessage(message) => println!("{}: {:?}", message.chat_id, message.text),
///         WatchEvent::ChangedMessage(message) => println!("{} is now {:?}", message.id, message.text),
///         WatchEvent::DeletedMessage { message_id, .. } => println!("{message_id} was deleted"),
///         _ => {}
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WatchEvent {
    /// A new message, sent by anybody from any device, the user included.
    ///
    /// The message may be years old: a chat that is new to the watch is returned with all its messages, for example after the
    /// user has connected an account. A program that replies must compare
    /// [`timestamp`](crate::types::Message::timestamp) with the current time; see the
    /// [guarantees](crate::live::Watch#guarantees).
    NewMessage(Box<Message>),
    /// A message that was edited or changed in another way, for example by a reaction or a receipt, in its current state.
    ///
    /// The watch may not have returned this message before: it may be an old one, or one whose age the watch cannot determine.
    ChangedMessage(Box<Message>),
    /// A deleted message: the server removed it, or emptied it and marked it as deleted.
    ///
    /// The watch may not have returned this message before. Some servers also send the IDs of reactions that somebody removed.
    DeletedMessage {
        /// The chat that contained the message.
        chat_id: ChatId,
        /// The ID of the message.
        message_id: MessageId,
    },
    /// A chat that is new or has changed, for example its title, its participants or its unread count.
    ///
    /// Call [`get_chat`](crate::Client::get_chat) for its current state.
    ChangedChat {
        /// The ID of the chat.
        chat_id: ChatId,
    },
    /// A chat that was deleted, together with its messages.
    DeletedChat {
        /// The ID of the chat.
        chat_id: ChatId,
    },
    /// Events were lost while the watch ran.
    ///
    /// The watch fetches the missed changes, as far as the server has them, and returns them after this event. Then it returns
    /// [`CaughtUp`](Self::CaughtUp). It fetches all new messages, but [not all edits and
    /// deletions](crate::live::Watch#what-a-watch-cannot-detect). A program that keeps a copy of messages fetches them again
    /// after that `CaughtUp`, with [`list_messages`](crate::Client::list_messages) in each chat, as far back as it must not miss
    /// an edit or a deletion.
    ///
    /// A watch that [continues from a position](crate::live::Watch::resume_from) returns no gap at its start, although events
    /// were lost before it. Such a program does the same after its first `CaughtUp`.
    Gap(Gap),
    /// The watch has returned everything until now.
    ///
    /// This event follows the start, each gap, and each change between polling and live events.
    CaughtUp,
    /// The server has no live events, so the watch polls it instead.
    ///
    /// It polls every 30 seconds, or as often as [`poll_interval`](crate::live::Watch::poll_interval) sets. It then finds new
    /// messages, but not every edit.
    Polling,
}

/// The reason why events were lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Gap {
    /// The connection ended. The watch connects again.
    Disconnected,
    /// The server counted events that never arrived, or sent one that cannot be read. The connection continues.
    LostEvents,
    /// The program took no event for so long that the connection ended. The watch connects again.
    Overflow,
}

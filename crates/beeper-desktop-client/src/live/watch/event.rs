//! What a watch returns.

use crate::generated::types::{ChatId, Message, MessageId};

/// What happened, as a [`Watch`](crate::live::Watch) returns it.
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
///         WatchEvent::DeletedMessage { message_id, .. } => println!("{message_id} is gone"),
///         _ => {}
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WatchEvent {
    /// A message came, or was sent, by whomever and from whichever device.
    NewMessage(Box<Message>),
    /// A message was edited, reacted to, received or changed in another way. It is as it is now.
    ///
    /// It may be one that this watch has not returned before: an old one, or one of which the watch cannot know whether it is old.
    ChangedMessage(Box<Message>),
    /// A message is gone, or empty and marked as deleted.
    ///
    /// It may be one that this watch has not returned before. Some servers also send the IDs of reactions that were taken back.
    DeletedMessage {
        /// The chat that it was in.
        chat_id: ChatId,
        /// The message.
        message_id: MessageId,
    },
    /// A chat is new or has changed: its title, its participants, how much of it is unread and the like.
    /// [`get_chat`](crate::Client::get_chat) returns it as it is now.
    ChangedChat {
        /// The chat.
        chat_id: ChatId,
    },
    /// A chat is gone, with its messages.
    DeletedChat {
        /// The chat.
        chat_id: ChatId,
    },
    /// Events were lost. The watch fetches what they said, as far as the server can tell, and returns it after this event; then it
    /// returns [`CaughtUp`](Self::CaughtUp).
    ///
    /// What cannot be fetched is listed [here](crate::live::Watch#what-cannot-be-known). A program that keeps a copy of old
    /// messages fetches these again.
    Gap(Gap),
    /// Everything until now was returned: after the start, after each gap, and after the watch began or ceased to poll.
    CaughtUp,
    /// The server has no live events. The watch asks it every 30 seconds, or as often as
    /// [`poll_interval`](crate::live::Watch::poll_interval) says. It notes new messages in this way, and edits only by chance.
    Polling,
}

/// Why events were lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Gap {
    /// The connection ended. The watch connects again.
    Disconnected,
    /// The server left out numbers of events: it sent, or counted, some that never came. The connection goes on.
    LostEvents,
    /// The program took no event for so long that the connection ended. The watch connects again.
    Overflow,
}

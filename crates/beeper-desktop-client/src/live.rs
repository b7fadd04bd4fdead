//! Live events: what happens in chats, told over a WebSocket as it happens. Needs the feature `events`.
//!
//! * [`Client::watch`](crate::Client::watch) is a stream that goes on: it connects again, fetches what was missed, returns each
//!   message once and in order, and can be resumed by the next run of the program. Most programs want a [`Watch`].
//! * [`Client::events`](crate::Client::events) is one connection, for programs that decide all of that themselves.
//!
//! # One connection
//!
//! [`Client::events`](crate::Client::events) connects. A connection is a stream of [`Frame`]s: each is what the server sent, as one
//! of the types of [`EventFrame`](crate::types::EventFrame). At first nothing is subscribed to;
//! [`subscribe`](EventConnection::subscribe) changes that.
//!
//! ```no_run
//! # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::live::EventsError> {
//! use beeper_desktop_client::live::Subscription;
//! use beeper_desktop_client::types::EventFrame;
//!
//! let mut connection = client.events().connect().await?;
//! connection.subscribe(Subscription::all()).await?;
//! while let Some(frame) = connection.next().await {
//!     if let EventFrame::MessageUpserted(event) = &*frame? {
//!         for message in event.entries.iter().flatten() {
//!             println!("{}: {}", message.chat_id, message.text.as_deref().unwrap_or_default());
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What a connection does not do
//!
//! It ends when it ends: the server does not repeat what happened while nobody was connected, and a connection is not made
//! again. A program that must not miss a message takes a [`Watch`], or fetches the messages since it last looked, with
//! [`list_messages`](crate::Client::list_messages), each time that it has connected and subscribed. Chat networks that run on the device
//! itself, such as iMessage, may send no events at all.
//!
//! # What the server sends
//!
//! * An edit, a reaction and a receipt are `message.upserted`, with the whole message; so is the message that the program itself has
//!   sent. Some servers send a message again that has not changed.
//! * `entries` holds the messages as far as the server has them: it may be absent, and may hold fewer messages than there are `ids`.
//!   [`get_message`](crate::Client::get_message) has the rest.
//! * Reading, archiving and muting a chat are `chat.upserted`.
//! * Each event has a number, [`seq`](Frame::seq), which counts from 1 in each connection. [`lost_before`](Frame::lost_before) tells
//!   how many the server left out, which means that events were lost.
//!
//! What does not fit is no reason to end: a frame of an unknown type is [`EventFrame::Unknown`](crate::types::EventFrame), and so is
//! one that cannot be read; [`Frame::misfits`] says why.

mod connect;
mod error;
mod event_connection;
mod frame;
#[cfg(fuzzing)]
pub mod fuzzing;
mod handshake;
mod heartbeat;
mod message_limit;
mod sequence;
mod subscription;
mod subscriptions;
mod watch;

pub use connect::ConnectEvents;
pub use error::{EventsError, EventsErrorKind};
pub use event_connection::EventConnection;
pub use frame::Frame;
pub use subscription::Subscription;
pub use watch::error::{WatchError, WatchErrorKind};
pub use watch::event::{Gap, WatchEvent};
pub use watch::position::{InvalidPosition, WatchPosition};
pub use watch::stream::Watch;

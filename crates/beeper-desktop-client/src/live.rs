//! Receives live events over a WebSocket: what happens in chats, as it happens. Needs the feature `events`.
//!
//! * [`Client::watch`](crate::Client::watch) returns a stream that reconnects when the connection fails, fetches what it missed,
//!   and returns each message once and in order. The next run of the program can continue where this one ended. Most programs
//!   want a [`Watch`].
//! * [`Client::events`](crate::Client::events) opens one connection, for programs that reconnect and fetch missed messages
//!   themselves.
//!
//! # One connection
//!
//! A connection is a stream of [`Frame`]s, each of which contains an [`EventFrame`](crate::types::EventFrame). It begins without
//! a subscription, so the server sends no events until the program calls [`subscribe`](EventConnection::subscribe).
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
//! A connection that has ended does not reconnect, and the server does not repeat the events of the time without a connection. A
//! program that must not miss a message uses a [`Watch`], or fetches the newer messages with
//! [`list_messages`](crate::Client::list_messages) each time that it has connected and subscribed. Chat networks that run on the
//! device itself, such as iMessage, may send no events at all.
//!
//! # What the server sends
//!
//! * The server sends `message.upserted` for each message that is new or edited, or that got a reaction or a receipt. This
//!   includes the messages that the program itself has sent. Some servers also send it for a message that has not changed.
//! * The `entries` of that event are the messages, as far as the server has them at hand. They may be absent, or fewer than the
//!   `ids`; [`get_message`](crate::Client::get_message) returns the others.
//! * It sends `chat.upserted` for each chat that somebody reads, archives, mutes or changes in another way.
//! * Each event has a number, [`seq`](Frame::seq), which counts from 1 on each connection.
//!   [`lost_before`](Frame::lost_before) returns how many events were lost before a frame.
//!
//! A frame of an unknown type, or one that cannot be read, does not end the connection. It is an
//! [`EventFrame::Unknown`](crate::types::EventFrame), and [`Frame::misfits`] returns why it could not be read.

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

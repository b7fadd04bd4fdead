//! Sent means sent: sends a message, and waits until the chat network has it.
//!
//! [`send_message`](crate::Client::send_message) returns when the server has taken a message, which then is on its way: the network may
//! still refuse it. [`confirmed`](crate::requests::SendMessage::confirmed) makes a request of it that waits for what becomes of the
//! message:
//!
//! ```no_run
//! # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
//! use beeper_desktop_client::sending::SendOutcome;
//!
//! match client.send_message("!room:beeper.local").text("Hello").confirmed().await? {
//!     SendOutcome::Sent(sent) => println!("sent as {}", sent.id()),
//!     SendOutcome::Failed(failed) => println!("{failed}"),
//!     SendOutcome::Unclear(unclear) => println!("{unclear}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What the outcomes mean
//!
//! | outcome | when | and then |
//! | --- | --- | --- |
//! | [`Sent`] | the message has its final ID, or the server says `SUCCESS` | |
//! | [`Failed`] | the server says `FAIL_RETRIABLE` or `FAIL_PERMANENT` | [`is_retryable`](Failed::is_retryable) says whether it may be sent again |
//! | [`Unclear`] | within the limit there was neither, or it cannot be known | somebody looks into the chat before it is sent again |
//! | [`Error`](crate::Error) | the server has not taken the message | as with every call; after a 429, [`retry_after`](crate::Error::retry_after) says when |
//!
//! `PENDING`, a status that this crate does not know, and the pending ID without a status are none of these: the message is on its way,
//! and is waited for. A message that the server does not know yet is waited for, too.
//!
//! The message is sent **once**. If the answer is lost, cannot be read, or is a 5xx, the server may have taken the message, so the outcome
//! is unclear. Neither this crate nor its retries send the message again.
//!
//! # How it is asked
//!
//! The server is asked with [`get_message`](crate::Client::get_message), which takes the ID that a message has while it is on its way: at
//! once, then after a quarter and half a second, and then every 750 milliseconds, for 30 seconds in all unless
//! [`time_limit`](ConfirmedSend::time_limit) says otherwise. If an answer is lost or the server is in trouble, it is asked again, and if
//! the server wants to be left alone for a while, it is. The pauses go by the [clock](crate::Clock) of the client.
//!
//! Some older servers do not have that operation. The outcome is [unclear](UnclearReason::NotSupported) then, at once.
//!
//! # The echo of an own message
//!
//! A program that answers messages must not answer its own. Its own come back in lists and as live events, like those of others, and
//! [`is_sender`](crate::types::Message::is_sender) is no help where the user of the account writes, too, on the phone for instance. The
//! text is none either: others may write the same. The ID is: [`Sent::is`] compares it, and a program that sends a lot keeps the IDs:
//!
//! ```no_run
//! # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use std::collections::HashSet;
//!
//! let mut own = HashSet::new();
//! let sent = client.send_message("!room:beeper.local").text("Hello").confirmed().await?.into_sent()?;
//! own.insert((sent.chat_id().clone(), sent.id().clone()));
//!
//! for message in &client.list_messages("!room:beeper.local").await?.items {
//!     if own.contains(&(message.chat_id.clone(), message.id.clone())) {
//!         continue; // this program has sent it
//!     }
//!     println!("{}", message.text.as_deref().unwrap_or_default());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A live event can bring the message some milliseconds before the outcome is known, and nothing in it says which request sent it. A
//! program that reads events in one task and sends in another holds back what has `is_sender` in a chat until what it sends there has its
//! outcome. One that does both in the same task, one after the other, does not have to.

mod confirmation;
mod confirmed_send;
mod failed;
mod finding;
mod outcome;
mod sent;
mod unclear;
pub(crate) mod wakeups;

pub use confirmed_send::{ConfirmedSend, ConfirmedSendFuture};
pub use failed::Failed;
pub use outcome::{NotSent, SendOutcome};
pub use sent::Sent;
pub use unclear::{Unclear, UnclearReason};

//! Sends a message, and waits until the chat network has accepted it.
//!
//! [`send_message`](crate::Client::send_message) returns when the server has accepted a message. The message is then on its way,
//! and the chat network may still refuse it. [`confirmed`](crate::requests::SendMessage::confirmed) turns the request into one
//! that waits for the outcome:
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
//! | outcome | when | what to do |
//! | --- | --- | --- |
//! | [`Sent`] | the message has its final ID, or its status is `SUCCESS` | |
//! | [`Failed`] | the status is `FAIL_RETRIABLE` or `FAIL_PERMANENT` | [`is_retryable`](Failed::is_retryable) returns whether you may send it again |
//! | [`Unclear`] | the client could not find out whether the message was sent | look into the chat before you send the message again |
//! | [`Error`](crate::Error) | the server has not accepted the message | as for every call; after a 429, [`retry_after`](crate::Error::retry_after) returns how long to wait |
//!
//! The client waits while the status is `PENDING` or unknown to this crate, while the message has its pending ID and no status,
//! and while the server does not find the message. If the status is `SUCCESS` but the ID is still the pending one, the client
//! asks twice more, because a program recognizes the echo of its message by the final ID. The outcome is [`Sent`] in any case.
//!
//! The client sends the message **once**. If the response is lost, cannot be read, or is a 5xx, the server may have accepted the
//! message, so the outcome is unclear. The client does not send the message again, and does not retry the request.
//!
//! # How the client asks
//!
//! The client calls [`get_message`](crate::Client::get_message) with the pending ID of the message: at once, then after a quarter
//! and half a second, and then every 750 milliseconds, for 30 seconds in all unless [`time_limit`](ConfirmedSend::time_limit)
//! sets another limit. If a response is lost or the server fails, the client asks again. If the server asks for a longer pause
//! (`Retry-After`), the client waits that long. After three unusable responses in a row, such as ones about another message, it
//! stops. The pauses use the client's [clock](crate::Clock).
//!
//! A watch (`Client::watch`, with the feature `events`) of the same client, or of a clone of it, makes this faster: when the
//! watch receives an event about one of the user's own messages in the chat, the client asks at once.
//!
//! Some older servers do not have that operation. The outcome is then [unclear](UnclearReason::NotSupported), and the client does
//! not wait if the response leaves no doubt.
//!
//! # The echo of an own message
//!
//! A program also receives the messages that it sends, in lists and as live events. It cannot recognize them by their text,
//! because somebody else may write the same, nor by [`is_sender`](crate::types::Message::is_sender), because the user may write
//! on another device. It recognizes them by their IDs: [`Sent::is`] compares a message with one that was sent, and
//! [`SentMessages`] with many. The following program replies to "ping" with "ping" in one chat, and does not reply to itself. It
//! needs the feature `events`:
//!
//! ```no_run
//! # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use beeper_desktop_client::live::Subscription;
//! use beeper_desktop_client::sending::SentMessages;
//! use beeper_desktop_client::types::EventFrame;
//!
//! let mut own = SentMessages::new();
//! let mut connection = client.events().connect().await?;
//! connection.subscribe(Subscription::chats(["!room:beeper.local"])).await?;
//! while let Some(frame) = connection.next().await {
//!     let EventFrame::MessageUpserted(event) = &*frame? else { continue };
//!     for message in event.entries.iter().flatten() {
//!         if message.text.as_deref() == Some("ping") && !own.contains(message) {
//!             let answer = client.send_message(&message.chat_id).text("ping").reply_to(&message.id);
//!             own.insert(&answer.confirmed().await?.into_sent()?);
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! `is_sender` alone is enough for a program that ignores everything that its own user writes, from any device, if the server
//! sends it. It is optional, and a message without it counts as somebody else's. A bot that takes its own answers for questions
//! never stops. So the example `echo_bot` also compares the message's sender with the user of each account, from
//! [`list_accounts`](crate::Client::list_accounts). A bot that is to answer its own user as well needs the IDs.
//!
//! An event may contain the message before its outcome is known, and no event names the request that sent the message. A program
//! that sends and reads events in turn, as this one does, has the ID in time. A program that reads events in one task and sends
//! in another holds back the messages of a chat that have `is_sender`, until it has the outcomes of all messages that it is
//! sending to that chat.
//!
//! After an [unclear](Unclear) outcome, the program has no final ID by which to recognize the echo. If it must not mistake its
//! own message for one of its user, it ignores messages with `is_sender` in that chat until somebody has looked into the chat.

mod confirmation;
mod confirmed_send;
mod failed;
mod finding;
mod outcome;
mod sent;
mod sent_messages;
mod unclear;
pub(crate) mod wakeups;

pub use confirmed_send::{ConfirmedSend, ConfirmedSendFuture};
pub use failed::Failed;
pub use outcome::{NotSent, SendOutcome};
pub use sent::Sent;
pub use sent_messages::SentMessages;
pub use unclear::{Unclear, UnclearReason};

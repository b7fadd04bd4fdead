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
//! While the server says `PENDING` or a status that this crate does not know, while it gives no status and the message still has its
//! pending ID, and while it does not find the message, the message is on its way, and this crate waits. Where the server says `SUCCESS`
//! and the message still has its pending ID, it gets two more looks for the final one, by which the echo is known; without that the
//! message is sent all the same.
//!
//! The message is sent **once**. If the answer is lost, cannot be read, or is a 5xx, the server may have taken the message, so the outcome
//! is unclear. Neither this crate nor its retries send the message again.
//!
//! # How it is asked
//!
//! The server is asked with [`get_message`](crate::Client::get_message), which takes the ID that a message has while it is on its way: at
//! once, then after a quarter and half a second, and then every 750 milliseconds, for 30 seconds in all unless
//! [`time_limit`](ConfirmedSend::time_limit) says otherwise. If an answer is lost or the server fails, it is asked again; if the server
//! asks for a longer pause (`Retry-After`), it gets that. Three answers in a row that are about something else end the asking. The pauses
//! go by the [clock](crate::Clock) of the client. A watch (`Client::watch`, with the feature `events`) of the same client, or of a clone
//! of it, makes this faster: as soon as it is told of an own message in the chat, the server is asked without waiting for the pause to end.
//!
//! Some older servers do not have that operation. The outcome is [unclear](UnclearReason::NotSupported) then, at once where the answer
//! leaves no doubt.
//!
//! # The echo of an own message
//!
//! What a program sends comes back to it, in lists and as live events, among what others send. The text does not tell it apart, because
//! others may write the same. [`is_sender`](crate::types::Message::is_sender) does not either, because the user of the account may write on
//! another device. The IDs do: [`Sent::is`] compares a message with one that was sent, and [`SentMessages`] with many. The following
//! program answers "ping" with "ping" in one chat, and does not answer itself. It needs the feature `events`:
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
//! An event may bring the message before its outcome is known, and no event says which request a message came from. A program that does
//! both in turn, as this one does, knows the ID in time. A program that reads events in one task and sends in another holds back the
//! messages of a chat that have `is_sender`, until everything that it is sending to that chat has its outcome.
//!
//! After an [unclear](Unclear) outcome the program has no final ID to know the echo by. If it must not take its own words for those of its
//! user, it ignores what has `is_sender` in that chat until somebody has looked.

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

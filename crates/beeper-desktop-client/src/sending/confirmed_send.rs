//! The request that sends a message and waits for its outcome.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::error::Error;
use crate::generated::requests::SendMessage;
use crate::sending::confirmation::confirm;
use crate::sending::outcome::SendOutcome;

/// The default time limit for asking the server for the outcome.
const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(30);

/// # Confirmed sending
impl SendMessage {
    /// Makes a request that sends the same message, and waits until it is sent, has failed, or a time limit is over.
    ///
    /// Awaiting it returns a [`SendOutcome`]. See [`sending`](crate::sending) for how the client learns the outcome.
    ///
    /// ```no_run
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// use beeper_desktop_client::sending::SendOutcome;
    ///
    /// match client.send_message("!room:beeper.local").text("Hello").confirmed().await? {
    ///     SendOutcome::Sent(sent) => println!("sent as {}", sent.id()),
    ///     SendOutcome::Failed(failed) if failed.is_retryable() => println!("not sent; try again"),
    ///     SendOutcome::Failed(failed) => println!("not sent: {}", failed.reason().unwrap_or("no reason given")),
    ///     SendOutcome::Unclear(unclear) => println!("check the chat before you send it again: {unclear}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn confirmed(self) -> ConfirmedSend {
        ConfirmedSend {
            request: self,
            time_limit: DEFAULT_TIME_LIMIT,
        }
    }
}

/// A request that sends a message and waits for its outcome; made by [`SendMessage::confirmed`].
///
/// Awaiting it returns a [`SendOutcome`].
///
/// The client sends the message at most once. The options of the request that this one was made from
/// ([`timeout`](SendMessage::timeout), [`retries`](SendMessage::retries), [`header`](SendMessage::header)) apply to sending it.
/// To ask for the outcome, the client uses its own options.
///
/// # Errors
///
/// An [`Error`] means that the server has not accepted the message:
///
/// * The client sent nothing, because it has no access token, an argument is not valid, or it could not connect.
/// * The server refused the message (4xx). With 429 it asks for a pause, which [`Error::retry_after`] returns.
/// * The server cannot send messages at all. [`Error::is_not_supported`] then returns `true`.
///
/// Every other failure is an outcome, because the server may have accepted the message.
///
/// # Cancellation
///
/// Dropping the future does not take the message back. If you drop it while it sends the message, the message may or may not
/// arrive. If you drop it later, the server sends the message all the same, but your program does not learn the outcome. To limit
/// the wait, set [`time_limit`](Self::time_limit): the outcome then has the pending ID, by which you can ask later.
#[derive(Clone)]
#[must_use = "a request is sent when it is awaited"]
pub struct ConfirmedSend {
    request: SendMessage,
    time_limit: Duration,
}

impl ConfirmedSend {
    /// Sets how long the client asks for the outcome; the default is 30 seconds.
    ///
    /// The time limit starts when the server has accepted the message. Until then, the [`timeout`](SendMessage::timeout) of the
    /// original request applies. Chat networks usually need a second or less, but longer for attachments, or without a connection
    /// to the internet.
    #[inline]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }
}

impl IntoFuture for ConfirmedSend {
    type Output = Result<SendOutcome, Error>;
    type IntoFuture = ConfirmedSendFuture;

    #[inline]
    fn into_future(self) -> ConfirmedSendFuture {
        ConfirmedSendFuture(Box::pin(confirm(self.request, self.time_limit)))
    }
}

impl fmt::Debug for ConfirmedSend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfirmedSend")
            .field("request", &self.request)
            .field("time_limit", &self.time_limit)
            .finish()
    }
}

/// The future of a [`ConfirmedSend`], which resolves to the outcome of the message.
#[must_use = "a future does nothing unless it is awaited"]
pub struct ConfirmedSendFuture(Pin<Box<dyn Future<Output = Result<SendOutcome, Error>> + Send>>);

impl Future for ConfirmedSendFuture {
    type Output = Result<SendOutcome, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for ConfirmedSendFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfirmedSendFuture").finish_non_exhaustive()
    }
}

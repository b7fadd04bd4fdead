//! The request that sends a message and waits for what becomes of it.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::error::Error;
use crate::generated::requests::SendMessage;
use crate::sending::confirmation::confirm;
use crate::sending::outcome::SendOutcome;

/// For how long the server is asked what became of a message, unless the program says otherwise.
const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(30);

/// # Sent means sent
impl SendMessage {
    /// Makes a request that sends the same message, and waits until it is sent, has failed, or stays unclear within a limit.
    ///
    /// Awaiting it returns a [`SendOutcome`]. See [`sending`](crate::sending) for what is waited for, and how.
    ///
    /// ```no_run
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// use beeper_desktop_client::sending::SendOutcome;
    ///
    /// match client.send_message("!room:beeper.local").text("Hello").confirmed().await? {
    ///     SendOutcome::Sent(sent) => println!("sent as {}", sent.id()),
    ///     SendOutcome::Failed(failed) if failed.is_retryable() => println!("not sent; try again"),
    ///     SendOutcome::Failed(failed) => println!("not sent: {}", failed.reason().unwrap_or("nobody knows why")),
    ///     SendOutcome::Unclear(unclear) => println!("look into the chat before you send it again: {unclear}"),
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

/// Sends a message, and waits until it is sent, has failed, or stays unclear; made by [`SendMessage::confirmed`].
///
/// Awaited, it returns a [`SendOutcome`].
///
/// The message is sent once, whatever happens. The options of the request before ([`timeout`](SendMessage::timeout),
/// [`retries`](SendMessage::retries), [`header`](SendMessage::header)) are for sending it; the server is asked afterwards with the
/// client's own.
///
/// # Errors
///
/// An [`Error`] means that the server has not taken the message:
///
/// * nothing was sent, because the client has no access token, an argument is not valid, or there was no connection;
/// * the server refused the message (4xx). It does so with 429 if there were too many, and [`Error::retry_after`] returns for how
///   long;
/// * the server cannot send messages at all, as [`Error::is_not_supported`] tells.
///
/// Every other failure is an outcome, as the server may have taken the message.
///
/// # Cancellation
///
/// Dropping the future does not take the message back. Dropped while the message is sent, it may or may not have arrived; dropped
/// later, it is sent all the same, and nobody learns what became of it. To wait no longer than a certain time, set
/// [`time_limit`](Self::time_limit): the outcome then has the ID to ask by later.
#[derive(Clone)]
#[must_use = "a request is sent when it is awaited"]
pub struct ConfirmedSend {
    request: SendMessage,
    time_limit: Duration,
}

impl ConfirmedSend {
    /// Limits for how long the server is asked what became of the message; 30 seconds unless set.
    ///
    /// The limit counts from when the server has taken the message. How long that may take is the
    /// [`timeout`](SendMessage::timeout) of the request before. Chat networks need a second or less as a rule, and longer for
    /// attachments, or without a connection to the internet.
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

/// A message that is being sent: the future that awaiting a [`ConfirmedSend`] makes of it.
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

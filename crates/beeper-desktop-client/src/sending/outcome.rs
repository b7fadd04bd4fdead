//! The outcome of a message.

use std::error::Error as StdError;
use std::fmt;

use crate::sending::failed::Failed;
use crate::sending::sent::Sent;
use crate::sending::unclear::Unclear;

/// The outcome of a message: sent, failed, or unclear.
///
/// A program that continues only if the message was sent calls [`into_sent`](Self::into_sent) and uses `?`.
#[derive(Clone, Debug)]
#[must_use = "the message may have failed, or its outcome may be unclear"]
pub enum SendOutcome {
    /// The chat network accepted the message.
    Sent(Sent),
    /// The server accepted the message, but the chat network did not.
    Failed(Failed),
    /// The client could not find out whether the message was sent.
    ///
    /// Somebody must check the chat before your program sends it again.
    Unclear(Unclear),
}

impl SendOutcome {
    /// Returns the message if it was sent, and the other outcomes as an error.
    ///
    /// ```no_run
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let sent = client.send_message("!room:beeper.local").text("Hello").confirmed().await?.into_sent()?;
    /// println!("sent as {}", sent.id());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`NotSent`] with one of the other two outcomes.
    pub fn into_sent(self) -> Result<Sent, NotSent> {
        match self {
            Self::Sent(sent) => Ok(sent),
            Self::Failed(failed) => Err(NotSent::Failed(failed)),
            Self::Unclear(unclear) => Err(NotSent::Unclear(unclear)),
        }
    }
}

/// The error for a message that was not sent or whose outcome is unclear; returned by [`SendOutcome::into_sent`].
#[derive(Clone)]
pub enum NotSent {
    /// The chat network did not accept the message.
    Failed(Failed),
    /// The client could not find out whether the message was sent.
    ///
    /// Somebody must check the chat before your program sends it again.
    Unclear(Unclear),
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(failed) => fmt::Display::fmt(failed, f),
            Self::Unclear(unclear) => fmt::Display::fmt(unclear, f),
        }
    }
}

impl fmt::Debug for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // A `main` that returns this error prints its `Debug`, which should be readable.
            Self::Failed(failed) => fmt::Display::fmt(failed, f),
            Self::Unclear(unclear) => fmt::Debug::fmt(unclear, f),
        }
    }
}

impl StdError for NotSent {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Failed(failed) => failed.source(),
            Self::Unclear(unclear) => unclear.source(),
        }
    }
}

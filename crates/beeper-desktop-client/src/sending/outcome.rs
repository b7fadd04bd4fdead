//! What became of a message.

use std::error::Error as StdError;
use std::fmt;

use crate::sending::failed::Failed;
use crate::sending::sent::Sent;
use crate::sending::unclear::Unclear;

/// What became of a message: sent, failed, or unclear.
///
/// A program that only goes on with a message that was sent takes it with [`into_sent`](Self::into_sent) and `?`.
#[derive(Clone, Debug)]
#[must_use = "a message may have failed, or be unclear"]
pub enum SendOutcome {
    /// The message has its final ID, and the chat network took it.
    Sent(Sent),
    /// The server took the message, and the chat network did not.
    Failed(Failed),
    /// Nobody can say whether the message was sent. It must not be sent again before somebody has looked.
    Unclear(Unclear),
}

impl SendOutcome {
    /// Returns the message that was sent, and everything else as an error.
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
    /// [`NotSent`], which is one of the other two outcomes.
    pub fn into_sent(self) -> Result<Sent, NotSent> {
        match self {
            Self::Sent(sent) => Ok(sent),
            Self::Failed(failed) => Err(NotSent::Failed(failed)),
            Self::Unclear(unclear) => Err(NotSent::Unclear(unclear)),
        }
    }
}

/// A message that was not sent, or of which nobody can say; returned by [`SendOutcome::into_sent`].
#[derive(Clone)]
pub enum NotSent {
    /// The chat network did not take the message.
    Failed(Failed),
    /// Nobody can say whether the message was sent. It must not be sent again before somebody has looked.
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
            // As a `main` that returns it prints it.
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

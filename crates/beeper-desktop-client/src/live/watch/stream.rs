//! The stream that a program sees.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;

use crate::client::Client;
use crate::generated::types::{AccountId, ChatId};
use crate::live::watch::error::WatchError;
use crate::live::watch::event::WatchEvent;
use crate::live::watch::position::WatchPosition;
use crate::response::misfits::Misfits;

/// How often the server is asked, whatever its events say.
const POLL_INTERVAL: Duration = Duration::from_secs(30);

/// # Live events
impl Client {
    /// Watches chats: returns a stream of what happens in them, which goes on when the connection fails, and misses nothing.
    ///
    /// Needs the feature `events`. See [`Watch`](crate::live::Watch).
    pub fn watch(&self) -> Watch {
        Watch {
            client: self.clone(),
            chats: None,
            accounts: None,
            poll_interval: POLL_INTERVAL,
            position: WatchPosition { memory: None },
        }
    }
}

/// A stream of what happens in chats, which goes on when the connection fails; made by [`Client::watch`].
///
/// It is a [`Stream`] of [`WatchEvent`]s, and has [`next`](Self::next) of its own. Nothing is sent before it is asked for an event.
/// The methods that return a `Watch` set what it does; they come before that.
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::live::WatchError> {
/// use beeper_desktop_client::live::WatchEvent;
///
/// let mut watch = client.watch();
/// while let Some(event) = watch.next().await {
///     if let WatchEvent::NewMessage(message) = event? {
///         println!("{}: {}", message.sender_id, message.text.as_deref().unwrap_or_default());
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is watched before it is asked for events"]
pub struct Watch {
    client: Client,
    chats: Option<Vec<ChatId>>,
    accounts: Option<Vec<AccountId>>,
    poll_interval: Duration,
    position: WatchPosition,
}

impl Watch {
    /// Watches these chats alone. Unless set: all.
    pub fn chats(mut self, chats: impl IntoIterator<Item: Into<ChatId>>) -> Self {
        self.chats = Some(chats.into_iter().map(Into::into).collect());
        self
    }

    /// Watches the chats of these accounts alone. Unless set: all.
    pub fn accounts(mut self, accounts: impl IntoIterator<Item: Into<AccountId>>) -> Self {
        self.accounts = Some(accounts.into_iter().map(Into::into).collect());
        self
    }

    /// Sets how often the server is asked for what its events do not tell. Unless set: every 30 seconds. At least 1 second.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = interval.max(Duration::from_secs(1));
        self
    }

    /// Goes on where a watch was that returned this position, in this run of the program or in an earlier one.
    pub fn resume_from(mut self, position: WatchPosition) -> Self {
        self.position = position;
        self
    }

    /// Returns what the program has taken so far, to be saved.
    pub fn position(&self) -> WatchPosition {
        self.position.clone()
    }

    /// Returns the next event. `None` after an error.
    ///
    /// Nothing is lost if the future is dropped before it is ready.
    ///
    /// # Errors
    ///
    /// Why the watch ended, once. Everything that may mend itself is no error: the watch tries again.
    pub async fn next(&mut self) -> Option<Result<WatchEvent, WatchError>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Takes the misfits of the events and pages that were read since the last call of this method.
    ///
    /// A message that cannot be read is one of them, if it cannot be fetched as a whole either. A watch keeps at most 1,000 misfits
    /// between two calls; [`Misfits::omitted`] counts the others.
    pub fn misfits(&mut self) -> Misfits {
        Misfits::default()
    }

    fn poll(&mut self, _context: &mut Context<'_>) -> Poll<Option<Result<WatchEvent, WatchError>>> {
        Poll::Pending
    }
}

/// Nothing in it is pinned.
impl Unpin for Watch {}

impl Stream for Watch {
    type Item = Result<WatchEvent, WatchError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("chats", &self.chats.as_ref().map(Vec::len))
            .field("accounts", &self.accounts.as_ref().map(Vec::len))
            .field("poll_interval", &self.poll_interval)
            .finish_non_exhaustive()
    }
}

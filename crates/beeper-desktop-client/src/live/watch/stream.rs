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
use crate::live::watch::running::Running;
use crate::live::watch::step::filter::Filter;
use crate::live::watch::step::state::Settings;
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
            running: None,
            has_ended: false,
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
    running: Option<Box<Running>>,
    has_ended: bool,
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
        match &self.running {
            Some(running) => WatchPosition {
                memory: running.taken().cloned(),
            },
            None => self.position.clone(),
        }
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
        let running = self.running.as_mut();
        running
            .map(|running| std::mem::take(&mut running.misfits))
            .unwrap_or_default()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<WatchEvent, WatchError>>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        let polled = match &mut self.running {
            Some(running) => running.poll(context),
            None => match self.begin() {
                Ok(running) => self.running.insert(running).poll(context),
                Err(error) => Poll::Ready(Err(error)),
            },
        };
        polled.map(|event| {
            self.has_ended = event.is_err();
            Some(event)
        })
    }

    fn begin(&mut self) -> Result<Box<Running>, WatchError> {
        let mut chats = self.chats.iter().flatten();
        if chats.any(|chat| ["", "*"].contains(&chat.as_str())) {
            return Err(WatchError::invalid(
                "a chat that is to be watched has no ID, or `*` in its place",
            ));
        }
        if self
            .accounts
            .iter()
            .flatten()
            .any(|account| account.as_str().is_empty())
        {
            return Err(WatchError::invalid("an account that is to be watched has no ID"));
        }
        let filter = Filter {
            chats: self.chats.as_ref().map(|chats| chats.iter().cloned().collect()),
            accounts: self
                .accounts
                .as_ref()
                .map(|accounts| accounts.iter().cloned().collect()),
        };
        let settings = Settings {
            filter,
            poll_interval: self.poll_interval,
            seed: fastrand::u64(..),
        };
        let memory = self.position.memory.take();
        Ok(Box::new(Running::new(&self.client, settings, memory)))
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

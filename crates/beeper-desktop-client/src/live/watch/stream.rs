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
///
/// # What it promises
///
/// Every message that is new, edited or deleted while the program watches is returned once, and new messages in the order of their
/// chat, however often the connection fails. What was there before is not returned, also if the server sends it again unchanged. If
/// a message changes several times while there is no connection, or while it is fetched, it is returned once, as it is then.
///
/// The same holds from one run of the program to the next, if it [saves the position](Self::position) and [goes on from
/// it](Self::resume_from). After a crash, what the program took after it saved the position comes again. A chat that was not there
/// before is returned with all its messages.
///
/// Before a program learns of a message, it is fetched if need be: an event may name a message alone.
///
/// # What cannot be known
///
/// * An edit of an old message, and a reaction to one, while there is no connection. After each [gap](WatchEvent::Gap) the watch
///   compares the newest page of messages, in the chats that changed and in up to 16 others in which something happened last, with
///   the last 48 messages that it remembers of each chat.
/// * A deletion while there is no connection, unless the server leaves an empty message in the place, and on that page.
/// * Edits in accounts that send no events, unless the list of chats shows that something has changed.
/// * That a chat is gone, if it is not among the 200 in which something happened last, until the next gap; and what happens in
///   accounts without events, if the server lists such a chat in another order than the latest first.
/// * Messages that a server with a wrong clock dates before all that the watch remembers of their chat, if it sends no events of
///   them. Of a chat of which it remembers no message, it knows the time of the last activity alone.
/// * Whether a message is old, if it is older than those that the watch remembers: it is a
///   [`ChangedMessage`](WatchEvent::ChangedMessage). At the start the watch reads the newest page of messages of 8 chats, and the
///   newest message of about 50.
///
/// # What it does
///
/// After a connection is lost, the watch connects again within a second, then after up to 2, 4, 8, 16 and 30 seconds; a connection
/// that has lived for 10 seconds begins this anew, and a server that asks for a longer pause gets it. As soon as it is subscribed it lists all chats, and fetches from those that have
/// changed what is newer than what it knows, at most four requests at a time. The events of a chat wait until that is done. If the
/// server asks for a pause (429), or cannot be reached, all requests wait; so do the events of a chat whose messages it cannot list,
/// and the connection behind 1,024 of them.
///
/// Every 30 seconds, or [as often as you like](Self::poll_interval), it lists the chats once more: for networks that send no events,
/// for what could not be loaded, for events of kinds that this version does not know (the newest messages of their chats are
/// compared), and because only a call notices that an access token was taken back. A server without live events
/// is watched in this way alone; [`WatchEvent::Polling`] says so.
///
/// All of it runs while the program waits for the next event: nothing is read ahead, and the server holds back what the program does
/// not take. If the connection ends because the program took nothing for more than 10 seconds, that is a gap, too.
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
    /// Watches these chats alone. Unless set: all. Up to 200 of them are named to the server; of more, the watch leaves out the
    /// events of others itself.
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
    ///
    /// It covers the events that [`next`](Self::next) has returned, the last one included, and nothing of what the watch has read
    /// ahead. A program that acts on events saves it before it acts, if it would rather lose an act than do it twice, and
    /// afterwards if not. Before the first look at the server is done, it is the position of a watch that begins anew.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_can_be_given_to_another_task() {
        fn given<T: Send + Unpin + 'static>() {}
        given::<Watch>();
        given::<WatchEvent>();
        given::<WatchError>();
    }
}

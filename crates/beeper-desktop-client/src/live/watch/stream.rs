//! The stream of events that a program reads.

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

/// How often the watch polls the server, even while events arrive.
const POLL_INTERVAL: Duration = Duration::from_secs(30);

/// # Live events
impl Client {
    /// Watches chats: returns a stream of their events, which reconnects when the connection fails and fetches what it missed.
    ///
    /// Needs the feature `events`. See [`Watch`](crate::live::Watch).
    ///
    /// A watch waits silently for a server that does not run or cannot be reached, at its start as well as later. So a wrong
    /// port looks like a quiet server. Call [`list_accounts`](Self::list_accounts) first: it fails then.
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

/// A stream of the events of chats, which continues when the connection fails; made by [`Client::watch`].
///
/// It is a [`Stream`] of [`WatchEvent`]s; its [`next`](Self::next) needs no trait in scope. It sends nothing before you ask for
/// the first event. The methods that return a `Watch` change its settings, so call them before that.
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
/// # Guarantees
///
/// The watch misses no message: it returns every new one, once, however often the connection fails, and new messages in the
/// order of their chat. It also returns edits and deletions; the [next section](#what-a-watch-cannot-detect) lists what it can
/// miss. It does not return what existed before, even if the server sends it again unchanged. If a message changes several times
/// while there is no connection, or while the watch fetches it, the watch returns it once, in its last state.
///
/// The same holds from one run of the program to the next, if the program [saves the position](Self::position) and [continues
/// from it](Self::resume_from). After a crash, the watch returns again what the program took after it last saved the position.
///
/// A chat that is new to the watch is returned with all its messages, even those of past years. A chat is new if the watch did
/// not find it at its start, or if it is not in the position that the watch continues from. Examples are the chats of an
/// account that the user connects, and chats that [`chats`](Self::chats) or [`accounts`](Self::accounts) did not contain before. A
/// program that replies to messages must ignore old ones: compare `timestamp` with the current time, as the example `echo_bot`
/// does.
///
/// Events may contain only the ID of a message. The watch then fetches the message before it returns it.
///
/// # What a watch cannot detect
///
/// * An edit of an old message, or a reaction to one, while there is no connection. After each [gap](WatchEvent::Gap) the watch
///   compares the newest page of messages with the last 48 messages that it remembers of each chat. It does so in the chats that
///   changed, and in up to 16 others with the latest activity.
///   A watch that continues from a position compares the same at its start.
/// * A deletion while there is no connection, unless the server leaves an empty message in its place, on that page.
/// * Edits in accounts that send no events, unless the list of chats shows that something has changed.
/// * The deletion of a chat outside the 200 with the latest activity, until the next gap.
/// * Changes in accounts without events, if the server does not list the chat with the latest activity first.
/// * Messages that a server with a wrong clock dates before everything that the watch remembers of their chat, if it sends no
///   events for them. Of a chat without remembered messages, the watch knows only the time of the last activity.
/// * Whether a message is old, if it is older than those that the watch remembers: the watch returns it as a
///   [`ChangedMessage`](WatchEvent::ChangedMessage). At the start the watch reads the newest page of messages of 8 chats, and the
///   newest message of about 50.
///
/// # How a watch works
///
/// After a connection is lost, the watch connects again within a second, then after up to 2, 4, 8, 16 and 30 seconds. The pauses
/// start again after a connection that lasted for 10 seconds. If the server asks for a longer pause, the watch waits that long.
///
/// As soon as it is subscribed, the watch lists all chats, muted ones included. From those that have changed it fetches what is
/// newer than what it knows, with at most four requests at a time. It holds the events of a chat until that is done. If the server
/// asks for a pause (429) or cannot be reached, all requests wait. So do the events of a chat whose messages the watch cannot list;
/// after 1,024 of them the watch stops reading the connection.
///
/// Every 30 seconds, or [as often as you set](Self::poll_interval), the watch lists the chats once more. So it finds changes in
/// networks that send no events, and messages that it could not load before. It also compares the newest messages of chats with
/// events of unknown types. A poll also detects that the access token was revoked, which no event reports. If the server has no
/// live events, the watch only polls, and returns [`WatchEvent::Polling`].
///
/// The watch works only while the program waits for the next event: it reads nothing ahead, and the server keeps what the program
/// does not take. If the connection ends because the program took nothing for more than 10 seconds, that is a gap, too.
///
/// [`Stream`]: https://docs.rs/futures-core/0.3/futures_core/stream/trait.Stream.html
#[must_use = "a watch does nothing until it is asked for events"]
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
    /// Watches only these chats; the default is all.
    ///
    /// The watch names up to 200 chats to the server. For more, it subscribes to all chats and leaves out the others itself.
    ///
    /// With [`resume_from`](Self::resume_from), the watch returns all old messages of a chat that is not in the position as new
    /// messages. A position contains the chats of the watch that returned it.
    pub fn chats(mut self, chats: impl IntoIterator<Item: Into<ChatId>>) -> Self {
        self.chats = Some(chats.into_iter().map(Into::into).collect());
        self
    }

    /// Watches only the chats of these accounts; the default is all.
    ///
    /// As with [`chats`](Self::chats), chats that are not in the position of [`resume_from`](Self::resume_from) are new.
    pub fn accounts(mut self, accounts: impl IntoIterator<Item: Into<AccountId>>) -> Self {
        self.accounts = Some(accounts.into_iter().map(Into::into).collect());
        self
    }

    /// Sets how often the watch polls for changes that no event reports; the default is 30 seconds, the minimum 1 second.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = interval.max(Duration::from_secs(1));
        self
    }

    /// Continues from a position, which another watch returned in this run of the program or in an earlier one.
    ///
    /// The watch first returns what it missed since then, and [`CaughtUp`](WatchEvent::CaughtUp) after that. It does not return
    /// a [`Gap`](WatchEvent::Gap) for the time between the two watches. A program that keeps a copy of messages treats the start
    /// as a gap, and fetches old messages again after `CaughtUp`.
    ///
    /// All messages of a chat that is not in the position are returned as [`NewMessage`](WatchEvent::NewMessage), however old
    /// they are.
    pub fn resume_from(mut self, position: WatchPosition) -> Self {
        self.position = position;
        self
    }

    /// Returns the position to save: how far the program has taken the events.
    ///
    /// It covers the events that [`next`](Self::next) has returned, including the last one, and nothing beyond. Save the position
    /// before your program acts on an event if it would rather lose an action than do it twice, and afterwards otherwise.
    ///
    /// Before the first event, this is the position that [`resume_from`](Self::resume_from) took. Without one, it is the position
    /// of a new watch until the watch has read which chats and messages exist: a watch that continues from it starts anew.
    pub fn position(&self) -> WatchPosition {
        match &self.running {
            Some(running) => WatchPosition {
                memory: running.taken().cloned(),
            },
            None => self.position.clone(),
        }
    }

    /// Returns the next event, or `None` after an error.
    ///
    /// This method is cancel safe: dropping its future loses no event. So you can call it in `tokio::select!`, with the other
    /// things that your program waits for.
    ///
    /// # Errors
    ///
    /// Returns the error that ended the watch, once. A failure that may be temporary is not an error: the watch tries again. A
    /// server that cannot be reached is such a failure, even at the start. Call
    /// [`list_accounts`](crate::Client::list_accounts) first to get an error then.
    pub async fn next(&mut self) -> Option<Result<WatchEvent, WatchError>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Takes the misfits of the events and pages that the watch has read since the last call of this method.
    ///
    /// They include messages that could not be read and could not be fetched as a whole either. A watch keeps at most 1,000
    /// misfits between two calls; [`Misfits::omitted`] counts the others.
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
                "an ID in `chats` is empty or `*`; to watch all chats, do not call `chats`",
            ));
        }
        if self
            .accounts
            .iter()
            .flatten()
            .any(|account| account.as_str().is_empty())
        {
            return Err(WatchError::invalid(
                "an ID in `accounts` is empty; to watch all accounts, do not call `accounts`",
            ));
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

/// No field is pinned.
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

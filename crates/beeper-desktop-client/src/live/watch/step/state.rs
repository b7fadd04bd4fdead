//! The state of a watch, and the inputs that change it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::generated::types::{ChatId, Cursor};
use crate::live::watch::event::{Gap, WatchEvent};
use crate::live::watch::facts::{Entry, FactPage, FrameFact, ListedFact};
use crate::live::watch::memory::Memory;
use crate::live::watch::step::backoff::Backoff;
use crate::live::watch::step::calls::{Calls, Request, RequestId};
use crate::live::watch::step::filter::Filter;
use crate::live::watch::step::link::Link;
use crate::live::watch::step::outbox::Outbox;
use crate::live::watch::step::work::{Fetched, Task, Work};

/// How many events the watch holds during fetches before it stops reading frames.
const MAX_HELD: usize = 1024;

/// How many bytes these events may have together.
const MAX_HELD_BYTES: usize = 8 * 1024 * 1024;

/// How long after a change the server may still send its event.
const LATE: Duration = Duration::from_secs(5);

/// An input of a watch.
#[derive(Debug)]
pub(in crate::live::watch) enum Input {
    /// Time has passed, or the watch starts.
    Time,
    /// The connection is open and subscribed.
    Connected,
    /// The client could not connect.
    NotConnected {
        /// Whether the server has no events for this watch, so that trying again soon does not help.
        is_unsupported: bool,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// The connection ended.
    Disconnected(Gap),
    Frame(FrameFact),
    Answer(RequestId, Answer),
}

/// The result of a request.
#[derive(Debug)]
pub(in crate::live::watch) enum Answer {
    Chats(FactPage<ListedFact>),
    /// The newest message of each chat that has one.
    Previews(FactPage<(ChatId, Entry)>),
    Messages(FactPage<Entry>),
    Message(Entry),
    /// The server did not find the chat or message.
    NotFound,
    /// The server does not have the operation.
    NotSupported,
    /// The response cannot be used, and asking again does not help.
    Unusable,
    /// The request did not reach the server, or the server failed.
    Failed {
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
}

/// An action that the driver carries out for the watch.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::live::watch) enum Action {
    /// Connect and subscribe.
    Connect,
    /// Send a request.
    Send(RequestId, Request),
}

/// The settings of a watch.
#[derive(Clone, Debug)]
pub(in crate::live::watch) struct Settings {
    pub(in crate::live::watch) filter: Filter,
    pub(in crate::live::watch) poll_interval: Duration,
    pub(in crate::live::watch) seed: u64,
}

/// The state of a watch, without a clock and a network.
///
/// [`step`](Self::step) takes an input and its time, and returns the actions to carry out. Times count from the start of the
/// watch.
#[derive(Debug)]
pub(in crate::live::watch) struct State {
    pub(super) outbox: Outbox,
    pub(super) calls: Calls,
    pub(super) link: Link,
    pub(super) filter: Filter,
    pub(super) works: BTreeMap<ChatId, Work>,
    /// The messages that were fetched lately, by chat.
    pub(super) doubts: BTreeMap<ChatId, Doubt>,
    pub(super) held: usize,
    pub(super) held_bytes: usize,
    /// Whether the first look is done, so that the watch has a state to continue from.
    pub(super) has_begun: bool,
    pub(super) first_look_at: Option<Duration>,
    pub(super) look: Option<Look>,
    /// When the next full look starts, if one is needed.
    pub(super) next_look: Option<Duration>,
    /// Whether the next full look also compares single messages.
    pub(super) is_thorough: bool,
    /// When the last full look started.
    pub(super) last_full_look: Duration,
    /// Whether a full look has ended since events were lost.
    pub(super) has_looked: bool,
    pub(super) poll_interval: Duration,
    pub(super) next_poll: Duration,
    /// When the last look of any kind started.
    pub(super) last_look: Duration,
    /// The hashes of the IDs of chats whose membership in the watch only the list of chats can tell.
    pub(super) strangers: BTreeSet<u64>,
    /// The chats with events since the last look.
    pub(super) active: BTreeSet<ChatId>,
    /// The chats that the next look fetches in any case.
    pub(super) unsettled: BTreeSet<ChatId>,
    /// Whether the watch owes the program a [`WatchEvent::CaughtUp`].
    pub(super) is_catching_up: bool,
    pub(super) has_told_polling: bool,
    pub(super) has_single_messages: bool,
}

/// Recently fetched messages of a chat. Older events about them may still arrive, and contain an older state.
#[derive(Debug)]
pub(in crate::live::watch) struct Doubt {
    pub(super) fetched: Fetched,
    pub(super) at: Duration,
}

/// A look: one pass over the list of chats.
#[derive(Debug)]
pub(in crate::live::watch) struct Look {
    pub(super) kind: LookKind,
    pub(super) request: Option<RequestId>,
    /// The cursors of the pages that were requested.
    pub(super) cursors: Vec<Cursor>,
    /// The hashes of the IDs of all chats on the pages so far.
    pub(super) listed: BTreeSet<u64>,
    /// How many pages in a row contained no new chat.
    pub(super) barren_pages: usize,
    /// The watched chats on the pages so far.
    pub(super) seen: BTreeSet<ChatId>,
    /// The chats that were deleted during the look.
    pub(super) gone: BTreeSet<ChatId>,
    /// The chats with events before the look.
    pub(super) active: BTreeSet<ChatId>,
    /// The chats that are fetched whatever the list shows.
    pub(super) fetched: BTreeSet<ChatId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::live::watch) enum LookKind {
    /// Lists all chats when the watch starts.
    First,
    /// Reads the newest message of each chat when the watch starts.
    Previews,
    /// Reads a page of messages of a few chats when the watch starts.
    Baselines,
    /// Lists all chats to find what was missed.
    Full,
    /// Lists the latest chats to find what no event reported.
    Poll,
}

impl State {
    /// Starts a watch, either a new one or one that continues from the memory of another.
    pub(in crate::live::watch) fn new(settings: Settings, memory: Option<Memory>) -> Self {
        let has_begun = memory.is_some();
        Self {
            outbox: Outbox::new(memory.unwrap_or_default()),
            calls: Calls::new(Backoff::new(settings.seed)),
            link: Link::new(Backoff::new(settings.seed.wrapping_add(1))),
            filter: settings.filter,
            works: BTreeMap::new(),
            doubts: BTreeMap::new(),
            held: 0,
            held_bytes: 0,
            has_begun,
            first_look_at: None,
            look: None,
            next_look: None,
            is_thorough: has_begun,
            last_full_look: Duration::ZERO,
            has_looked: false,
            poll_interval: settings.poll_interval,
            next_poll: Duration::ZERO,
            last_look: Duration::ZERO,
            strangers: BTreeSet::new(),
            active: BTreeSet::new(),
            unsettled: BTreeSet::new(),
            is_catching_up: true,
            has_told_polling: false,
            has_single_messages: true,
        }
    }

    /// Takes an input, and returns the actions to carry out.
    pub(in crate::live::watch) fn step(&mut self, now: Duration, input: Input) -> Vec<Action> {
        match input {
            Input::Time => {}
            Input::Connected => {
                self.link.connected(now);
                self.is_catching_up |= std::mem::take(&mut self.has_told_polling);
                self.look_anew(now);
            }
            Input::NotConnected {
                is_unsupported: false,
                retry_after,
            } => self.link.lost(now, retry_after),
            Input::NotConnected {
                is_unsupported: true, ..
            } => {
                self.link.unsupported(now);
                if !std::mem::replace(&mut self.has_told_polling, true) {
                    self.outbox.tell(WatchEvent::Polling);
                    self.look_anew(now);
                }
            }
            Input::Disconnected(gap) => {
                self.link.lost(now, None);
                self.lose(gap);
            }
            Input::Frame(frame) => self.take_frame(now, frame),
            Input::Answer(id, answer) => self.take_answer(now, id, answer),
        }
        self.go_on(now);
        let mut actions = Vec::new();
        if self.link.is_due(now) {
            // Events of the new connection are always newer than what was fetched before it.
            self.end_doubts(|_| true);
            actions.push(Action::Connect);
        }
        actions.extend(
            self.calls
                .start(now)
                .into_iter()
                .map(|(id, request)| Action::Send(id, request)),
        );
        actions
    }

    /// Starts everything that is due or no longer blocked.
    fn go_on(&mut self, now: Duration) {
        match self.has_begun {
            true => self.link.switch_on(now),
            false => self.look_first(now),
        }
        self.load_due(now);
        self.look_due(now);
        let is_fetching = |work: &Work| work.again || !matches!(work.task, Task::Loads(_));
        let is_looking = self.look.as_ref().is_some_and(|look| look.kind != LookKind::Poll) || self.next_look.is_some();
        if self.is_catching_up && self.has_looked && !is_looking && !self.works.values().any(is_fetching) {
            self.is_catching_up = false;
            self.outbox.tell(WatchEvent::CaughtUp);
        }
    }

    /// Notes that events were lost.
    pub(super) fn lose(&mut self, gap: Gap) {
        self.outbox.tell(WatchEvent::Gap(gap));
        self.is_catching_up = true;
        self.is_thorough = true;
        self.has_looked = false;
    }

    /// Takes the next event for the program.
    pub(in crate::live::watch) fn take(&mut self) -> Option<WatchEvent> {
        self.outbox.take()
    }

    /// Returns the memory of what the program has taken, or `None` before the end of the first look.
    pub(in crate::live::watch) fn taken(&self) -> Option<&Memory> {
        self.has_begun.then(|| self.outbox.taken())
    }

    /// Returns whether the watch can take frames. Otherwise they stay in the connection until a fetch ends.
    pub(in crate::live::watch) fn takes_frames(&self) -> bool {
        self.held < MAX_HELD && self.held_bytes < MAX_HELD_BYTES
    }

    /// Notes that all frames that arrived so far have been read.
    pub(in crate::live::watch) fn drained(&mut self, now: Duration) {
        self.end_doubts(|doubt| now >= doubt.at + LATE);
    }

    /// Ends the doubts about the events of chats for which nothing is being fetched.
    fn end_doubts(&mut self, is_over: impl Fn(&Doubt) -> bool) {
        let is_over = |id: &ChatId, doubt: &Doubt| is_over(doubt) && !self.works.contains_key(id);
        let over = self.doubts.iter().filter(|(id, doubt)| is_over(id, doubt));
        let over: Vec<_> = over.map(|(id, _)| id.clone()).collect();
        for chat_id in over {
            if let Some(doubt) = self.doubts.remove(&chat_id) {
                self.remember_old(&chat_id, doubt.fetched);
            }
        }
    }

    /// Returns the filter, with all known IDs of the watched chats.
    pub(in crate::live::watch) fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Returns when the earliest pause ends.
    pub(in crate::live::watch) fn pause(&self) -> Option<Duration> {
        let loads = self.works.values().filter_map(|work| match &work.task {
            Task::Loads(loads) => loads.until,
            Task::Look | Task::Pages(_) => None,
        });
        let look = self.next_look.filter(|_| self.look.is_none());
        let pauses = [self.link.pause(), self.calls.paused_until(), look, loads.min()];
        pauses.into_iter().flatten().min()
    }

    /// Returns when the next poll or a late attempt to connect is due.
    pub(in crate::live::watch) fn limit(&self) -> Option<Duration> {
        let is_idle = self.has_begun && self.look.is_none() && self.next_look.is_none();
        let poll = Some(self.next_poll).filter(|_| is_idle);
        [poll, self.link.rest()].into_iter().flatten().min()
    }
}

//! The state of a watch, and what moves it.

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

/// How many events wait for something to be fetched before nothing more is read.
const MAX_HELD: usize = 1024;

/// How large they are together.
const MAX_HELD_BYTES: usize = 8 * 1024 * 1024;

/// How long after a change its event may be sent.
const LATE: Duration = Duration::from_secs(5);

/// What happens to a watch.
#[derive(Debug)]
pub(in crate::live::watch) enum Input {
    /// Time has passed, or the watch begins.
    Time,
    /// There is a connection, and it is subscribed.
    Connected,
    /// No connection was made.
    NotConnected {
        /// Whether the server has no events for this watch, whenever it is asked.
        is_unsupported: bool,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// The connection ended.
    Disconnected(Gap),
    Frame(FrameFact),
    Answer(RequestId, Answer),
}

/// What comes of a request.
#[derive(Debug)]
pub(in crate::live::watch) enum Answer {
    Chats(FactPage<ListedFact>),
    /// The newest message of each chat, as far as there are any.
    Previews(FactPage<(ChatId, Entry)>),
    Messages(FactPage<Entry>),
    Message(Entry),
    /// What was asked for is not there.
    NotFound,
    /// The server does not have the operation.
    NotSupported,
    /// The answer cannot be used, and asking again does not help.
    Unusable,
    /// The server could not be asked, or could not answer.
    Failed {
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
}

/// What a watch does.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::live::watch) enum Action {
    /// Connect, and subscribe.
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

/// The state of a watch. It knows no clock and no network: [`step`](Self::step) is told what happens and when, and returns what is to
/// be done. Times are counted from when the watch began.
#[derive(Debug)]
pub(in crate::live::watch) struct State {
    pub(super) outbox: Outbox,
    pub(super) calls: Calls,
    pub(super) link: Link,
    pub(super) filter: Filter,
    pub(super) works: BTreeMap<ChatId, Work>,
    /// What was fetched of chats lately.
    pub(super) doubts: BTreeMap<ChatId, Doubt>,
    pub(super) held: usize,
    pub(super) held_bytes: usize,
    /// Whether the first look is done, so that there is something to go on from.
    pub(super) has_begun: bool,
    pub(super) first_look_at: Option<Duration>,
    pub(super) look: Option<Look>,
    /// The look that follows, and when.
    pub(super) next_look: Option<Duration>,
    /// Whether single messages are to be compared, too, in the look that follows.
    pub(super) is_thorough: bool,
    /// When the last full look began.
    pub(super) last_full_look: Duration,
    /// Whether there was a full look since events were lost.
    pub(super) has_looked: bool,
    pub(super) poll_interval: Duration,
    pub(super) next_poll: Duration,
    /// When the last look began, of whichever kind.
    pub(super) last_look: Duration,
    /// The hashes of the IDs of chats that are watched or not, which only the list tells.
    pub(super) strangers: BTreeSet<u64>,
    /// The chats that events were about since the last look.
    pub(super) active: BTreeSet<ChatId>,
    /// The chats that the next poll fetches in any case.
    pub(super) unsettled: BTreeSet<ChatId>,
    /// Whether the program is to be told when everything is fetched.
    pub(super) is_catching_up: bool,
    pub(super) has_told_polling: bool,
    pub(super) has_single_messages: bool,
}

/// What was fetched of a chat. Events that were sent before that may still come, and tell what was so before.
#[derive(Debug)]
pub(in crate::live::watch) struct Doubt {
    pub(super) fetched: Fetched,
    pub(super) at: Duration,
}

/// A look at the list of chats.
#[derive(Debug)]
pub(in crate::live::watch) struct Look {
    pub(super) kind: LookKind,
    pub(super) request: Option<RequestId>,
    /// The cursors that were asked for.
    pub(super) cursors: Vec<Cursor>,
    /// The hashes of the IDs of all chats that the list has shown.
    pub(super) listed: BTreeSet<u64>,
    /// How many pages in a row have shown nothing else.
    pub(super) barren_pages: usize,
    /// The chats that it has shown.
    pub(super) seen: BTreeSet<ChatId>,
    /// The chats that were deleted meanwhile.
    pub(super) gone: BTreeSet<ChatId>,
    /// The chats that events were about before it.
    pub(super) active: BTreeSet<ChatId>,
    /// The chats that are fetched whatever the list says.
    pub(super) fetched: BTreeSet<ChatId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::live::watch) enum LookKind {
    /// What is there when the watch begins.
    First,
    /// The newest message of each chat, at the beginning.
    Previews,
    /// The newest messages of a few chats, at the beginning.
    Baselines,
    /// What was missed.
    Full,
    /// What no event has told.
    Poll,
}

impl State {
    /// Begins a watch, anew or where another one was.
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

    /// Takes what happens, and returns what is to be done.
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
            // The events of this connection are sent after all that was fetched.
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

    /// Does what is due, and what nothing stands in the way of any more.
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

    /// Events were lost.
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

    /// Returns what is remembered of what the program has taken. `None` before there is anything to go on from.
    pub(in crate::live::watch) fn taken(&self) -> Option<&Memory> {
        self.has_begun.then(|| self.outbox.taken())
    }

    /// Whether frames can be taken. If not, they stay with the server until something is fetched.
    pub(in crate::live::watch) fn takes_frames(&self) -> bool {
        self.held < MAX_HELD && self.held_bytes < MAX_HELD_BYTES
    }

    /// Takes that all events were read that have come so far.
    pub(in crate::live::watch) fn drained(&mut self, now: Duration) {
        self.end_doubts(|doubt| now >= doubt.at + LATE);
    }

    /// Trusts the events of chats again of which nothing waits.
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

    /// What is watched: the chats under all IDs that are known of them.
    pub(in crate::live::watch) fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Returns when something is to be tried again.
    pub(in crate::live::watch) fn pause(&self) -> Option<Duration> {
        let loads = self.works.values().filter_map(|work| match &work.task {
            Task::Loads(loads) => loads.until,
            Task::Look | Task::Pages(_) => None,
        });
        let look = self.next_look.filter(|_| self.look.is_none());
        let pauses = [self.link.pause(), self.calls.paused_until(), look, loads.min()];
        pauses.into_iter().flatten().min()
    }

    /// Returns when something is due in any case.
    pub(in crate::live::watch) fn limit(&self) -> Option<Duration> {
        let is_idle = self.has_begun && self.look.is_none() && self.next_look.is_none();
        let poll = Some(self.next_poll).filter(|_| is_idle);
        [poll, self.link.rest()].into_iter().flatten().min()
    }
}

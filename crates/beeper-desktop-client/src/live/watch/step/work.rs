//! What the watch is fetching for one chat, and the events that it holds meanwhile.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::generated::types::{Cursor, MessageId};
use crate::live::watch::facts::{Entry, Told};
use crate::live::watch::memory::{ChatMemory, GONE, MAX_RECENT, NEVER, RecentMessage};
use crate::live::watch::step::calls::RequestId;

/// How many pages of one chat the watch keeps at a time. It drops those in between, and fetches them again when it needs them.
const MAX_PAGES: usize = 8;

/// How many pages in a row without anything new the watch follows before it stops.
pub(in crate::live::watch) const MAX_BARREN_PAGES: usize = 10;

/// How many fetched messages the watch distinguishes by their IDs.
const MAX_FETCHED: usize = 4096;

/// The work for a chat. The watch holds the events of the chat until the work is done.
#[derive(Debug)]
pub(in crate::live::watch) struct Work {
    pub(in crate::live::watch) task: Task,
    pub(in crate::live::watch) held: VecDeque<Held>,
    /// Whether to fetch the messages of the chat once more afterwards.
    pub(in crate::live::watch) again: bool,
    /// The time of the last activity in the list of chats, up to which this work fetches.
    pub(in crate::live::watch) activity: Option<i64>,
    /// The messages to fetch afterwards.
    pub(in crate::live::watch) loads: Vec<MessageId>,
}

impl Work {
    pub(in crate::live::watch) fn new(task: Task) -> Self {
        Self {
            task,
            held: VecDeque::new(),
            again: false,
            activity: None,
            loads: Vec::new(),
        }
    }
}

#[derive(Debug)]
pub(in crate::live::watch) enum Task {
    /// Waits for the next look at the list of chats.
    Look,
    /// Fetches the newest messages page by page.
    Pages(Pages),
    /// Fetches single messages.
    Loads(Loads),
}

/// An event that the watch holds.
#[derive(Debug)]
pub(in crate::live::watch) struct Held {
    pub(in crate::live::watch) news: ChatNews,
    pub(in crate::live::watch) bytes: usize,
    /// Whether the event arrived before the request was sent, so that the answer is newer.
    pub(in crate::live::watch) is_early: bool,
}

/// The change of one message in an event.
#[derive(Debug)]
pub(in crate::live::watch) enum ChatNews {
    Message(Told),
    Gone(MessageId),
}

/// A fetch of the messages of a chat. It reads pages from the newest back, and then compares them from the oldest forward.
#[derive(Debug)]
pub(in crate::live::watch) struct Pages {
    pub(in crate::live::watch) request: RequestId,
    /// The memory of the chat when the fetch started.
    pub(in crate::live::watch) known: Known,
    /// The pages, newest first.
    pages: Vec<Page>,
    /// The fetched messages.
    pub(in crate::live::watch) fetched: Fetched,
    /// The time back to which the fetch reads in any case.
    pub(in crate::live::watch) back_to: Option<i64>,
    /// Whether the fetch has read all pages that it needs.
    pub(in crate::live::watch) is_complete: bool,
    barren_pages: usize,
    /// The messages that new reactions belong to.
    pub(in crate::live::watch) targets: Vec<MessageId>,
}

#[derive(Debug)]
struct Page {
    starting_at: Option<Cursor>,
    /// The messages, newest first. `None` if the watch has dropped them.
    entries: Option<Vec<Entry>>,
}

/// The messages that were fetched of a chat. They decide how to treat the events that arrived meanwhile.
#[derive(Debug)]
pub(in crate::live::watch) struct Fetched {
    /// The content hashes of the messages by the hashes of their IDs.
    contents: HashMap<u64, u64>,
    /// The time from which on all messages were fetched.
    from: i64,
    /// The time of the newest message.
    to: i64,
    /// The messages that are older than the watch. The memory does not include them while an event may still report their change.
    pub(in crate::live::watch) old: Vec<RecentMessage>,
}

impl Default for Fetched {
    /// Returns the state before anything was fetched.
    fn default() -> Self {
        Self {
            contents: HashMap::new(),
            from: i64::MAX,
            to: NEVER,
            old: Vec::new(),
        }
    }
}

impl Fetched {
    pub(in crate::live::watch) fn add(&mut self, entry: &Entry) {
        self.to = self.to.max(entry.remembered.time);
        self.note(entry.remembered.id, entry.remembered.content);
    }

    fn note(&mut self, id: u64, content: u64) {
        if self.contents.len() < MAX_FETCHED || self.has(id) {
            self.contents.insert(id, content);
        }
    }

    /// Returns the time from which on all messages were fetched.
    pub(in crate::live::watch) fn from(&self) -> i64 {
        self.from
    }

    pub(in crate::live::watch) fn is_empty(&self) -> bool {
        self.contents.is_empty()
    }

    /// Returns whether a message was fetched.
    pub(in crate::live::watch) fn has(&self, id: u64) -> bool {
        self.contents.contains_key(&id)
    }

    /// Returns the content of a message when it was fetched last. Unlike the memory, this includes every message of a long fetch.
    pub(in crate::live::watch) fn content(&self, id: u64) -> Option<u64> {
        self.contents.get(&id).copied()
    }

    /// Adds what an earlier fetch returned.
    pub(in crate::live::watch) fn merge(&mut self, before: Self) {
        for (id, content) in before.contents {
            if !self.has(id) {
                self.note(id, content);
            }
        }
        (self.from, self.to) = (self.from.min(before.from), self.to.max(before.to));
        self.old.splice(0..0, before.old);
        self.old.truncate(MAX_RECENT);
    }

    /// Returns the content of a message that is older than the watch.
    pub(in crate::live::watch) fn old_content(&self, id: u64) -> Option<u64> {
        let mut old = self.old.iter().rev();
        old.find(|old| old.id == id).map(|old| old.content)
    }

    /// Returns the content of a message that the watch has reported to the program.
    pub(in crate::live::watch) fn told_content(&self, id: u64) -> Option<u64> {
        self.content(id).filter(|_| self.old_content(id).is_none())
    }

    /// Returns whether the fetch covered this time, so that it must have found a message that existed then.
    pub(in crate::live::watch) fn reaches_back_to(&self, time: i64) -> bool {
        time != NEVER && time > self.from
    }

    /// Returns whether both older and newer messages were fetched.
    pub(in crate::live::watch) fn spans(&self, time: i64) -> bool {
        self.reaches_back_to(time) && time <= self.to
    }
}

/// What the watch knew about a chat before it fetched its messages.
#[derive(Clone, Copy, Debug)]
pub(in crate::live::watch) struct Known {
    pub(in crate::live::watch) floor: i64,
    pub(in crate::live::watch) newest: i64,
    /// Whether the comparison has passed a known message, so that all further ones are new.
    pub(in crate::live::watch) is_passed: bool,
    /// Whether this is the first state of the chat, so that no message is new.
    pub(in crate::live::watch) is_baseline: bool,
}

impl Known {
    /// Returns whether a message was known and belongs to the part of the chat that was known without gaps.
    pub(in crate::live::watch) fn has(&self, chat: Option<&ChatMemory>, entry: &Entry) -> bool {
        let is_known = chat.is_some_and(|chat| chat.content_of(entry.remembered.id).is_some());
        is_known && entry.remembered.time >= self.floor
    }
}

/// What to do after a page.
#[derive(Debug, PartialEq)]
pub(in crate::live::watch) enum NextPage {
    /// Fetch a page, or fetch it again.
    Fetch(Option<Cursor>),
    /// Stop: the fetch has all pages that it needs.
    Done,
}

impl Pages {
    pub(in crate::live::watch) fn new(request: RequestId, chat: Option<&ChatMemory>, is_baseline: bool) -> Self {
        let begun = ChatMemory::default();
        let chat = chat.unwrap_or(&begun);
        Self {
            request,
            known: Known {
                floor: chat.floor,
                newest: chat.newest,
                is_passed: false,
                is_baseline,
            },
            pages: Vec::new(),
            fetched: Fetched::default(),
            back_to: None,
            is_complete: false,
            barren_pages: 0,
            targets: Vec::new(),
        }
    }

    /// Takes the next older page.
    pub(in crate::live::watch) fn take(
        &mut self,
        starting_at: Option<Cursor>,
        entries: Vec<Entry>,
        next: Option<Cursor>,
        chat: Option<&ChatMemory>,
    ) -> NextPage {
        let oldest = entries.last().map(|entry| entry.remembered.time);
        let is_barren = entries.iter().all(|entry| self.fetched.has(entry.remembered.id));
        self.barren_pages = if is_barren { self.barren_pages + 1 } else { 0 };
        let is_reached = entries.iter().any(|entry| self.known.has(chat, entry));
        let recent = chat.map_or(&[][..], |chat| &chat.recent);
        let there = recent
            .iter()
            .filter(|recent| recent.content != GONE && recent.time != NEVER);
        // A new message may be older than the newest known one, as clocks are set back. So compare with the oldest known one.
        let oldest_known = there.map(|recent| recent.time).min();
        let is_before = |time: i64| match oldest_known {
            Some(known) => time < known,
            None if recent.is_empty() => time <= self.known.newest,
            None => time < self.known.newest,
        };
        let is_back = self
            .back_to
            .is_none_or(|time| oldest.is_some_and(|oldest| oldest < time));
        let is_over = is_reached || oldest.is_some_and(|oldest| oldest != NEVER && is_before(oldest));
        let next = next.filter(|next| self.pages.iter().all(|page| page.starting_at.as_ref() != Some(next)));
        let next = next.filter(|_| self.barren_pages < MAX_BARREN_PAGES);
        for entry in &entries {
            self.fetched.add(entry);
        }
        let entries = Some(entries);
        self.pages.push(Page { starting_at, entries });
        let mut kept = self.pages.iter_mut().skip(1).filter(|page| page.entries.is_some());
        if let Some(newest) = kept.next()
            && kept.count() + 2 > MAX_PAGES
        {
            newest.entries = None;
        }
        // For a first state, one page is enough.
        let is_enough = (is_over && is_back) || self.known.is_baseline;
        match next {
            Some(next) if !is_enough => NextPage::Fetch(Some(next)),
            next => {
                self.is_complete = true;
                self.fetched.from = match (next, oldest) {
                    (None, _) => NEVER,
                    (Some(_), Some(oldest)) if oldest != NEVER => oldest,
                    (Some(_), _) => self.known.floor,
                };
                NextPage::Done
            }
        }
    }

    /// Returns whether no page has arrived yet.
    pub(in crate::live::watch) fn is_untouched(&self) -> bool {
        self.pages.is_empty() && !self.is_complete
    }

    /// Takes the oldest page, oldest message first, or returns the cursor of the page if it has to be fetched again.
    pub(in crate::live::watch) fn next_oldest(&mut self) -> Option<Result<Vec<Entry>, Option<Cursor>>> {
        let page = self.pages.last_mut()?;
        let Some(mut entries) = page.entries.take() else {
            return Some(Err(page.starting_at.clone()));
        };
        self.pages.pop();
        entries.reverse();
        Some(Ok(entries))
    }

    /// Takes a page that was fetched again.
    pub(in crate::live::watch) fn refill(&mut self, entries: Vec<Entry>) {
        for entry in &entries {
            self.fetched.add(entry);
        }
        if let Some(page) = self.pages.last_mut() {
            page.entries = Some(entries);
        }
    }
}

/// A fetch of single messages of a chat, one after the other.
#[derive(Debug)]
pub(in crate::live::watch) struct Loads {
    pub(in crate::live::watch) waiting: VecDeque<MessageId>,
    /// The request for the first message.
    pub(in crate::live::watch) request: Option<RequestId>,
    /// How often the server did not find the first message.
    pub(in crate::live::watch) misses: u32,
    /// When to ask for the first message again.
    pub(in crate::live::watch) until: Option<Duration>,
    /// The messages fetched so far.
    pub(in crate::live::watch) fetched: Fetched,
}

impl Loads {
    pub(in crate::live::watch) fn new(waiting: impl IntoIterator<Item = MessageId>) -> Self {
        Self {
            waiting: waiting.into_iter().collect(),
            request: None,
            misses: 0,
            until: None,
            fetched: Fetched::default(),
        }
    }
}

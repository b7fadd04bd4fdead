//! What is being fetched of one chat, and what waits for that.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::generated::types::{Cursor, MessageId};
use crate::live::watch::facts::{Entry, Told};
use crate::live::watch::memory::{ChatMemory, GONE, MAX_RECENT, NEVER, RecentMessage};
use crate::live::watch::step::calls::RequestId;

/// How many pages of one chat are kept at a time. Those in between are fetched again when their turn comes.
const MAX_PAGES: usize = 8;

/// How many pages of a list are followed that show nothing, or nothing that those before have not shown.
pub(in crate::live::watch) const MAX_BARREN_PAGES: usize = 10;

/// How many messages of those that were fetched are told from others by their IDs.
const MAX_FETCHED: usize = 4096;

/// What is being done for a chat. Its events wait until that is over.
#[derive(Debug)]
pub(in crate::live::watch) struct Work {
    pub(in crate::live::watch) task: Task,
    pub(in crate::live::watch) held: VecDeque<Held>,
    /// Whether its messages have to be fetched once more after that.
    pub(in crate::live::watch) again: bool,
    /// What the list of chats says that happened last, and is followed up by this.
    pub(in crate::live::watch) activity: Option<i64>,
    /// The messages that are to be fetched after that.
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
    /// Waits for what the list of chats says of the chat.
    Look,
    /// Fetches its newest messages.
    Pages(Pages),
    /// Fetches single messages.
    Loads(Loads),
}

/// An event that waits.
#[derive(Debug)]
pub(in crate::live::watch) struct Held {
    pub(in crate::live::watch) news: ChatNews,
    pub(in crate::live::watch) bytes: usize,
    /// Whether it came before the request was sent, so that the answer is newer.
    pub(in crate::live::watch) is_early: bool,
}

/// What an event says of one message of a chat.
#[derive(Debug)]
pub(in crate::live::watch) enum ChatNews {
    Message(Told),
    Gone(MessageId),
}

/// The messages of a chat, which are fetched from the newest back and handed out from the oldest on.
#[derive(Debug)]
pub(in crate::live::watch) struct Pages {
    pub(in crate::live::watch) request: RequestId,
    /// What was known of the chat when this began.
    pub(in crate::live::watch) known: Known,
    /// The pages, the newest first.
    pages: Vec<Page>,
    /// What was fetched.
    pub(in crate::live::watch) fetched: Fetched,
    /// The time to which to go back in any case.
    pub(in crate::live::watch) back_to: Option<i64>,
    /// Whether all pages are there that are needed.
    pub(in crate::live::watch) is_complete: bool,
    barren_pages: usize,
    /// The messages that new reactions are to.
    pub(in crate::live::watch) targets: Vec<MessageId>,
}

#[derive(Debug)]
struct Page {
    starting_at: Option<Cursor>,
    /// Its messages, the newest first, as long as they are kept.
    entries: Option<Vec<Entry>>,
}

/// What was fetched of a chat, by which events are judged that came meanwhile.
#[derive(Debug)]
pub(in crate::live::watch) struct Fetched {
    /// The hashes of the IDs and contents of the messages.
    contents: HashMap<u64, u64>,
    /// The time from which on all messages were fetched.
    from: i64,
    /// The time of the newest message.
    to: i64,
    /// The messages that were there before the watch. Nothing is known of them as long as events may tell that they have changed.
    pub(in crate::live::watch) old: Vec<RecentMessage>,
}

impl Default for Fetched {
    /// Nothing.
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

    /// The time from which on all messages were fetched.
    pub(in crate::live::watch) fn from(&self) -> i64 {
        self.from
    }

    pub(in crate::live::watch) fn is_empty(&self) -> bool {
        self.contents.is_empty()
    }

    /// Whether a message is one of them.
    pub(in crate::live::watch) fn has(&self, id: u64) -> bool {
        self.contents.contains_key(&id)
    }

    /// The content of a message, as it was when it was fetched last. Of so many that were handed out, not all are remembered.
    pub(in crate::live::watch) fn content(&self, id: u64) -> Option<u64> {
        self.contents.get(&id).copied()
    }

    /// Adds what was fetched before.
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

    /// The content of a message that was there before the watch.
    pub(in crate::live::watch) fn old_content(&self, id: u64) -> Option<u64> {
        let mut old = self.old.iter().rev();
        old.find(|old| old.id == id).map(|old| old.content)
    }

    /// The content of a message that was handed out.
    pub(in crate::live::watch) fn told_content(&self, id: u64) -> Option<u64> {
        self.content(id).filter(|_| self.old_content(id).is_none())
    }

    /// Whether a message would be one of them, if it was there before.
    pub(in crate::live::watch) fn reaches_back_to(&self, time: i64) -> bool {
        time != NEVER && time > self.from
    }

    /// Whether older and newer messages are among them.
    pub(in crate::live::watch) fn spans(&self, time: i64) -> bool {
        self.reaches_back_to(time) && time <= self.to
    }
}

/// What was known of a chat before its messages were fetched.
#[derive(Clone, Copy, Debug)]
pub(in crate::live::watch) struct Known {
    pub(in crate::live::watch) floor: i64,
    pub(in crate::live::watch) newest: i64,
    /// Whether a message that was known has been passed, so that what follows is new.
    pub(in crate::live::watch) is_passed: bool,
    /// Whether nothing is new, because the watch has not begun.
    pub(in crate::live::watch) is_baseline: bool,
}

impl Known {
    /// Whether a message is one of those without gaps that were known.
    pub(in crate::live::watch) fn has(&self, chat: Option<&ChatMemory>, entry: &Entry) -> bool {
        let is_known = chat.is_some_and(|chat| chat.content_of(entry.remembered.id).is_some());
        is_known && entry.remembered.time >= self.floor
    }
}

/// What comes after a page.
#[derive(Debug, PartialEq)]
pub(in crate::live::watch) enum NextPage {
    /// A page is to be fetched, or fetched again.
    Fetch(Option<Cursor>),
    /// There is nothing more to fetch.
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

    /// Takes a page on the way back.
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
        // New messages may be older than the newest that is known: clocks are set back.
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
        // A first page of a chat of which nothing is remembered is enough to know it by.
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

    /// Whether no page has come yet.
    pub(in crate::live::watch) fn is_untouched(&self) -> bool {
        self.pages.is_empty() && !self.is_complete
    }

    /// Takes the oldest page on the way forth, the oldest message first; or says that it has to be fetched again.
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

/// Single messages of a chat, which are fetched one after the other.
#[derive(Debug)]
pub(in crate::live::watch) struct Loads {
    pub(in crate::live::watch) waiting: VecDeque<MessageId>,
    /// The request for the first one.
    pub(in crate::live::watch) request: Option<RequestId>,
    /// How often the first one was not found.
    pub(in crate::live::watch) misses: u32,
    /// When to ask for it again.
    pub(in crate::live::watch) until: Option<Duration>,
    /// What was fetched.
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

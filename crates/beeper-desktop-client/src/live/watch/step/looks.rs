//! Looks at the list of chats, to find out which chats exist and in which ones something happened.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::time::Duration;

use crate::generated::types::{ChatId, Cursor};
use crate::live::watch::content::hash_of_id;
use crate::live::watch::event::WatchEvent;
use crate::live::watch::facts::{Entry, FactPage, ListedFact};
use crate::live::watch::step::calls::{Request, RequestId};
use crate::live::watch::step::outbox::Update;
use crate::live::watch::step::state::{Look, LookKind, State};
use crate::live::watch::step::work::{MAX_BARREN_PAGES, Task};

/// In how many chats the first look reads a page of messages.
const BASELINES: usize = 8;

/// How many pages of previews the first look reads.
const PREVIEW_PAGES: usize = 2;

/// In how many chats the watch compares messages after events were lost, even if the list shows nothing new there.
const COMPARED: usize = 16;

/// If the watch takes longer than this to connect after the first look, it compares the first state once more.
const SHORT_BEGINNING: Duration = Duration::from_secs(2);

/// How many IDs of chats outside the watch are remembered.
const MAX_STRANGERS: usize = 4096;

/// The shortest time between two looks that events cause.
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);

impl State {
    /// Starts the first look, unless it has already started.
    pub(super) fn look_first(&mut self, now: Duration) {
        if self.look.is_none() {
            self.begin_look(now, LookKind::First, BTreeSet::new());
        }
    }

    /// Starts a full look at once, as there is a new connection.
    pub(super) fn look_anew(&mut self, now: Duration) {
        let was_slow = |first_look: Duration| now.saturating_sub(first_look) > SHORT_BEGINNING;
        self.is_thorough |= !self.has_looked && self.first_look_at.is_some_and(was_slow);
        if let Some(look) = self.look.take() {
            look.request.inspect(|id| self.calls.cancel(*id));
            self.is_thorough |= look.kind == LookKind::Full;
            self.unsettled.extend(look.fetched);
        }
        self.next_look = Some(now);
    }

    /// Starts a full look soon, as events were lost.
    pub(super) fn look_soon(&mut self, now: Duration) {
        let soon = now.max(self.last_full_look + BETWEEN_LOOKS);
        self.next_look.get_or_insert(soon);
    }

    /// Looks at the list soon to find out whether a chat is watched, if the watch knows only its ID.
    ///
    /// Each ID causes one look. If the look does not find the chat, its events are ignored until a poll does.
    pub(super) fn look_for_stranger(&mut self, now: Duration, chat_id: &ChatId) {
        if self.strangers.len() >= MAX_STRANGERS {
            self.strangers.clear();
        }
        if self.strangers.insert(hash_of_id(chat_id.as_str())) {
            let soon = now.max(self.last_look + BETWEEN_LOOKS);
            self.next_poll = self.next_poll.min(soon);
        }
    }

    /// Returns whether the events of a chat wait for a look.
    pub(super) fn is_awaiting_look(&self, chat_id: &ChatId) -> bool {
        let is_ahead = |look: &Look| look.kind == LookKind::Full && !look.seen.contains(chat_id);
        self.next_look.is_some() || self.look.as_ref().is_some_and(is_ahead)
    }

    /// Starts the look that is due, if any.
    pub(super) fn look_due(&mut self, now: Duration) {
        if !self.has_begun || self.look.is_some() {
            return;
        }
        match self.next_look {
            Some(at) if at <= now => {
                self.next_look = None;
                self.last_full_look = now;
                let compared = match std::mem::take(&mut self.is_thorough) {
                    true => self.latest_chats(),
                    false => BTreeSet::new(),
                };
                self.begin_look(now, LookKind::Full, compared);
            }
            None if self.next_poll <= now => self.begin_look(now, LookKind::Poll, BTreeSet::new()),
            _ => {}
        }
    }

    /// Returns the chats with the latest messages, out of those with remembered messages.
    fn latest_chats(&self) -> BTreeSet<ChatId> {
        let known = self.outbox.chats().filter(|(_, chat)| !chat.recent.is_empty());
        let mut known: Vec<_> = known.map(|(id, chat)| (Reverse(chat.newest), id)).collect();
        known.sort();
        known.into_iter().take(COMPARED).map(|(_, id)| id.clone()).collect()
    }

    fn begin_look(&mut self, now: Duration, kind: LookKind, mut fetched: BTreeSet<ChatId>) {
        self.next_poll = now + self.poll_interval;
        self.last_look = now;
        fetched.append(&mut self.unsettled);
        let request = self.calls.add(Request::Chats { starting_at: None }, true);
        self.look = Some(Look {
            kind,
            request: Some(request),
            cursors: Vec::new(),
            listed: BTreeSet::new(),
            barren_pages: 0,
            seen: BTreeSet::new(),
            gone: BTreeSet::new(),
            active: std::mem::take(&mut self.active),
            fetched,
        });
    }

    /// Takes a page of the list of chats.
    pub(super) fn take_chats(&mut self, now: Duration, id: RequestId, page: FactPage<ListedFact>) {
        let Some(kind) = self.look_of(id) else { return };
        if let Some(look) = &mut self.look {
            let ids = page.items.iter().map(|chat| hash_of_id(chat.id.as_str()));
            let is_barren = ids.filter(|id| look.listed.insert(*id)).count() == 0;
            look.barren_pages = if is_barren { look.barren_pages + 1 } else { 0 };
        }
        let mut is_last_changed = false;
        for chat in page.items {
            let is_gone = self.look.as_ref().is_some_and(|look| look.gone.contains(&chat.id));
            if is_gone || !self.filter.takes_listed(&chat) {
                continue;
            }
            if let Some(look) = &mut self.look {
                look.seen.insert(chat.id.clone());
            }
            match kind {
                LookKind::First => {
                    let ListedFact {
                        activity, fingerprint, ..
                    } = chat;
                    self.outbox.note(&chat.id, Update::Found { activity, fingerprint });
                }
                _ => is_last_changed = self.compare(now, kind, chat),
            }
        }
        let is_wanted = kind != LookKind::Poll || is_last_changed;
        let is_complete = page.next.is_none();
        match page.next.filter(|next| is_wanted && self.is_new_cursor(next)) {
            Some(next) => self.ask_for_more(Request::Chats {
                starting_at: Some(next),
            }),
            None if kind == LookKind::First => self.look_closer(),
            None => self.finish_look(is_complete || kind == LookKind::Full),
        }
    }

    fn look_of(&self, id: RequestId) -> Option<LookKind> {
        let look = self.look.as_ref()?;
        (look.request == Some(id)).then_some(look.kind)
    }

    fn is_new_cursor(&mut self, cursor: &Cursor) -> bool {
        let Some(look) = &mut self.look else { return false };
        let is_new = !look.cursors.contains(cursor) && look.barren_pages < MAX_BARREN_PAGES;
        look.cursors.push(cursor.clone());
        is_new
    }

    fn ask_for_more(&mut self, request: Request) {
        let request = self.calls.add(request, true);
        if let Some(look) = &mut self.look {
            look.request = Some(request);
        }
    }

    /// Compares a listed chat with the memory, and returns whether its activity is later than its newest message.
    fn compare(&mut self, now: Duration, kind: LookKind, listed: ListedFact) -> bool {
        let ListedFact {
            id,
            activity,
            fingerprint,
            ..
        } = listed;
        let changed = WatchEvent::ChangedChat { chat_id: id.clone() };
        let Some(chat) = self.outbox.chat(&id) else {
            self.outbox.tell_of(&id, changed, Update::Fingerprint(fingerprint));
            self.fetch(&id, Some(activity));
            return true;
        };
        let looks = self.look.as_ref();
        let is_active = self.active.contains(&id) || looks.is_some_and(|look| look.active.contains(&id));
        let is_wanted = looks.is_some_and(|look| look.fetched.contains(&id));
        let is_later = activity > chat.newest && activity != chat.activity;
        let is_different = chat.fingerprint != fingerprint;
        // After a loss, an event does not explain a new time of activity: a lost one may have caused it. The server may also take
        // this time from another clock than the times of messages.
        let is_explained = is_active && kind == LookKind::Poll && self.has_looked;
        let is_untold = (!is_explained && activity != chat.activity) || (!is_active && is_different);
        let is_awaited = self.works.get(&id).is_some_and(|work| work.again);
        if is_different {
            let update = Update::Fingerprint(fingerprint);
            match is_active && kind == LookKind::Poll {
                // An event has already reported the change to the program.
                true => self.outbox.note(&id, update),
                false => self.outbox.tell_of(&id, changed, update),
            }
        }
        match is_later || is_untold || is_wanted || is_awaited {
            true => self.fetch(&id, Some(activity)),
            false => {
                self.outbox.note(&id, Update::Activity(activity));
                self.settle_looked(now, &id);
            }
        }
        is_later
    }

    /// Ends a look. A chat that the list did not show may be deleted, or may have moved up the list during the look.
    fn finish_look(&mut self, is_complete: bool) {
        let Some(look) = self.look.take() else { return };
        let is_full = look.kind == LookKind::Full;
        self.has_looked |= is_full;
        let known = self.outbox.chats().map(|(id, _)| id).filter(|_| is_complete);
        let waiting = self.works.iter().filter(|(_, work)| matches!(work.task, Task::Look));
        let waiting = waiting
            .map(|(id, _)| id)
            .filter(|_| is_full && self.next_look.is_none());
        let unseen: BTreeSet<_> = known.chain(waiting).chain(&look.fetched).cloned().collect();
        for id in unseen.difference(&look.seen) {
            if self.filter.takes_unlisted(id, None) == Some(false) {
                self.forget(id);
            } else if !look.gone.contains(id) {
                self.fetch(id, None);
            }
        }
    }

    /// Continues the first look: reads the newest message of many chats, and then a page of messages of a few.
    fn look_closer(&mut self) {
        let Some(look) = &mut self.look else { return };
        look.kind = LookKind::Previews;
        look.cursors.clear();
        match look.seen.len() > BASELINES {
            true => self.ask_for_more(Request::Previews { starting_at: None }),
            false => self.look_closest(),
        }
    }

    /// Takes a page of the newest messages of chats.
    pub(super) fn take_previews(&mut self, id: RequestId, page: FactPage<(ChatId, Entry)>) {
        if self.look_of(id) != Some(LookKind::Previews) {
            return;
        }
        for (chat_id, newest) in page.items {
            if newest.reaction_to.is_none() && self.outbox.chat(&chat_id).is_some() {
                self.outbox.note(&chat_id, Update::Newest(newest.remembered));
            }
        }
        let is_enough = self
            .look
            .as_ref()
            .is_none_or(|look| look.cursors.len() + 1 >= PREVIEW_PAGES);
        match page.next.filter(|next| !is_enough && self.is_new_cursor(next)) {
            Some(next) => self.ask_for_more(Request::Previews {
                starting_at: Some(next),
            }),
            None => self.look_closest(),
        }
    }

    /// Reads a page of messages in each of the chats with the latest activity.
    pub(super) fn look_closest(&mut self) {
        let Some(look) = &mut self.look else { return };
        look.kind = LookKind::Baselines;
        look.request = None;
        let mut latest: Vec<_> = self
            .outbox
            .chats()
            .map(|(id, chat)| (Reverse(chat.activity), id))
            .collect();
        latest.sort();
        let latest: Vec<_> = latest.into_iter().take(BASELINES).map(|(_, id)| id.clone()).collect();
        for id in latest {
            self.fetch_baseline(&id);
        }
    }

    /// Ends the first look once all its answers have arrived.
    pub(super) fn begin_if_looked(&mut self, now: Duration) {
        let is_closest = self.look.as_ref().is_some_and(|look| look.kind == LookKind::Baselines);
        if is_closest && self.works.is_empty() {
            self.look = None;
            self.has_begun = true;
            self.first_look_at = Some(now);
        }
    }
}

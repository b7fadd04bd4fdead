//! Releases the events of a chat that were held during a fetch, and checks those that may be older than what was fetched.

use std::time::Duration;

use crate::generated::types::{ChatId, MessageId};
use crate::live::watch::content::hash_of_id;
use crate::live::watch::facts::Told;
use crate::live::watch::memory::{ChatMemory, NEVER, RecentMessage};
use crate::live::watch::step::compare::{take_deletion, take_event};
use crate::live::watch::step::outbox::Update;
use crate::live::watch::step::state::{Doubt, State};
use crate::live::watch::step::work::{ChatNews, Fetched, Held, Loads, Task, Work};

/// How to treat a held event.
enum Verdict {
    /// The watch knows this state of the message, or has already seen a newer one.
    Known,
    /// The event contains the current state of the message.
    Certain,
    /// The event may be older than the state of this message that was fetched last.
    Doubtful(MessageId),
}

impl State {
    /// Releases the events of a chat that waited for a look, if the look found nothing to fetch.
    pub(super) fn settle_looked(&mut self, now: Duration, chat_id: &ChatId) {
        let is_looked = |work: &Work| matches!(work.task, Task::Look);
        if self.works.get(chat_id).is_some_and(is_looked) {
            self.settle(now, chat_id, Fetched::default());
        }
    }

    /// Ends the work for a chat, and releases the events that it held. `fetched` are the messages that the work fetched.
    pub(super) fn settle(&mut self, now: Duration, chat_id: &ChatId, fetched: Fetched) {
        let is_awaiting_look = self.is_awaiting_look(chat_id);
        let Some(work) = self.works.get_mut(chat_id) else {
            return;
        };
        if is_awaiting_look {
            work.task = Task::Look;
            // The held events may be older than these messages.
            work.again |= !work.held.is_empty() && !fetched.is_empty();
            return self.doubt(now, chat_id, fetched);
        }
        if work.again {
            self.doubt(now, chat_id, fetched);
            return self.fetch_again(chat_id);
        }
        let Some(mut work) = self.works.remove(chat_id) else {
            return;
        };
        let mut loads = std::mem::take(&mut work.loads);
        while loads.is_empty()
            && let Some(held) = work.held.pop_front()
        {
            self.held -= 1;
            self.held_bytes -= held.bytes;
            match self.judge(chat_id, &held, &fetched) {
                Verdict::Known => {}
                Verdict::Certain => loads = self.take_news(chat_id, held.news),
                Verdict::Doubtful(id) => {
                    loads = vec![id];
                    // The event stays held while its message is fetched. It is taken as it is if the server cannot return single
                    // messages and no page contains the message.
                    self.held += 1;
                    self.held_bytes += held.bytes;
                    work.held.push_front(held);
                }
            }
        }
        self.doubt(now, chat_id, fetched);
        if loads.is_empty() && work.held.is_empty() {
            return;
        }
        work.held.iter_mut().for_each(|held| held.is_early = true);
        work.task = Task::Loads(Loads::new(loads));
        self.works.insert(chat_id.clone(), work);
        match self.has_single_messages {
            true => self.load_due(now),
            false => self.fetch_again(chat_id),
        }
    }

    /// Adds old messages of a chat to the memory, with the content that they had when they were fetched.
    pub(super) fn remember_old(&mut self, chat_id: &ChatId, fetched: Fetched) {
        let is_unknown = |chat: &ChatMemory, old: &RecentMessage| chat.content_of(old.id).is_none();
        let Some(chat) = self.outbox.chat(chat_id) else { return };
        let old: Vec<_> = fetched
            .old
            .iter()
            .copied()
            .filter(|old| is_unknown(chat, old))
            .collect();
        self.outbox.note(chat_id, Update::KnownFrom(fetched.from()));
        old.into_iter()
            .for_each(|old| self.outbox.note(chat_id, Update::Message(old)));
    }

    /// Treats the coming events of a chat with doubt, as they may be older than the messages just fetched.
    fn doubt(&mut self, now: Duration, chat_id: &ChatId, mut fetched: Fetched) {
        if fetched.is_empty() {
            return;
        }
        if let Some(before) = self.doubts.remove(chat_id) {
            fetched.merge(before.fetched);
        }
        self.doubts.insert(chat_id.clone(), Doubt { fetched, at: now });
    }

    /// Decides how to treat an event that may have been held while messages were fetched.
    fn judge(&self, chat_id: &ChatId, held: &Held, fetched: &Fetched) -> Verdict {
        let (id, entry) = match &held.news {
            ChatNews::Message(Told::Whole(entry)) => (&entry.message.id, Some(&entry.remembered)),
            ChatNews::Message(Told::Id(id)) | ChatNews::Gone(id) => (id, None),
        };
        let hash = hash_of_id(id.as_str());
        let known = self.outbox.chat(chat_id).and_then(|chat| chat.content_of(hash));
        let before = self.doubts.get(chat_id).map(|doubt| &doubt.fetched);
        let old = fetched.old_content(hash);
        let old = old.or_else(|| before.and_then(|before| before.old_content(hash)));
        let told = || {
            let before = || before.and_then(|before| before.content(hash));
            fetched.content(hash).or_else(before).filter(|_| old.is_none())
        };
        let known = known.or_else(told);
        if known.is_some() && held.is_early && fetched.has(hash) && (old.is_none() || known == old) {
            return Verdict::Known;
        }
        let Some(entry) = entry else {
            return Verdict::Certain;
        };
        // For an event without a time, pages cannot tell whether the message was deleted.
        let before = before.filter(|_| self.has_single_messages || entry.time != NEVER);
        let any = |is_so: &dyn Fn(&Fetched) -> bool| is_so(fetched) || before.is_some_and(is_so);
        let is_fetched = any(&|fetched| fetched.has(hash));
        let is_gone = match held.is_early {
            true => before.is_some_and(|before| before.spans(entry.time)),
            false => any(&|fetched| fetched.spans(entry.time)),
        };
        match known {
            Some(content) if content == entry.content => Verdict::Known,
            // The fetch covered the time of this message and did not find it, so it was deleted by then.
            _ if held.is_early && !fetched.has(hash) && fetched.reaches_back_to(entry.time) => Verdict::Known,
            // An event with the fetched state follows, and it will report the change of the old message.
            known if old.is_some() && known != old => match held.is_early && fetched.has(hash) {
                _ if old == Some(entry.content) => Verdict::Certain,
                true => Verdict::Known,
                false => Verdict::Doubtful(id.clone()),
            },
            Some(_) if is_fetched => Verdict::Doubtful(id.clone()),
            None if is_gone => Verdict::Doubtful(id.clone()),
            _ => Verdict::Certain,
        }
    }

    /// Takes the change of a message from an event. Returns the messages that have to be fetched.
    pub(super) fn take_news(&mut self, chat_id: &ChatId, news: ChatNews) -> Vec<MessageId> {
        match news {
            ChatNews::Message(Told::Whole(entry)) => {
                take_event(&mut self.outbox, chat_id, entry, None).into_iter().collect()
            }
            ChatNews::Message(Told::Id(id)) => vec![id],
            ChatNews::Gone(id) => {
                take_deletion(&mut self.outbox, chat_id, id);
                Vec::new()
            }
        }
    }
}

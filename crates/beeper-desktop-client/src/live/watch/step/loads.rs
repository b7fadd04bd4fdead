//! Fetches single messages: those that an event names only by ID, and those whose current state is in doubt.

use std::time::Duration;

use crate::generated::types::{ChatId, MessageId};
use crate::live::watch::content::hash_of_id;
use crate::live::watch::facts::{Entry, Told};
use crate::live::watch::step::calls::{Request, RequestId};
use crate::live::watch::step::compare::take_event;
use crate::live::watch::step::state::State;
use crate::live::watch::step::work::{ChatNews, Held, Loads, Task, Work};

/// How often the watch asks for a message that the server does not find.
const LOADS: u32 = 4;

/// The first pause before the watch asks for it again. Each further pause is twice as long.
const FIRST_LOAD_PAUSE: Duration = Duration::from_millis(500);

impl State {
    /// Fetches messages of a chat by their IDs.
    pub(super) fn load(&mut self, now: Duration, chat_id: &ChatId, ids: Vec<MessageId>) {
        let work = Work::new(Task::Loads(Loads::new(ids)));
        self.works.insert(chat_id.clone(), work);
        match self.has_single_messages {
            true => self.load_due(now),
            false => self.fetch_again(chat_id),
        }
    }

    /// Requests the next message of every chat where one is due.
    pub(super) fn load_due(&mut self, now: Duration) {
        for (chat_id, work) in &mut self.works {
            let Task::Loads(loads) = &mut work.task else { continue };
            if loads.request.is_some() || loads.until.is_some_and(|until| until > now) {
                continue;
            }
            loads.until = None;
            if let Some(message_id) = loads.waiting.front() {
                let (chat_id, message_id) = (chat_id.clone(), message_id.clone());
                loads.request = Some(self.calls.add(Request::Message { chat_id, message_id }, false));
            }
        }
    }

    /// Takes a single message, or `None` if the server did not find it.
    pub(super) fn take_message(&mut self, now: Duration, id: RequestId, chat_id: &ChatId, found: Option<Entry>) {
        let is_going = self.is_going(chat_id);
        let doubted = found.as_ref().and_then(|entry| {
            let doubt = self.doubts.get(chat_id)?;
            doubt.fetched.told_content(entry.remembered.id)
        });
        let Some(loads) = self.loads_of(id, chat_id) else {
            return;
        };
        loads.request = None;
        let Some(entry) = found else {
            loads.misses += 1;
            if is_going {
                return self.give_up_load(now, chat_id);
            }
            if loads.misses < LOADS {
                loads.until = Some(now + FIRST_LOAD_PAUSE * 2_u32.pow(loads.misses - 1));
                return;
            }
            self.unsettled.insert(chat_id.clone());
            return self.give_up_load(now, chat_id);
        };
        let before = loads.fetched.content(entry.remembered.id).or(doubted);
        loads.fetched.add(&entry);
        let target = take_event(&mut self.outbox, chat_id, entry, before);
        if let Some(Work {
            task: Task::Loads(loads),
            ..
        }) = self.works.get_mut(chat_id)
        {
            let is_other = |target: &MessageId| !loads.fetched.has(hash_of_id(target.as_str()));
            let target = target.filter(is_other);
            loads.waiting.extend(target);
        }
        self.finish_load(now, chat_id);
    }

    /// Gives up a single message. The next poll may find it.
    pub(super) fn give_up_message(&mut self, now: Duration, id: RequestId, chat_id: &ChatId) {
        if let Some(loads) = self.loads_of(id, chat_id) {
            loads.request = None;
            self.unsettled.insert(chat_id.clone());
            self.give_up_load(now, chat_id);
        }
    }

    /// Notes that the server cannot return single messages. The watch fetches whole pages instead from now on.
    pub(super) fn do_without_single_messages(&mut self, id: RequestId, chat_id: &ChatId) {
        self.has_single_messages = false;
        if self.loads_of(id, chat_id).is_some() {
            self.fetch_again(chat_id);
        }
    }

    /// Returns whether a held event deletes the message that was requested.
    fn is_going(&self, chat_id: &ChatId) -> bool {
        let Some(work) = self.works.get(chat_id) else {
            return false;
        };
        let Task::Loads(loads) = &work.task else { return false };
        let asked = loads.waiting.front();
        work.held
            .iter()
            .any(|held| matches!(&held.news, ChatNews::Gone(id) if Some(id) == asked))
    }

    fn loads_of(&mut self, id: RequestId, chat_id: &ChatId) -> Option<&mut Loads> {
        match &mut self.works.get_mut(chat_id)?.task {
            Task::Loads(loads) if loads.request == Some(id) => Some(loads),
            _ => None,
        }
    }

    /// Gives up the current message, and drops the held event that made the watch ask for it.
    fn give_up_load(&mut self, now: Duration, chat_id: &ChatId) {
        if let Some(work) = self.works.get_mut(chat_id)
            && let Task::Loads(loads) = &work.task
        {
            let asked = loads.waiting.front();
            let is_asked = |held: &Held| match &held.news {
                ChatNews::Message(Told::Whole(entry)) => asked == Some(&entry.message.id),
                _ => false,
            };
            let held = work.held.front().is_some_and(is_asked).then(|| work.held.pop_front());
            if let Some(held) = held.flatten() {
                self.held -= 1;
                self.held_bytes -= held.bytes;
            }
        }
        self.finish_load(now, chat_id);
    }

    fn finish_load(&mut self, now: Duration, chat_id: &ChatId) {
        let Some(Work {
            task: Task::Loads(loads),
            ..
        }) = self.works.get_mut(chat_id)
        else {
            return;
        };
        loads.waiting.pop_front();
        loads.misses = 0;
        if loads.waiting.is_empty() {
            let fetched = std::mem::take(&mut loads.fetched);
            self.settle(now, chat_id, fetched);
        }
    }
}

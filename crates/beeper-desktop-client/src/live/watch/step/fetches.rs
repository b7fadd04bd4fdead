//! Fetches the messages of chats, and lets their events go on after that.

use std::time::Duration;

use crate::generated::types::{ChatId, Cursor, MessageId};
use crate::live::watch::content::hash_of_id;
use crate::live::watch::event::WatchEvent;
use crate::live::watch::facts::{Entry, FactPage, Told};
use crate::live::watch::memory::{ChatMemory, NEVER, RecentMessage};
use crate::live::watch::step::calls::{Request, RequestId};
use crate::live::watch::step::compare::{take_deletion, take_event, take_listed};
use crate::live::watch::step::outbox::Update;
use crate::live::watch::step::state::{Doubt, State};
use crate::live::watch::step::work::{ChatNews, Fetched, Held, Loads, NextPage, Pages, Task, Work};

/// How often a message that is not found is asked for.
const LOADS: u32 = 4;

/// How long to wait before it is asked for again. The next pauses are twice as long each.
const FIRST_LOAD_PAUSE: Duration = Duration::from_millis(500);

/// What an event is worth.
enum Verdict {
    /// What it says is known, or was so before.
    Known,
    /// What it says is so now.
    Certain,
    /// What it says may be so, or have been so before the message was fetched last.
    Doubtful(MessageId),
}

impl State {
    /// Fetches what is new in a chat, after what is being fetched of it.
    pub(super) fn fetch(&mut self, chat_id: &ChatId, activity: Option<i64>) {
        let Some(work) = self.works.get_mut(chat_id) else {
            let pages = self.first_page(chat_id, false);
            let work = self.works.entry(chat_id.clone()).or_insert(Work::new(pages));
            work.activity = activity;
            return;
        };
        work.activity = activity.or(work.activity);
        match &work.task {
            Task::Look => self.fetch_again(chat_id),
            Task::Pages(pages) => {
                // One that is not sent yet is as good.
                work.again = !pages.is_untouched() || self.calls.is_under_way(pages.request);
            }
            Task::Loads(_) => work.again = true,
        }
    }

    /// Reads what is there of a chat when the watch begins.
    pub(super) fn fetch_baseline(&mut self, chat_id: &ChatId) {
        let pages = self.first_page(chat_id, true);
        self.works.insert(chat_id.clone(), Work::new(pages));
    }

    fn first_page(&mut self, chat_id: &ChatId, is_baseline: bool) -> Task {
        let request = self.ask_for_page(chat_id, None, false);
        Task::Pages(Pages::new(request, self.outbox.chat(chat_id), is_baseline))
    }

    fn ask_for_page(&mut self, chat_id: &ChatId, starting_at: Option<Cursor>, is_urgent: bool) -> RequestId {
        let request = Request::Messages {
            chat_id: chat_id.clone(),
            starting_at,
        };
        self.calls.add(request, is_urgent)
    }

    /// Fetches the messages of a chat once more. What waits came before that.
    fn fetch_again(&mut self, chat_id: &ChatId) {
        let mut task = self.first_page(chat_id, false);
        let Some(work) = self.works.get_mut(chat_id) else {
            return;
        };
        if let Task::Pages(pages) = &mut task
            && let Some(ChatNews::Message(Told::Whole(entry))) = work.held.front().map(|held| &held.news)
            && !self.has_single_messages
        {
            // The page with this message tells whether the event is true.
            pages.back_to = Some(entry.remembered.time).filter(|time| *time != NEVER);
        }
        work.again = false;
        work.task = task;
        work.held.iter_mut().for_each(|held| held.is_early = true);
    }

    /// Takes a page of messages.
    pub(super) fn take_page(
        &mut self,
        now: Duration,
        id: RequestId,
        chat_id: &ChatId,
        starting_at: Option<Cursor>,
        page: FactPage<Entry>,
    ) {
        let chat = self.outbox.chat(chat_id);
        let Some(Work {
            task: Task::Pages(pages),
            ..
        }) = self.works.get_mut(chat_id)
        else {
            return;
        };
        if pages.request != id {
            return;
        }
        let account = page.items.first().map(|entry| &entry.message.account_id);
        if account.is_some_and(|account| !self.filter.takes_account(account)) {
            self.forget(chat_id);
            return;
        }
        if pages.is_complete {
            pages.refill(page.items);
        } else if let NextPage::Fetch(next) = pages.take(starting_at, page.items, page.next, chat) {
            self.fetch_page(chat_id, next);
            return;
        }
        self.take_pages(now, chat_id);
    }

    fn fetch_page(&mut self, chat_id: &ChatId, starting_at: Option<Cursor>) {
        let request = self.ask_for_page(chat_id, starting_at, true);
        if let Some(Work {
            task: Task::Pages(pages),
            ..
        }) = self.works.get_mut(chat_id)
        {
            pages.request = request;
        }
    }

    /// Hands out the pages that are there, from the oldest on.
    fn take_pages(&mut self, now: Duration, chat_id: &ChatId) {
        let Some(work) = self.works.get_mut(chat_id) else {
            return;
        };
        let Task::Pages(pages) = &mut work.task else { return };
        while let Some(page) = pages.next_oldest() {
            let entries = match page {
                Ok(entries) => entries,
                Err(starting_at) => return self.fetch_page(chat_id, starting_at),
            };
            let Pages { known, fetched, .. } = pages;
            for entry in entries {
                let target = take_listed(&mut self.outbox, chat_id, entry, known, &mut fetched.old);
                pages.targets.extend(target);
            }
        }
        let (mut fetched, targets) = (std::mem::take(&mut pages.fetched), std::mem::take(&mut pages.targets));
        if pages.known.is_baseline {
            self.outbox.note(chat_id, Update::OldBefore(fetched.from()));
            let old = std::mem::take(&mut fetched.old);
            old.into_iter()
                .for_each(|old| self.outbox.note(chat_id, Update::Message(old)));
        }
        let has_single_messages = self.has_single_messages;
        let is_missing = |id: &MessageId| has_single_messages && !fetched.has(hash_of_id(id.as_str()));
        work.loads.extend(targets.into_iter().filter(is_missing));
        if let Some(activity) = work.activity.take() {
            self.outbox.note(chat_id, Update::Activity(activity));
        }
        self.settle(now, chat_id, fetched);
    }

    /// Lets the events of a chat go on that waited for a look, which found nothing to fetch.
    pub(super) fn settle_looked(&mut self, now: Duration, chat_id: &ChatId) {
        let is_looked = |work: &Work| matches!(work.task, Task::Look);
        if self.works.get(chat_id).is_some_and(is_looked) {
            self.settle(now, chat_id, Fetched::default());
        }
    }

    /// Ends what was done for a chat, and lets the events go on that waited for it. Some messages were fetched.
    pub(super) fn settle(&mut self, now: Duration, chat_id: &ChatId, fetched: Fetched) {
        let is_awaiting_look = self.is_awaiting_look(chat_id);
        let Some(work) = self.works.get_mut(chat_id) else {
            return;
        };
        if is_awaiting_look {
            work.task = Task::Look;
            // What waits may be older than what was fetched.
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
                    // It is taken as it is where the message cannot be fetched by itself, and no page has it.
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

    /// Remembers old messages of a chat, as they were when they were fetched.
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

    /// Doubts the events of a chat that may have been sent before its messages were fetched.
    fn doubt(&mut self, now: Duration, chat_id: &ChatId, mut fetched: Fetched) {
        if fetched.is_empty() {
            return;
        }
        if let Some(before) = self.doubts.remove(chat_id) {
            fetched.merge(before.fetched);
        }
        self.doubts.insert(chat_id.clone(), Doubt { fetched, at: now });
    }

    /// Says what an event is worth that may have waited while messages were fetched.
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
        if known.is_some() && held.is_early && fetched.has(hash) && (old.is_none() || known == old) {
            return Verdict::Known;
        }
        let Some(entry) = entry else {
            return Verdict::Certain;
        };
        // Without a time, no page tells whether it was there.
        let before = before.filter(|_| self.has_single_messages || entry.time != NEVER);
        let any = |is_so: &dyn Fn(&Fetched) -> bool| is_so(fetched) || before.is_some_and(is_so);
        let is_fetched = any(&|fetched| fetched.has(hash));
        let is_gone = match held.is_early {
            true => before.is_some_and(|before| before.spans(entry.time)),
            false => any(&|fetched| fetched.spans(entry.time)),
        };
        match known {
            Some(content) if content == entry.content => Verdict::Known,
            // It was gone by then.
            _ if held.is_early && !fetched.has(hash) && fetched.reaches_back_to(entry.time) => Verdict::Known,
            // The event of what was fetched follows, and tells that an old message has changed.
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

    /// Takes what an event says of a message. Returns the messages that have to be fetched.
    pub(super) fn take_news(&mut self, chat_id: &ChatId, news: ChatNews) -> Vec<MessageId> {
        match news {
            ChatNews::Message(Told::Whole(entry)) => take_event(&mut self.outbox, chat_id, entry).into_iter().collect(),
            ChatNews::Message(Told::Id(id)) => vec![id],
            ChatNews::Gone(id) => {
                take_deletion(&mut self.outbox, chat_id, id);
                Vec::new()
            }
        }
    }

    /// Fetches messages of a chat by their IDs.
    pub(super) fn load(&mut self, now: Duration, chat_id: &ChatId, ids: Vec<MessageId>) {
        let work = Work::new(Task::Loads(Loads::new(ids)));
        self.works.insert(chat_id.clone(), work);
        match self.has_single_messages {
            true => self.load_due(now),
            false => self.fetch_again(chat_id),
        }
    }

    /// Asks for the messages whose turn it is.
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

    /// Takes a single message, or that it is not there.
    pub(super) fn take_message(&mut self, now: Duration, id: RequestId, chat_id: &ChatId, found: Option<Entry>) {
        let is_going = self.is_going(chat_id);
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
        loads.fetched.add(&entry);
        let target = take_event(&mut self.outbox, chat_id, entry);
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

    /// Gives a single message up, which the next poll may find.
    pub(super) fn give_up_message(&mut self, now: Duration, id: RequestId, chat_id: &ChatId) {
        if let Some(loads) = self.loads_of(id, chat_id) {
            loads.request = None;
            self.unsettled.insert(chat_id.clone());
            self.give_up_load(now, chat_id);
        }
    }

    /// The server does not give single messages, so that whole pages have to do.
    pub(super) fn do_without_single_messages(&mut self, id: RequestId, chat_id: &ChatId) {
        self.has_single_messages = false;
        if self.loads_of(id, chat_id).is_some() {
            self.fetch_again(chat_id);
        }
    }

    /// Whether an event that waits says that the message that is asked for is gone.
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

    /// Ends the search for a message, and leaves out the event that raised the doubt.
    fn give_up_load(&mut self, now: Duration, chat_id: &ChatId) {
        if let Some(work) = self.works.get_mut(chat_id)
            && let Task::Loads(loads) = &work.task
        {
            let asked = loads.waiting.front();
            let is_asked = |held: &mut Held| match &held.news {
                ChatNews::Message(Told::Whole(entry)) => asked == Some(&entry.message.id),
                _ => false,
            };
            if let Some(held) = work.held.pop_front_if(is_asked) {
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

    /// Gives the messages of a chat up, which the next poll asks for again.
    pub(super) fn give_up_pages(&mut self, now: Duration, id: RequestId, chat_id: &ChatId) {
        let Some(work) = self.works.get_mut(chat_id) else {
            return;
        };
        if matches!(&work.task, Task::Pages(pages) if pages.request == id) {
            work.again = false;
            work.activity = None;
            if self.has_begun {
                self.unsettled.insert(chat_id.clone());
            }
            self.settle(now, chat_id, Fetched::default());
        }
    }

    /// A chat is gone.
    pub(super) fn lose_chat(&mut self, chat_id: &ChatId) {
        let is_known = self.outbox.chat(chat_id).is_some();
        self.drop_work(chat_id);
        let chat = chat_id.clone();
        if let Some(look) = &mut self.look {
            look.gone.insert(chat.clone());
        }
        match is_known && self.has_begun {
            true => self
                .outbox
                .tell_of(chat_id, WatchEvent::DeletedChat { chat_id: chat }, Update::Gone),
            false => self.outbox.note(chat_id, Update::Gone),
        }
    }

    /// A chat is not watched.
    pub(super) fn forget(&mut self, chat_id: &ChatId) {
        self.drop_work(chat_id);
        self.outbox.note(chat_id, Update::Gone);
    }

    fn drop_work(&mut self, chat_id: &ChatId) {
        self.unsettled.remove(chat_id);
        let Some(work) = self.works.remove(chat_id) else { return };
        self.held -= work.held.len();
        self.held_bytes -= work.held.iter().map(|held| held.bytes).sum::<usize>();
        match work.task {
            Task::Pages(pages) => self.calls.cancel(pages.request),
            Task::Loads(loads) => loads.request.into_iter().for_each(|id| self.calls.cancel(id)),
            Task::Look => {}
        }
    }
}

//! Fetches the messages of chats page by page.

use std::time::Duration;

use crate::generated::types::{ChatId, Cursor, MessageId};
use crate::live::watch::content::hash_of_id;
use crate::live::watch::event::WatchEvent;
use crate::live::watch::facts::{Entry, FactPage, Told};
use crate::live::watch::memory::NEVER;
use crate::live::watch::step::calls::{Request, RequestId};
use crate::live::watch::step::compare::take_listed;
use crate::live::watch::step::outbox::Update;
use crate::live::watch::step::state::State;
use crate::live::watch::step::work::{ChatNews, Fetched, NextPage, Pages, Task, Work};

impl State {
    /// Fetches the new messages of a chat, after any fetch that is already running.
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
                // A fetch whose request was not sent yet will find them anyway.
                work.again = !pages.is_untouched() || self.calls.is_under_way(pages.request);
            }
            Task::Loads(_) => work.again = true,
        }
    }

    /// Reads the newest messages of a chat when the watch starts, as the state to compare with.
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

    /// Fetches the messages of a chat once more. All held events are older than the pages of this fetch.
    pub(super) fn fetch_again(&mut self, chat_id: &ChatId) {
        let mut task = self.first_page(chat_id, false);
        let Some(work) = self.works.get_mut(chat_id) else {
            return;
        };
        if let Task::Pages(pages) = &mut task
            && let Some(ChatNews::Message(Told::Whole(entry))) = work.held.front().map(|held| &held.news)
            && !self.has_single_messages
        {
            // Without single messages, only the page with this message tells whether the event is still true.
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

    /// Compares the fetched pages with the memory, oldest page first.
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

    /// Gives up the fetch of a chat. The next poll tries again.
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

    /// Notes that the server does not find the messages of a chat: the chat is gone, unless the list of chats has just shown it.
    pub(super) fn miss_pages(&mut self, now: Duration, id: RequestId, chat_id: &ChatId) {
        let is_listed = |work: &Work| work.activity.is_some() || !self.has_begun;
        match self.works.get(chat_id).is_some_and(is_listed) {
            true => self.give_up_pages(now, id, chat_id),
            false => self.lose_chat(chat_id),
        }
    }

    /// Takes the deletion of a chat.
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

    /// Drops everything about a chat that the program does not watch.
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

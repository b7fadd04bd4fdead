//! Takes frames, and the answers to requests.

use std::time::Duration;

use crate::generated::types::{AccountId, ChatId};
use crate::live::watch::event::{Gap, WatchEvent};
use crate::live::watch::facts::{FrameFact, News, Told};
use crate::live::watch::step::calls::{Request, RequestId};
use crate::live::watch::step::outbox::Update;
use crate::live::watch::step::state::{Answer, State};
use crate::live::watch::step::work::{ChatNews, Fetched, Held, Task, Work};

impl State {
    /// Takes a frame of the connection.
    pub(super) fn take_frame(&mut self, now: Duration, frame: FrameFact) {
        if self.link.skips(frame.seq) {
            self.lose(Gap::LostEvents);
            self.look_soon(now);
        }
        match frame.news {
            News::Messages { chat_id, messages } => {
                let account = messages.iter().find_map(|told| match told {
                    Told::Whole(entry) => Some(&entry.message.account_id),
                    Told::Id(_) => None,
                });
                if self.takes(now, &chat_id, account) {
                    let bytes = frame.bytes / messages.len().max(1);
                    for told in messages {
                        self.take_or_hold(now, &chat_id, ChatNews::Message(told), bytes);
                    }
                }
            }
            News::Gone { chat_id, ids } => {
                if self.takes(now, &chat_id, None) {
                    for id in ids {
                        self.take_or_hold(now, &chat_id, ChatNews::Gone(id), 0);
                    }
                }
            }
            News::Chats(ids) => ids.iter().for_each(|id| self.take_chat(now, id)),
            News::ChatsGone(ids) => {
                for id in ids {
                    if self.is_known(&id) {
                        self.lose_chat(&id);
                    }
                }
            }
            News::Unclear(chat_id) => {
                if self.takes(now, &chat_id, None) {
                    self.unsettled.insert(chat_id);
                }
            }
            News::Unreadable => {
                self.lose(Gap::LostEvents);
                self.look_soon(now);
            }
            News::Nothing => {}
        }
    }

    fn is_known(&self, chat_id: &ChatId) -> bool {
        self.outbox.chat(chat_id).is_some() || self.works.contains_key(chat_id)
    }

    /// Returns whether the program watches a chat. If that is unknown, returns `false` and looks at the list of chats soon.
    fn takes(&mut self, now: Duration, chat_id: &ChatId, account: Option<&AccountId>) -> bool {
        let is_taken = self.is_known(chat_id) || {
            let is_taken = self.filter.takes_unlisted(chat_id, account);
            if is_taken.is_none() {
                self.look_for_stranger(now, chat_id);
            }
            is_taken.unwrap_or_default()
        };
        if is_taken {
            self.active.insert(chat_id.clone());
        }
        is_taken
    }

    /// Takes the event that a chat is new or has changed.
    fn take_chat(&mut self, now: Duration, chat_id: &ChatId) {
        if !self.takes(now, chat_id, None) {
            return;
        }
        self.begin_chat(chat_id);
        let event = WatchEvent::ChangedChat {
            chat_id: chat_id.clone(),
        };
        self.outbox.tell_of(chat_id, event, Update::Begun);
    }

    /// Fetches the messages of a chat that the watch does not know yet. All of them are new.
    fn begin_chat(&mut self, chat_id: &ChatId) -> bool {
        let is_new = !self.is_known(chat_id) && !self.is_awaiting_look(chat_id);
        if is_new {
            self.fetch(chat_id, None);
        }
        is_new
    }

    /// Takes the change of a message, or holds it until the messages before it have been fetched.
    fn take_or_hold(&mut self, now: Duration, chat_id: &ChatId, news: ChatNews, bytes: usize) {
        if self.begin_chat(chat_id) {
            let event = WatchEvent::ChangedChat {
                chat_id: chat_id.clone(),
            };
            self.outbox.tell_of(chat_id, event, Update::Begun);
        }
        let is_free = !self.works.contains_key(chat_id) && !self.is_awaiting_look(chat_id);
        if is_free && !self.doubts.contains_key(chat_id) {
            let loads = self.take_news(chat_id, news);
            if !loads.is_empty() {
                self.load(now, chat_id, loads);
            }
            return;
        }
        let work = self.works.entry(chat_id.clone());
        let work = work.or_insert_with(|| Work::new(Task::Look));
        let is_early = match &work.task {
            Task::Look => !is_free,
            Task::Pages(pages) => pages.is_untouched() && !self.calls.is_under_way(pages.request),
            Task::Loads(loads) => {
                loads.fetched.is_empty() && loads.request.is_none_or(|id| !self.calls.is_under_way(id))
            }
        };
        self.held += 1;
        self.held_bytes += bytes;
        work.held.push_back(Held { news, bytes, is_early });
        if is_free {
            self.settle(now, chat_id, Fetched::default());
        }
    }

    /// Takes the answer to a request.
    pub(super) fn take_answer(&mut self, now: Duration, id: RequestId, answer: Answer) {
        let needs_chats = !matches!(answer, Answer::Chats(_));
        let retry_after = match &answer {
            Answer::Failed { retry_after } => Some(*retry_after),
            _ if needs_chats && self.calls.is_for_chats(id) => Some(None),
            _ => None,
        };
        if let Some(retry_after) = retry_after {
            return self.calls.repeat(id, now, retry_after);
        }
        let Some(request) = self.calls.finish(id) else { return };
        match (request, answer) {
            (Request::Chats { .. }, Answer::Chats(page)) => self.take_chats(now, id, page),
            (Request::Previews { .. }, Answer::Previews(page)) => self.take_previews(id, page),
            (Request::Previews { .. }, _) => self.look_closest(),
            (Request::Messages { chat_id, starting_at }, Answer::Messages(page)) => {
                self.take_page(now, id, &chat_id, starting_at, page);
            }
            (Request::Messages { chat_id, .. }, Answer::NotFound) => self.miss_pages(now, id, &chat_id),
            (Request::Messages { chat_id, .. }, _) => self.give_up_pages(now, id, &chat_id),
            (Request::Message { chat_id, .. }, Answer::Message(entry)) => {
                self.take_message(now, id, &chat_id, Some(entry));
            }
            (Request::Message { chat_id, .. }, Answer::NotFound) => self.take_message(now, id, &chat_id, None),
            (Request::Message { chat_id, .. }, Answer::NotSupported) => self.do_without_single_messages(id, &chat_id),
            (Request::Message { chat_id, .. }, _) => self.give_up_message(now, id, &chat_id),
            (Request::Chats { .. }, _) => {}
        }
        self.begin_if_looked(now);
    }
}

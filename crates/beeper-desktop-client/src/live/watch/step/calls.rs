//! The queue of requests: at most four run at a time, and none while the server asks for a pause.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::generated::types::{ChatId, Cursor, MessageId};
use crate::live::watch::step::backoff::Backoff;

/// How many requests run at the same time.
const MAX_AT_ONCE: usize = 4;

/// A request of the watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live::watch) enum Request {
    /// A page of the list of chats.
    Chats { starting_at: Option<Cursor> },
    /// A page of the list of chats with the last message of each.
    Previews { starting_at: Option<Cursor> },
    /// A page of the messages of a chat, starting with the newest.
    Messages {
        chat_id: ChatId,
        starting_at: Option<Cursor>,
    },
    /// One message.
    Message { chat_id: ChatId, message_id: MessageId },
}

/// Identifies a request in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::live::watch) struct RequestId(u64);

/// The requests that wait, and those that were sent.
#[derive(Debug)]
pub(in crate::live::watch) struct Calls {
    last: u64,
    waiting: VecDeque<(RequestId, Request)>,
    under_way: BTreeMap<RequestId, Request>,
    paused_until: Option<Duration>,
    backoff: Backoff,
}

impl Calls {
    pub(in crate::live::watch) fn new(backoff: Backoff) -> Self {
        Self {
            last: 0,
            waiting: VecDeque::new(),
            under_way: BTreeMap::new(),
            paused_until: None,
            backoff,
        }
    }

    /// Adds a request. Urgent ones go to the front of the queue.
    pub(in crate::live::watch) fn add(&mut self, request: Request, is_urgent: bool) -> RequestId {
        self.last += 1;
        let id = RequestId(self.last);
        match is_urgent {
            true => self.waiting.push_front((id, request)),
            false => self.waiting.push_back((id, request)),
        }
        id
    }

    /// Returns the requests to send now, and counts them as sent.
    pub(in crate::live::watch) fn start(&mut self, now: Duration) -> Vec<(RequestId, Request)> {
        self.paused_until.take_if(|until| *until <= now);
        let mut started = Vec::new();
        while self.paused_until.is_none()
            && self.under_way.len() < MAX_AT_ONCE
            && let Some((id, request)) = self.waiting.pop_front()
        {
            self.under_way.insert(id, request.clone());
            started.push((id, request));
        }
        started
    }

    /// Returns whether a request was sent and has no answer yet.
    pub(in crate::live::watch) fn is_under_way(&self, id: RequestId) -> bool {
        self.under_way.contains_key(&id)
    }

    /// Returns whether a request that was sent is for a page of the list of chats.
    pub(in crate::live::watch) fn is_for_chats(&self, id: RequestId) -> bool {
        matches!(self.under_way.get(&id), Some(Request::Chats { .. }))
    }

    /// Removes a request that has its answer, and returns it.
    pub(in crate::live::watch) fn finish(&mut self, id: RequestId) -> Option<Request> {
        self.backoff.reset();
        self.under_way.remove(&id)
    }

    /// Queues a request again, and pauses all requests at least as long as the server asks for.
    pub(in crate::live::watch) fn repeat(&mut self, id: RequestId, now: Duration, asked: Option<Duration>) {
        if let Some(request) = self.under_way.remove(&id) {
            self.waiting.push_front((id, request));
        }
        let until = now.saturating_add(asked.unwrap_or_else(|| self.backoff.next()));
        self.paused_until = self.paused_until.max(Some(until));
    }

    /// Drops a request that is no longer needed. If it was already sent, its answer still arrives.
    pub(in crate::live::watch) fn cancel(&mut self, id: RequestId) {
        self.waiting.retain(|(waiting, _)| *waiting != id);
    }

    /// Returns when the pause of all requests ends.
    pub(in crate::live::watch) fn paused_until(&self) -> Option<Duration> {
        self.paused_until.filter(|_| !self.waiting.is_empty())
    }
}

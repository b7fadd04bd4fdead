//! The requests that the watch makes: at most four at a time, and none while the server asks for a pause.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::generated::types::{ChatId, Cursor, MessageId};
use crate::live::watch::step::backoff::Backoff;

/// How many requests are under way at most.
const MAX_AT_ONCE: usize = 4;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live::watch) enum Request {
    /// A page of the list of chats.
    Chats { starting_at: Option<Cursor> },
    /// A page of the list of chats that shows the last message of each.
    Previews { starting_at: Option<Cursor> },
    /// A page of the messages of a chat, from the newest back.
    Messages {
        chat_id: ChatId,
        starting_at: Option<Cursor>,
    },
    /// One message.
    Message { chat_id: ChatId, message_id: MessageId },
}

/// Names a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::live::watch) struct RequestId(u64);

/// The requests that wait and those that are under way.
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

    /// Adds a request, before or behind those that wait.
    pub(in crate::live::watch) fn add(&mut self, request: Request, is_urgent: bool) -> RequestId {
        self.last += 1;
        let id = RequestId(self.last);
        match is_urgent {
            true => self.waiting.push_front((id, request)),
            false => self.waiting.push_back((id, request)),
        }
        id
    }

    /// Takes the requests that are to be sent now.
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

    /// Whether a request was sent.
    pub(in crate::live::watch) fn is_under_way(&self, id: RequestId) -> bool {
        self.under_way.contains_key(&id)
    }

    /// Whether a request that was sent is for the list of chats.
    pub(in crate::live::watch) fn is_for_chats(&self, id: RequestId) -> bool {
        matches!(self.under_way.get(&id), Some(Request::Chats { .. }))
    }

    /// Takes a request that was answered.
    pub(in crate::live::watch) fn finish(&mut self, id: RequestId) -> Option<Request> {
        self.backoff.reset();
        self.under_way.remove(&id)
    }

    /// Sends a request again, after a pause of all. The pause is at least what the server asks for.
    pub(in crate::live::watch) fn repeat(&mut self, id: RequestId, now: Duration, asked: Option<Duration>) {
        if let Some(request) = self.under_way.remove(&id) {
            self.waiting.push_front((id, request));
        }
        let until = now.saturating_add(asked.unwrap_or_else(|| self.backoff.next()));
        self.paused_until = self.paused_until.max(Some(until));
    }

    /// Takes back a request that is not needed any more. One that is under way is answered all the same.
    pub(in crate::live::watch) fn cancel(&mut self, id: RequestId) {
        self.waiting.retain(|(waiting, _)| *waiting != id);
    }

    /// When the pause is over.
    pub(in crate::live::watch) fn paused_until(&self) -> Option<Duration> {
        self.paused_until.filter(|_| !self.waiting.is_empty())
    }
}

//! The calls that wait on a login session.

use serde_json::Value;
use tokio::sync::oneshot;

use crate::http::api_error::ApiError;

type Answer = Result<Value, ApiError>;

/// The calls that wait on a session. When this is dropped, they are answered that the session is gone.
#[derive(Default)]
pub(crate) struct WaitingCalls {
    waiting: Vec<(u64, oneshot::Sender<Answer>)>,
    tickets: u64,
}

/// The receiving end of a waiting call. Its owner removes the call when the client disconnects.
pub(crate) struct WaitingCall {
    pub(crate) session_id: String,
    pub(crate) ticket: u64,
    answer: oneshot::Receiver<Answer>,
}

impl WaitingCalls {
    pub(crate) fn add(&mut self, session_id: &str) -> WaitingCall {
        let (waiting, answer) = oneshot::channel();
        self.tickets += 1;
        self.waiting.push((self.tickets, waiting));
        WaitingCall {
            session_id: session_id.to_owned(),
            ticket: self.tickets,
            answer,
        }
    }

    /// Gives all waiting calls the same answer.
    pub(crate) fn answer(&mut self, answer: &Answer) {
        for (_, waiting) in self.waiting.drain(..) {
            // This fails if the client closed its connection at this moment, and then needs no answer.
            let _ = waiting.send(answer.clone());
        }
    }

    pub(crate) fn remove(&mut self, ticket: u64) {
        self.waiting.retain(|(waiting, _)| *waiting != ticket);
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }
}

impl WaitingCall {
    pub(crate) async fn answered(&mut self) -> Answer {
        let answer = (&mut self.answer).await;
        answer.unwrap_or(Err(ApiError::not_found("Login session not found")))
    }
}

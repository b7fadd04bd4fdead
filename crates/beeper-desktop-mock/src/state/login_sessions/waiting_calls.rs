//! The waits that a login session holds.

use serde_json::Value;
use tokio::sync::oneshot;

use crate::http::api_error::ApiError;

type Answer = Result<Value, ApiError>;

/// Those who wait on one session. When it is dropped, they learn that there is no session any more.
#[derive(Default)]
pub(crate) struct WaitingCalls {
    waiting: Vec<(u64, oneshot::Sender<Answer>)>,
    tickets: u64,
}

/// The other end of a held wait. Whoever has it says when it is given up.
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

    /// Gives everybody the same answer.
    pub(crate) fn answer(&mut self, answer: &Answer) {
        for (_, waiting) in self.waiting.drain(..) {
            // Whoever hung up at this very moment has no use for it.
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

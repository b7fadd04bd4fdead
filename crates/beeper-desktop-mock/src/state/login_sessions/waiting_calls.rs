//! The waits that a login session holds.

use serde_json::Value;
use tokio::sync::oneshot;

use crate::http::failure::Failure;

type Answer = Result<Value, Failure>;

/// Those who wait on one session. When it is dropped, they learn that there is no session any more.
#[derive(Default)]
pub(crate) struct Waits {
    waiting: Vec<(u64, oneshot::Sender<Answer>)>,
    tickets: u64,
}

/// The other end of a held wait. Whoever has it says when it is given up.
pub(crate) struct Wait {
    pub(crate) session_id: String,
    pub(crate) ticket: u64,
    answer: oneshot::Receiver<Answer>,
}

impl Waits {
    pub(crate) fn join(&mut self, session_id: &str) -> Wait {
        let (waiting, answer) = oneshot::channel();
        self.tickets += 1;
        self.waiting.push((self.tickets, waiting));
        Wait {
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

    pub(crate) fn give_up(&mut self, ticket: u64) {
        self.waiting.retain(|(waiting, _)| *waiting != ticket);
    }

    pub(crate) fn held(&self) -> usize {
        self.waiting.len()
    }
}

impl Wait {
    pub(crate) async fn answered(&mut self) -> Answer {
        let answer = (&mut self.answer).await;
        answer.unwrap_or(Err(Failure::not_found("Login session not found")))
    }
}

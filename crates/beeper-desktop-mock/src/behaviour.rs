//! What the server does with a call before any handler sees it.

use std::collections::HashMap;

use crate::{Operation, Reply};

/// How one call is answered.
pub(crate) enum Behaviour {
    /// From the state, like the real thing.
    Play,
    /// With what the test asked for.
    Reply(Reply),
}

#[derive(Default)]
pub(crate) struct Behaviours {
    calls: HashMap<Operation, u64>,
    replies: HashMap<Operation, Reply>,
}

impl Behaviours {
    /// Counts the call and decides about it; all calls of known operations pass here, those without a token too.
    pub(crate) fn next(&mut self, operation: Operation) -> Behaviour {
        let call = self.calls.entry(operation).or_default();
        *call += 1;
        let call = *call;
        self.decide(operation, call)
    }

    fn decide(&self, operation: Operation, _call: u64) -> Behaviour {
        match self.replies.get(&operation) {
            Some(reply) => Behaviour::Reply(reply.clone()),
            None => Behaviour::Play,
        }
    }

    pub(crate) fn reply(&mut self, operation: Operation, reply: Reply) {
        self.replies.insert(operation, reply);
    }

    pub(crate) fn reset(&mut self, operation: Operation) {
        self.replies.remove(&operation);
    }

    pub(crate) fn reset_all(&mut self) {
        self.replies.clear();
    }
}

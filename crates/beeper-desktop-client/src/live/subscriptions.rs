//! The subscription that is set on a connection, and those that the server has not answered yet.

use std::collections::BTreeSet;

use crate::generated::types::{ChatId, EventFrame};
use crate::live::frame::Frame;
use crate::live::subscription::Subscription;

/// How many commands without an answer are kept. An answer to an older one changes nothing here.
const MAX_UNANSWERED: usize = 16;

/// What a connection is subscribed to, and what it has asked for.
#[derive(Default)]
pub(super) struct Subscriptions {
    current: Option<Sent>,
    /// The commands that the server has not answered, the oldest first.
    unanswered: Vec<Sent>,
    last_request: u64,
}

/// A subscription as it was sent.
struct Sent {
    id: String,
    subscription: Subscription,
    /// Whether the command said whether the state of the application is wanted.
    said_app_state: bool,
    /// The chats whose events are let through, if the server sends more.
    filter: Option<BTreeSet<ChatId>>,
}

impl Subscriptions {
    /// Makes the command for a subscription. Returns its ID, and the command.
    pub(super) fn command(&mut self, subscription: &Subscription, says_app_state: bool) -> (String, String) {
        self.last_request += 1;
        let id = format!("r{}", self.last_request);
        let (command, filter) = subscription.command(&id, says_app_state);
        if self.unanswered.len() == MAX_UNANSWERED {
            self.unanswered.remove(0);
        }
        self.unanswered.push(Sent {
            id: id.clone(),
            subscription: subscription.clone(),
            said_app_state: says_app_state,
            filter,
        });
        (id, command)
    }

    /// Notes what the server says about a command: also late, and where nobody waits for it any more.
    pub(super) fn note(&mut self, frame: &EventFrame) {
        match frame {
            EventFrame::SubscriptionsUpdated(set) => {
                let place = match &set.request_id {
                    Some(id) => self.unanswered.iter().position(|sent| sent.id == id.as_str()),
                    // An answer that names no command is one to the last.
                    None => self.unanswered.len().checked_sub(1),
                };
                if let Some(place) = place {
                    self.current = self.unanswered.drain(..=place).next_back();
                }
            }
            EventFrame::Error(error) => {
                if let Some(id) = &error.request_id {
                    self.unanswered.retain(|sent| sent.id != id.as_str());
                }
            }
            _ => {}
        }
    }

    /// Returns the subscription that is set, once, if it wants the state of the application, and was sent before it was known that the
    /// server has that.
    pub(super) fn take_without_app_state(&mut self) -> Option<Subscription> {
        // One that is under way replaces it anyway.
        let current = self.current.as_mut().filter(|_| self.unanswered.is_empty())?;
        let said_app_state = std::mem::replace(&mut current.said_app_state, true);
        (!said_app_state && current.subscription.wants_app_state()).then(|| current.subscription.clone())
    }

    /// Returns whether the frame was subscribed to.
    pub(super) fn is_wanted(&self, frame: &Frame) -> bool {
        let filter = self.current.as_ref().and_then(|current| current.filter.as_ref());
        match (filter, frame.chat_id()) {
            (Some(filter), Some(chat)) => filter.contains(&chat),
            _ => true,
        }
    }
}

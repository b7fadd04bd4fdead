//! Tracks which subscription is set on a connection, and which ones the server has not answered yet.

use std::collections::BTreeSet;

use crate::generated::types::{ChatId, EventFrame};
use crate::live::frame::Frame;
use crate::live::subscription::Subscription;

/// How many unanswered commands are kept. An answer to an older one is ignored.
const MAX_UNANSWERED: usize = 16;

/// The current subscription of a connection, and the commands without an answer.
#[derive(Default)]
pub(super) struct Subscriptions {
    current: Option<Sent>,
    /// The commands that the server has not answered, oldest first.
    unanswered: Vec<Sent>,
    last_request: u64,
}

/// A subscription that was sent to the server.
struct Sent {
    id: String,
    subscription: Subscription,
    /// Whether the command had a field for the state of the application.
    said_app_state: bool,
    /// The chats whose events the connection keeps, if the server sends those of other chats too.
    filter: Option<BTreeSet<ChatId>>,
}

impl Subscriptions {
    /// Creates the command for a subscription. Returns its ID and its text.
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

    /// Notes the server's answer to a command, even if it arrives too late for [`subscribe`](super::EventConnection::subscribe).
    pub(super) fn note(&mut self, frame: &EventFrame) {
        match frame {
            EventFrame::SubscriptionsUpdated(set) => {
                let place = match &set.request_id {
                    Some(id) => self.unanswered.iter().position(|sent| sent.id == id.as_str()),
                    // An answer without the ID of a command belongs to the last command.
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

    /// Returns the current subscription, once, if it wants the state of the application but was sent without that field.
    ///
    /// The first frame tells whether the server has this state, so a subscription sent before that frame leaves the field out.
    pub(super) fn take_without_app_state(&mut self) -> Option<Subscription> {
        // A subscription without an answer will replace the current one anyway.
        let current = self.current.as_mut().filter(|_| self.unanswered.is_empty())?;
        let said_app_state = std::mem::replace(&mut current.said_app_state, true);
        (!said_app_state && current.subscription.wants_app_state()).then(|| current.subscription.clone())
    }

    /// Returns whether the program has subscribed to this frame.
    pub(super) fn is_wanted(&self, frame: &Frame) -> bool {
        let filter = self.current.as_ref().and_then(|current| current.filter.as_ref());
        match (filter, frame.chat_id()) {
            (Some(filter), Some(chat)) => filter.contains(&chat),
            _ => true,
        }
    }
}

//! The live connections, and the events that the server sends to them.

use std::collections::VecDeque;
use std::iter;

use serde_json::{Map, Value, json};
use tokio::sync::{mpsc, watch};

use crate::http::recorded_frame::RecordedFrame;
use crate::model::event_entries::EventEntries;
use crate::model::frame::{MockFrame, Outgoing};
use crate::state::live::subscription::{Audience, Subscription};

/// The close code and reason of a server that restarts.
const RESTART: (u16, &str) = (1012, "service restart");

/// The live connections, in the order in which they began.
#[derive(Default)]
pub(crate) struct Live {
    connections: Vec<LiveConnection>,
    accepted: u64,
    /// The number of following events that the server loses.
    events_to_lose: u64,
    pub(crate) entries: EventEntries,
    /// The first frame of new connections; `None` for the dialect's own.
    pub(crate) first_frame: Option<Option<MockFrame>>,
    /// The faults of the next commands.
    pub(super) command_faults: VecDeque<CommandFault>,
    /// Whether events contain times in milliseconds; `None` if the dialect decides.
    pub(crate) numeric_times: Option<bool>,
    pub(crate) received: Vec<RecordedFrame>,
    /// The state of the app that the server announced last.
    pub(super) app_state: Value,
    changes: watch::Sender<()>,
}

struct LiveConnection {
    id: u64,
    subscription: Subscription,
    /// The number of the last event.
    seq: u64,
    /// Whether the connection has fallen silent.
    is_silent: bool,
    frames: mpsc::UnboundedSender<Outgoing>,
}

/// The fault of a command that the server does not carry out.
pub(super) enum CommandFault {
    Ignored,
    Refused(String),
}

/// The server's end of a live connection.
pub(crate) struct Connected {
    pub(crate) id: u64,
    /// The frames to send; the channel closes once no further frame can follow.
    pub(crate) frames: mpsc::UnboundedReceiver<Outgoing>,
}

impl Live {
    /// Adds a connection, whose first frame is `ready` unless a test has set another.
    pub(super) fn connect(&mut self, ready: String) -> Connected {
        let (sender, frames) = mpsc::unbounded_channel();
        self.accepted += 1;
        let id = self.accepted;
        self.connections.push(LiveConnection {
            id,
            subscription: Subscription::default(),
            seq: 0,
            is_silent: false,
            frames: sender.clone(),
        });
        let first = match &self.first_frame {
            None => Some(Outgoing::Text(ready)),
            Some(frame) => frame.as_ref().map(|frame| frame.0.clone()),
        };
        if let Some(first) = first {
            // This cannot fail, because the receiver exists.
            let _ = sender.send(first);
        }
        self.changes.send_replace(());
        Connected { id, frames }
    }

    /// Removes a connection, which then gets only the frames that are queued already.
    pub(crate) fn disconnect(&mut self, id: u64) {
        self.connections.retain(|it| it.id != id);
        self.changes.send_replace(());
    }

    pub(super) fn subscribe(&mut self, id: u64, subscription: Subscription) {
        if let Some(connection) = self.connections.iter_mut().find(|it| it.id == id) {
            connection.subscription = subscription;
        }
        self.changes.send_replace(());
    }

    /// Sends text on one connection.
    pub(super) fn send(&mut self, id: u64, text: String) {
        if let Some(connection) = self.connections.iter().find(|it| it.id == id) {
            // This fails only if the connection is about to be removed.
            let _ = connection.frames.send(Outgoing::Text(text));
        }
        self.changes.send_replace(());
    }

    /// Sends a frame on all connections. A frame that ends them also removes them.
    pub(crate) fn push(&mut self, frame: &MockFrame) {
        for connection in &mut self.connections {
            connection.is_silent |= matches!(frame.0, Outgoing::FallSilent);
            let _ = connection.frames.send(frame.0.clone());
        }
        if matches!(frame.0, Outgoing::Close(..) | Outgoing::Disconnect | Outgoing::Reset) {
            self.connections.clear();
        }
        self.changes.send_replace(());
    }

    pub(crate) fn restart(&mut self) {
        let (code, reason) = RESTART;
        self.push(&MockFrame::close(code, reason));
    }

    pub(crate) fn is_silent(&self, id: u64) -> bool {
        self.connections.iter().any(|it| it.id == id && it.is_silent)
    }

    pub(crate) fn record(&mut self, frame: RecordedFrame) {
        self.received.push(frame);
        self.changes.send_replace(());
    }

    /// Numbers an event, and sends it to its audience or loses it.
    pub(super) fn publish(&mut self, audience: Audience<'_>, event: Map<String, Value>, frame_end: &str) {
        if !self.has_audience(audience) {
            return;
        }
        let is_lost = self.events_to_lose > 0;
        self.events_to_lose = self.events_to_lose.saturating_sub(1);
        let mut event = Value::Object(event);
        let subscribed = self.connections.iter_mut();
        for connection in subscribed.filter(|it| it.subscription.belongs_to(audience)) {
            connection.seq += 1;
            if !is_lost {
                event["seq"] = json!(connection.seq);
                let text = format!("{event}{frame_end}");
                let _ = connection.frames.send(Outgoing::Text(text));
            }
        }
    }

    pub(super) fn has_audience(&self, audience: Audience<'_>) -> bool {
        self.connections.iter().any(|it| it.subscription.belongs_to(audience))
    }

    pub(crate) fn lose_events(&mut self, count: u64) {
        self.events_to_lose = self.events_to_lose.saturating_add(count);
    }

    pub(crate) fn ignore_commands(&mut self, count: usize) {
        let faults = iter::repeat_with(|| CommandFault::Ignored);
        self.command_faults.extend(faults.take(count));
    }

    pub(crate) fn refuse_commands(&mut self, count: usize, code: &str) {
        let faults = iter::repeat_with(|| CommandFault::Refused(code.to_owned()));
        self.command_faults.extend(faults.take(count));
    }

    /// Returns the number of connections.
    pub(crate) fn count(&self) -> usize {
        self.connections.len()
    }

    /// Returns the subscription of each connection.
    pub(crate) fn subscriptions(&self) -> impl Iterator<Item = &Subscription> {
        self.connections.iter().map(|it| &it.subscription)
    }

    /// Returns a receiver that is notified of every change of connections and subscriptions, and of every received message.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changes.subscribe()
    }
}

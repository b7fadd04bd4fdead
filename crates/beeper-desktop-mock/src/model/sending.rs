//! How messages that a client sends reach the chat network.

use serde_json::{Value, json};

/// When a message that a client sends arrives or fails; [`MockDesktop::set_sending`](crate::MockDesktop::set_sending) takes it.
///
/// No clock runs: a message makes progress each time that a client looks it up, that is, with each `getMessage` for its pending
/// ID.
///
/// ```
/// use beeper_desktop_mock::MockSending;
///
/// // 404 twice, then pending once, then sent.
/// let slow = MockSending::new().unknown_for(2).pending_for(1);
/// // Pending once, then refused by the network.
/// let refused = MockSending::new().pending_for(1).fails("FAIL_PERMANENT", "BLOCKED");
/// ```
#[derive(Clone, Debug, Default)]
pub struct MockSending {
    pub(crate) unknown_for: u32,
    pub(crate) pending_for: u32,
    has_no_status: bool,
    failure: Option<(String, String)>,
}

impl MockSending {
    /// Creates settings that send every message at once, with the status `SUCCESS`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Hides the message at first: the server answers this number of look-ups with 404.
    #[must_use]
    pub fn unknown_for(mut self, looks: u32) -> Self {
        self.unknown_for = looks;
        self
    }

    /// Keeps the message on its way for this number of look-ups, after those that do not find it.
    ///
    /// Meanwhile the message has its pending ID and the status `PENDING`.
    #[must_use]
    pub fn pending_for(mut self, looks: u32) -> Self {
        self.pending_for = looks;
        self
    }

    /// Omits `sendStatus` at all times: a client detects from the ID alone that a message was sent, and cannot detect a failure.
    #[must_use]
    pub fn without_status(mut self) -> Self {
        self.has_no_status = true;
        self
    }

    /// Fails the message in the end, with a status such as `FAIL_RETRIABLE` and a machine-readable reason.
    ///
    /// The message keeps its pending ID.
    #[must_use]
    pub fn fails(mut self, status: &str, reason: &str) -> Self {
        self.failure = Some((status.to_owned(), reason.to_owned()));
        self
    }

    pub(crate) fn is_failure(&self) -> bool {
        self.failure.is_some()
    }

    /// Returns the `sendStatus` of a message that is on its way.
    pub(crate) fn status_on_the_way(&self, time: &str) -> Option<Value> {
        let status = json!({ "status": "PENDING", "timestamp": time });
        (!self.has_no_status).then_some(status)
    }

    /// Returns the `sendStatus` of a message that was sent or has failed.
    pub(crate) fn final_status(&self, time: &str) -> Option<Value> {
        let status = match &self.failure {
            None => json!({ "status": "SUCCESS", "timestamp": time }),
            Some((status, reason)) => json!({
                "status": status,
                "timestamp": time,
                "reason": reason,
                "message": "The message could not be sent",
            }),
        };
        (!self.has_no_status).then_some(status)
    }
}

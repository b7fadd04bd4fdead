//! How sent messages get to the chat network.

use serde_json::{Value, json};

/// What becomes of a message that is sent, and when; for [`MockDesktop::set_sending`](crate::MockDesktop::set_sending).
///
/// There is no clock: a message gets further with each look that a client takes at it, that is, with each `getMessage` under its
/// pending ID.
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
    /// Every message is sent at once, with the status `SUCCESS`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Hides the message at first: so many looks get 404.
    #[must_use]
    pub fn unknown_for(mut self, looks: u32) -> Self {
        self.unknown_for = looks;
        self
    }

    /// Lets the message be on its way for so many looks, after those that do not find it: under its pending ID, with the status
    /// `PENDING`.
    #[must_use]
    pub fn pending_for(mut self, looks: u32) -> Self {
        self.pending_for = looks;
        self
    }

    /// Leaves out `sendStatus`, at all times: the ID alone tells whether the message was sent, and nothing that it failed.
    #[must_use]
    pub fn without_status(mut self) -> Self {
        self.has_no_status = true;
        self
    }

    /// Lets the message fail in the end, with a status such as `FAIL_RETRIABLE` and a reason for programs. It keeps its pending ID.
    #[must_use]
    pub fn fails(mut self, status: &str, reason: &str) -> Self {
        self.failure = Some((status.to_owned(), reason.to_owned()));
        self
    }

    pub(crate) fn is_failure(&self) -> bool {
        self.failure.is_some()
    }

    /// The `sendStatus` of a message on its way.
    pub(crate) fn status_on_the_way(&self, time: &str) -> Option<Value> {
        let status = json!({ "status": "PENDING", "timestamp": time });
        (!self.has_no_status).then_some(status)
    }

    /// The `sendStatus` of a message at the end of its way.
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

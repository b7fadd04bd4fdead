//! Live connections of a running server: who is there, and what goes wrong.

use serde_json::Value;

use crate::http::recorded_frame::RecordedFrame;
use crate::model::event_entries::EventEntries;
use crate::model::frame::MockFrame;
use crate::server::mock_desktop::MockDesktop;
use crate::state::live::connections::Live;

/// Live connections: the WebSockets of `/v1/ws`.
///
/// Whatever changes on the server is announced to those that are subscribed to it, changes by a test's own methods too. The
/// answer to the opening handshake is that of an [`Endpoint`](crate::Endpoint): `mock.on(Endpoint::Events)` refuses and breaks it.
impl MockDesktop {
    /// How many live connections are open now. One counts from before its client has the answer to the handshake.
    #[must_use]
    pub fn live_connections(&self) -> usize {
        self.shared.lock().state.live.count()
    }

    /// Resolves when this many live connections are open.
    ///
    /// # Panics
    ///
    /// When it takes longer than a minute, or what [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) says.
    pub async fn until_live_connections(&self, count: usize) {
        self.until_live(|live| live.count() == count, || format!("{count} live connections"))
            .await;
    }

    /// What each open live connection is subscribed to: IDs of chats, or `*` for all.
    #[must_use]
    pub fn subscriptions(&self) -> Vec<Vec<String>> {
        let live = &self.shared.lock().state.live;
        live.subscriptions().map(|it| it.chat_ids.clone()).collect()
    }

    /// Resolves when this many live connections are subscribed to something: what changes from then on reaches them.
    ///
    /// # Panics
    ///
    /// When it takes longer than a minute, or what [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) says.
    pub async fn until_subscribed(&self, count: usize) {
        let reached = |live: &Live| live.subscriptions().filter(|it| !it.is_empty()).count() == count;
        self.until_live(reached, || format!("{count} subscribed connections"))
            .await;
    }

    /// All that clients have sent on live connections, in order of arrival.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// # let mock = beeper_desktop_mock::MockDesktop::start().await?;
    /// use beeper_desktop_mock::FrameKind;
    ///
    /// let frames = mock.received_frames();
    /// let pings = frames.iter().filter(|frame| frame.kind() == FrameKind::Ping);
    /// assert_eq!(pings.count(), 0);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn received_frames(&self) -> Vec<RecordedFrame> {
        self.shared.lock().state.live.received.clone()
    }

    /// Resolves when clients have sent this many frames, or more.
    ///
    /// # Panics
    ///
    /// When it takes longer than a minute, or what [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) says.
    pub async fn until_received_frames(&self, count: usize) {
        self.until_live(
            |live| live.received.len() >= count,
            || format!("{count} frames of clients"),
        )
        .await;
    }

    /// Sends a frame on all live connections, subscribed to anything or not, and as it is: JSON, or what a [`MockFrame`] can be.
    ///
    /// It is sent after the events that came before, and is not counted in their `seq`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use beeper_desktop_mock::{MockDesktop, MockFrame};
    /// use serde_json::json;
    ///
    /// let mock = MockDesktop::start().await?;
    /// mock.push_frame(json!({ "type": "chat.upserted", "seq": "many" }));
    /// mock.push_frame(MockFrame::frame(0x81, [0xff]));
    /// mock.push_frame(MockFrame::reset());
    /// # Ok(())
    /// # }
    /// ```
    pub fn push_frame(&self, frame: impl Into<MockFrame>) {
        let frame = frame.into();
        self.shared.lock().state.live.push(&frame);
    }

    /// Sends an event of the test's own to those that are subscribed to its `chatID`, or to anything where it has none. It gets
    /// the next `seq` of each connection, and a `ts` unless it has one.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// # use serde_json::json;
    /// # let mock = beeper_desktop_mock::MockDesktop::start().await?;
    /// mock.push_event(json!({ "type": "message.upserted", "chatID": "!ana", "ids": ["1", "2"], "entries": [null] }));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When it is no JSON object.
    pub fn push_event(&self, event: Value) {
        let Value::Object(event) = event else {
            panic!("an event is a JSON object");
        };
        self.shared.lock().state.announce_event(event);
    }

    /// Loses the next `count` events: they have a `seq`, and nobody gets them. Only events count that somebody is subscribed to.
    pub fn drop_events(&self, count: u64) {
        self.shared.lock().state.live.lose_events(count);
    }

    /// Ends all live connections as a server does that restarts, with the close code 1012. New ones are accepted at once.
    ///
    /// What happens until they are subscribed again is lost. [`go_offline`](Self::go_offline) ends them without a word.
    pub fn restart_live(&self) {
        self.shared.lock().state.live.restart();
    }

    /// Sets the first frame of the connections that begin from now on, or that there is none. Unless set, it is `ready`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// # use beeper_desktop_mock::MockFrame;
    /// # use serde_json::json;
    /// # let mock = beeper_desktop_mock::MockDesktop::start().await?;
    /// let newer = json!({ "type": "ready", "version": 2, "chatIDs": [] });
    /// mock.set_first_frame(MockFrame::json(&newer));
    /// mock.set_first_frame(None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_first_frame(&self, frame: impl Into<Option<MockFrame>>) {
        self.shared.lock().state.live.first_frame = Some(frame.into());
    }

    /// Leaves the next `count` commands without an answer; the subscription stays as it is.
    pub fn ignore_commands(&self, count: usize) {
        self.shared.lock().state.live.ignore_commands(count);
    }

    /// Refuses the next `count` commands with an error of this code, such as `INTERNAL_ERROR`, after those that are ignored or
    /// refused already. The subscription stays as it is.
    pub fn refuse_commands(&self, count: usize, code: &str) {
        self.shared.lock().state.live.refuse_commands(count, code);
    }

    /// Sets what events say of messages, from now on; [`EventEntries::Whole`] unless set.
    pub fn set_event_entries(&self, entries: EventEntries) {
        self.shared.lock().state.live.entries = entries;
    }

    /// Sets whether events tell the time in milliseconds instead of as text. Unless set, that is the dialect's: text in the
    /// current one, milliseconds in the older one.
    pub fn set_numeric_event_times(&self, numeric: bool) {
        self.shared.lock().state.live.numeric_times = Some(numeric);
    }

    async fn until_live(&self, reached: impl Fn(&Live) -> bool, waited_for: impl Fn() -> String) {
        let is_reached = async {
            let mut changes = self.shared.lock().state.live.changes();
            while !reached(&self.shared.lock().state.live) {
                // Fails only when the sender is gone, and that is the state.
                let _ = changes.changed().await;
            }
        };
        let waited_for = || format!("{}; {} are open", waited_for(), self.live_connections());
        self.wait_timeout.until(is_reached, waited_for).await;
    }
}

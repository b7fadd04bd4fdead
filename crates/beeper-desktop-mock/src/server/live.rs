//! The live connections of a running server, and their faults.

use serde_json::Value;

use crate::http::recorded_frame::RecordedFrame;
use crate::model::event_entries::EventEntries;
use crate::model::frame::MockFrame;
use crate::server::mock_desktop::MockDesktop;
use crate::state::live::connections::Live;

/// Live connections: the WebSockets of `/v1/ws`.
///
/// The server announces every change to the connections that are subscribed to it, including changes by a test's own methods. The
/// opening handshake is an [`Endpoint`](crate::Endpoint), so `mock.on(Endpoint::Events)` refuses or breaks it.
impl MockDesktop {
    /// Returns the number of open live connections. A connection counts before its client receives the answer to the handshake.
    #[must_use]
    pub fn live_connections(&self) -> usize {
        self.shared.lock().state.live.count()
    }

    /// Waits until this number of live connections is open.
    ///
    /// # Panics
    ///
    /// Panics after the time limit, a minute unless [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) sets another.
    pub async fn until_live_connections(&self, count: usize) {
        self.until_live(|live| live.count() == count, || format!("{count} live connections"))
            .await;
    }

    /// Returns the subscriptions of each open live connection: IDs of chats, or `*` for all.
    #[must_use]
    pub fn subscriptions(&self) -> Vec<Vec<String>> {
        let live = &self.shared.lock().state.live;
        live.subscriptions().map(|it| it.chat_ids.clone()).collect()
    }

    /// Waits until this number of live connections has subscribed to something. Later changes reach them.
    ///
    /// # Panics
    ///
    /// Panics after the time limit, a minute unless [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) sets another.
    pub async fn until_subscribed(&self, count: usize) {
        let reached = |live: &Live| live.subscriptions().filter(|it| !it.is_empty()).count() == count;
        self.until_live(reached, || format!("{count} subscribed connections"))
            .await;
    }

    /// Returns all messages that clients have sent on live connections, in order of arrival.
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

    /// Waits until clients have sent at least this number of messages.
    ///
    /// # Panics
    ///
    /// Panics after the time limit, a minute unless [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) sets another.
    pub async fn until_received_frames(&self, count: usize) {
        self.until_live(
            |live| live.received.len() >= count,
            || format!("{count} frames from clients"),
        )
        .await;
    }

    /// Sends a frame, valid or not, exactly as given on all live connections, with or without subscriptions.
    ///
    /// The server sends it after all earlier events, and does not count it in their `seq`.
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

    /// Sends an event of the test to the connections that are subscribed to its `chatID`.
    ///
    /// Without a `chatID`, the event is for all connections that are subscribed to anything. It gets the next `seq` of each
    /// connection, and a `ts` unless it has one.
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
    /// Panics if `event` is not a JSON object.
    pub fn push_event(&self, event: Value) {
        let Value::Object(event) = event else {
            panic!("an event must be a JSON object");
        };
        self.shared.lock().state.announce_event(event);
    }

    /// Loses the next `count` events: they get a `seq`, but the server does not send them.
    ///
    /// Only events with a subscriber count.
    pub fn drop_events(&self, count: u64) {
        self.shared.lock().state.live.lose_events(count);
    }

    /// Ends all live connections with the close code 1012, like a server that restarts. The server accepts new ones at once.
    ///
    /// Events that happen before clients subscribe again are lost. [`go_offline`](Self::go_offline) ends connections without a
    /// close frame.
    pub fn restart_live(&self) {
        self.shared.lock().state.live.restart();
    }

    /// Sets the first frame of later connections; `None` for no first frame. By default it is the event `ready`.
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

    /// Ignores the next `count` commands: they get no answer, and the subscriptions stay as they are.
    pub fn ignore_commands(&self, count: usize) {
        self.shared.lock().state.live.ignore_commands(count);
    }

    /// Refuses the next `count` commands with an error of this code, such as `INTERNAL_ERROR`.
    ///
    /// The commands follow those that earlier calls ignore or refuse. The subscriptions stay as they are.
    pub fn refuse_commands(&self, count: usize, code: &str) {
        self.shared.lock().state.live.refuse_commands(count, code);
    }

    /// Sets the content of later events about messages; [`EventEntries::Whole`] by default.
    pub fn set_event_entries(&self, entries: EventEntries) {
        self.shared.lock().state.live.entries = entries;
    }

    /// Sets whether events contain times in milliseconds instead of texts.
    ///
    /// By default, the dialect decides: texts in the current one, milliseconds in the older one.
    pub fn set_numeric_event_times(&self, numeric: bool) {
        self.shared.lock().state.live.numeric_times = Some(numeric);
    }

    async fn until_live(&self, reached: impl Fn(&Live) -> bool, waited_for: impl Fn() -> String) {
        let is_reached = async {
            let mut changes = self.shared.lock().state.live.changes();
            while !reached(&self.shared.lock().state.live) {
                // This fails only if the sender is gone, but the state owns it.
                let _ = changes.changed().await;
            }
        };
        let waited_for = || format!("{}; {} are open", waited_for(), self.live_connections());
        self.wait_timeout.until(is_reached, waited_for).await;
    }
}

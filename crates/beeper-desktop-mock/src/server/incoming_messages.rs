//! Adds incoming messages by a timer, for people who try a client by hand.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::http::timestamp::Timestamp;
use crate::server::shared_state::Shared;

/// Lets a message arrive every `interval`, with the current time; never returns.
pub(super) async fn receive_messages(shared: Arc<Shared>, interval: Duration) {
    loop {
        tokio::time::sleep(interval).await;
        let state = &mut shared.lock().state;
        // Clients such as bots ignore old messages. The server's time never goes back.
        state.now = state.now.max(Some(current_time()));
        state.receive_message();
    }
}

fn current_time() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::EPOCH.plus_millis(i64::try_from(since_epoch.as_millis()).unwrap_or_default())
}

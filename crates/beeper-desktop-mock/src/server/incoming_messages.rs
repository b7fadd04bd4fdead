//! Adds incoming messages by a timer, for people who try a client by hand.

use std::sync::Arc;
use std::time::Duration;

use crate::server::shared_state::Shared;

/// Lets a message arrive every `interval`; never returns.
pub(super) async fn receive_messages(shared: Arc<Shared>, interval: Duration) {
    loop {
        tokio::time::sleep(interval).await;
        shared.lock().state.receive_message();
    }
}

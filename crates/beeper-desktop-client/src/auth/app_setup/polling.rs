//! The pause between two requests for the state of the application.

use std::time::Duration;

use crate::client::Client;

/// The pause between two polls. The server has no operation that waits for a change.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Waits until the next poll, by the client's clock.
pub(super) async fn wait_for_next_poll(client: &Client) {
    client.clock().sleep(POLL_INTERVAL).await;
}

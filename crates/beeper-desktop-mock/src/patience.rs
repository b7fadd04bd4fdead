//! How long a test waits for what may never happen.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinSet;

/// Panics instead of waiting for ever. The clock is that of the server's runtime, because a test may have stopped its own, or
/// have none.
#[derive(Clone)]
pub(crate) struct Patience {
    runtime: Handle,
    limit: Duration,
}

impl Patience {
    /// Longer than what happens takes on a busy machine.
    pub(crate) const USUAL: Duration = Duration::from_secs(60);

    pub(crate) fn new(runtime: Handle, limit: Duration) -> Self {
        Self { runtime, limit }
    }

    /// Waits until `it` happens, and panics when that takes too long.
    pub(crate) async fn until<T>(&self, what: &str, it: impl Future<Output = T>) -> T {
        let limit = self.limit;
        let mut clock = JoinSet::new();
        clock.spawn_on(async move { tokio::time::sleep(limit).await }, &self.runtime);
        tokio::select! {
            biased;
            happened = it => happened,
            // The clock fails when the mock is gone, which `it` sees as well.
            Some(Ok(())) = clock.join_next() => panic!("waited in vain for {limit:?} until {what}"),
        }
    }
}

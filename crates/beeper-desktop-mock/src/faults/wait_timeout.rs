//! The time limit of the methods that wait for something to happen.

use std::sync::Weak;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinSet;

/// Panics instead of waiting for ever. The clock is that of the server's runtime, because a test may have stopped its own, or
/// have none.
#[derive(Clone)]
pub(crate) struct WaitTimeout {
    /// Gone with the mock, because a handle keeps the runtime's files open.
    runtime: Weak<Handle>,
    limit: Duration,
}

impl WaitTimeout {
    /// Longer than what happens takes on a busy machine.
    pub(crate) const DEFAULT: Duration = Duration::from_secs(60);

    pub(crate) fn new(runtime: Weak<Handle>, limit: Duration) -> Self {
        Self { runtime, limit }
    }

    /// Waits until `it` happens. Where that takes too long, panics with what was waited for, and with what there is instead.
    pub(crate) async fn until<T>(&self, it: impl Future<Output = T>, waited_for: impl Fn() -> String) -> T {
        let limit = self.limit;
        let mut clock = JoinSet::new();
        // Without the mock there is no clock, but then `it` knows as well.
        if let Some(runtime) = self.runtime.upgrade() {
            clock.spawn_on(async move { tokio::time::sleep(limit).await }, &runtime);
        }
        tokio::select! {
            biased;
            happened = it => happened,
            // Fails when the mock goes meanwhile.
            Some(Ok(())) = clock.join_next() => panic!("waited {limit:?} in vain for {}", waited_for()),
        }
    }
}

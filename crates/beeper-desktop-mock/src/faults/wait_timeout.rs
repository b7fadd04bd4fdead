//! The time limit of the methods that wait for an event.

use std::sync::Weak;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinSet;

/// A time limit that panics instead of waiting forever.
///
/// It uses the clock of the server's runtime, because a test may have paused its own clock or have no runtime.
#[derive(Clone)]
pub(crate) struct WaitTimeout {
    // The runtime goes with the mock, because a strong handle would keep the runtime's file descriptors open.
    runtime: Weak<Handle>,
    limit: Duration,
}

impl WaitTimeout {
    /// The default limit, longer than any event takes on a busy machine.
    pub(crate) const DEFAULT: Duration = Duration::from_secs(60);

    pub(crate) fn new(runtime: Weak<Handle>, limit: Duration) -> Self {
        Self { runtime, limit }
    }

    /// Waits for `it`. After the time limit, panics with a description of what it waited for and of the present state.
    pub(crate) async fn until<T>(&self, it: impl Future<Output = T>, waited_for: impl Fn() -> String) -> T {
        let limit = self.limit;
        let mut clock = JoinSet::new();
        // After the mock is dropped no clock runs, but then `it` detects that the mock is gone.
        if let Some(runtime) = self.runtime.upgrade() {
            clock.spawn_on(async move { tokio::time::sleep(limit).await }, &runtime);
        }
        tokio::select! {
            biased;
            happened = it => happened,
            // The clock fails if the mock is dropped meanwhile.
            Some(Ok(())) = clock.join_next() => panic!("waited {limit:?} in vain for {}", waited_for()),
        }
    }
}

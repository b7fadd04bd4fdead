//! The clock by which codes and tokens expire.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Real time, and what a test has added to it.
pub(crate) struct Clock {
    start: Instant,
    start_since_epoch: Duration,
    advanced: Duration,
}

/// A moment, as the time since the clock started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(Duration);

impl Clock {
    pub(crate) fn start() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            start: Instant::now(),
            // A machine whose clock is before 1970 gets tokens of 1970.
            start_since_epoch: since_epoch.unwrap_or_default(),
            advanced: Duration::ZERO,
        }
    }

    pub(crate) fn now(&self) -> Moment {
        Moment(self.start.elapsed().saturating_add(self.advanced))
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.advanced = self.advanced.saturating_add(by);
    }

    /// Returns the seconds since 1970, as tokens are described with.
    pub(crate) fn unix_seconds(&self, moment: Moment) -> u64 {
        self.start_since_epoch.saturating_add(moment.0).as_secs()
    }
}

impl Moment {
    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration))
    }
}

//! The pauses before something is tried again.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

/// Pauses that double up to 30 seconds. Each is shortened at random by up to a half.
#[derive(Clone, Debug)]
pub(in crate::live::watch) struct Backoff {
    tries: u32,
    random: fastrand::Rng,
}

impl Backoff {
    /// Creates the pauses. The same seed always gives the same pauses.
    pub(in crate::live::watch) fn new(seed: u64) -> Self {
        Self {
            tries: 0,
            random: fastrand::Rng::with_seed(seed),
        }
    }

    /// Returns the next pause.
    pub(in crate::live::watch) fn next(&mut self) -> Duration {
        let doubled = FIRST.saturating_mul(1_u32.checked_shl(self.tries).unwrap_or(u32::MAX));
        self.tries = self.tries.saturating_add(1);
        doubled.min(LONGEST).mul_f64(0.5 + 0.5 * self.random.f64())
    }

    /// Starts again with the shortest pause.
    pub(in crate::live::watch) fn reset(&mut self) {
        self.tries = 0;
    }
}

//! The pauses between retries, and how long a login keeps retrying.

use std::time::Duration;

/// How long a server may be unreachable before a login gives up.
pub(crate) const MAX_UNREACHABLE_TIME: Duration = Duration::from_secs(120);

/// The longest pause that this crate accepts from a server.
pub(crate) const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);

/// The pauses before asking a bridge again for the effect of an answer or a cancellation.
///
/// A bridge needs a moment to list a new login.
pub(crate) const RECHECK_PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];

/// Exponential backoff: each pause is twice as long as the last, up to a maximum.
#[derive(Debug, Default)]
pub(crate) struct Backoff(u32);

impl Backoff {
    const INITIAL: Duration = Duration::from_millis(250);
    const MAX: Duration = Duration::from_secs(8);

    /// Returns the next pause, up to a quarter shorter at random.
    pub(crate) fn next(&mut self, random: f64) -> Duration {
        let pause = Self::INITIAL.saturating_mul(1 << self.0.min(8)).min(Self::MAX);
        self.0 = self.0.saturating_add(1);
        pause.mul_f64(1.0 - random / 4.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_most() {
        let mut backoff = Backoff::default();
        let pauses: Vec<_> = (0..7).map(|_| backoff.next(0.0).as_millis()).collect();
        assert_eq!(pauses, [250, 500, 1000, 2000, 4000, 8000, 8000]);
        assert!(
            (0..100)
                .map(|_| backoff.next(1.0))
                .all(|pause| pause == Duration::from_secs(6))
        );
    }
}

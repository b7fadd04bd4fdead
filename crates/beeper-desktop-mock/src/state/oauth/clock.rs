//! The clock that decides when codes and tokens expire.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A clock that stands still until a test advances it, unless a program lets it follow real time.
pub(crate) struct Clock {
    start_since_epoch: Duration,
    advanced: Duration,
    /// The start of real time, if the clock follows it.
    real_since: Option<Instant>,
}

/// A moment, as the time since the clock was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(Duration);

impl Default for Clock {
    /// Starts at the real time, because clients compare the times of a token with their own clock.
    fn default() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            // If the system clock is before 1970, the clock starts at 1970.
            start_since_epoch: since_epoch.unwrap_or_default(),
            advanced: Duration::ZERO,
            real_since: None,
        }
    }
}

impl Clock {
    pub(crate) fn now(&self) -> Moment {
        let real = self.real_since.map(|since| since.elapsed());
        Moment(self.advanced.saturating_add(real.unwrap_or_default()))
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.advanced = self.advanced.saturating_add(by);
    }

    pub(crate) fn follow_real_time(&mut self) {
        self.real_since = Some(Instant::now());
    }

    /// Returns the seconds since 1970, the format of times in descriptions of tokens.
    pub(crate) fn unix_seconds(&self, moment: Moment) -> u64 {
        self.start_since_epoch.saturating_add(moment.0).as_secs()
    }
}

impl Moment {
    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_still_until_it_is_advanced() {
        let mut clock = Clock::default();
        let before = clock.now();
        assert_eq!(clock.now(), before);

        clock.advance(Duration::from_secs(60));

        assert_eq!(clock.now(), before.plus(Duration::from_secs(60)));
        assert_eq!(clock.unix_seconds(clock.now()) - clock.unix_seconds(before), 60);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now().plus(Duration::MAX), Moment(Duration::MAX));
    }

    #[test]
    fn a_clock_that_follows_real_time_goes_on() {
        let mut clock = Clock::default();
        clock.follow_real_time();
        let before = clock.now();

        while clock.now() == before {}

        assert!(clock.now() > before);
    }
}

//! Limits how often a session is waited on when the server responds at once.

use std::time::{Duration, Instant};

/// The shortest interval between two waits that return at once.
///
/// At 1.7 s, at most 36 fit into a minute, and a change is detected within 2 s.
const MIN_INTERVAL: Duration = Duration::from_millis(1700);
const JITTER: Duration = Duration::from_millis(200);

/// How many waits may follow at once after waits that returned at once with news; one more becomes available each minute.
///
/// Together with the others, at most 40 waits begin in any minute.
const BURST: u32 = 3;
const BURST_REFILL_INTERVAL: Duration = Duration::from_secs(60);

/// Limits waits to 40 a minute on a server that responds to them at once.
#[derive(Debug)]
pub(crate) struct RateLimiter {
    last_start: Option<Instant>,
    last_changed_state: bool,
    burst: u32,
    refilled: Option<Instant>,
}

impl RateLimiter {
    pub(crate) fn new() -> Self {
        Self {
            last_start: None,
            last_changed_state: false,
            burst: BURST,
            refilled: None,
        }
    }

    /// Returns the pause before the next wait; `random` is in 0..1.
    pub(crate) fn pause_before_next(&mut self, now: Instant, random: f64) -> Duration {
        let Some(last) = self.last_start else {
            return Duration::ZERO;
        };
        let interval = MIN_INTERVAL + JITTER.mul_f64(random);
        let left = (last + interval).saturating_duration_since(now);
        if left.is_zero() || !(self.last_changed_state && self.take_burst(now)) {
            return left;
        }
        Duration::ZERO
    }

    pub(crate) fn wait_started(&mut self, now: Instant) {
        self.last_start = Some(now);
        self.last_changed_state = false;
    }

    pub(crate) fn state_changed(&mut self) {
        self.last_changed_state = true;
    }

    fn take_burst(&mut self, now: Instant) -> bool {
        let refilled = *self.refilled.get_or_insert(now);
        let minutes = now.saturating_duration_since(refilled).as_secs() / BURST_REFILL_INTERVAL.as_secs();
        if minutes > 0 {
            let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
            self.burst = self.burst.saturating_add(minutes).min(BURST);
            self.refilled = Some(refilled + BURST_REFILL_INTERVAL.saturating_mul(minutes));
        }
        let has_burst = self.burst > 0;
        self.burst = self.burst.saturating_sub(1);
        has_burst
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Simulates a server for some time; `has_news` selects the responses with news. Returns the start of each wait in seconds.
    fn starts(seconds: u64, takes: Duration, random: f64, has_news: impl Fn(usize) -> bool) -> Vec<f64> {
        let begin = Instant::now();
        let (mut rate_limiter, mut now, mut starts) = (RateLimiter::new(), begin, Vec::new());
        while now < begin + Duration::from_secs(seconds) {
            rate_limiter.wait_started(now);
            starts.push((now - begin).as_secs_f64());
            now += takes;
            if has_news(starts.len()) {
                rate_limiter.state_changed();
            }
            now += rate_limiter.pause_before_next(now, random);
        }
        starts
    }

    fn most_in_a_minute(starts: &[f64]) -> usize {
        let in_minute_from = |from: &f64| starts.iter().filter(|at| (*from..*from + 60.0).contains(at)).count();
        starts.iter().map(in_minute_from).max().unwrap()
    }

    #[test]
    fn at_most_forty_waits_a_minute_whatever_comes_back() {
        for random in [0.0, 0.5, 1.0] {
            for news in [|_| true, |_| false, |n| n % 2 == 0, |n| n % 7 == 0] as [fn(usize) -> bool; 4] {
                let starts = starts(600, Duration::from_millis(1), random, news);
                let most = most_in_a_minute(&starts);
                assert!(most <= 40, "{most}");
            }
        }
    }

    #[test]
    fn the_next_request_is_never_more_than_two_seconds_away() {
        for random in [0.0, 0.5, 1.0] {
            let starts = starts(300, Duration::from_millis(1), random, |n| n % 5 == 0);
            for pair in starts.windows(2) {
                assert!(pair[1] - pair[0] < 2.0, "{pair:?}");
            }
        }
    }

    #[test]
    fn a_wait_that_was_held_is_followed_at_once() {
        let starts = starts(100, Duration::from_secs(20), 1.0, |_| false);
        assert_eq!(starts, [0.0, 20.0, 40.0, 60.0, 80.0]);
    }

    #[test]
    fn rare_changes_are_followed_at_once() {
        let starts = starts(2, Duration::ZERO, 0.0, |_| true);
        assert_eq!(starts, [0.0, 0.0, 0.0, 0.0, 1.7]);
    }
}

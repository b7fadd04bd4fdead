//! How fast a session may be asked.

use std::time::{Duration, Instant};

/// Between two waits that come back at once. At 1.7 s there are at most 36 in a minute, and a change is noticed within 2 s.
const SHORTEST: Duration = Duration::from_millis(1700);
const JITTER: Duration = Duration::from_millis(200);

/// Waits that come back at once with something new may be followed at once, this often, and then once a minute more. With
/// the others that makes at most 40 in any minute.
const CREDIT: u32 = 3;
const CREDIT_INTERVAL: Duration = Duration::from_secs(60);

/// Keeps a server that answers waits at once from being asked all the time.
#[derive(Debug)]
pub(crate) struct Pace {
    last_start: Option<Instant>,
    came_with_news: bool,
    credit: u32,
    refilled: Option<Instant>,
}

impl Pace {
    pub(crate) fn new() -> Self {
        Self {
            last_start: None,
            came_with_news: false,
            credit: CREDIT,
            refilled: None,
        }
    }

    /// How long to pause before the next wait, `random` lying in 0..1.
    pub(crate) fn pause(&mut self, now: Instant, random: f64) -> Duration {
        let Some(last) = self.last_start else {
            return Duration::ZERO;
        };
        let interval = SHORTEST + JITTER.mul_f64(random);
        let left = (last + interval).saturating_duration_since(now);
        if left.is_zero() || !(self.came_with_news && self.take_credit(now)) {
            return left;
        }
        Duration::ZERO
    }

    pub(crate) fn started(&mut self, now: Instant) {
        self.last_start = Some(now);
        self.came_with_news = false;
    }

    pub(crate) fn brought_news(&mut self) {
        self.came_with_news = true;
    }

    fn take_credit(&mut self, now: Instant) -> bool {
        let refilled = *self.refilled.get_or_insert(now);
        let minutes = now.saturating_duration_since(refilled).as_secs() / CREDIT_INTERVAL.as_secs();
        if minutes > 0 {
            let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
            self.credit = self.credit.saturating_add(minutes).min(CREDIT);
            self.refilled = Some(refilled + CREDIT_INTERVAL.saturating_mul(minutes));
        }
        let has_credit = self.credit > 0;
        self.credit = self.credit.saturating_sub(1);
        has_credit
    }
}

/// Pauses between tries of what does not work: each is twice as long as the one before, up to a most.
#[derive(Debug, Default)]
pub(crate) struct Backoff(u32);

impl Backoff {
    const FIRST: Duration = Duration::from_millis(250);
    const LONGEST: Duration = Duration::from_secs(8);

    /// The next pause, up to a quarter shorter at random.
    pub(crate) fn next(&mut self, random: f64) -> Duration {
        let pause = Self::FIRST.saturating_mul(1 << self.0.min(8)).min(Self::LONGEST);
        self.0 = self.0.saturating_add(1);
        pause.mul_f64(1.0 - random / 4.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays a server for some time; `has_news` says which answers bring some. Returns when each wait began, in seconds.
    fn starts(seconds: u64, takes: Duration, random: f64, has_news: impl Fn(usize) -> bool) -> Vec<f64> {
        let begin = Instant::now();
        let (mut pace, mut now, mut starts) = (Pace::new(), begin, Vec::new());
        while now < begin + Duration::from_secs(seconds) {
            pace.started(now);
            starts.push((now - begin).as_secs_f64());
            now += takes;
            if has_news(starts.len()) {
                pace.brought_news();
            }
            now += pace.pause(now, random);
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
    fn the_next_look_is_never_more_than_two_seconds_away() {
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
    fn news_are_followed_at_once_as_long_as_they_are_rare() {
        let starts = starts(2, Duration::ZERO, 0.0, |_| true);
        assert_eq!(starts, [0.0, 0.0, 0.0, 0.0, 1.7]);
    }

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

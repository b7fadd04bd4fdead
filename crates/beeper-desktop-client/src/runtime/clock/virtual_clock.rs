//! A clock for tests, which passes time without waiting.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::watch;

use crate::runtime::clock::{Alarm, Clock};

/// A clock for tests: a pause is over at once and takes its time all the same, and limits run out when the test says so.
///
/// Clones show the same time. Given to a client, it makes retries and logins as fast as the server answers:
///
/// ```
/// use beeper_desktop_client::{Client, VirtualClock};
///
/// let clock = VirtualClock::new();
/// let client = Client::builder().clock(clock.clone()).build()?;
/// // … a call that is tried three times, and then:
/// println!("The client paused twice: {:?}", clock.pauses());
/// # Ok::<(), beeper_desktop_client::BuildError>(())
/// ```
///
/// A limit is up when the time that pauses take and [`advance`](Self::advance) adds has reached it:
///
/// ```
/// use std::time::Duration;
/// use beeper_desktop_client::{Clock, VirtualClock};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let clock = VirtualClock::new();
/// let limit = clock.alarm(Duration::from_secs(60));
///
/// clock.sleep(Duration::from_secs(20)).await;
/// clock.advance(Duration::from_secs(40));
/// limit.await;
/// assert_eq!(clock.elapsed(), Duration::from_secs(60));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct VirtualClock {
    start: (Instant, SystemTime),
    time: Arc<watch::Sender<Time>>,
}

#[derive(Debug, Default)]
struct Time {
    elapsed: Duration,
    suspended: Duration,
    pauses: Vec<Duration>,
    stop: Option<Duration>,
    is_stopped: bool,
}

impl VirtualClock {
    /// Makes a clock that has not moved yet.
    pub fn new() -> Self {
        Self {
            start: (Instant::now(), SystemTime::now()),
            time: Arc::new(watch::Sender::new(Time::default())),
        }
    }

    /// Returns how much time has passed, pauses included, the computer's sleep not.
    pub fn elapsed(&self) -> Duration {
        self.time.borrow().elapsed
    }

    /// Returns the pauses that are over, in the order in which they ended.
    pub fn pauses(&self) -> Vec<Duration> {
        self.time.borrow().pauses.clone()
    }

    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        self.time.send_modify(|time| time.elapsed += duration);
    }

    /// Lets no pause go beyond a time from now, until [`resume`](Self::resume): what waits for another thread of the test does
    /// not run out of time meanwhile.
    ///
    /// ```
    /// use std::time::Duration;
    /// use beeper_desktop_client::{Clock, VirtualClock};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let clock = VirtualClock::new();
    /// clock.stop_after(Duration::from_secs(5));
    /// let busy = tokio::spawn(clock.sleep(Duration::from_secs(60)));
    /// clock.until_stopped().await;
    /// clock.resume();
    /// busy.await.unwrap();
    /// assert_eq!(clock.elapsed(), Duration::from_secs(60));
    /// # }
    /// ```
    pub fn stop_after(&self, duration: Duration) {
        self.time.send_modify(|time| time.stop = Some(time.elapsed + duration));
    }

    /// Resolves when a pause would go beyond the time that [`stop_after`](Self::stop_after) set.
    pub async fn until_stopped(&self) {
        let mut time = self.time.subscribe();
        // Fails only when the sender is gone, and that is `self`.
        let _ = time.wait_for(|time| time.is_stopped).await;
    }

    /// Lets pauses end again.
    pub fn resume(&self) {
        self.time
            .send_modify(|time| (time.stop, time.is_stopped) = (None, false));
    }

    /// Lets the computer sleep: the time of day goes on, everything else stands still.
    pub fn suspend(&self, duration: Duration) {
        self.time.send_modify(|time| time.suspended += duration);
    }
}

impl Default for VirtualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Instant {
        self.start.0 + self.elapsed()
    }

    fn wall_time(&self) -> SystemTime {
        let time = self.time.borrow();
        self.start.1 + time.elapsed + time.suspended
    }

    fn sleep(&self, duration: Duration) -> Alarm {
        let clock = self.clone();
        Box::pin(async move {
            let mut time = clock.time.subscribe();
            let is_beyond = |time: &Time| {
                time.stop
                    .is_some_and(|stop| time.elapsed.saturating_add(duration) > stop)
            };
            if is_beyond(&clock.time.borrow()) {
                clock.time.send_modify(|time| time.is_stopped = true);
                let _ = time.wait_for(|time| !is_beyond(time)).await;
            }
            clock.time.send_modify(|time| {
                time.elapsed += duration;
                time.pauses.push(duration);
            });
            tokio::task::yield_now().await;
        })
    }

    fn alarm(&self, duration: Duration) -> Alarm {
        let mut time = self.time.subscribe();
        let due = self.elapsed().saturating_add(duration);
        Box::pin(async move {
            // An error would mean that the clock is gone, and with it everything that could let time pass.
            if time.wait_for(|time| time.elapsed >= due).await.is_err() {
                std::future::pending().await
            }
        })
    }
}

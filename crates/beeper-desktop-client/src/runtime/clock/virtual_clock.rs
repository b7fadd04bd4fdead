//! A clock for tests, on which time passes without waiting.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::watch;

use crate::runtime::clock::{Alarm, Clock};

/// A clock for tests, on which pauses end at once and limits expire when the test says so.
///
/// A pause advances the clock by its duration. Clones share the same time. With this clock, retries and logins are as fast as
/// the server responds:
///
/// ```
/// use beeper_desktop_client::{Client, VirtualClock};
///
/// let clock = VirtualClock::new();
/// let client = Client::builder().clock(clock.clone()).build()?;
/// // … a call with three attempts, and then:
/// println!("The client paused twice: {:?}", clock.pauses());
/// # Ok::<(), beeper_desktop_client::BuildError>(())
/// ```
///
/// A limit expires when pauses and [`advance`](Self::advance) have moved the clock that far:
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
    /// Creates a clock at which no time has passed.
    pub fn new() -> Self {
        Self {
            start: (Instant::now(), SystemTime::now()),
            time: Arc::new(watch::Sender::new(Time::default())),
        }
    }

    /// Returns how much time has passed, including pauses but excluding [`suspend`](Self::suspend).
    pub fn elapsed(&self) -> Duration {
        self.time.borrow().elapsed
    }

    /// Returns the pauses that have ended, in the order in which they ended.
    pub fn pauses(&self) -> Vec<Duration> {
        self.time.borrow().pauses.clone()
    }

    /// Advances the clock by a duration.
    pub fn advance(&self, duration: Duration) {
        self.time.send_modify(|time| time.elapsed += duration);
    }

    /// Holds back every pause that would end later than `duration` from now, until [`resume`](Self::resume) is called.
    ///
    /// While the test waits for another thread, tasks on this clock then do not run out of time.
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

    /// Waits until a pause would end later than the time that [`stop_after`](Self::stop_after) set.
    pub async fn until_stopped(&self) {
        let mut time = self.time.subscribe();
        // Fails only if the sender is dropped, which `self` owns.
        let _ = time.wait_for(|time| time.is_stopped).await;
    }

    /// Ends the effect of [`stop_after`](Self::stop_after).
    pub fn resume(&self) {
        self.time
            .send_modify(|time| (time.stop, time.is_stopped) = (None, false));
    }

    /// Simulates a sleep of the computer: only the time of day advances.
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
            // An error means that every clone of the clock is dropped, so that no time can pass any more.
            if time.wait_for(|time| time.elapsed >= due).await.is_err() {
                std::future::pending().await
            }
        })
    }
}

//! The clocks with which clients wait: the system's, and one for tests.

pub(crate) mod virtual_clock;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// The future that [`Clock::sleep`] and [`Clock::alarm`] return.
pub type Alarm = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A clock that returns the time and waits.
///
/// A client pauses between two attempts of a call. A watch waits before it connects again and between two polls. A login waits
/// for a person with a phone, for a server that restarts, and between two polls. All of these waits use the client's clock:
/// [`SystemClock`], unless [`ClientBuilder::clock`](crate::ClientBuilder::clock) sets another one. Tests set a
/// [`VirtualClock`](crate::VirtualClock).
/// The time limits of calls do not use this clock; they pass in real time.
///
/// A clock has two ways to wait, because a test treats them differently. A pause, in which nothing else happens, may end at
/// once. A limit that runs beside a request may not.
pub trait Clock: Send + Sync + 'static {
    /// Returns a monotonic time, which may stand still while the computer sleeps.
    fn now(&self) -> Instant;

    /// Returns the time of day, which continues while the computer sleeps.
    fn wall_time(&self) -> SystemTime;

    /// Returns a future that completes after `duration`: a pause between two requests.
    fn sleep(&self, duration: Duration) -> Alarm;

    /// Returns a future that completes after `duration`: a limit that runs beside a request.
    fn alarm(&self, duration: Duration) -> Alarm;
}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock(..)")
    }
}

/// A shared clock is the same clock, so that other code can use what [`Client::clock`](crate::Client::clock) returns.
impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Instant {
        (**self).now()
    }

    fn wall_time(&self) -> SystemTime {
        (**self).wall_time()
    }

    fn sleep(&self, duration: Duration) -> Alarm {
        (**self).sleep(duration)
    }

    fn alarm(&self, duration: Duration) -> Alarm {
        (**self).alarm(duration)
    }
}

/// The system's clock, by way of tokio; the default of clients.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Alarm {
        Box::pin(tokio::time::sleep(duration))
    }

    fn alarm(&self, duration: Duration) -> Alarm {
        self.sleep(duration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_system_clock_waits_as_long_as_it_is_told() {
        let clock = SystemClock;
        let started = clock.now();
        clock.sleep(Duration::from_millis(5)).await;
        clock.alarm(Duration::from_millis(5)).await;
        assert!(clock.now() - started >= Duration::from_millis(10));
    }
}

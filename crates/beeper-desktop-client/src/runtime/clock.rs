//! Clocks: the system's, and one for tests.

pub(crate) mod virtual_clock;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// What [`Clock::sleep`] and [`Clock::alarm`] return.
pub type Alarm = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tells the time and waits.
///
/// A client pauses between two tries of a call, and a login waits a lot: for a person with a phone, for a server that
/// restarts, between two looks. All of that goes through the client's clock. [`SystemClock`] is used unless
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock) is given another one; a test gives it a [`VirtualClock`](crate::VirtualClock). The
/// time-outs of calls do not go through it: they are the network's, and pass in real time.
///
/// There are two ways to wait, because a test treats them differently: a pause in which nothing else happens may be over
/// at once, a limit that runs beside a request may not.
pub trait Clock: Send + Sync + 'static {
    /// Returns a time that never goes back, and may stand still while the computer sleeps.
    fn now(&self) -> Instant;

    /// Returns the time of day, which goes on while the computer sleeps.
    fn wall_time(&self) -> SystemTime;

    /// Is ready after `duration`: a pause between two requests.
    fn sleep(&self, duration: Duration) -> Alarm;

    /// Is ready after `duration`: a limit that runs beside a request.
    fn alarm(&self, duration: Duration) -> Alarm;
}

impl fmt::Debug for dyn Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock(..)")
    }
}

/// A clock that is shared is the same clock, so that what [`Client::clock`](crate::Client::clock) returns can be given to something else.
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

/// The computer's own time, by way of tokio. It is used unless another clock is given.
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

//! Time, so that minutes of waiting are tested in milliseconds.
//!
//! A login waits a lot: for a person with a phone, for a server that restarts, between two looks. All of that goes
//! through a [`Clock`], and a test gives it a [`VirtualClock`] with [`BridgeRef::clock`](crate::BridgeRef::clock).

mod virtual_clock;

use std::fmt;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

pub use virtual_clock::VirtualClock;

/// What [`Clock::sleep`] and [`Clock::alarm`] return.
pub type Alarm = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tells the time and waits.
///
/// There are two ways to wait, because a test treats them differently: a pause in which nothing else happens may be over
/// at once, a limit that runs beside a request may not.
pub trait Clock: Send + Sync + 'static {
    /// A time that never goes back, and may stand still while the computer sleeps.
    fn now(&self) -> Instant;

    /// The time of day, which goes on while the computer sleeps.
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

/// The computer's own time, by way of tokio. What is used unless another clock is given.
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

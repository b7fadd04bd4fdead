//! The limits that stop a login from outside: a time limit and a cancellation token.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use beeper_desktop_client::{Alarm, Clock};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::error::kind::LoginErrorKind;

/// The time limit and the cancellation token of a login.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) time: Duration,
    pub(crate) token: Option<CancellationToken>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(35 * 60),
            token: None,
        }
    }
}

/// A future that completes with the reason when the login must stop.
///
/// It is polled as often as the login itself, so it polls its parts without any other future around them.
pub(crate) struct StopSignal {
    /// The time at which the login must stop. `None` if the clock cannot represent it.
    pub(crate) deadline: Option<Instant>,
    cancelled: Option<Pin<Box<WaitForCancellationFutureOwned>>>,
    time_is_up: Alarm,
}

impl Future for StopSignal {
    type Output = LoginErrorKind;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<LoginErrorKind> {
        if let Some(cancelled) = &mut self.cancelled
            && cancelled.as_mut().poll(context).is_ready()
        {
            return Poll::Ready(LoginErrorKind::Cancelled);
        }
        self.time_is_up
            .as_mut()
            .poll(context)
            .map(|()| LoginErrorKind::TimeLimit)
    }
}

impl Limits {
    pub(crate) fn begin(&self, clock: &Arc<dyn Clock>) -> StopSignal {
        let token = self.token.clone();
        StopSignal {
            deadline: clock.now().checked_add(self.time),
            cancelled: token.map(|token| Box::pin(token.cancelled_owned())),
            time_is_up: clock.alarm(self.time),
        }
    }
}

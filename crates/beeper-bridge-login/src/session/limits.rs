//! The limits that stop a login from outside: a time limit and a cancellation token.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use beeper_desktop_client::Clock;
use tokio_util::sync::CancellationToken;

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
pub(crate) struct StopSignal {
    /// The time at which the login must stop. `None` if the clock cannot represent it.
    pub(crate) deadline: Option<Instant>,
    stopped: Pin<Box<dyn Future<Output = LoginErrorKind> + Send>>,
}

impl Future for StopSignal {
    type Output = LoginErrorKind;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<LoginErrorKind> {
        self.stopped.as_mut().poll(context)
    }
}

impl Limits {
    pub(crate) fn begin(&self, clock: &Arc<dyn Clock>) -> StopSignal {
        let time_is_up = clock.alarm(self.time);
        let deadline = clock.now().checked_add(self.time);
        let token = self.token.clone();
        let stopped = Box::pin(async move {
            let cancelled = async {
                match token {
                    Some(token) => token.cancelled().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = cancelled => LoginErrorKind::Cancelled,
                () = time_is_up => LoginErrorKind::TimeLimit,
            }
        });
        StopSignal { deadline, stopped }
    }
}

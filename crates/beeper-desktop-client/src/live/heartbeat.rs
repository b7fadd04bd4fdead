//! Detects that the other side of a connection is gone.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::runtime::clock::{Alarm, Clock};

/// The time between two checks whether the server sent something.
///
/// After one silent interval the client pings the server; after two it considers the connection dead. Since data may arrive just
/// after a check, three intervals must fit in 45 seconds.
const INTERVAL: Duration = Duration::from_secs(14);

/// The result of a check.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// The server sent something since the last check.
    Alive,
    /// The server sent nothing: ping it.
    Ping,
    /// The server sent nothing and did not answer the ping.
    Dead,
}

/// Checks a connection at regular intervals while the program reads it.
///
/// Each interval starts when the check before it was made. So a program that did not read for minutes still finds the connection
/// alive if data arrived meanwhile, or if the server answers the ping that follows.
pub(super) struct Heartbeat {
    clock: Arc<dyn Clock>,
    next: Alarm,
    has_heard: bool,
    has_pinged: bool,
}

impl Heartbeat {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            next: clock.alarm(INTERVAL),
            clock,
            // The server has just answered the handshake.
            has_heard: true,
            has_pinged: false,
        }
    }

    /// Notes that data arrived.
    pub(super) fn hear(&mut self) {
        (self.has_heard, self.has_pinged) = (true, false);
    }

    /// Completes at the next check.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Beat> {
        if self.next.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.next = self.clock.alarm(INTERVAL);
        let beat = match (self.has_heard, self.has_pinged) {
            (true, _) => Beat::Alive,
            (false, false) => Beat::Ping,
            (false, true) => Beat::Dead,
        };
        (self.has_heard, self.has_pinged) = (false, beat == Beat::Ping);
        Poll::Ready(beat)
    }
}

impl fmt::Debug for Heartbeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heartbeat").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;
    use crate::runtime::clock::virtual_clock::VirtualClock;

    fn heartbeat(clock: &VirtualClock) -> Heartbeat {
        Heartbeat::new(Arc::new(clock.clone()))
    }

    fn poll(heartbeat: &mut Heartbeat) -> Poll<Beat> {
        heartbeat.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_connection_that_falls_silent_is_pinged_and_dead_within_45_seconds() {
        let clock = VirtualClock::new();
        let mut heartbeat = heartbeat(&clock);
        // The worst case: data arrived just after the start.
        heartbeat.hear();
        let mut beats = Vec::new();
        while beats.last() != Some(&Beat::Dead) {
            clock.advance(Duration::from_secs(1));
            if let Poll::Ready(beat) = poll(&mut heartbeat) {
                beats.push(beat);
            }
        }
        assert_eq!(beats, [Beat::Alive, Beat::Ping, Beat::Dead]);
        assert!(clock.elapsed() <= Duration::from_secs(45), "{:?}", clock.elapsed());
    }

    #[test]
    fn an_answer_to_a_ping_keeps_a_connection_alive() {
        let clock = VirtualClock::new();
        let mut heartbeat = heartbeat(&clock);
        let mut pings = 0;
        for _ in 0..100 {
            clock.advance(INTERVAL);
            match poll(&mut heartbeat) {
                Poll::Ready(Beat::Ping) => {
                    pings += 1;
                    heartbeat.hear();
                }
                beat => assert_eq!(beat, Poll::Ready(Beat::Alive)),
            }
        }
        assert_eq!(pings, 50);
    }

    #[test]
    fn a_pause_of_the_program_alone_kills_no_connection() {
        let clock = VirtualClock::new();
        let mut heartbeat = heartbeat(&clock);
        clock.advance(Duration::from_secs(600));
        assert_eq!(poll(&mut heartbeat), Poll::Ready(Beat::Alive));
        assert_eq!(poll(&mut heartbeat), Poll::Pending);
        clock.advance(Duration::from_secs(600));
        assert_eq!(poll(&mut heartbeat), Poll::Ready(Beat::Ping));
        assert_eq!(poll(&mut heartbeat), Poll::Pending);
    }
}

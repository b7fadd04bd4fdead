//! The state of the connection, and when to connect again.

use std::time::Duration;

use crate::live::watch::step::backoff::Backoff;

/// How long a connection must last to count as working. The pauses before the next attempts then start again.
const SETTLED: Duration = Duration::from_secs(10);

/// How long the watch waits before it tries to connect again to a server without events.
const REST: Duration = Duration::from_secs(5 * 60);

/// The state of the connection for events.
#[derive(Debug)]
pub(in crate::live::watch) struct Link {
    phase: Phase,
    backoff: Backoff,
}

#[derive(Debug, PartialEq, Eq)]
enum Phase {
    /// The watch does not connect before the first look at the list of chats is done.
    Off,
    Waiting {
        until: Duration,
        /// Whether the server has no events, so that the wait is long.
        is_resting: bool,
    },
    Connecting,
    Live {
        since: Duration,
        /// The highest number of an event so far.
        last_seq: i64,
    },
}

impl Link {
    pub(in crate::live::watch) fn new(backoff: Backoff) -> Self {
        let phase = Phase::Off;
        Self { phase, backoff }
    }

    /// Makes the first attempt to connect due, if there was none yet.
    pub(in crate::live::watch) fn switch_on(&mut self, now: Duration) {
        if self.phase == Phase::Off {
            self.wait(now, false);
        }
    }

    /// Returns whether to connect now, and counts the attempt as started if so.
    pub(in crate::live::watch) fn is_due(&mut self, now: Duration) -> bool {
        let is_due = matches!(self.phase, Phase::Waiting { until, .. } if until <= now);
        if is_due {
            self.phase = Phase::Connecting;
        }
        is_due
    }

    /// Notes that the connection is open.
    pub(in crate::live::watch) fn connected(&mut self, now: Duration) {
        self.phase = Phase::Live {
            since: now,
            last_seq: 0,
        };
    }

    /// Notes that the connection ended or could not be opened. Waits at least as long as the server asks for.
    pub(in crate::live::watch) fn lost(&mut self, now: Duration, asked: Option<Duration>) {
        if let Phase::Live { since, .. } = self.phase
            && now.saturating_sub(since) >= SETTLED
        {
            self.backoff.reset();
        }
        let pause = self.backoff.next().max(asked.unwrap_or_default());
        self.wait(now.saturating_add(pause), false);
    }

    /// Notes that the server has no events.
    pub(in crate::live::watch) fn unsupported(&mut self, now: Duration) {
        self.backoff.reset();
        self.wait(now + REST, true);
    }

    fn wait(&mut self, until: Duration, is_resting: bool) {
        self.phase = Phase::Waiting { until, is_resting };
    }

    /// Takes the number of an event, and returns whether events are missing before it.
    pub(in crate::live::watch) fn skips(&mut self, seq: Option<i64>) -> bool {
        let (Phase::Live { last_seq, .. }, Some(seq)) = (&mut self.phase, seq) else {
            return false;
        };
        let is_gap = seq > last_seq.saturating_add(1);
        *last_seq = seq.max(*last_seq);
        is_gap
    }

    /// Returns when to connect, if the wait is a short pause.
    pub(in crate::live::watch) fn pause(&self) -> Option<Duration> {
        self.until(false)
    }

    /// Returns when to connect, if the wait is long because the server has no events.
    pub(in crate::live::watch) fn rest(&self) -> Option<Duration> {
        self.until(true)
    }

    fn until(&self, resting: bool) -> Option<Duration> {
        match self.phase {
            Phase::Waiting { until, is_resting } if is_resting == resting => Some(until),
            _ => None,
        }
    }
}

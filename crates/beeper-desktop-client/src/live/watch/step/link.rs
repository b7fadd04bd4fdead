//! Whether there is a connection, and when to connect again.

use std::time::Duration;

use crate::live::watch::step::backoff::Backoff;

/// How long a connection lives before it counts as one that works.
const SETTLED: Duration = Duration::from_secs(10);

/// How long a server without events is left alone.
const REST: Duration = Duration::from_secs(5 * 60);

/// The connection for events.
#[derive(Debug)]
pub(in crate::live::watch) struct Link {
    phase: Phase,
    backoff: Backoff,
}

#[derive(Debug, PartialEq, Eq)]
enum Phase {
    /// There is no connection before the first look is done.
    Off,
    Waiting {
        until: Duration,
        /// Whether the server has no events, so that there is no hurry.
        is_resting: bool,
    },
    Connecting,
    Live {
        since: Duration,
        /// The number of the last event.
        last_seq: i64,
    },
}

impl Link {
    pub(in crate::live::watch) fn new(backoff: Backoff) -> Self {
        let phase = Phase::Off;
        Self { phase, backoff }
    }

    /// Begins to connect as soon as [`is_due`](Self::is_due) is asked.
    pub(in crate::live::watch) fn switch_on(&mut self, now: Duration) {
        if self.phase == Phase::Off {
            self.wait(now, false);
        }
    }

    /// Whether to connect now. From then on there is an attempt.
    pub(in crate::live::watch) fn is_due(&mut self, now: Duration) -> bool {
        let is_due = matches!(self.phase, Phase::Waiting { until, .. } if until <= now);
        if is_due {
            self.phase = Phase::Connecting;
        }
        is_due
    }

    /// There is a connection.
    pub(in crate::live::watch) fn connected(&mut self, now: Duration) {
        self.phase = Phase::Live {
            since: now,
            last_seq: 0,
        };
    }

    /// There is no connection any more, or none was made. The pause is at least what the server asks for.
    pub(in crate::live::watch) fn lost(&mut self, now: Duration, asked: Option<Duration>) {
        if let Phase::Live { since, .. } = self.phase
            && now.saturating_sub(since) >= SETTLED
        {
            self.backoff.reset();
        }
        let pause = self.backoff.next().max(asked.unwrap_or_default());
        self.wait(now.saturating_add(pause), false);
    }

    /// The server has no events.
    pub(in crate::live::watch) fn unsupported(&mut self, now: Duration) {
        self.backoff.reset();
        self.wait(now + REST, true);
    }

    fn wait(&mut self, until: Duration, is_resting: bool) {
        self.phase = Phase::Waiting { until, is_resting };
    }

    /// Takes the number of an event, and returns whether others are missing before it.
    pub(in crate::live::watch) fn skips(&mut self, seq: Option<i64>) -> bool {
        let (Phase::Live { last_seq, .. }, Some(seq)) = (&mut self.phase, seq) else {
            return false;
        };
        let is_gap = seq > last_seq.saturating_add(1);
        *last_seq = seq.max(*last_seq);
        is_gap
    }

    /// When to connect, if the pause before that is short.
    pub(in crate::live::watch) fn pause(&self) -> Option<Duration> {
        self.until(false)
    }

    /// When to connect, if there is no hurry.
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

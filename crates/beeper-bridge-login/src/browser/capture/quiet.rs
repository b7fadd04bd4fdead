//! When a capture takes the values: once all are there and nothing has changed for a while.

use std::time::Instant;

use crate::browser::settings::Times;

/// What is known of how long nothing has changed.
#[derive(Default)]
pub(super) struct Quiet {
    /// What was there last, as a hash.
    content: u64,
    changed: Option<Instant>,
    /// Since when the login is complete.
    complete: Option<Instant>,
}

impl Quiet {
    /// Takes note of what is there now.
    pub(super) fn update(&mut self, content: u64, is_complete: bool, now: Instant) {
        if self.changed.is_none() || content != self.content || self.complete.is_some() != is_complete {
            self.changed = Some(now);
            self.content = content;
        }
        self.complete = is_complete.then(|| self.complete.unwrap_or(now));
    }

    pub(super) fn is_complete(&self) -> bool {
        self.complete.is_some()
    }

    /// The time at which the values are taken, if nothing changes until then. `None` if something is missing.
    pub(super) fn due(&self, times: &Times) -> Option<Instant> {
        Some(self.complete.and(self.changed)? + times.quiet)
    }

    /// Whether the values are taken although one keeps changing.
    pub(super) fn is_restless(&self, times: &Times, now: Instant) -> bool {
        self.complete.is_some_and(|since| now >= since + times.restless)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn values_are_taken_when_nothing_has_changed_for_a_while() {
        let (times, start) = (Times::default(), Instant::now());
        let at = |millis: u64| start + Duration::from_millis(millis);
        let mut quiet = Quiet::default();
        quiet.update(1, false, at(0));
        assert_eq!(quiet.due(&times), None);
        quiet.update(1, true, at(1000));
        assert_eq!(quiet.due(&times), Some(at(1300)));
        quiet.update(1, true, at(1200));
        assert_eq!(quiet.due(&times), Some(at(1300)), "nothing has changed");
        quiet.update(2, true, at(1250));
        assert_eq!(quiet.due(&times), Some(at(1550)));
        quiet.update(3, false, at(1300));
        assert_eq!(quiet.due(&times), None);
        quiet.update(3, true, at(1400));
        assert_eq!(quiet.due(&times), Some(at(1700)));
        assert!(!quiet.is_restless(&times, at(5399)) && quiet.is_restless(&times, at(5400)));
    }
}

//! Decides when a capture takes the values: once they are complete and have not changed for a while.

use std::time::Instant;

use crate::browser::settings::Times;

/// The times since when the values have not changed and have been complete.
#[derive(Default)]
pub(super) struct Quiet {
    /// A hash of the last values.
    content: u64,
    changed: Option<Instant>,
    /// The time since when the values have been complete.
    complete: Option<Instant>,
}

impl Quiet {
    /// Records the current values.
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

    /// Returns when the capture takes the values if they do not change until then. `None` if a value is missing.
    pub(super) fn due(&self, times: &Times) -> Option<Instant> {
        Some(self.complete.and(self.changed)? + times.quiet)
    }

    /// Returns `true` if the capture takes the values although one keeps changing.
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

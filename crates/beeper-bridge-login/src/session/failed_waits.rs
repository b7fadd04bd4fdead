//! Counts failed waits, and decides when the next wait is pointless.

use std::time::Duration;

use beeper_desktop_client::StatusCode;

use crate::session::calls::error_classification::{CallFailure, Unusable};
use crate::session::calls::retry::MAX_RETRY_AFTER;

/// The limit for consecutive failed waits if a later wait may succeed.
const MAX_FAILED: u32 = 10;

/// The limit if no later wait is likely to succeed.
const MAX_HOPELESS: u32 = 4;

/// The limit if all waits fail in the same way.
const MAX_ALIKE: u32 = 3;

/// The consecutive failed waits.
#[derive(Clone, Debug, Default)]
pub(crate) struct FailedWaits {
    total: u32,
    hopeless: u32,
    alike: u32,
    last: Option<HopelessFailure>,
    retry_after: Option<Duration>,
}

/// A failure that the next wait will probably repeat.
#[derive(Clone, Debug, PartialEq)]
enum HopelessFailure {
    Unusable(Unusable),
    Refused(Option<StatusCode>, Option<String>),
    NotFound,
    NotSupported,
}

impl FailedWaits {
    /// Counts one more failed wait.
    ///
    /// `was_held`: the server held the request, and so a proxy or the network cut it. `retry_after`: the pause that the server
    /// asks for.
    pub(crate) fn count(&mut self, failure: &CallFailure, was_held: bool, retry_after: Option<Duration>) {
        self.retry_after = retry_after;
        let hopeless = match failure {
            CallFailure::Unusable(what) => HopelessFailure::Unusable(*what),
            // Another program waits for the same session, perhaps for as long as the session exists.
            CallFailure::Refused(refusal) if refusal.is_conflict() => return,
            CallFailure::Refused(refusal) if !refusal.is_rate_limit() => {
                HopelessFailure::Refused(refusal.status, refusal.code.clone())
            }
            CallFailure::NotFound => HopelessFailure::NotFound,
            CallFailure::NotSupported => HopelessFailure::NotSupported,
            _ => {
                // A server that holds waits works.
                if was_held {
                    *self = Self {
                        retry_after,
                        ..Self::default()
                    };
                }
                self.total += 1;
                return;
            }
        };
        self.total += 1;
        self.hopeless += 1;
        // A server also sends this response to a second wait while the first one still runs.
        let may_be_taken = matches!(failure, CallFailure::Refused(refusal) if refusal.is_about_the_request());
        if self.last.as_ref() == Some(&hopeless) && !may_be_taken {
            self.alike += 1;
        } else {
            (self.alike, self.last) = (1, Some(hopeless));
        }
    }

    /// Returns the pause that the server asks for before the next wait.
    pub(crate) fn retry_after(&self) -> Duration {
        self.retry_after.unwrap_or_default()
    }

    /// Returns `true` if another wait is pointless.
    pub(crate) fn are_enough(&self) -> bool {
        let is_too_long = self.retry_after > Some(MAX_RETRY_AFTER);
        is_too_long || self.total >= MAX_FAILED || self.hopeless >= MAX_HOPELESS || self.alike >= MAX_ALIKE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::calls::error_classification::Refusal;

    fn refused(status: u16, code: &str) -> CallFailure {
        CallFailure::Refused(Refusal {
            status: StatusCode::from_u16(status).ok(),
            code: Some(code.to_owned()),
            ..Refusal::SILENT
        })
    }

    /// Returns how many of these failures, repeated in order, are enough to stop waiting; 100 if none are.
    fn enough_after(failures: &[CallFailure], was_held: bool) -> usize {
        let mut failed = FailedWaits::default();
        let mut count = 0;
        for failure in failures.iter().cycle().take(100) {
            failed.count(failure, was_held, None);
            count += 1;
            if failed.are_enough() {
                break;
            }
        }
        count
    }

    #[test]
    fn what_may_heal_is_tried_ten_times_and_what_cannot_three_or_four_times() {
        let unusable = CallFailure::Unusable;
        for (failures, at_once, held) in [
            (vec![CallFailure::ResponseLost], 10, 100),
            (vec![CallFailure::NotSent], 10, 100),
            (vec![refused(429, "SLOW")], 10, 100),
            (vec![refused(409, "M_CONFLICT")], 100, 100),
            (vec![unusable(Unusable::TooLarge)], 3, 3),
            (vec![unusable(Unusable::Misfit)], 3, 3),
            (vec![unusable(Unusable::NotJson)], 3, 3),
            (vec![refused(500, "M_UNKNOWN")], 3, 3),
            (vec![refused(500, "M_BAD_STATE")], 4, 4),
            (vec![CallFailure::NotFound], 3, 3),
            (vec![CallFailure::NotSupported], 3, 3),
            // Alternating failures.
            (vec![unusable(Unusable::TooLarge), unusable(Unusable::Misfit)], 4, 4),
            (vec![refused(500, "ONE"), refused(500, "TWO")], 4, 4),
            (vec![refused(500, "ONE"), CallFailure::ResponseLost], 5, 100),
        ] {
            let counts = (enough_after(&failures, false), enough_after(&failures, true));
            assert_eq!(counts, (at_once, held), "{failures:?}");
        }
    }
}

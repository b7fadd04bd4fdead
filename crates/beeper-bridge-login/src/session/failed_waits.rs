//! Counts failed waits, by whether the next one may do better.

use std::time::Duration;

use beeper_desktop_client::StatusCode;

use crate::session::calls::error_classification::{CallFailure, Unusable};
use crate::session::calls::retry::MAX_RETRY_AFTER;

/// How often in a row a wait may fail while the session is still there, if it may work in a while.
const MAX_FAILED: u32 = 10;

/// How often if it cannot.
const MAX_HOPELESS: u32 = 4;

/// How often if it fails in the same way each time.
const MAX_ALIKE: u32 = 3;

/// The waits that failed in a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct FailedWaits {
    total: u32,
    hopeless: u32,
    alike: u32,
    last: Option<HopelessFailure>,
    retry_after: Option<Duration>,
}

/// A failure that the next wait will repeat, as far as anybody can tell.
#[derive(Clone, Debug, PartialEq)]
enum HopelessFailure {
    Unusable(Unusable),
    Refused(Option<StatusCode>, Option<String>),
    NotFound,
    NotSupported,
}

impl FailedWaits {
    /// Counts one more. `was_held`: whether the server had held it, so that something between cut it. `retry_after`: how long
    /// the server asks to wait.
    pub(crate) fn count(&mut self, failure: &CallFailure, was_held: bool, retry_after: Option<Duration>) {
        self.retry_after = retry_after;
        let hopeless = match failure {
            CallFailure::Unusable(what) => HopelessFailure::Unusable(*what),
            // Another program waits. That may go on as long as the session does.
            CallFailure::Refused(refusal) if refusal.is_conflict() => return,
            CallFailure::Refused(refusal) if !refusal.is_rate_limit() => {
                HopelessFailure::Refused(refusal.status, refusal.code.clone())
            }
            CallFailure::NotFound => HopelessFailure::NotFound,
            CallFailure::NotSupported => HopelessFailure::NotSupported,
            _ => {
                // A server that holds waits is well.
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
        // A server says this to a second wait until the first one has ended, too.
        let may_be_taken = matches!(failure, CallFailure::Refused(refusal) if refusal.is_about_the_request());
        if self.last.as_ref() == Some(&hopeless) && !may_be_taken {
            self.alike += 1;
        } else {
            (self.alike, self.last) = (1, Some(hopeless));
        }
    }

    /// How long the server asks to wait before the next.
    pub(crate) fn retry_after(&self) -> Duration {
        self.retry_after.unwrap_or_default()
    }

    /// Whether there is no sense in another wait.
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

    /// After how many of these failures, again and again, no other wait follows; none after 100.
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
            // In turn.
            (vec![unusable(Unusable::TooLarge), unusable(Unusable::Misfit)], 4, 4),
            (vec![refused(500, "ONE"), refused(500, "TWO")], 4, 4),
            (vec![refused(500, "ONE"), CallFailure::ResponseLost], 5, 100),
        ] {
            let counts = (enough_after(&failures, false), enough_after(&failures, true));
            assert_eq!(counts, (at_once, held), "{failures:?}");
        }
    }
}

//! Decides whether a failed call is retried, and computes the pause before the retry.

use std::time::Duration;

use crate::error::Error;
use crate::runtime::delivery_class::DeliveryClass;

/// The default number of retries.
pub(crate) const DEFAULT_RETRIES: u32 = 2;

/// The default time after the start of a call in which it may be retried.
///
/// It is enough for two attempts that time out, and the pauses around them.
pub(crate) const DEFAULT_RETRY_WITHIN: Duration = Duration::from_secs(120);

const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// The longest pause that a server can ask for.
const LONGEST_REQUESTED_PAUSE: Duration = Duration::from_secs(60);

/// Returns the pause before the next attempt, or `None` if the call is not retried.
///
/// `tries` is the number of attempts so far, and `elapsed` the time since the start of the call, including pauses.
pub(crate) fn pause_before_retry(
    error: &Error,
    class: DeliveryClass,
    tries: u32,
    elapsed: Duration,
    retries: u32,
    retry_within: Duration,
) -> Option<Duration> {
    if tries > retries || !may_be_sent_again(error, class) {
        return None;
    }
    let wait = match error.retry_after() {
        Some(stated) if stated > LONGEST_REQUESTED_PAUSE => return None,
        Some(stated) => stated,
        None => backoff(tries),
    };
    (elapsed.saturating_add(wait) < retry_within).then_some(wait)
}

fn may_be_sent_again(error: &Error, class: DeliveryClass) -> bool {
    match class {
        DeliveryClass::Read | DeliveryClass::Idempotent => error.is_retryable(),
        DeliveryClass::Act | DeliveryClass::Login => error.was_never_connected(),
        DeliveryClass::Wait => false,
    }
}

fn backoff(tries: u32) -> Duration {
    let doubled = FIRST_WAIT.saturating_mul(1_u32.checked_shl(tries.saturating_sub(1)).unwrap_or(u32::MAX));
    doubled.min(LONGEST_WAIT).mul_f64(0.75 + 0.25 * fastrand::f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_eight_seconds_and_jitter_takes_a_quarter_at_most() {
        for (tries, longest) in [
            (1, 500),
            (2, 1000),
            (3, 2000),
            (4, 4000),
            (5, 8000),
            (6, 8000),
            (40, 8000),
        ] {
            let longest = Duration::from_millis(longest);
            let waits: Vec<_> = (0..200).map(|_| backoff(tries)).collect();
            assert!(
                waits
                    .iter()
                    .all(|wait| *wait <= longest && *wait >= longest.mul_f64(0.75)),
                "{tries}: {waits:?}"
            );
            let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
            assert!(*most - *least > longest.mul_f64(0.1), "no jitter: {waits:?}");
        }
    }
}

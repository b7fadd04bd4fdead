//! Whether a failed call is tried again, and when.

use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::error::Error;
use crate::runtime::operation::DeliveryClass;

/// How often a call is repeated unless [`CallOptions`](crate::CallOptions) says otherwise.
pub(crate) const DEFAULT_RETRIES: u32 = 2;

/// How long after its start a call is still repeated unless [`CallOptions`](crate::CallOptions) says otherwise: enough for
/// two tries that time out and the waits around them.
pub(crate) const DEFAULT_RETRY_WITHIN: Duration = Duration::from_secs(120);

const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// The longest that a server is waited for because it says so.
const LONGEST_OBEYED: Duration = Duration::from_secs(60);

/// How long to wait before the next try; `None` if there is none.
///
/// `tries` have been made, which took `elapsed`, waits included.
pub(crate) fn wait_before_retry(
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
        Some(stated) if stated > LONGEST_OBEYED => return None,
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

/// Whether a status says that the same call may succeed later.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS) || status.is_server_error()
}

fn backoff(tries: u32) -> Duration {
    let doubled = FIRST_WAIT.saturating_mul(1_u32.checked_shl(tries.saturating_sub(1)).unwrap_or(u32::MAX));
    doubled.min(LONGEST_WAIT).mul_f64(0.75 + 0.25 * fastrand::f64())
}

/// How long the server says to wait. What makes no sense, a time that is past included, says nothing.
pub(crate) fn stated_wait(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let wait = |seconds: f64| Duration::try_from_secs_f64(seconds).ok().filter(|wait| !wait.is_zero());
    let milliseconds = text("retry-after-ms").and_then(|text| text.parse::<f64>().ok());
    milliseconds
        .and_then(|milliseconds| wait(milliseconds / 1000.0))
        .or_else(|| {
            let text = text(RETRY_AFTER.as_str())?;
            match text.parse::<f64>() {
                Ok(seconds) => wait(seconds),
                Err(_) => {
                    let date = httpdate::parse_http_date(text).ok()?;
                    date.duration_since(now).ok().filter(|wait| !wait.is_zero())
                }
            }
        })
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

    #[test]
    fn retry_after_is_read_in_each_of_its_forms() {
        let now = httpdate::parse_http_date("Sat, 21 Nov 2026 12:00:00 GMT").unwrap();
        for (name, value, expected) in [
            ("retry-after", "3", Some(3000)),
            ("retry-after", " 1.5 ", Some(1500)),
            ("retry-after", "Sat, 21 Nov 2026 12:00:09 GMT", Some(9000)),
            ("retry-after", "Saturday, 21-Nov-26 12:00:09 GMT", Some(9000)),
            ("retry-after-ms", "250", Some(250)),
            ("retry-after-ms", "0.4", Some(0)),
            ("retry-after", "Sat, 21 Nov 2026 11:59:59 GMT", None),
            ("retry-after", "0", None),
            ("retry-after", "-3", None),
            ("retry-after-ms", "-3", None),
            ("retry-after", "1e300", None),
            ("retry-after", "inf", None),
            ("retry-after", "NaN", None),
            ("retry-after", "soon", None),
            ("retry-after", "", None),
            ("retry-after", "3600", Some(3_600_000)),
        ] {
            let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
            let wait = stated_wait(&headers, now).map(|wait| wait.as_millis());
            assert_eq!(wait, expected, "{name}: {value}");
        }
    }

    #[test]
    fn milliseconds_go_before_seconds() {
        let headers = |ms: &str| {
            HeaderMap::from_iter([
                ("retry-after".parse().unwrap(), "9".parse().unwrap()),
                ("retry-after-ms".parse().unwrap(), ms.parse().unwrap()),
            ])
        };
        let now = SystemTime::now();
        assert_eq!(stated_wait(&headers("20"), now), Some(Duration::from_millis(20)));
        for senseless in ["soon", "-1", "0"] {
            assert_eq!(
                stated_wait(&headers(senseless), now),
                Some(Duration::from_secs(9)),
                "{senseless}"
            );
        }
    }
}

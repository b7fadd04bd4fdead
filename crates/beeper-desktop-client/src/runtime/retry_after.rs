//! Reads how long the server asks to wait, from the headers `Retry-After` and `retry-after-ms`.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Returns how long the server asks to wait.
///
/// Ignores an invalid value, and one that makes no sense, such as a time in the past.
///
/// A date is compared with the date of the response, because the server's clock may be wrong by hours. If the response has no
/// date, it is compared with `now`.
pub(crate) fn requested_pause(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let wait = |seconds: f64| Duration::try_from_secs_f64(seconds).ok().filter(|wait| !wait.is_zero());
    let milliseconds = text(headers, "retry-after-ms").and_then(|text| text.parse::<f64>().ok());
    milliseconds
        .and_then(|milliseconds| wait(milliseconds / 1000.0))
        .or_else(|| {
            let text = text(headers, RETRY_AFTER.as_str())?;
            match text.parse::<f64>() {
                Ok(seconds) => wait(seconds),
                Err(_) => {
                    let date = httpdate::parse_http_date(text).ok()?;
                    let answered =
                        self::text(headers, DATE.as_str()).and_then(|date| httpdate::parse_http_date(date).ok());
                    let wait = date.duration_since(answered.unwrap_or(now)).ok();
                    wait.filter(|wait| !wait.is_zero())
                }
            }
        })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let wait = requested_pause(&headers, now).map(|wait| wait.as_millis());
            assert_eq!(wait, expected, "{name}: {value}");
        }
    }

    /// The clocks of servers may be wrong by hours.
    #[test]
    fn a_date_is_compared_with_the_date_of_the_same_answer() {
        let here = httpdate::parse_http_date("Sat, 21 Nov 2026 12:00:00 GMT").unwrap();
        for (until, answered, expected) in [
            // The clock is an hour ahead, or an hour and a day behind.
            (
                "Sat, 21 Nov 2026 13:00:05 GMT",
                "Sat, 21 Nov 2026 13:00:00 GMT",
                Some(5),
            ),
            (
                "Sat, 21 Nov 2026 11:00:07 GMT",
                "Sat, 21 Nov 2026 11:00:00 GMT",
                Some(7),
            ),
            (
                "Saturday, 21-Nov-26 00:00:01 GMT",
                "Fri, 20 Nov 2026 23:59:59 GMT",
                Some(2),
            ),
            ("Sat, 21 Nov 2026 12:00:09 GMT", "Sat, 21 Nov 2026 12:00:09 GMT", None),
            ("Sat, 21 Nov 2026 12:00:09 GMT", "Sat, 21 Nov 2026 12:00:10 GMT", None),
            // A date that cannot be read is ignored.
            ("Sat, 21 Nov 2026 12:00:09 GMT", "today", Some(9)),
            ("Sat, 21 Nov 2026 12:00:09 GMT", "", Some(9)),
        ] {
            let headers =
                HeaderMap::from_iter([(RETRY_AFTER, until.parse().unwrap()), (DATE, answered.parse().unwrap())]);
            let wait = requested_pause(&headers, here).map(|wait| wait.as_secs());
            assert_eq!(wait, expected, "{until} {answered}");
        }
        // A duration does not depend on either clock.
        let headers = HeaderMap::from_iter([
            (RETRY_AFTER, "3".parse().unwrap()),
            (DATE, "Sat, 21 Nov 2026 13:00:00 GMT".parse().unwrap()),
        ]);
        assert_eq!(requested_pause(&headers, here), Some(Duration::from_secs(3)));
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
        assert_eq!(requested_pause(&headers("20"), now), Some(Duration::from_millis(20)));
        for senseless in ["soon", "-1", "0"] {
            assert_eq!(
                requested_pause(&headers(senseless), now),
                Some(Duration::from_secs(9)),
                "{senseless}"
            );
        }
    }
}

//! The API's timestamps.

use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

const UNIX_EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// A date and time in UTC, with milliseconds.
///
/// This is not a `jiff::Timestamp`, because those end one day before the end of the year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(DateTime);

impl Timestamp {
    /// The substitute for a time that cannot be read.
    pub(crate) const EPOCH: Self = Self(UNIX_EPOCH);

    /// The start time of a server's clock.
    pub(crate) const START: Self = Self(date(2025, 1, 1).at(0, 0, 0, 0));

    pub(crate) fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(SignedDuration::from_millis(millis)))
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00Z.
    pub(crate) fn millis(self) -> i64 {
        // Every year of a `DateTime` fits.
        i64::try_from(self.0.duration_since(UNIX_EPOCH).as_millis()).unwrap_or_default()
    }

    /// Parses a date and time with its UTC offset: `2025-01-01T00:00:00Z`, `2025-01-01T01:00:00.5+01:00`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date_time, rest) = text.split_at_checked(DATE_TIME.len())?;
        let (fraction, zone) = rest.split_at_checked(rest.find(['Z', 'z', '+', '-'])?)?;
        let is_written = has_shape(date_time, DATE_TIME) && &date_time[17..] <= "59";
        if !is_written || !is_fraction(fraction) {
            return None;
        }
        let millis = fraction.get(..4).unwrap_or(fraction);
        let local: DateTime = format!("{date_time}{millis}").parse().ok()?;
        Some(Self(local.saturating_sub(offset(zone)?)))
    }

    pub(crate) fn to_text(self) -> String {
        format!("{:.3}Z", self.0)
    }
}

/// The fixed part of an RFC 3339 date and time.
///
/// `jiff` parses more leniently: it also accepts a space instead of the `T`, times without seconds, the second 60 and offsets
/// without minutes, but at most nine digits of a fraction.
const DATE_TIME: &str = "0000-00-00T00:00:00";

fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            shape => byte.eq_ignore_ascii_case(&shape),
        })
}

/// Returns `true` if a text is empty, or a point followed by digits.
fn is_fraction(text: &str) -> bool {
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    text.is_empty() || text.strip_prefix('.').is_some_and(is_number)
}

fn offset(zone: &str) -> Option<SignedDuration> {
    let (sign, clock) = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => return Some(SignedDuration::ZERO),
        ("+", clock) => (1, clock),
        ("-", clock) => (-1, clock),
        _ => return None,
    };
    if !has_shape(clock, "00:00") {
        return None;
    }
    let (hours, minutes): (i64, i64) = (clock[..2].parse().ok()?, clock[3..].parse().ok()?);
    let is_clock = hours <= 23 && minutes <= 59;
    is_clock.then(|| SignedDuration::from_mins(sign * (hours * 60 + minutes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    fn from_millis(millis: i64) -> Timestamp {
        Timestamp(UNIX_EPOCH).plus_millis(millis)
    }

    #[test]
    fn equal_times_in_different_notations_are_equal() {
        for text in [
            "2025-01-01T00:00:00Z",
            "2025-01-01t00:00:00.000z",
            "2025-01-01T01:30:00+01:30",
            "2024-12-31T16:00:00.0000-08:00",
        ] {
            assert_eq!(Timestamp::parse(text), Some(Timestamp::START), "{text}");
        }
    }

    #[test]
    fn a_time_is_written_as_it_was_read() {
        for (text, millis) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T12:34:56.780Z", 951_827_696_780),
            ("2024-12-31T23:59:59.999Z", 1_735_689_599_999),
            ("2100-03-01T00:00:00.000Z", 4_107_542_400_000),
            ("9999-12-31T23:59:59.000Z", 253_402_300_799_000),
            ("0001-01-01T00:00:00.000Z", -62_135_596_800_000),
        ] {
            assert_eq!(Timestamp::parse(text).map(Timestamp::millis), Some(millis), "{text}");
            assert_eq!(from_millis(millis).to_text(), text);
        }
        for day in -200_000..200_000 {
            let time = from_millis(day * DAY + 1);
            assert_eq!(Timestamp::parse(&time.to_text()), Some(time));
        }
    }

    #[test]
    fn invalid_times_are_refused() {
        for text in [
            "",
            "now",
            "2025-01-01",
            "2025-01-01T00:00:00",
            "2025-01-01T00:00:00 01:00",
            "2025-01-01 00:00:00Z",
            "2025-02-29T00:00:00Z",
            "2025-13-01T00:00:00Z",
            "2025-01-01T24:00:00Z",
            "2025-01-01T00:00Z",
            "2025-01-01T00:00:00.Z",
            "2025-01-01T00:00:00.1eZ",
            "2025-01-01T00:00:00+1",
            "2025-01-01T00:00:00Z!",
            "+025-01-01T00:00:00Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}

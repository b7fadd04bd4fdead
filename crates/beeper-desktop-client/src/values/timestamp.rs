//! The type of points in time.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use jiff::fmt::temporal::DateTimePrinter;
use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};

use crate::values::object::absence::OptionalText;

/// A point in time, as a text in RFC 3339 format such as `2026-01-31T09:30:00.000Z`.
///
/// A `Timestamp` keeps the text that the server sent, so that one malformed time does not make a whole list of messages fail.
/// [`to_system_time`](Self::to_system_time) converts it to [`SystemTime`], and `try_from` converts back; libraries for times
/// convert from and to [`SystemTime`].
///
/// Two timestamps are equal if their texts are. They have no order, because a text that is not a time has none. To compare two
/// points in time, convert both with `to_system_time`, and decide what to do if that fails:
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use beeper_desktop_client::Timestamp;
///
/// let sent = Timestamp::from("2026-01-31T09:30:00.000Z");
/// let an_hour_ago = SystemTime::now() - Duration::from_secs(3600);
/// let is_recent = sent.to_system_time().is_ok_and(|time| time > an_hour_ago);
/// # let _ = is_recent;
/// ```
///
/// `from` creates a timestamp from any text, and the call that sends it fails if it is not a date and time.
/// [`parse`](str::parse) checks the text at once.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use beeper_desktop_client::Timestamp;
///
/// let in_january = Timestamp::from("2026-01-31T09:30:00Z");
/// let in_an_hour = Timestamp::try_from(SystemTime::now() + Duration::from_secs(3600))?;
/// let written: Timestamp = "2026-01-31T10:30:00+01:00".parse()?;
/// assert!(written.to_system_time()? > SystemTime::UNIX_EPOCH);
/// # let _ = (in_january, in_an_hour);
/// # Ok::<(), beeper_desktop_client::InvalidTimestamp>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct Timestamp(String);

impl<'de> Deserialize<'de> for Timestamp {
    /// Reads texts and whole numbers.
    ///
    /// Some servers send a number with every event, and repairing each of them would cost several times as much.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
                Ok(text.into())
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Timestamp, E> {
                Ok(text.into())
            }

            fn visit_i64<E: Error>(self, milliseconds: i64) -> Result<Timestamp, E> {
                Ok(Timestamp(milliseconds.to_string()))
            }

            fn visit_u64<E: Error>(self, milliseconds: u64) -> Result<Timestamp, E> {
                Ok(Timestamp(milliseconds.to_string()))
            }
        }

        deserializer.deserialize_any(Text)
    }
}

impl OptionalText for Timestamp {
    /// Reads whole numbers, too.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
        let time = Option::<Self>::deserialize(deserializer)?;
        Ok(time.map(|time| time.0))
    }
}

impl Timestamp {
    /// Returns the text, as the server sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Converts the text to a point in time.
    ///
    /// The text is an RFC 3339 date and time with an offset from UTC. Some servers send a number instead, which is read as
    /// milliseconds since the Unix epoch, rounded down.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is neither.
    pub fn to_system_time(&self) -> Result<SystemTime, InvalidTimestamp> {
        let Some(milliseconds) = self.milliseconds() else {
            return self.written();
        };
        let time = jiff::Timestamp::from_millisecond(milliseconds);
        time.map(Into::into).map_err(|_| InvalidTimestamp(()))
    }

    fn milliseconds(&self) -> Option<i64> {
        self.0.parse().ok().or_else(|| {
            let milliseconds: f64 = self.0.parse().ok()?;
            // Out of range, the conversion saturates at a number that is no valid time.
            milliseconds.is_finite().then_some(milliseconds.floor() as i64)
        })
    }

    /// Returns the point in time of a text in the format that requests send.
    pub(crate) fn written(&self) -> Result<SystemTime, InvalidTimestamp> {
        let time: jiff::Timestamp = self.0.parse().map_err(|_| InvalidTimestamp(()))?;
        Ok(time.into())
    }
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = InvalidTimestamp;

    /// Converts a time to UTC text with milliseconds, which is the precision of the API's times.
    ///
    /// # Errors
    ///
    /// Returns an error if the year does not have four digits.
    fn try_from(time: SystemTime) -> Result<Self, InvalidTimestamp> {
        let time = jiff::Timestamp::try_from(time).map_err(|_| InvalidTimestamp(()))?;
        let text = DateTimePrinter::new().precision(Some(3)).timestamp_to_string(&time);
        if text.starts_with(['-', '+']) {
            return Err(InvalidTimestamp(()));
        }
        Ok(Self(text))
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&String> for Timestamp {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<&Timestamp> for Timestamp {
    fn from(timestamp: &Timestamp) -> Self {
        timestamp.clone()
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        let timestamp = Self(text.to_owned());
        timestamp.written()?;
        Ok(timestamp)
    }
}

impl TryFrom<Timestamp> for SystemTime {
    type Error = InvalidTimestamp;

    fn try_from(timestamp: Timestamp) -> Result<Self, InvalidTimestamp> {
        timestamp.to_system_time()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The error of converting a [`Timestamp`] from a text, or from or to a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidTimestamp(());

impl fmt::Display for InvalidTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RFC 3339 date and time, such as `2026-01-31T09:30:00.000Z`")
    }
}

impl std::error::Error for InvalidTimestamp {}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn after_1970(text: &str) -> Option<u64> {
        let time = Timestamp(text.to_owned()).to_system_time().ok()?;
        let after = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        u64::try_from(after.as_millis()).ok()
    }

    #[test]
    fn texts_are_read_in_every_form_of_the_standard() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-01-31T09:30:00.125Z", Some(1_769_851_800_125)),
            ("2026-01-31T10:30:00.125+01:00", Some(1_769_851_800_125)),
            ("2026-01-31T09:30:00.125999999Z", Some(1_769_851_800_125)),
            ("2026-01-31T09:30:00", None),
            ("2026-01-31", None),
            ("2026-02-30T00:00:00Z", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(after_1970(text), expected, "{text:?}");
            assert_eq!(text.parse::<Timestamp>().is_ok(), expected.is_some(), "{text:?}");
        }
    }

    #[test]
    fn numbers_are_milliseconds_where_they_are_read_and_are_not_sent() {
        for (text, expected) in [
            ("1790000000000", Some(1_790_000_000_000)),
            ("0", Some(0)),
            ("9999999999999999", None),
            ("1790000000000.0", Some(1_790_000_000_000)),
            ("1790000000000.999", Some(1_790_000_000_000)),
            ("1.79e12", Some(1_790_000_000_000)),
            ("1e400", None),
            ("inf", None),
            ("NaN", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(after_1970(text), expected, "{text:?}");
            assert!(text.parse::<Timestamp>().is_err(), "{text:?}");
        }
        let before = Timestamp::from("-1000").to_system_time().unwrap();
        assert_eq!(before, SystemTime::UNIX_EPOCH - Duration::from_secs(1));
    }

    #[test]
    fn whole_numbers_are_read_as_they_are_written() {
        for (json, expected) in [
            ("1790000000000", Some("1790000000000")),
            ("-1000", Some("-1000")),
            ("18446744073709551615", Some("18446744073709551615")),
            (r#""1790000000000""#, Some("1790000000000")),
            ("1790000000000.5", None),
            ("-0", None),
            ("true", None),
            ("null", None),
            ("[1]", None),
        ] {
            let read = serde_json::from_str::<Timestamp>(json);
            assert_eq!(read.ok().as_ref().map(Timestamp::as_str), expected, "{json}");
        }
    }

    #[test]
    fn times_are_written_to_the_millisecond_and_read_again() {
        let time = SystemTime::UNIX_EPOCH + Duration::new(1_769_851_800, 125_999_999);
        let timestamp = Timestamp::try_from(time).unwrap();
        assert_eq!(timestamp.to_string(), "2026-01-31T09:30:00.125Z");
        assert_eq!(after_1970(timestamp.as_str()), Some(1_769_851_800_125));
        let whole = Timestamp::try_from(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(whole.as_str(), "1970-01-01T00:00:00.000Z");
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        let before = Timestamp::try_from(before).unwrap();
        assert_eq!(before.as_str(), "1969-12-31T23:59:59.000Z");
        assert_eq!(
            SystemTime::try_from(before),
            Ok(SystemTime::UNIX_EPOCH - Duration::from_secs(1))
        );
    }

    #[test]
    fn times_beyond_the_standard_are_refused() {
        for seconds in [253_402_300_800, 1 << 60] {
            if let Some(time) = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)) {
                assert!(Timestamp::try_from(time).is_err(), "{seconds}");
            }
        }
        if let Some(time) = SystemTime::UNIX_EPOCH.checked_sub(Duration::from_secs(63_000_000_000)) {
            assert!(Timestamp::try_from(time).is_err());
        }
    }

    #[test]
    fn invalid_timestamps_keep_their_text() {
        let odd: Timestamp = serde_json::from_str(r#""soon""#).unwrap();
        assert_eq!(serde_json::to_string(&odd).unwrap(), r#""soon""#);
        let error = odd.to_system_time().unwrap_err().to_string();
        assert_eq!(
            error,
            "not an RFC 3339 date and time, such as `2026-01-31T09:30:00.000Z`"
        );
    }
}

//! Points in time, as the API writes them, without a clock.

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(i64);

const DAY: i64 = 86_400_000;

impl Timestamp {
    /// What a time that is none is taken for.
    pub(crate) const EPOCH: Self = Self(0);

    /// When a server's clock begins: 2025-01-01T00:00:00Z.
    pub(crate) const START: Self = Self(1_735_689_600_000);

    pub(crate) const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    pub(crate) const fn millis(self) -> i64 {
        self.0
    }

    /// A date and time with its offset: `2025-01-01T00:00:00Z`, `2025-01-01T01:00:00.5+01:00`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_once(['T', 't'])?;
        let zone_at = rest.find(['Z', 'z', '+', '-'])?;
        let (clock, zone) = rest.split_at(zone_at);

        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        if !(1..=12).contains(&month) || !(1..=days_of(year, month)).contains(&day) {
            return None;
        }
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
        if hour > 23 || minute > 59 || second > 59 || fraction.is_empty() {
            return None;
        }
        let digits = fraction
            .bytes()
            .map(|byte| byte.is_ascii_digit().then(|| i64::from(byte - b'0')));
        let digits: Vec<_> = digits.collect::<Option<_>>()?;
        let thousandths = [100, 10, 1].iter().zip(digits).map(|(weight, digit)| weight * digit);

        let offset = match zone {
            "Z" | "z" => 0,
            _ => {
                let [hours, minutes] = numbers(&zone[1..], ':', [2, 2])?;
                if hours > 23 || minutes > 59 {
                    return None;
                }
                let minutes = hours * 60 + minutes;
                if zone.starts_with('-') { -minutes } else { minutes }
            }
        };
        let seconds = (hour * 60 + minute - offset) * 60 + second;
        Some(Self(
            days_since_1970(year, month, day) * DAY + seconds * 1000 + thousandths.sum::<i64>(),
        ))
    }

    pub(crate) fn to_text(self) -> String {
        let (mut days, millis) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        // An estimate, off by the leap days between.
        let mut year = 1970 + days.div_euclid(365);
        while days_since_1970(year, 1, 1) > days {
            year -= 1;
        }
        while days_since_1970(year + 1, 1, 1) <= days {
            year += 1;
        }
        days -= days_since_1970(year, 1, 1);
        let mut month = 1;
        while days >= days_of(year, month) {
            days -= days_of(year, month);
            month += 1;
        }
        let (hour, minute) = (millis / 3_600_000, millis / 60_000 % 60);
        let (second, millis) = (millis / 1000 % 60, millis % 1000);
        format!(
            "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z",
            days + 1
        )
    }
}

fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, width) in numbers.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let leap_days = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400) - 477;
    let months = (1..month).map(|month| days_of(year, month)).sum::<i64>();
    (year - 1970) * 365 + leap_days + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_time_means_the_same() {
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
    fn a_time_comes_back_as_it_was_written() {
        for (text, millis) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T12:34:56.780Z", 951_827_696_780),
            ("2024-12-31T23:59:59.999Z", 1_735_689_599_999),
            ("2100-03-01T00:00:00.000Z", 4_107_542_400_000),
            ("9999-12-31T23:59:59.000Z", 253_402_300_799_000),
            ("0001-01-01T00:00:00.000Z", -62_135_596_800_000),
        ] {
            assert_eq!(Timestamp::parse(text), Some(Timestamp(millis)), "{text}");
            assert_eq!(Timestamp(millis).to_text(), text);
        }
        for day in -200_000..200_000 {
            let time = Timestamp(day * DAY + 1);
            assert_eq!(Timestamp::parse(&time.to_text()), Some(time));
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
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

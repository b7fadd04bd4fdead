//! Selects a part of a file by the `Range` header of a request.
//!
//! Written by hand, because the available libraries, one crate each, deviate from RFC 9110, which lets both of these ranges end
//! at the end of the file: `http-range` refuses a last position too large for its number type, and `http-range-header` refuses a
//! suffix longer than the file.

use std::ops::Range;

#[derive(Debug, PartialEq)]
pub(crate) enum Part {
    Whole,
    Some(Range<usize>),
    /// The range begins after the end of the file.
    Outside,
}

/// Returns the part of a file of this length. A malformed range, or several ranges, select the whole file.
pub(crate) fn part_of(header: &str, length: usize) -> Part {
    let range = header.trim().strip_prefix("bytes=").map(str::trim);
    let Some((first, last)) = range.and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        (None, Some(last)) if first.is_empty() => length.saturating_sub(last)..length,
        _ => return Part::Whole,
    };
    match range.is_empty() {
        true => Part::Outside,
        false => Part::Some(range),
    }
}

/// Reads a number; a number that is too large becomes the largest one.
fn number(text: &str) -> Option<usize> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_part_of_the_file() {
        for (header, part) in [
            ("bytes=0-0", 0..1),
            ("bytes=2-4", 2..5),
            ("bytes=2-", 2..10),
            ("bytes=-3", 7..10),
            ("bytes=-30", 0..10),
            ("bytes=8-99999999999999999999999", 8..10),
            (" bytes= 9-9 ", 9..10),
        ] {
            assert_eq!(part_of(header, 10), Part::Some(part), "{header}");
        }
    }

    #[test]
    fn a_range_beyond_the_end_is_unsatisfiable() {
        for header in ["bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(part_of(header, 10), Part::Outside, "{header}");
        }
        assert_eq!(part_of("bytes=0-", 0), Part::Outside);
    }

    #[test]
    fn anything_but_a_single_range_means_the_whole_file() {
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=3-2",
            "bytes=0-1,3-4",
            "bytes=x-1",
            "bytes=+1-2",
            "lines=1-2",
        ] {
            assert_eq!(part_of(header, 10), Part::Whole, "{header}");
        }
    }
}

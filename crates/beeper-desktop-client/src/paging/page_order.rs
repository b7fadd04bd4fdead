//! The order of a page, by the sort keys and the times of its items.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use bytes::Bytes;

use crate::runtime::decode::repair::repair;
use crate::runtime::decode::schema::Kind;
use crate::values::timestamp::Timestamp;

/// The JSON names of the members that contain an item's position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PositionMembers {
    /// The member that is the item's cursor.
    pub(crate) cursor: &'static str,
    /// The member that contains the item's time.
    pub(crate) time: Option<&'static str>,
}

/// The position of an item in its list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ItemPosition {
    /// The item's own cursor.
    pub(crate) sort_key: Option<String>,
    pub(crate) timestamp: Option<String>,
}

impl ItemPosition {
    /// Makes a position; blank texts count as absent.
    pub(crate) fn new(sort_key: Option<&str>, timestamp: Option<&str>) -> Self {
        let said = |text: Option<&str>| text.filter(|text| !text.trim().is_empty()).map(str::to_owned);
        Self {
            sort_key: said(sort_key),
            timestamp: said(timestamp),
        }
    }

    /// Reads the position from the JSON of an item, which may be malformed.
    ///
    /// A number counts as its text, and other values as absent.
    pub(crate) fn of_raw(item: &Bytes, members: PositionMembers) -> Option<Self> {
        let texts = repair(item, Kind::Map(&Kind::Text)).ok()?.text;
        let item: BTreeMap<String, String> = serde_json::from_slice(&texts).ok()?;
        let said = |name: &str| item.get(name).map(String::as_str);
        let position = Self::new(said(members.cursor), members.time.and_then(said));
        (position != Self::default()).then_some(position)
    }
}

/// The order of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    OldestFirst,
    NewestFirst,
}

impl Order {
    /// Returns the order in which a list is read.
    pub(crate) fn of_reading(after: bool) -> Self {
        match after {
            true => Self::OldestFirst,
            false => Self::NewestFirst,
        }
    }

    /// Returns the order of a page by the positions of its first and its last item.
    ///
    /// Compares the sort keys as numbers; if one is not a number, or both are equal, compares the timestamps.
    pub(crate) fn of_page(first: &ItemPosition, last: &ItemPosition) -> Option<Self> {
        let pair = |one: &Option<String>, other: &Option<String>| one.clone().zip(other.clone());
        let by_key = pair(&first.sort_key, &last.sort_key).and_then(|(first, last)| compare_whole(&first, &last));
        let by_time = || pair(&first.timestamp, &last.timestamp).and_then(|(first, last)| compare_times(&first, &last));
        match by_key.filter(|order| order.is_ne()).or_else(by_time)? {
            Ordering::Less => Some(Self::OldestFirst),
            Ordering::Greater => Some(Self::NewestFirst),
            Ordering::Equal => None,
        }
    }
}

/// Compares whole numbers of any length.
fn compare_whole(one: &str, other: &str) -> Option<Ordering> {
    let ((one_is_negative, one), (other_is_negative, other)) = (whole(one)?, whole(other)?);
    let by_size = one.len().cmp(&other.len()).then_with(|| one.cmp(other));
    Some(match (one_is_negative, other_is_negative) {
        (false, false) => by_size,
        (true, true) => by_size.reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    })
}

/// Splits a whole number into its sign (`true` if it is negative) and its digits without leading zeros.
fn whole(text: &str) -> Option<(bool, &str)> {
    let text = text.trim();
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    Some((is_negative && !digits.is_empty(), digits))
}

/// Compares times. Some servers send numbers instead of RFC 3339 texts.
fn compare_times(one: &str, other: &str) -> Option<Ordering> {
    let time = |text: &str| Timestamp::from(text).to_system_time().ok();
    compare_whole(one, other).or_else(|| Some(time(one)?.cmp(&time(other)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBERS: PositionMembers = PositionMembers {
        cursor: "sortKey",
        time: Some("timestamp"),
    };

    #[test]
    fn a_page_is_ordered_by_its_keys_as_numbers_and_else_by_its_times() {
        use Order::{NewestFirst, OldestFirst};
        let (early, late) = ("2026-01-31T09:30:00Z", "2026-01-31T10:00:00+00:00");
        for (first, last, expected) in [
            (("9", late), ("10", early), Some(OldestFirst)),
            (("143", early), ("-20", late), Some(NewestFirst)),
            (("-20", ""), ("-3", ""), Some(OldestFirst)),
            (("-3", ""), ("-20", ""), Some(NewestFirst)),
            (("-1", ""), ("0", ""), Some(OldestFirst)),
            (
                ("99999999999999999999", ""),
                ("100000000000000000000", ""),
                Some(OldestFirst),
            ),
            (
                ("-99999999999999999999", ""),
                ("-100000000000000000000", ""),
                Some(NewestFirst),
            ),
            ((" 7 ", ""), ("0005", ""), Some(NewestFirst)),
            // If the sort keys are equal or not numbers, the times decide.
            (("5", early), ("05", late), Some(OldestFirst)),
            (("-0", late), ("0", early), Some(NewestFirst)),
            (("b", early), ("a", late), Some(OldestFirst)),
            (("1.5", late), ("2", early), Some(NewestFirst)),
            (("7", late), ("", early), Some(NewestFirst)),
            (("", "1790000000000"), ("", "999"), Some(NewestFirst)),
            (("a", "2026-01-31T10:30:00+01:00"), ("b", late), Some(OldestFirst)),
            // Neither the sort keys nor the times decide.
            (("a", early), ("b", early), None),
            (("a", "yesterday"), ("b", late), None),
            (("a", "1790000000000"), ("b", late), Some(NewestFirst)),
            (("-", ""), ("--1", ""), None),
            (("", ""), ("", ""), None),
        ] {
            let position = |(key, time): (&str, &str)| ItemPosition::new(Some(key), Some(time));
            assert_eq!(
                Order::of_page(&position(first), &position(last)),
                expected,
                "{first:?} {last:?}"
            );
        }
    }

    #[test]
    fn an_edge_is_read_from_whatever_item_came() {
        let position = |key: Option<&str>, time: Option<&str>| Some(ItemPosition::new(key, time));
        for (item, expected) in [
            (
                r#"{"sortKey":"-20","timestamp":"2026"}"#,
                position(Some("-20"), Some("2026")),
            ),
            (
                r#"{"sortKey":-20,"timestamp":1790000000000}"#,
                position(Some("-20"), Some("1790000000000")),
            ),
            (
                r#"{"sortKey":null,"timestamp":"2026","id":[]}"#,
                position(None, Some("2026")),
            ),
            (r#"{"sortKey":" ","timestamp":{}}"#, None),
            (r#"{"sortKey":[7]}"#, None),
            (r#"{"text":"cut \ud83d","sortKey":"7"}"#, position(Some("7"), None)),
            ("null", None),
            ("[7]", None),
            ("7", None),
            (r#"{"sortKey":"7""#, None),
            ("", None),
        ] {
            assert_eq!(
                ItemPosition::of_raw(&Bytes::from_static(item.as_bytes()), MEMBERS),
                expected,
                "{item}"
            );
        }
        // A number of any length can be a cursor.
        let long = Bytes::from_static(br#"{"sortKey":-100000000000000000000001,"timestamp":{}}"#);
        assert_eq!(
            ItemPosition::of_raw(&long, MEMBERS),
            position(Some("-100000000000000000000001"), None)
        );
        let no_time = PositionMembers { time: None, ..MEMBERS };
        let item = Bytes::from_static(br#"{"sortKey":"7","timestamp":"2026","text":"\ud800"}"#);
        assert_eq!(ItemPosition::of_raw(&item, no_time), position(Some("7"), None));
    }
}

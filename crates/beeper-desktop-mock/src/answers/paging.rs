//! Pages of lists: reads `cursor`, `direction` and `limit`, and selects the items of a page.

pub(super) mod lists;

use std::cmp::Ordering;

use serde_json::{Value, json};

use crate::dialect::cursors::Cursors;
use crate::http::api_error::ApiError;
use crate::http::call::Query;
use crate::http::schema::violation::ValuePath;

/// The maximum page size, whatever a client asks for.
const LARGEST: usize = 200;

/// The rules of one list: its order, cursors and page size.
pub(crate) struct PagingRules {
    /// The name of the list; the server refuses a cursor of another list.
    pub(crate) list: &'static str,
    pub(crate) order: Order,
    pub(crate) cursors: Cursors,
    /// Whether a page that starts at the newest item's cursor repeats that item.
    pub(crate) inclusive_newest_cursor: bool,
    pub(crate) default_limit: usize,
    /// Whether a client may choose the page size.
    pub(crate) allows_limit: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Order {
    NewestFirst,
    ByName,
}

/// The page that a client asks for.
pub(crate) struct PageRequest {
    paging: PagingRules,
    limit: usize,
    from: Option<String>,
    direction: Direction,
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    /// Towards newer items.
    After,
    /// Towards older items.
    Before,
}

/// A part of a list, in its order.
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    has_more: bool,
    newest: Option<String>,
    oldest: Option<String>,
}

impl PagingRules {
    /// Reads `cursor`, `direction` and `limit`, and limits the page size to `cap`.
    pub(crate) fn read(self, query: &Query, cap: Option<usize>) -> Result<PageRequest, ApiError> {
        let mut wanted = self.first(None);
        if wanted.paging.allows_limit
            && let Some(asked) = query.text("limit")
        {
            // A limit too large for a number counts as the maximum.
            wanted.limit = asked.parse().unwrap_or(LARGEST).min(LARGEST);
        }
        if query.text("direction") == Some("after") {
            wanted.direction = Direction::After;
        }
        if let Some(cursor) = query.text("cursor") {
            let position = (wanted.paging.cursors.read)(cursor, wanted.paging.list);
            let violation = || ValuePath::Named("cursor").violation("is not a cursor of this list");
            wanted.from = Some(position.ok_or_else(|| ApiError::parameter_violation(violation()))?);
        }
        wanted.limit = wanted.limit.min(cap.unwrap_or(LARGEST));
        Ok(wanted)
    }

    /// Requests the first page, with the default size.
    pub(crate) fn first(self, cap: Option<usize>) -> PageRequest {
        PageRequest {
            limit: self.default_limit.min(cap.unwrap_or(LARGEST)),
            from: None,
            direction: Direction::Before,
            paging: self,
        }
    }
}

impl PageRequest {
    /// Selects the page from all items, each with the key by which the list is ordered.
    pub(crate) fn page<T>(&self, mut items: Vec<(String, T)>) -> Page<T> {
        let order = |one: &str, other: &str| match self.paging.order {
            Order::NewestFirst => other.cmp(one),
            Order::ByName => one.cmp(other),
        };
        items.sort_by(|(one, _), (other, _)| order(one, other));
        let is_newest = |from: &String| items.first().is_some_and(|(key, _)| key == from);
        let repeats = self.paging.inclusive_newest_cursor
            && self.direction == Direction::After
            && self.from.as_ref().is_some_and(is_newest);
        let wanted = match (&self.from, self.direction) {
            (Some(_), Direction::After) if repeats => 0..1,
            (None, _) => 0..items.len(),
            // A cursor names a position, so it stays valid after its item is gone.
            (Some(from), Direction::Before) => {
                items.partition_point(|(key, _)| order(key, from) != Ordering::Greater)..items.len()
            }
            (Some(from), Direction::After) => 0..items.partition_point(|(key, _)| order(key, from) == Ordering::Less),
        };
        let has_more = repeats || wanted.len() > self.limit;
        let taken = match (&self.from, self.direction) {
            (Some(_), Direction::After) => wanted.end - wanted.len().min(self.limit)..wanted.end,
            _ => wanted.start..wanted.start + wanted.len().min(self.limit),
        };
        let taken: Vec<_> = items.drain(taken).collect();
        let cursor = |(key, _): &(String, T)| (self.paging.cursors.write)(key, self.paging.list);
        Page {
            has_more,
            newest: taken.first().map(cursor),
            oldest: taken.last().map(cursor),
            items: taken.into_iter().map(|(_, item)| item).collect(),
        }
    }
}

impl<T> Page<T> {
    pub(crate) fn to_json(&self, item: impl Fn(&T) -> Value) -> Value {
        let mut page = json!({
            "items": self.items.iter().map(item).collect::<Value>(),
            "hasMore": self.has_more,
        });
        // An empty page has no position at which another page could start.
        for (name, cursor) in [("newestCursor", &self.newest), ("oldestCursor", &self.oldest)] {
            if let Some(cursor) = cursor {
                page[name] = json!(cursor);
            }
        }
        page
    }
}

/// Returns a list that is not divided into pages.
pub(super) fn items(items: impl IntoIterator<Item = Value>) -> Value {
    json!({ "items": Value::from_iter(items) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str, cap: Option<usize>) -> Result<PageRequest, ApiError> {
        let paging = PagingRules {
            list: "letters",
            order: Order::NewestFirst,
            cursors: Cursors::OPAQUE,
            inclusive_newest_cursor: false,
            default_limit: 3,
            allows_limit: true,
        };
        paging.read(&Query::parse(query).unwrap(), cap)
    }

    fn page(query: &str, items: &str) -> (String, bool) {
        let items = items.chars().map(|letter| (letter.to_string(), letter)).collect();
        let page = read(query, None).unwrap().page(items);
        (page.items.iter().collect(), page.has_more)
    }

    fn at(letter: char) -> String {
        (Cursors::OPAQUE.write)(&letter.to_string(), "letters")
            .replace('+', "%2B")
            .replace('&', "%26")
    }

    #[test]
    fn pages_go_from_the_newest_to_older_and_back() {
        let all = "cabdfeg";
        let newest = page("", all);
        assert_eq!(newest, ("gfe".to_owned(), true));
        assert_eq!(page(&format!("cursor={}", at('e')), all), ("dcb".to_owned(), true));
        assert_eq!(page(&format!("cursor={}", at('b')), all), ("a".to_owned(), false));
        assert_eq!(page(&format!("cursor={}", at('a')), all), (String::new(), false));

        let up = |letter| page(&format!("direction=after&cursor={}", at(letter)), all);
        assert_eq!(up('a'), ("dcb".to_owned(), true));
        assert_eq!(up('d'), ("gfe".to_owned(), false));
        assert_eq!(up('g'), (String::new(), false));
    }

    #[test]
    fn a_cursor_stays_valid_without_its_item() {
        let query = format!("cursor={}", at('e'));

        assert_eq!(page(&query, "abcdfg"), ("dcb".to_owned(), true));
    }

    #[test]
    fn a_page_is_no_larger_than_asked_for_and_allowed() {
        assert_eq!(page("limit=5", "abcdefg"), ("gfedc".to_owned(), true));
        assert_eq!(read("limit=5", Some(2)).unwrap().limit, 2);
        assert_eq!(page("limit=0", "abc"), (String::new(), true));
        for large in ["201", "99999999999999999999999"] {
            assert_eq!(read(&format!("limit={large}"), None).unwrap().limit, LARGEST);
        }
    }

    #[test]
    fn a_cursor_is_one_of_its_list() {
        for query in ["cursor=x", "cursor=letters%2B0g%26="] {
            assert!(read(query, None).is_err(), "{query}");
        }
    }
}

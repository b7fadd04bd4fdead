//! Remembers, in bounded memory, which items a stream of a list has returned and which cursors it has requested.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

use crate::generated::types::Cursor;

/// How many of the latest pages are remembered with their items. Servers repeat only items that they sent recently.
const REMEMBERED_PAGES: usize = 4;

/// A set of hashes, which does not hash them again: a hasher with a random key made them, so they are spread well.
type Hashes = HashSet<u64, BuildHasherDefault<OwnHash>>;

/// A hasher that returns the `u64` it is given.
#[derive(Default)]
struct OwnHash(u64);

impl Hasher for OwnHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Only `write_u64` is called for a set of `u64`, but the trait requires this method.
        bytes
            .iter()
            .for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// How many of the latest cursors are remembered.
const REMEMBERED_CURSORS: usize = 1024;

/// The hashes of the latest requested cursors and of one earlier cursor.
///
/// The memory is bounded for lists of any length. A cycle of at most [`REMEMBERED_CURSORS`] pages is detected when the first
/// cursor repeats. A longer cycle is detected when the earlier cursor repeats. A newer cursor replaces the earlier cursor
/// after a number of requests that doubles each time, so this number eventually exceeds the length of the cycle.
#[derive(Clone, Debug, Default)]
struct RequestedCursors {
    latest: VecDeque<u64>,
    earlier: Option<u64>,
    /// The number of requests since that of the earlier cursor.
    since: usize,
    /// The number of requests after which a newer cursor replaces the earlier cursor.
    until: usize,
}

impl RequestedCursors {
    fn contains(&self, cursor: u64) -> bool {
        self.earlier == Some(cursor) || self.latest.contains(&cursor)
    }

    fn insert(&mut self, cursor: u64) {
        if self.latest.len() == REMEMBERED_CURSORS {
            self.latest.pop_front();
        }
        self.latest.push_back(cursor);
        if self.since == self.until {
            (self.earlier, self.since) = (Some(cursor), 0);
            self.until = (2 * self.until).max(REMEMBERED_CURSORS);
        }
        self.since += 1;
    }
}

/// The hashes of the items of the latest pages, and of the cursors of requests.
#[derive(Clone, Default)]
pub(super) struct Deduplicator {
    hashes: RandomState,
    /// The items of the current page.
    current: Hashes,
    pages: VecDeque<Hashes>,
    /// The items of the first page that contained any.
    first: Option<Hashes>,
    cursors: RequestedCursors,
}

impl Deduplicator {
    /// Remembers a cursor for which a page is requested.
    pub(super) fn record_request(&mut self, cursor: &Cursor) {
        self.cursors.insert(self.hashes.hash_one(cursor.as_str()));
    }

    pub(super) fn was_requested(&self, cursor: &Cursor) -> bool {
        self.cursors.contains(self.hashes.hash_one(cursor.as_str()))
    }

    /// Remembers an item of the current page by its identity, and returns `true` if the item is new.
    ///
    /// An item without an identity is always new.
    pub(super) fn remember<'a>(&mut self, identity: impl IntoIterator<Item = &'a str>) -> bool {
        match self.hash(identity) {
            Some(item) => !self.is_remembered(item) && self.current.insert(item),
            None => true,
        }
    }

    /// Returns `true` if an item with this identity is remembered from an earlier page.
    pub(super) fn is_known<'a>(&self, identity: impl IntoIterator<Item = &'a str>) -> bool {
        self.hash(identity).is_some_and(|item| self.is_remembered(item))
    }

    /// Forgets the items of all earlier pages.
    pub(super) fn forget_items(&mut self) {
        self.pages.clear();
    }

    fn is_remembered(&self, item: u64) -> bool {
        self.pages.iter().any(|page| page.contains(&item))
    }

    fn hash<'a>(&self, identity: impl IntoIterator<Item = &'a str>) -> Option<u64> {
        let mut identity = identity.into_iter().peekable();
        identity.peek()?;
        let mut hasher = self.hashes.build_hasher();
        for text in identity {
            hasher.write(text.as_bytes());
            // No UTF-8 text contains this byte, so it separates one text from the next.
            hasher.write_u8(0xff);
        }
        Some(hasher.finish())
    }

    /// Ends the current page, which becomes the latest of the earlier pages.
    pub(super) fn end_page(&mut self) {
        if self.current.is_empty() {
            return;
        }
        let page = std::mem::take(&mut self.current);
        if self.first.is_none() {
            self.first = Some(page.clone());
        }
        self.pages.push_back(page);
        if self.pages.len() > REMEMBERED_PAGES {
            self.pages.pop_front();
        }
    }

    /// Returns a deduplicator that remembers only the items at the newest end of the list.
    pub(super) fn at_newest(&self, reads_newer_pages: bool) -> Self {
        let pages = match reads_newer_pages {
            true => self.pages.clone(),
            false => self.first.iter().cloned().collect(),
        };
        Self {
            hashes: self.hashes.clone(),
            pages,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remember_page(deduplicator: &mut Deduplicator, items: &[[&str; 2]]) -> Vec<bool> {
        let new = items.iter().map(|item| deduplicator.remember(*item)).collect();
        deduplicator.end_page();
        new
    }

    #[test]
    fn an_item_is_new_once() {
        let mut deduplicator = Deduplicator::default();
        assert_eq!(
            remember_page(&mut deduplicator, &[["chat", "1"], ["chat", "2"], ["chat", "1"]]),
            [true, true, false]
        );
        assert_eq!(
            remember_page(&mut deduplicator, &[["chat", "2"], ["other", "2"], ["cha", "t2"]]),
            [false, true, true]
        );
        let nothing: [&str; 0] = [];
        assert!(deduplicator.remember(nothing) && deduplicator.remember(nothing) && !deduplicator.is_known(nothing));
        assert!(deduplicator.is_known(["chat", "2"]));
        deduplicator.forget_items();
        assert!(!deduplicator.is_known(["chat", "2"]) && deduplicator.remember(["chat", "2"]));
    }

    #[test]
    fn only_the_latest_pages_are_remembered() {
        let mut deduplicator = Deduplicator::default();
        for page in 0..100_u32 {
            let id = page.to_string();
            assert_eq!(remember_page(&mut deduplicator, &[["chat", &id]]), [true]);
            // A page without new items does not replace a remembered page.
            assert_eq!(remember_page(&mut deduplicator, &[["chat", &id]]), [false]);
            assert!(remember_page(&mut deduplicator, &[]).is_empty());
        }
        assert_eq!(deduplicator.pages.len(), REMEMBERED_PAGES);
        assert_eq!(
            remember_page(&mut deduplicator, &[["chat", "96"], ["chat", "99"]]),
            [false, false]
        );
        assert_eq!(remember_page(&mut deduplicator, &[["chat", "1"]]), [true]);
    }

    #[test]
    fn the_newest_page_is_the_last_or_the_first() {
        let mut deduplicator = Deduplicator::default();
        for id in ["1", "2", "3", "4", "5", "6"] {
            remember_page(&mut deduplicator, &[["chat", id]]);
        }
        let (mut after, mut before) = (deduplicator.at_newest(true), deduplicator.at_newest(false));
        assert!(!after.remember(["chat", "6"]) && !before.remember(["chat", "1"]));
        assert!(before.remember(["chat", "6"]));
    }

    #[test]
    fn a_cursor_that_was_requested_is_known_for_a_thousand_pages() {
        let mut deduplicator = Deduplicator::default();
        let cursor = |number: usize| Cursor::from(number.to_string());
        assert!(!deduplicator.was_requested(&cursor(0)));
        for number in 0..10_000 {
            deduplicator.record_request(&cursor(number));
            let oldest = (number + 1).saturating_sub(REMEMBERED_CURSORS);
            assert!(deduplicator.was_requested(&cursor(number)) && deduplicator.was_requested(&cursor(oldest)));
        }
        assert!(!deduplicator.was_requested(&cursor(10_000)));
        assert!(!deduplicator.at_newest(true).was_requested(&cursor(9_999)));
    }

    #[test]
    fn a_cycle_of_any_length_is_detected_in_bounded_memory() {
        for (begin, length) in [(0, 1), (3, 1000), (0, 1025), (5000, 1500), (100, 50_000)] {
            let mut deduplicator = Deduplicator::default();
            let cursor = |number: usize| match number {
                before if before < begin => Cursor::from(before.to_string()),
                _ => Cursor::from(format!("cycle {}", (number - begin) % length)),
            };
            let detected = (0..).find(|number| {
                let is_known = deduplicator.was_requested(&cursor(*number));
                deduplicator.record_request(&cursor(*number));
                is_known
            });
            let detected = detected.unwrap_or_default();
            assert!(detected >= begin + length, "{begin} {length}: {detected}");
            match length <= REMEMBERED_CURSORS {
                true => assert_eq!(detected, begin + length),
                false => assert!(detected <= 4 * (begin + length), "{begin} {length}: {detected}"),
            }
            assert!(deduplicator.cursors.latest.len() <= REMEMBERED_CURSORS);
        }
    }
}

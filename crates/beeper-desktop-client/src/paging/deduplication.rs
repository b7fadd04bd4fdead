//! Deduplication: remembers, in little memory, which items and cursors a stream has received.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

use crate::generated::types::Cursor;

/// The number of pages whose items are remembered. Servers repeat only items that they sent recently.
const REMEMBERED_PAGES: usize = 4;

/// A set of hashes. The hasher has a random key, so the hashes are spread well enough to index the set themselves.
type Hashes = HashSet<u64, BuildHasherDefault<OwnHash>>;

#[derive(Default)]
struct OwnHash(u64);

impl Hasher for OwnHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // A set of `u64` calls `write_u64` instead.
        bytes
            .iter()
            .for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// The number of latest cursors that are remembered.
const REMEMBERED_CURSORS: usize = 1024;

/// The cursors of requests, as hashes: the latest ones, and one earlier cursor that a later one replaces from time to time.
///
/// Their memory is bounded, however long the list is. A cycle of at most [`REMEMBERED_CURSORS`] pages is detected when it closes.
/// A longer cycle is detected when it reaches the earlier cursor again: each earlier cursor stays twice as long as the one before,
/// until one stays for a whole round.
#[derive(Clone, Debug, Default)]
struct RequestedCursors {
    latest: VecDeque<u64>,
    earlier: Option<u64>,
    /// The number of requests since the earlier cursor.
    since: usize,
    /// The number of requests after which the earlier cursor is replaced.
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

/// The items of the latest pages and the cursors of requests, as hashes.
#[derive(Clone, Default)]
pub(super) struct Deduplicator {
    hashes: RandomState,
    /// The items of the current page.
    current: Hashes,
    pages: VecDeque<Hashes>,
    /// The items of the first page that had any.
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

    /// Remembers an item of the current page by its identity, and returns whether it is new.
    ///
    /// An item without an identity is always new.
    pub(super) fn remember<'a>(&mut self, identity: impl IntoIterator<Item = &'a str>) -> bool {
        match self.hash(identity) {
            Some(item) => !self.is_remembered(item) && self.current.insert(item),
            None => true,
        }
    }

    /// Returns whether an item of an earlier page is remembered.
    pub(super) fn is_known<'a>(&self, identity: impl IntoIterator<Item = &'a str>) -> bool {
        self.hash(identity).is_some_and(|item| self.is_remembered(item))
    }

    /// Forgets the items of all pages but the current one.
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
            // This byte occurs in no text, so it separates one text from the next.
            hasher.write_u8(0xff);
        }
        Some(hasher.finish())
    }

    /// Ends the current page.
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
            // Pages without new items push no other page out of the memory.
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

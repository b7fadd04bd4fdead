//! Adds a page to the stream: removes repeated items, and decides where the list continues.

use crate::generated::types::Cursor;
use crate::paging::items::Items;
use crate::paging::next_page::{Next, PageSummary};
use crate::paging::page::{FetchedPage, PageCursors};
use crate::paging::page_order::Order;

/// The number of misfits that a stream keeps between two calls of `misfits`.
const MAX_MISFITS: usize = 1000;

impl<T> Items<T> {
    /// Adds the page that was fetched at a cursor.
    pub(super) fn take_page(&mut self, asked: Option<Cursor>, page: FetchedPage<T>) {
        self.misfits.add(&page.misfits, MAX_MISFITS);
        let reading = Order::of_reading(self.pages.reads_newer_pages());
        let (page_cursors, own) = (page.cursors(reading), page.received.item_cursors(reading));
        let (has_more, has_unreadable) = (page.parts.has_more, page.has_unreadable());
        let (order, count) = (page.received.order(), page.received.count);
        let mut items = page.into_items(match self.reads_all_first {
            true => Order::OldestFirst,
            false => reading,
        });

        if let Some(asked) = asked.as_ref().filter(|_| !self.has_read) {
            let is_at_begin = !has_unreadable && page_cursors.begin.as_ref() == Some(asked);
            let is_at_end = !has_unreadable && page_cursors.end.as_ref() == Some(asked);
            self.leave_out_start(asked, &mut items, order.is_some(), [is_at_begin, is_at_end]);
        }
        items.retain(|item| self.pages.remember(item, &mut self.deduplicator));
        self.deduplicator.end_page();

        self.pages_without_new_items = match items.is_empty() && !has_unreadable {
            true => self.pages_without_new_items + 1,
            false => 0,
        };
        let by_item = own.end.clone().filter(|_| has_more == Some(true));
        let cursor = page_cursors.end.clone().or(by_item);
        let summary = PageSummary {
            has_more,
            was_requested: cursor
                .as_ref()
                .is_some_and(|cursor| self.deduplicator.was_requested(cursor)),
            cursor,
            has_new: !items.is_empty(),
            pages_without_new_items: self.pages_without_new_items,
        };
        self.next = summary.next();
        if let Next::Page(Some(cursor)) = &self.next {
            self.deduplicator.record_request(cursor);
        }
        self.update_cursors(reading, page_cursors.or(own));
        self.current = asked;
        self.has_read = true;
        self.has_items |= count > 0;
        match self.reads_all_first {
            true => items.into_iter().rev().for_each(|item| self.buffered.push_front(item)),
            false => self.buffered.extend(items),
        }
    }

    /// Removes the item of the requested cursor from the first page.
    ///
    /// `is_at_begin` and `is_at_end` tell at which ends the page has this cursor.
    fn leave_out_start(
        &mut self,
        asked: &Cursor,
        items: &mut Vec<T>,
        is_ordered: bool,
        [is_at_begin, is_at_end]: [bool; 2],
    ) {
        let (pages, deduplicator) = (&self.pages, &mut self.deduplicator);
        let is_first = match items.len() {
            1 => is_at_begin || is_at_end,
            _ => is_at_begin && is_ordered,
        };
        let by_itself = items.iter().rposition(|item| pages.is_at(item, asked));
        let mut at = match by_itself {
            // In the order of reading, the items before it lie on the far side of the cursor.
            Some(at) if is_ordered => 0..at + 1,
            Some(at) => at..at + 1,
            None => 0..usize::from(is_first && !items.is_empty()),
        };
        // Items without fixed positions move when something changes, so known items may be new again. If the page ends at the
        // cursor, nothing lies beyond it, and nothing has changed.
        if !pages.has_positions() && !is_at_end {
            let known = items
                .iter()
                .enumerate()
                .filter(|(_, item)| pages.is_known(item, deduplicator));
            let known: Vec<_> = known.map(|(at, _)| at).collect();
            if let ([only], true) = (known.as_slice(), is_at_begin) {
                at = *only..only + 1;
            }
            deduplicator.forget_items();
        }
        // The server may send these items again.
        for item in items.drain(at) {
            pages.remember(&item, deduplicator);
        }
    }

    /// Updates the newest and the oldest cursor.
    ///
    /// The one in the direction of reading changes with each page, the other one only once.
    fn update_cursors(&mut self, reading: Order, page: PageCursors) {
        let (end, begin) = match reading {
            Order::OldestFirst => (&mut self.newest, &mut self.oldest),
            Order::NewestFirst => (&mut self.oldest, &mut self.newest),
        };
        if page.end.is_some() {
            *end = page.end;
        }
        if page.begin.is_some() && !self.knows_begin {
            *begin = page.begin;
            self.knows_begin = true;
        }
    }
}

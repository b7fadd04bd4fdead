//! Requests for pages, and pages as they are received.

use bytes::Bytes;

use crate::generated::types::Cursor;
use crate::paging::page_order::{ItemPosition, Order, PositionMembers};
use crate::response::misfits::Misfits;
use crate::response::value::ResponseValue;
use crate::runtime::decode::schema::Answer;
use crate::runtime::request::endpoint::Endpoint;

/// A request for a list that comes in pages.
pub(crate) trait Paged: Endpoint + Clone {
    /// The response to the request.
    type Page: Page;

    /// The members that contain an item's position in the list, if its items have positions.
    ///
    /// Pages of such a list are sorted, and its items never move.
    const POSITION: Option<PositionMembers> = None;

    /// Returns the cursor at which the request starts.
    fn cursor(&self) -> Option<&Cursor>;

    /// Returns whether the request reads from older to newer pages.
    fn reads_newer_pages(&self) -> bool;

    /// Sets the cursor at which the request starts.
    fn start_at(&mut self, cursor: Cursor);

    /// Sets whether the request reads from older to newer pages. Returns whether the list can be read in this direction.
    fn set_direction(&mut self, after: bool) -> bool;

    /// Returns the position of an item. Lists without a [`POSITION`](Self::POSITION) return none.
    fn position(_item: &<Self::Page as Page>::Item) -> Option<ItemPosition> {
        None
    }
}

/// One page of a list.
pub(crate) trait Page: Answer + 'static {
    /// The items of the list.
    type Item: Send + 'static;

    /// Splits the page into its items and its cursors.
    fn into_parts(self) -> PageParts<Self::Item>;

    /// Returns the texts that identify an item within its list, or none if its items have no identity.
    fn identity(item: &Self::Item) -> impl IntoIterator<Item = &str>;
}

/// The items and the cursors of a page.
pub(crate) struct PageParts<T> {
    pub(crate) items: Vec<T>,
    pub(crate) has_more: Option<bool>,
    pub(crate) oldest_cursor: Option<Cursor>,
    pub(crate) newest_cursor: Option<Cursor>,
}

/// The list of a page as it was received, before malformed items were taken out.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReceivedPage {
    /// The number of items.
    pub(crate) count: usize,
    pub(crate) first: Option<ItemPosition>,
    pub(crate) last: Option<ItemPosition>,
}

/// A page that was fetched.
pub(crate) struct FetchedPage<T> {
    pub(crate) parts: PageParts<T>,
    pub(crate) received: ReceivedPage,
    pub(crate) misfits: Misfits,
}

impl<T> FetchedPage<T> {
    /// Makes a page of a response. The positions of its ends are those of the received items, including malformed ones.
    pub(crate) fn of<R>(answer: ResponseValue<R::Page>) -> Self
    where
        R: Paged,
        R::Page: Page<Item = T>,
    {
        let misfits = answer.misfits().clone();
        let raw = |item: &Bytes| {
            let position = R::POSITION.and_then(|members| ItemPosition::of_raw(item, members));
            position.filter(|position| position.sort_key.is_some())
        };
        let taken_out = answer.raw_items().map(|items| ReceivedPage {
            count: items.count,
            first: raw(&items.first),
            last: raw(&items.last),
        });
        let mut parts = answer.into_inner().into_parts();
        for cursor in [&mut parts.oldest_cursor, &mut parts.newest_cursor] {
            cursor.take_if(|cursor| cursor.as_str().trim().is_empty());
        }
        let (first, last) = (parts.items.first(), parts.items.last());
        let taken_out = taken_out.unwrap_or_else(|| ReceivedPage {
            count: parts.items.len(),
            ..ReceivedPage::default()
        });
        // If the first or the last item has no position, the position of its neighbour is used.
        let received = ReceivedPage {
            first: taken_out.first.or_else(|| first.and_then(R::position)),
            last: taken_out.last.or_else(|| last.and_then(R::position)),
            ..taken_out
        };
        Self {
            parts,
            received,
            misfits,
        }
    }
}

impl<T> FetchedPage<T> {
    /// Returns the cursors that the page itself has.
    pub(crate) fn cursors(&self, reading: Order) -> PageCursors {
        let [oldest, newest] = [&self.parts.oldest_cursor, &self.parts.newest_cursor].map(Clone::clone);
        match reading {
            Order::OldestFirst => PageCursors::new(oldest, newest),
            Order::NewestFirst => PageCursors::new(newest, oldest),
        }
    }

    /// Returns whether items were received that could not be read.
    pub(crate) fn has_unreadable(&self) -> bool {
        self.parts.items.len() < self.received.count
    }

    /// Returns the items in the order in which the list is read.
    pub(crate) fn into_items(self, reading: Order) -> Vec<T> {
        let mut items = self.parts.items;
        if self.received.order().is_some_and(|order| order != reading) {
            items.reverse();
        }
        items
    }
}

impl ReceivedPage {
    /// Returns the order of the page, if the positions of its items reveal it.
    pub(crate) fn order(&self) -> Option<Order> {
        Order::of_page(self.first.as_ref()?, self.last.as_ref()?)
    }

    /// Returns the cursors of the first and the last item. A page of unknown order is assumed to be in the order of reading.
    pub(crate) fn item_cursors(&self, reading: Order) -> PageCursors {
        let own = |position: &Option<ItemPosition>| Some(Cursor::new(position.as_ref()?.sort_key.clone()?));
        let (first, last) = (own(&self.first), own(&self.last));
        match self.order().is_none_or(|order| order == reading) {
            true => PageCursors::new(first, last),
            false => PageCursors::new(last, first),
        }
    }
}

/// The cursors of a page at both ends, in the direction of reading.
#[derive(Debug, PartialEq)]
pub(crate) struct PageCursors {
    pub(crate) begin: Option<Cursor>,
    pub(crate) end: Option<Cursor>,
}

impl PageCursors {
    fn new(begin: Option<Cursor>, end: Option<Cursor>) -> Self {
        Self { begin, end }
    }

    /// Returns these cursors, with absent ones taken from `other`.
    pub(crate) fn or(self, other: Self) -> Self {
        Self::new(self.begin.or(other.begin), self.end.or(other.end))
    }
}

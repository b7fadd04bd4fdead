//! The pages of a list, independent of the operation that lists it.

use std::pin::Pin;

use crate::error::Error;
use crate::generated::types::Cursor;
use crate::paging::deduplication::Deduplicator;
use crate::paging::page::{FetchedPage, Page, Paged};
use crate::response::future::ResponseFuture;
use crate::response::value::ResponseValue;

/// A page that is being fetched.
pub(super) type PendingPage<T> = Pin<Box<dyn Future<Output = Result<FetchedPage<T>, Error>> + Send>>;

/// The pages of a list.
pub(super) trait PageSource<T>: Send + Sync {
    fn operation_id(&self) -> &'static str;

    fn reads_newer_pages(&self) -> bool;

    /// Starts to fetch the page at a cursor, or the first page.
    fn fetch(&self, cursor: Option<&Cursor>) -> PendingPage<T>;

    /// Remembers an item, and returns whether it is new.
    fn remember(&self, item: &T, deduplicator: &mut Deduplicator) -> bool;

    /// Returns whether an item was remembered.
    fn is_known(&self, item: &T, deduplicator: &Deduplicator) -> bool;

    /// Returns whether the items have positions, which never change.
    fn has_positions(&self) -> bool;

    /// Returns whether a cursor is the position of an item.
    fn is_at(&self, item: &T, cursor: &Cursor) -> bool;

    /// Returns the pages of the same list in a direction, and whether the list can be read in that direction.
    fn with_direction(&self, after: bool) -> (Box<dyn PageSource<T>>, bool);
}

impl<R: Paged> PageSource<<R::Page as Page>::Item> for R {
    fn operation_id(&self) -> &'static str {
        self.operation().id
    }

    fn reads_newer_pages(&self) -> bool {
        Paged::reads_newer_pages(self)
    }

    fn fetch(&self, cursor: Option<&Cursor>) -> PendingPage<<R::Page as Page>::Item> {
        let mut request = self.clone();
        if let Some(cursor) = cursor {
            request.start_at(cursor.clone());
        }
        let page = ResponseFuture::<ResponseValue<R::Page>>::json(request);
        Box::pin(async move { Ok(FetchedPage::of::<R>(page.await?)) })
    }

    fn remember(&self, item: &<R::Page as Page>::Item, deduplicator: &mut Deduplicator) -> bool {
        deduplicator.remember(R::Page::identity(item))
    }

    fn is_known(&self, item: &<R::Page as Page>::Item, deduplicator: &Deduplicator) -> bool {
        deduplicator.is_known(R::Page::identity(item))
    }

    fn has_positions(&self) -> bool {
        R::POSITION.is_some()
    }

    fn is_at(&self, item: &<R::Page as Page>::Item, cursor: &Cursor) -> bool {
        let own = R::position(item).and_then(|position| position.sort_key);
        own.is_some_and(|own| own == cursor.as_str())
    }

    fn with_direction(&self, after: bool) -> (Box<dyn PageSource<<R::Page as Page>::Item>>, bool) {
        let mut request = self.clone();
        let has_direction = request.set_direction(after);
        (Box::new(request), has_direction)
    }
}

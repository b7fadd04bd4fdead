//! The pages of a list, of whichever operation.

use std::pin::Pin;

use crate::error::Error;
use crate::generated::types::Cursor;
use crate::paging::deduplication::Seen;
use crate::paging::page::{FetchedPage, Page, Paged};
use crate::response::future::ResponseFuture;
use crate::response::value::ResponseValue;

/// A page that is being fetched.
pub(super) type Fetching<T> = Pin<Box<dyn Future<Output = Result<FetchedPage<T>, Error>> + Send>>;

/// The pages of a list.
pub(super) trait Pages<T>: Send + Sync {
    fn operation_id(&self) -> &'static str;

    fn goes_after(&self) -> bool;

    /// Begins to fetch the page at a cursor, or the first one.
    fn fetch(&self, cursor: Option<&Cursor>) -> Fetching<T>;

    /// Remembers an item. Returns whether it is new.
    fn note(&self, item: &T, seen: &mut Seen) -> bool;

    /// Returns whether an item was remembered.
    fn is_known(&self, item: &T, seen: &Seen) -> bool;

    /// Returns whether the items say where they stand. Such an item stays where it is.
    fn is_placed(&self) -> bool;

    /// Returns whether a cursor is an item's own.
    fn is_at(&self, item: &T, cursor: &Cursor) -> bool;

    /// Makes the pages of the same list in this direction, and returns whether it has one.
    fn turned(&self, after: bool) -> (Box<dyn Pages<T>>, bool);
}

impl<R: Paged> Pages<<R::Page as Page>::Item> for R {
    fn operation_id(&self) -> &'static str {
        self.operation().id
    }

    fn goes_after(&self) -> bool {
        Paged::goes_after(self)
    }

    fn fetch(&self, cursor: Option<&Cursor>) -> Fetching<<R::Page as Page>::Item> {
        let mut request = self.clone();
        if let Some(cursor) = cursor {
            request.go_to(cursor.clone());
        }
        let page = ResponseFuture::<ResponseValue<R::Page>>::json(request);
        Box::pin(async move { Ok(FetchedPage::of::<R>(page.await?)) })
    }

    fn note(&self, item: &<R::Page as Page>::Item, seen: &mut Seen) -> bool {
        seen.note(R::Page::identity(item))
    }

    fn is_known(&self, item: &<R::Page as Page>::Item, seen: &Seen) -> bool {
        seen.is_known(R::Page::identity(item))
    }

    fn is_placed(&self) -> bool {
        R::PLACE.is_some()
    }

    fn is_at(&self, item: &<R::Page as Page>::Item, cursor: &Cursor) -> bool {
        let own = R::edge(item).and_then(|edge| edge.sort_key);
        own.is_some_and(|own| own == cursor.as_str())
    }

    fn turned(&self, after: bool) -> (Box<dyn Pages<<R::Page as Page>::Item>>, bool) {
        let mut request = self.clone();
        let is_turned = request.turn(after);
        (Box::new(request), is_turned)
    }
}

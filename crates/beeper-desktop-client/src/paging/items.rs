use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::runtime::{Answer, Call, Endpoint};
use crate::types::Cursor;
use crate::{DeliveryClass, Error, ErrorKind, ResponseFuture, ResponseValue};
use futures_core::Stream;

/// A request for a list that comes in pages.
pub(crate) trait Paged: Endpoint + Clone {
    /// The answer to it.
    type Page: Page;

    /// Where it begins.
    fn cursor(&self) -> Option<&Cursor>;

    /// Whether it goes from older to newer pages.
    fn goes_after(&self) -> bool;

    /// Has it begin elsewhere.
    fn go_to(&mut self, cursor: Cursor);
}

/// One page of a list.
pub(crate) trait Page: Answer + 'static {
    /// What is in the list.
    type Item: Send + 'static;

    /// Takes it apart.
    fn into_parts(self) -> PageParts<Self::Item>;
}

/// What a page has, of whichever list.
pub(crate) struct PageParts<T> {
    pub(crate) items: Vec<T>,
    pub(crate) has_more: Option<bool>,
    pub(crate) oldest_cursor: Option<Cursor>,
    pub(crate) newest_cursor: Option<Cursor>,
}

impl<T> PageParts<T> {
    /// The cursor of the next page, if there is one. That there is no more is said in three ways.
    fn next_cursor(&self, after: bool) -> Option<&Cursor> {
        if self.items.is_empty() || self.has_more == Some(false) {
            return None;
        }
        let cursor = if after {
            &self.newest_cursor
        } else {
            &self.oldest_cursor
        };
        cursor.as_ref().filter(|cursor| !cursor.as_str().is_empty())
    }
}

/// A page that is being fetched.
type Fetching<T> = Pin<Box<dyn Future<Output = Result<PageParts<T>, Error>> + Send>>;

/// The pages of a list.
trait Pages<T>: Send + Sync {
    fn operation_id(&self) -> &'static str;

    fn goes_after(&self) -> bool;

    /// Begins to fetch the page at a cursor, or the first one.
    fn fetch(&self, cursor: Option<&Cursor>) -> Fetching<T>;
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
        Box::pin(async move { Ok(page.await?.into_inner().into_parts()) })
    }
}

/// What is in a list, one after the other, over all its pages. A page is fetched when something of it is asked for.
///
/// Items come page by page, and within a page as the server sent them. For messages that is the latest first, also where the
/// pages go towards newer ones: sort what you collect in that direction.
///
/// It is made by `items()` of a request, and is a [`Stream`] that has the one method that most need of one:
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// let mut unread = client.search_chats().unread_only(true).items();
/// while let Some(chat) = unread.next().await {
///     println!("{}", chat?.title);
/// }
/// # Ok(())
/// # }
/// ```
///
/// After an error, asking again tries the same page once more. It never goes in circles: when a server gives out a cursor
/// that it gave out before, there is an error of the kind [`RepeatedCursor`](ErrorKind::RepeatedCursor), and the list ends.
#[must_use = "fetches nothing before it is asked for items"]
pub struct Items<T> {
    pages: Box<dyn Pages<T>>,
    /// Where the page begins whose items are buffered.
    current: Option<Cursor>,
    /// Where the next page begins.
    next: Next,
    fetching: Option<Fetching<T>>,
    buffered: VecDeque<T>,
    seen: BTreeSet<Cursor>,
}

enum Next {
    Page(Option<Cursor>),
    /// There would be one, but it has been fetched before.
    Circle,
    End,
}

impl<T> Items<T> {
    pub(crate) fn of<R>(request: R) -> Self
    where
        R: Paged,
        R::Page: Page<Item = T>,
    {
        let start = request.cursor().cloned();
        Self {
            pages: Box::new(request),
            seen: start.iter().cloned().collect(),
            current: start.clone(),
            next: Next::Page(start),
            fetching: None,
            buffered: VecDeque::new(),
        }
    }

    /// Returns the next item; `None` at the end of the list. What is dropped while it waits loses nothing, so it can stand in a
    /// `select!`: a page that is being fetched is waited for the next time.
    ///
    /// # Errors
    ///
    /// As any call that reads, for each page.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Returns the items up to a number of them: fewer, if the list has no more.
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// let latest = client.search_messages().query("lunch").items().up_to(10).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next). What came before the error is lost, so there is no going on after it.
    pub async fn up_to(mut self, most: usize) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while items.len() < most {
            match self.next().await {
                Some(item) => items.push(item?),
                None => break,
            }
        }
        Ok(items)
    }

    /// Returns where to go on another time, with the request's `starting_at`.
    ///
    /// It is the beginning of the page that items are taken from, so a list that goes on from there brings again what had been
    /// taken of that page, and nothing else; once the page is used up, it is the beginning of the next one. `None` until the first
    /// page is used up, as that begins without a cursor. At the end of the list it is that of the last page. To stop at an exact
    /// place, page by hand, as the [module](crate::paging) shows.
    pub fn cursor(&self) -> Option<&Cursor> {
        match &self.next {
            Next::Page(cursor) if self.buffered.is_empty() => cursor.as_ref(),
            _ => self.current.as_ref(),
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.buffered.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            let cursor = match &self.next {
                Next::Page(cursor) => cursor.clone(),
                Next::Circle => {
                    self.next = Next::End;
                    return Poll::Ready(Some(Err(circle(self.pages.operation_id()))));
                }
                Next::End => return Poll::Ready(None),
            };
            let fetching = self.fetching.get_or_insert_with(|| self.pages.fetch(cursor.as_ref()));
            let page = ready!(fetching.as_mut().poll(context));
            self.fetching = None;
            match page {
                Ok(page) => self.turn(cursor, page),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }

    fn turn(&mut self, cursor: Option<Cursor>, page: PageParts<T>) {
        self.next = match page.next_cursor(self.pages.goes_after()) {
            None => Next::End,
            Some(next) if self.seen.insert(next.clone()) => Next::Page(Some(next.clone())),
            Some(_) => Next::Circle,
        };
        self.current = cursor;
        self.buffered = page.items.into();
    }
}

fn circle(operation_id: &'static str) -> Error {
    let call = Call {
        operation_id,
        delivery: DeliveryClass::Read,
    };
    Error::of(call, ErrorKind::RepeatedCursor)
}

/// Nothing in it is pinned: a page that is being fetched has its own place.
impl<T> Unpin for Items<T> {}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let most = matches!(self.next, Next::End).then_some(self.buffered.len());
        (self.buffered.len(), most)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("operation_id", &self.pages.operation_id())
            .field("buffered", &self.buffered.len())
            .finish_non_exhaustive()
    }
}

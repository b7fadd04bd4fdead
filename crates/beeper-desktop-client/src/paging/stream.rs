use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::Paged;
use super::sealed::{Fetching, Position, RawPage};
use crate::runtime::Call;
use crate::{DeliveryClass, Error, ErrorKind};

/// What is in a list, one after the other, over all its pages. A page is fetched when something of it is asked for.
///
/// It is a [`Stream`], and has the one method that most need of one:
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// let mut chats = client.chats().items();
/// while let Some(chat) = chats.next().await {
///     println!("{}", chat?.id);
/// }
/// # Ok(())
/// # }
/// ```
///
/// After an error, asking again tries the same page once more. It never goes in circles: when a server gives out a cursor
/// that it gave out before, there is an error of the kind [`RepeatedCursor`](ErrorKind::RepeatedCursor), and the list ends.
#[must_use = "fetches nothing before it is asked for items"]
pub struct Items<R: Paged> {
    request: R,
    /// Where the page begins whose items are buffered.
    current: Position,
    /// Where the next page begins.
    next: Next,
    fetching: Option<Fetching<R::Item>>,
    buffered: VecDeque<R::Item>,
    seen: BTreeSet<String>,
}

enum Next {
    Page(Position),
    /// There would be one, but it has been fetched before.
    Circle,
    End,
}

impl<R: Paged> Items<R> {
    pub(super) fn new(request: R) -> Self {
        let position = request.position();
        Self {
            request,
            seen: position.cursor.iter().cloned().collect(),
            current: position.clone(),
            next: Next::Page(position),
            fetching: None,
            buffered: VecDeque::new(),
        }
    }

    /// The next item. `None` at the end of the list.
    ///
    /// # Errors
    ///
    /// As any call that reads, for each page.
    pub async fn next(&mut self) -> Option<Result<R::Item, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The items up to a number of them: fewer, if the list has no more.
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// let latest = client.message_search().query("lunch").items().up_to(10).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next). What came before the error is lost, so there is no going on after it.
    pub async fn up_to(mut self, most: usize) -> Result<Vec<R::Item>, Error> {
        let mut items = Vec::new();
        while items.len() < most {
            match self.next().await {
                Some(item) => items.push(item?),
                None => break,
            }
        }
        Ok(items)
    }

    /// Where to go on another time, with the request's `starting_at`: the list comes from there on as it would have come
    /// from here, except that what has been taken of the current page comes again. `None` at the beginning of a list.
    pub fn cursor(&self) -> Option<&str> {
        let position = match &self.next {
            Next::Page(position) if self.buffered.is_empty() => position,
            _ => &self.current,
        };
        position.cursor.as_deref()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<R::Item, Error>>> {
        loop {
            if let Some(item) = self.buffered.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            let position = match &self.next {
                Next::Page(position) => position.clone(),
                Next::Circle => {
                    self.next = Next::End;
                    return Poll::Ready(Some(Err(circle(R::OPERATION_ID))));
                }
                Next::End => return Poll::Ready(None),
            };
            let fetching = self
                .fetching
                .get_or_insert_with(|| self.request.fetch(position.clone()));
            let page = ready!(fetching.as_mut().poll(context));
            self.fetching = None;
            match page {
                Ok(page) => self.turn(position, page),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }

    fn turn(&mut self, position: Position, page: RawPage<R::Item>) {
        self.next = match page.next_cursor(position.direction.as_ref()) {
            None => Next::End,
            Some(cursor) if self.seen.insert(cursor.clone()) => Next::Page(Position {
                cursor: Some(cursor.clone()),
                direction: position.direction.clone(),
            }),
            Some(_) => Next::Circle,
        };
        self.current = position;
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
impl<R: Paged> Unpin for Items<R> {}

impl<R: Paged> Stream for Items<R> {
    type Item = Result<R::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let most = matches!(self.next, Next::End).then_some(self.buffered.len());
        (self.buffered.len(), most)
    }
}

impl<R: Paged> fmt::Debug for Items<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("operation_id", &R::OPERATION_ID)
            .field("buffered", &self.buffered.len())
            .finish_non_exhaustive()
    }
}

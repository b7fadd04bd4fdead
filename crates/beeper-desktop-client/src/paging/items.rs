//! The stream of the items of a list.

mod take_page;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::generated::types::Cursor;
use crate::paging::deduplication::Deduplicator;
use crate::paging::next_page::Next;
use crate::paging::page::{Page, Paged};
use crate::paging::page_source::{PageSource, PendingPage};
use crate::response::misfits::Misfits;
use crate::runtime::call::Call;
use crate::runtime::delivery_class::DeliveryClass;

/// A stream over the items of a list, across all its pages.
///
/// A request's `items()` method creates it. It fetches a page when the program asks for an item of that page. It implements
/// [`Stream`], and has its own [`next`](Self::next), so that a loop needs no other crate:
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
/// # Order
///
/// The stream returns the messages of a chat newest first, or oldest first if the request's direction is `after`. It reverses a
/// page that the server sent the other way around. It returns the items of other lists in the server's order.
///
/// # Each item once
///
/// Some servers send an item again on the next page, or send a whole page again. The stream remembers the items of the last
/// few pages, and leaves out an item that it has returned already. It compares items by their ID, and messages by their chat
/// and their ID.
///
/// If a request starts at a cursor, some servers begin with the item of that cursor. The stream leaves this item out if it
/// can identify it: the cursor is the item's own (the sort key of a message), or the page has one item and names the cursor
/// as that item's. Otherwise, the stream returns this item again.
///
/// # The end of the list
///
/// The stream ends when the server says that there are no more items, or when a page has neither new items nor a new cursor.
/// It skips pages without new items as long as each has a new cursor, at most ten in a row.
///
/// If the server says that there are more items but sends no cursor for them, the stream returns the items that it has, and
/// then an error of the kind [`IncompleteList`](ErrorKind::IncompleteList). Older servers send no cursors with messages; for
/// these, the stream uses the sort key of the last message as the cursor. If a page with new items has a cursor that the
/// stream has used before, the error is of the kind [`RepeatedCursor`](ErrorKind::RepeatedCursor). The stream
/// remembers the last thousand cursors, and detects a longer cycle after a few rounds. The stream ends after either error.
///
/// After any other error, the next call of [`next`](Self::next) fetches the same page again.
///
/// [`Stream`]: https://docs.rs/futures-core/0.3/futures_core/stream/trait.Stream.html
#[must_use = "a stream fetches nothing until you ask it for items"]
pub struct Items<T> {
    pages: Box<dyn PageSource<T>>,
    /// Whether the stream reads all pages, newest first, before it returns the items, oldest first.
    reads_all_first: bool,
    /// The cursor of the page whose items are buffered.
    current: Option<Cursor>,
    next: Next,
    fetching: Option<PendingPage<T>>,
    buffered: VecDeque<T>,
    deduplicator: Deduplicator,
    has_read: bool,
    /// Whether the list had any item.
    has_items: bool,
    pages_without_new_items: u32,
    newest: Option<Cursor>,
    oldest: Option<Cursor>,
    /// Whether a page contained the cursor of the end at which the list began.
    knows_begin: bool,
    misfits: Misfits,
}

impl<T> Items<T> {
    pub(crate) fn of<R>(request: R) -> Self
    where
        R: Paged,
        R::Page: Page<Item = T>,
    {
        let start = request.cursor().cloned();
        Self::starting(Box::new(request), start, Deduplicator::default())
    }

    fn starting(pages: Box<dyn PageSource<T>>, start: Option<Cursor>, mut deduplicator: Deduplicator) -> Self {
        if let Some(start) = &start {
            deduplicator.record_request(start);
        }
        Self {
            pages,
            reads_all_first: false,
            current: start.clone(),
            next: Next::Page(start.clone()),
            fetching: None,
            buffered: VecDeque::new(),
            deduplicator,
            has_read: false,
            has_items: false,
            pages_without_new_items: 0,
            newest: start.clone(),
            oldest: start,
            knows_begin: false,
            misfits: Misfits::default(),
        }
    }

    /// Returns the next item, or `None` at the end of the list.
    ///
    /// This method is cancel safe: if you drop its future, for instance in a `select!`, no item is lost, and the next call
    /// waits for the page that is being fetched.
    ///
    /// # Errors
    ///
    /// Returns the errors of fetching a page, as awaiting the request does, or one that says that [the list is not
    /// complete](Self#the-end-of-the-list).
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Returns the next `most` items, or all that are left if the list has fewer.
    ///
    /// Afterwards you can ask the stream for further items, its cursors and its misfits. If you drop the future before it
    /// completes, the items that it has taken are lost.
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
    /// Returns the first error of [`next`](Self::next). The items that this call had taken before it are lost.
    pub async fn up_to(&mut self, most: usize) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while items.len() < most {
            match self.next().await {
                Some(item) => items.push(item?),
                None => break,
            }
        }
        Ok(items)
    }

    /// Takes the misfits of the pages that the stream has read since the last call of this method.
    ///
    /// They include items that cannot be read: the stream leaves these out and continues. The path of a misfit is its path in
    /// its page, as in `items[3].senderID`. A stream keeps at most 1,000 misfits between two calls, and 16 MiB of responses;
    /// [`Misfits::omitted`] counts the others. Call this method once more after the last item, because the last page may
    /// contain only misfits.
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// let mut messages = client.list_messages("!room:beeper.local").items();
    /// while let Some(message) = messages.next().await {
    ///     println!("{}", message?.id);
    /// }
    /// for misfit in messages.misfits() {
    ///     eprintln!("{misfit}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn misfits(&mut self) -> Misfits {
        std::mem::take(&mut self.misfits)
    }

    /// Returns the cursor of the newest item in the pages read so far, whatever direction the stream reads in.
    ///
    /// A later request that starts at it, in the direction `after`, returns the items that have arrived since. You can store
    /// it as text; the [module](crate::paging#new-items) has an example. The stream has a cursor once it has read a page. As
    /// long as nothing newer has arrived, it is the cursor that the request started at.
    ///
    /// Returns `None` if no page was read, if the list is empty, or if the server sends no cursors.
    pub fn newest_cursor(&self) -> Option<&Cursor> {
        self.newest.as_ref()
    }

    /// Returns the cursor of the oldest item in the pages read so far, whatever direction the stream reads in.
    ///
    /// A later request that starts at it, in the direction `before`, returns older items. Returns `None` as
    /// [`newest_cursor`](Self::newest_cursor) does.
    pub fn oldest_cursor(&self) -> Option<&Cursor> {
        self.oldest.as_ref()
    }

    /// Returns the cursor at which a later request continues in the same direction without a gap.
    ///
    /// If you have taken all items of the pages read so far, it is the cursor after the last item, also at the end of the
    /// list. If some are left, it is the cursor of their page, and the later request returns the taken items of that page
    /// again. Returns `None` while items of the first page are left, if the request started without a cursor.
    ///
    /// To ask for new items, use [`newest_cursor`](Self::newest_cursor).
    pub fn cursor(&self) -> Option<&Cursor> {
        if self.reads_all_first {
            let is_done = !self.is_holding_back() && self.buffered.is_empty();
            return self.newest.as_ref().filter(|_| is_done);
        }
        match &self.next {
            _ if !self.buffered.is_empty() => self.current.as_ref(),
            Next::Page(cursor) => cursor.as_ref(),
            Next::Failed(_) | Next::End if self.pages.reads_newer_pages() => self.newest.as_ref(),
            Next::Failed(_) | Next::End => self.oldest.as_ref(),
        }
    }

    /// Returns a stream of the items that are newer than those in the pages read so far.
    ///
    /// The new stream returns messages oldest first, and other items in the server's order. It fetches nothing until you ask
    /// it for an item, and ends when there is nothing newer. To ask again, call `newer` on the new stream, as often as you
    /// like. The new stream leaves out the newest items of this one. It returns a chat again if the chat has new activity,
    /// because it is then newer than before.
    ///
    /// If the list was empty, or if this stream has read no page, every item is new: the new stream reads the whole list
    /// before it returns the oldest item. If the list had items but the server sent no cursor for them, the new stream
    /// returns an error of the kind [`IncompleteList`](ErrorKind::IncompleteList).
    ///
    /// ```
    /// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
    /// let mut messages = client.list_messages("!room:beeper.local").items();
    /// if let Some(latest) = messages.next().await {
    ///     println!("The latest: {:?}", latest?.text);
    /// }
    /// let mut newer = messages.newer();
    /// while let Some(message) = newer.next().await {
    ///     println!("{:?}", message?.text);
    /// }
    /// // Later: what has come after those.
    /// let even_newer = newer.newer();
    /// # let _ = even_newer;
    /// # Ok(())
    /// # }
    /// ```
    pub fn newer(&self) -> Self {
        let deduplicator = self.deduplicator.at_newest(self.pages.reads_newer_pages());
        let reads_all_first = self.newest.is_none();
        let (pages, has_direction) = self.pages.with_direction(!reads_all_first);
        let mut newer = Self::starting(pages, self.newest.clone(), deduplicator);
        newer.reads_all_first = reads_all_first;
        if !has_direction {
            let reason = "the list can be read in one direction only".to_owned();
            newer.next = Next::Failed(ErrorKind::InvalidRequest { reason });
        } else if reads_all_first && self.has_items {
            let reason = "the server sent no cursor for the newest item";
            newer.next = Next::Failed(ErrorKind::IncompleteList { reason });
        }
        newer
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if !self.is_holding_back()
                && let Some(item) = self.buffered.pop_front()
            {
                return Poll::Ready(Some(Ok(item)));
            }
            let cursor = match &self.next {
                Next::Page(cursor) => cursor.clone(),
                Next::Failed(kind) => {
                    let error = failed(self.pages.operation_id(), kind.clone());
                    self.next = Next::End;
                    return Poll::Ready(Some(Err(error)));
                }
                Next::End => return Poll::Ready(None),
            };
            let fetching = self.fetching.get_or_insert_with(|| self.pages.fetch(cursor.as_ref()));
            let page = ready!(fetching.as_mut().poll(context));
            self.fetching = None;
            match page {
                Ok(page) => self.take_page(cursor, page),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }

    /// Returns whether the buffered items wait for older pages.
    fn is_holding_back(&self) -> bool {
        self.reads_all_first && matches!(self.next, Next::Page(_))
    }
}

fn failed(operation_id: &'static str, kind: ErrorKind) -> Error {
    let call = Call {
        operation_id,
        delivery: DeliveryClass::Read,
        needs_token: false,
    };
    Error::of(call, kind)
}

/// No field is pinned in place: a page that is being fetched is boxed.
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

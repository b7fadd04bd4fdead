//! Lists that come in pages, as streams of what is in them.
//!
//! * [`Client::chats`](crate::Client::chats), [`messages`](crate::Client::messages) and
//!   [`contacts`](crate::Client::contacts) list, [`chat_search`](crate::Client::chat_search) and
//!   [`message_search`](crate::Client::message_search) search. What they return says what is wanted, and `items` fetches it.
//! * [`Items`] is what comes: one item after the other, each page when something of it is asked for.
//!
//! The methods that fetch one page, such as [`Client::list_chats`](crate::Client::list_chats), are there as well.

mod requests;
mod stream;

pub use requests::{ChatSearch, Chats, Contacts, MessageSearch, Messages};
pub use stream::Items;

/// A list that comes in pages. Implemented by the requests of this crate, and by nothing else.
pub trait Paged: sealed::Fetch {}

impl<R: sealed::Fetch> Paged for R {}

pub(crate) mod sealed {
    use std::pin::Pin;

    use crate::Error;
    use crate::types::PageDirection;

    /// Where in a list to go on, and which way.
    #[derive(Clone, Debug, Default)]
    pub struct Position {
        pub(crate) cursor: Option<String>,
        pub(crate) direction: Option<PageDirection>,
    }

    /// One page, of whichever list.
    pub struct RawPage<T> {
        pub(crate) items: Vec<T>,
        pub(crate) has_more: Option<bool>,
        pub(crate) oldest_cursor: Option<String>,
        pub(crate) newest_cursor: Option<String>,
    }

    impl<T> RawPage<T> {
        /// The cursor of the next page in a direction, if there is one. That there is no more is said in three ways.
        pub(crate) fn next_cursor(&self, direction: Option<&PageDirection>) -> Option<&String> {
            if self.items.is_empty() || self.has_more == Some(false) {
                return None;
            }
            let cursor = match direction {
                Some(PageDirection::After) => &self.newest_cursor,
                _ => &self.oldest_cursor,
            };
            cursor.as_ref().filter(|cursor| !cursor.is_empty())
        }
    }

    /// A page that is being fetched.
    pub type Fetching<T> = Pin<Box<dyn Future<Output = Result<RawPage<T>, Error>> + Send>>;

    pub trait Fetch: Send + Sync {
        /// What is in the list.
        type Item: Send;

        /// The operation, for errors.
        const OPERATION_ID: &'static str;

        /// Where to begin.
        fn position(&self) -> Position;

        /// Begins to fetch the page at a position.
        fn fetch(&self, position: Position) -> Fetching<Self::Item>;
    }
}

//! A trait for requests of paged lists, so that the same code can read all of them.

use beeper_desktop_client::paging::Items;
use beeper_desktop_client::requests::{ListChats, ListContacts, ListMessages, SearchChats, SearchMessages};
use beeper_desktop_client::types::{Chat, ListedChat, User};
use beeper_desktop_client::types::{
    ChatPage, ContactPage, Cursor, ListedChatPage, Message, MessagePage, PageDirection,
};
use beeper_desktop_client::{Error, ResponseValue};

/// A request for a list that the server returns in pages.
pub trait List: Clone + IntoFuture<Output = Result<ResponseValue<Self::Page>, Error>> {
    const OPERATION: &'static str;
    type Page;
    type Item;

    /// Continues from a cursor.
    fn at(self, cursor: &Cursor, direction: PageDirection) -> Self;

    fn stream(self) -> Items<Self::Item>;

    fn items(page: &Self::Page) -> &[Self::Item];

    /// Returns the cursor at the end of a page.
    fn end(page: &Self::Page) -> Option<Cursor>;
}

macro_rules! list {
    ($request:ident, $operation:literal, $page:ident of $item:ident, $own_cursor:expr) => {
        impl List for $request {
            const OPERATION: &'static str = $operation;
            type Page = $page;
            type Item = $item;

            fn at(self, cursor: &Cursor, direction: PageDirection) -> Self {
                self.starting_at(cursor).direction(direction)
            }

            fn stream(self) -> Items<$item> {
                self.items()
            }

            fn items(page: &$page) -> &[$item] {
                &page.items
            }

            fn end(page: &$page) -> Option<Cursor> {
                let own_cursor: fn(&$item) -> Option<Cursor> = $own_cursor;
                page.oldest_cursor
                    .clone()
                    .or_else(|| own_cursor(page.items.last()?))
            }
        }
    };
}

/// Returns the sort key of a message. Older servers use it as a cursor, and return no other cursors with messages.
fn sort_key(message: &Message) -> Option<Cursor> {
    Some(Cursor::from(message.sort_key.as_str()))
}

list!(ListContacts, "list_contacts", ContactPage of User, |_| None);
list!(ListChats, "list_chats", ListedChatPage of ListedChat, |_| None);
list!(SearchChats, "search_chats", ChatPage of Chat, |_| None);
list!(ListMessages, "list_messages", MessagePage of Message, sort_key);
list!(SearchMessages, "search_messages", MessagePage of Message, |_| None);

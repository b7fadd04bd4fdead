//! Lists that come in pages, as streams of what is in them.
//!
//! A request for such a list, as [`list_chats`](crate::Client::list_chats), [`list_messages`](crate::Client::list_messages),
//! [`list_contacts`](crate::Client::list_contacts), [`search_chats`](crate::Client::search_chats) and
//! [`search_messages`](crate::Client::search_messages) make it, is awaited for one page. Its `items()` makes an [`Items`] of it:
//! one item after the other, each page fetched when something of it is asked for.
//!
//! ```
//! # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
//! let page = client.list_chats().await?;
//! println!("{} chats on the first page", page.items.len());
//!
//! let mut chats = client.list_chats().items();
//! while let Some(chat) = chats.next().await {
//!     println!("{}", chat?.title);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! By hand, a list is at its end when a page does not say that there is more; a cursor may be there all the same:
//!
//! ```
//! # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
//! let mut request = client.list_messages("!room:beeper.local");
//! loop {
//!     let page = request.clone().await?;
//!     for message in &page.items {
//!         println!("{}", message.text.as_deref().unwrap_or_default());
//!     }
//!     // Kept, this cursor goes on from here another time.
//!     match &page.oldest_cursor {
//!         Some(cursor) if page.has_more == Some(true) => request = request.starting_at(cursor),
//!         _ => break,
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod items;

pub use items::Items;
pub(crate) use items::{Page, PageParts, Paged};

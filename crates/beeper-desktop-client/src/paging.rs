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

mod items;

pub use items::Items;
pub(crate) use items::{Page, PageParts, Paged};

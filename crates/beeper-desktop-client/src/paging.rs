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
//! Servers differ at the live edge of a list: some send the last item again, some give no cursors with messages, some turn a page
//! around. [`Items`] evens that out: each item once, messages in order, and an error where a list is not complete.
//!
//! # What has come since
//!
//! A stream tells the cursor of the newest item that it has read, from the first page on. Kept as a text, that cursor says
//! another time what has come since, oldest first; when all of it was taken, the stream tells the cursor for the next time.
//!
//! ```
//! # use beeper_desktop_mock::{MockChat, MockDesktop, MockMessage};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mock = MockDesktop::start().await?;
//! # mock.put_chat(MockChat::new("!room:beeper.local"));
//! # let put = |id: &str| mock.put_message(MockMessage::new("!room:beeper.local", id).text(&format!("number {id}")));
//! # put("1");
//! # put("2");
//! use beeper_desktop_client::types::PageDirection::After;
//! # let client = beeper_desktop_client::Client::builder()
//! #     .base_url(mock.base_url())
//! #     .access_token(mock.token())
//! #     .build()?;
//!
//! // The latest message, and with it the cursor to keep. In an empty chat there is none yet.
//! let mut latest = client.list_messages("!room:beeper.local").items();
//! latest.next().await.transpose()?;
//! let mut kept = latest.newest_cursor().ok_or("an empty chat")?.to_string();
//! # put("3");
//! # put("4");
//! # let mut seen = Vec::new();
//! # for _ in 0..3 {
//!
//! // Later, again and again:
//! let newer = client.list_messages("!room:beeper.local").direction(After);
//! let mut newer = newer.starting_at(&kept).items();
//! while let Some(message) = newer.next().await {
//!     let text = message?.text.unwrap_or_default();
//!     println!("{text}");
//! #   seen.push(text);
//! }
//! if let Some(cursor) = newer.newest_cursor() {
//!     kept = cursor.to_string();
//! }
//! # }
//! # assert_eq!(seen, ["number 3", "number 4"]);
//! # Ok(())
//! # }
//! ```
//!
//! Within one run of a program, [`Items::newer`] makes the same stream, remembers the items at the edge besides, and goes for
//! chats that were empty, too. The example `since` keeps the cursor in a file.
//!
//! A cursor shows what is newer, not what changed: edited and deleted messages, and reactions, do not come that way. Lists of chats
//! are in the order of their last activity, so there "newer" are the chats in which something happened.
//!
//! # Page by page
//!
//! By hand, a list is at its end when a page does not say that there is more; a cursor may be there all the same. None of what
//! [`Items`] does about servers that differ is done here:
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
mod next_page;
mod order;
mod page;
mod seen;

pub use items::Items;
pub(crate) use order::{Edge, PlaceMembers};
pub(crate) use page::{Page, PageParts, Paged};

//! Streams over lists that the server sends in pages.
//!
//! Requests for such lists are made by [`list_chats`](crate::Client::list_chats),
//! [`list_messages`](crate::Client::list_messages), [`list_contacts`](crate::Client::list_contacts),
//! [`search_chats`](crate::Client::search_chats) and [`search_messages`](crate::Client::search_messages). Awaiting such a
//! request returns one page. Its `items()` method returns [`Items`], a stream over the whole list, which fetches each page
//! when the program asks for an item of it.
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
//! `list_chats` lists all chats. `search_chats` without filters does too, except that the server decides whether the list
//! contains muted chats; call `include_muted(true)` to get them. Its pages contain up to 200 chats, if you set its `limit`.
//!
//! `list_messages` lists the messages of a chat from the newest to the oldest. The API cannot start with the oldest message: a
//! list in the other direction, `after`, needs a cursor from an earlier page. To process a whole chat from oldest to newest,
//! collect it with [`up_to(usize::MAX)`](Items::up_to), and reverse the result.
//!
//! Servers differ in what they send near the newest item: some send an item again, some send no cursors with messages, and
//! some reverse a page. [`Items`] hides these differences. It returns each item once and messages in order, and an error if a
//! list is not complete.
//!
//! # New items
//!
//! Once the stream has read a page, [`Items::newest_cursor`] returns the cursor of the newest item, which you can store as
//! text. A later request that starts at this cursor, in the direction `after`, returns the messages that have arrived since,
//! oldest first. After its last item, store the `newest_cursor` of that stream for the next time.
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
//! // Read the latest message, to learn the cursor. An empty chat has no cursor yet: see below.
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
//! Within one run of a program, use [`Items::newer`], which returns the same stream. It also remembers the newest items, so that
//! it returns none twice, and it works for a chat that was empty. An empty chat has no cursor to store: call `newer` on the
//! stream that found it empty or, later, `list_messages(..).items().newer()`. The example `since` does so, and stores the cursor
//! in a file.
//!
//! A stream of newer messages does not report changes: it does not contain edited and deleted messages, nor reactions, unless
//! the server lists these as messages. Lists of chats are ordered by their last activity, so the newer chats are those with
//! new activity.
//!
//! # Page by page
//!
//! A program can also fetch the pages itself. A page is the last one if its `has_more` is not `Some(true)`, even if it has a
//! cursor. Such a program has to handle repeated items, missing cursors and reversed pages, as [`Items`] does:
//!
//! ```
//! # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
//! let mut request = client.list_messages("!room:beeper.local");
//! loop {
//!     let page = request.clone().await?;
//!     for message in &page.items {
//!         println!("{}", message.text.as_deref().unwrap_or_default());
//!     }
//!     // Store this cursor to continue from here another time.
//!     match &page.oldest_cursor {
//!         Some(cursor) if page.has_more == Some(true) => request = request.starting_at(cursor),
//!         _ => break,
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod deduplication;
mod items;
mod next_page;
pub(crate) mod page;
pub(crate) mod page_order;
mod page_source;

pub use items::Items;
pub(crate) use page::{Page, PageParts, Paged};
pub(crate) use page_order::{ItemPosition, PositionMembers};

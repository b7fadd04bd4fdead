//! Tests that the stream of each list consists of the pages that its request fetches.
//!
//! The tests in the workspace's `tests/` cover the order of pages.

use std::fmt::Debug;

use beeper_desktop_client::paging::Items;
use beeper_desktop_client::requests::{ListChats, ListContacts, ListMessages, SearchChats, SearchMessages};
use beeper_desktop_client::types::PageDirection;
use beeper_desktop_client::{RawResponse, ResponseFuture};
use beeper_desktop_mock::{MockDesktop, Reply};
use serde_json::{Value, json};

use crate::client;

const ACCOUNT: &str = "mock-account";

/// Lets the server return the page twice, the second time with other IDs, and counts the items of the stream.
async fn assert_streams<R, T: Debug>(
    mock: &MockDesktop,
    request: R,
    raw: impl Fn(R) -> ResponseFuture<RawResponse>,
    items: impl Fn(R) -> Items<T>,
) where
    R: Clone + Debug,
{
    mock.reset_replies();
    let page = raw(request.clone()).await.unwrap();
    let mut page: Value = serde_json::from_slice(page.body()).unwrap();
    let count = page["items"].as_array().unwrap().len();
    assert!(count > 0, "{request:?} returned nothing to list");
    let query = mock.requests().pop().unwrap().query().unwrap_or_default().to_owned();

    page["oldestCursor"] = json!("next");
    for (call, more) in [(1, true), (2, false)] {
        page["hasMore"] = json!(more);
        for item in page["items"].as_array_mut().unwrap() {
            item["id"] = json!(format!("{}-{call}", item["id"].as_str().unwrap()));
        }
        mock.on_any().nth(call).reply(Reply::json(200, page.clone()));
    }
    mock.clear_requests();
    let mut stream = items(request);
    assert!(mock.requests().is_empty());
    assert_eq!(stream.up_to(1000).await.unwrap().len(), 2 * count);
    let queries: Vec<_> = mock
        .requests()
        .iter()
        .map(|it| it.query().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(queries[0], query);
    let rest: Vec<_> = queries[1].split('&').filter(|part| *part != "cursor=next").collect();
    assert_eq!((queries.len(), rest.join("&")), (2, query));
}

#[tokio::test]
async fn each_paged_request_has_a_stream_of_what_is_in_its_pages() {
    let mock = MockDesktop::builder().demo_chats().start().await.unwrap();
    let client = client(&mock);
    let request = client.list_chats().account_ids([ACCOUNT]).limit(2);
    assert_streams(&mock, request, ListChats::raw, ListChats::items).await;
    let request = client.search_chats().query("hive").include_muted(true);
    assert_streams(&mock, request, SearchChats::raw, SearchChats::items).await;
    let request = client.list_messages("!ana:beeper.local");
    assert_streams(&mock, request, ListMessages::raw, ListMessages::items).await;
    let request = client.search_messages().query("bees").chat_ids(["!hive:beeper.local"]);
    assert_streams(&mock, request, SearchMessages::raw, SearchMessages::items).await;
    let request = client.list_contacts(ACCOUNT).limit(2);
    assert_streams(&mock, request, ListContacts::raw, ListContacts::items).await;
}

#[tokio::test]
async fn the_same_request_gives_one_page_and_the_whole_list() {
    let mock = MockDesktop::builder().demo_chats().start().await.unwrap();
    let request = client(&mock).list_chats().limit(1);
    let page = request.clone().await.unwrap();
    let all = request.clone().items().up_to(100).await.unwrap();
    assert!(
        page.items.len() == 1 && all.len() > 1,
        "{} of {}",
        page.items.len(),
        all.len()
    );
    assert_eq!(page.items[0].id, all[0].id);
    let cursor = page.oldest_cursor.clone().unwrap();
    let older = request.clone().starting_at(&cursor).items().up_to(100).await.unwrap();
    assert!(
        older
            .iter()
            .map(|chat| &chat.id)
            .eq(all[1..].iter().map(|chat| &chat.id))
    );
    let mut newer = request.starting_at(&cursor).direction(PageDirection::After).items();
    assert!(newer.up_to(100).await.unwrap().len() < all.len());
}

#[tokio::test]
async fn a_stream_can_be_stored_and_spawned() {
    let mock = MockDesktop::builder().demo_chats().start().await.unwrap();
    let client = client(&mock);
    let mut streams = vec![
        client.list_messages("!ana:beeper.local").items(),
        client.search_messages().items(),
    ];
    drop(client);
    let mut last = streams.pop().unwrap();
    let counted = tokio::spawn(async move { last.up_to(100).await.map(|it| it.len()) });
    assert!(counted.await.unwrap().unwrap() > 0);
    assert!(streams[0].next().await.unwrap().is_ok());
}

//! Lists at their live edge: servers that send an item again, do not say where a list goes on, or send a page in another
//! order. And what has come since.

use beeper_desktop_client::paging::Items;
use beeper_desktop_client::types::{Message, PageDirection, User};
use beeper_desktop_client::{Client, Error, ErrorKind};
use beeper_desktop_mock::{Dialect, MockChat, MockDesktop, MockMessage, Operation, Reply};
use serde_json::{Value, json};

use crate::support::client;

const CHAT: &str = "!ana:beeper.local";

/// A message as the server sends it; its ID is its sort key.
fn message(key: &str) -> Value {
    json!({
        "accountID": "mock-account", "chatID": CHAT, "id": key, "senderID": "@ana:beeper.local", "sortKey": key,
        "timestamp": "2026-01-31T09:30:00.000Z",
    })
}

/// A page of messages with these sort keys.
fn messages(keys: &[&str], rest: Value) -> Reply {
    page(keys.iter().map(|key| message(key)).collect(), rest)
}

/// A page of people.
fn people(ids: &[&str], rest: Value) -> Reply {
    page(ids.iter().map(|id| json!({ "id": id })).collect(), rest)
}

fn page(items: Vec<Value>, rest: Value) -> Reply {
    let mut page = rest;
    page["items"] = json!(items);
    Reply::json(200, page)
}

async fn serving(pages: impl IntoIterator<Item = Reply>) -> MockDesktop {
    let mock = MockDesktop::start().await.unwrap();
    for (n, page) in (1..).zip(pages) {
        mock.on_any().nth(n).reply(page);
    }
    mock
}

/// The cursors that were asked for.
fn cursors(mock: &MockDesktop) -> Vec<String> {
    let requests = mock.requests();
    let cursor = |query: &str| {
        let mut parts = query.split('&').filter_map(|part| part.strip_prefix("cursor="));
        parts.next().unwrap_or_default().to_owned()
    };
    requests
        .iter()
        .map(|request| cursor(request.query().unwrap_or_default()))
        .collect()
}

trait Listed {
    fn id(&self) -> &str;
}

impl Listed for Message {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

impl Listed for User {
    fn id(&self) -> &str {
        self.id.as_str()
    }
}

/// The IDs of the rest of a list, and how it ended.
async fn rest<T: Listed>(items: &mut Items<T>) -> (Vec<String>, Result<(), Error>) {
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => ids.push(item.id().to_owned()),
            Err(error) => {
                assert!(items.next().await.is_none(), "a list ends after {error}");
                return (ids, Err(error));
            }
        }
    }
    assert!(items.next().await.is_none(), "and it stays so");
    (ids, Ok(()))
}

async fn whole<T: Listed>(items: &mut Items<T>) -> Vec<String> {
    let (ids, end) = rest(items).await;
    end.unwrap();
    ids
}

fn contacts(mock: &MockDesktop) -> Items<User> {
    client(mock).list_contacts("alice").items()
}

fn history(mock: &MockDesktop) -> Items<Message> {
    client(mock).list_messages(CHAT).items()
}

fn since(client: &Client, cursor: &str) -> Items<Message> {
    let messages = client.list_messages(CHAT).direction(PageDirection::After);
    messages.starting_at(cursor).items()
}

#[tokio::test]
async fn the_last_item_again_with_the_same_cursor_is_the_end() {
    let edge = || people(&["b"], json!({ "hasMore": true, "newestCursor": "new" }));
    let first = people(&["a", "b"], json!({ "hasMore": true, "newestCursor": "new" }));
    let mock = serving([first, edge(), edge()]).await;
    let contacts = client(&mock).list_contacts("alice").direction(PageDirection::After);
    let mut contacts = contacts.items();

    assert_eq!(whole(&mut contacts).await, ["a", "b"]);
    assert_eq!(contacts.newest_cursor().unwrap(), "new");
    assert!(whole(&mut contacts.newer()).await.is_empty());
    assert_eq!(cursors(&mock), ["", "new", "new"]);
}

#[tokio::test]
async fn items_that_come_again_on_the_next_page_are_left_out() {
    let more = |cursor: &str| json!({ "hasMore": true, "oldestCursor": cursor });
    let mock = serving([
        people(&["a", "b", "b"], more("1")),
        people(&["b", "c"], more("2")),
        // The page before, once more.
        people(&["b", "c"], more("3")),
        people(&["c", "d"], json!({ "hasMore": false })),
    ])
    .await;

    assert_eq!(whole(&mut contacts(&mock)).await, ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn a_message_is_known_by_its_chat_and_its_id() {
    let in_chat = |chat: &str| {
        let mut message = message("1");
        message["chatID"] = json!(chat);
        message
    };
    let more = json!({ "hasMore": true, "oldestCursor": "1" });
    let mock = serving([
        page(vec![in_chat("!a:x"), in_chat("!b:x")], more),
        page(vec![in_chat("!b:x"), in_chat("!c:x")], json!({ "hasMore": false })),
    ])
    .await;

    let found = client(&mock).search_messages().items().up_to(9).await.unwrap();

    let chats: Vec<_> = found.iter().map(|message| message.chat_id.as_str()).collect();
    assert_eq!(chats, ["!a:x", "!b:x", "!c:x"]);
}

#[tokio::test]
async fn empty_pages_with_new_cursors_are_followed_ten_times() {
    let empty = |n: usize| people(&[], json!({ "hasMore": true, "oldestCursor": format!("{n}") }));
    let last = || people(&["a"], json!({ "hasMore": false }));
    let mock = serving((0..9).map(empty).chain([last()])).await;
    assert_eq!(whole(&mut contacts(&mock)).await, ["a"]);

    // Pages of what is known count too, and begin anew after something new.
    let more = |cursor: &str| json!({ "hasMore": true, "oldestCursor": cursor });
    let pages = [people(&["a"], more("a"))].into_iter().chain((0..9).map(empty));
    let pages = pages.chain([people(&["b"], more("b"))]).chain((10..19).map(empty));
    let mock = serving(pages.chain([people(&["b"], more("c")), last()])).await;
    let (ids, end) = rest(&mut contacts(&mock)).await;
    assert_eq!(ids, ["a", "b"]);
    let error = end.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::IncompleteList { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "list_contacts: the list is incomplete: the server says that there is more, and ten pages in a row had nothing new"
    );
    assert_eq!(mock.requests().len(), 21);
}

#[tokio::test]
async fn a_list_that_does_not_say_whether_there_is_more_ends_without_an_error() {
    let empty = |n: usize| people(&[], json!({ "oldestCursor": format!("{n}") }));
    let mock = serving(
        [people(&["a"], json!({ "oldestCursor": "first" }))]
            .into_iter()
            .chain((0..20).map(empty)),
    )
    .await;

    assert_eq!(whole(&mut contacts(&mock)).await, ["a"]);
    assert_eq!(mock.requests().len(), 11);
}

#[tokio::test]
async fn more_without_a_cursor_is_an_error_after_the_items() {
    for nowhere in [
        json!({ "hasMore": true }),
        json!({ "hasMore": true, "oldestCursor": null }),
        json!({ "hasMore": true, "oldestCursor": " ", "newestCursor": "new" }),
    ] {
        let mock = serving([people(&["a", "b"], nowhere)]).await;

        let (ids, end) = rest(&mut contacts(&mock)).await;

        assert_eq!(ids, ["a", "b"]);
        assert_eq!(
            end.unwrap_err().to_string(),
            "list_contacts: the list is incomplete: the server says that there is more, and gives no cursor"
        );
    }
    let mock = serving([people(&[], json!({ "hasMore": true }))]).await;
    assert!(whole(&mut contacts(&mock)).await.is_empty());
}

#[tokio::test]
async fn messages_go_on_by_their_sort_keys_where_there_are_no_cursors() {
    let more = || json!({ "hasMore": true });
    let mock = serving([
        messages(&["143", "125", "124"], more()),
        messages(&["123", "0", "-20"], more()),
        messages(&["-21"], json!({ "hasMore": false })),
    ])
    .await;
    let mut back = history(&mock);

    assert_eq!(whole(&mut back).await, ["143", "125", "124", "123", "0", "-20", "-21"]);

    assert_eq!(cursors(&mock), ["", "124", "-20"]);
    let ends = [back.newest_cursor(), back.oldest_cursor(), back.cursor()];
    assert_eq!(ends.map(|cursor| cursor.unwrap().as_str()), ["143", "-21", "-21"]);
}

#[tokio::test]
async fn newer_messages_come_oldest_first_however_a_page_is_ordered() {
    let more = || json!({ "hasMore": true });
    let mock = serving([
        messages(&["3", "2", "-1"], more()),
        messages(&["9", "10"], more()),
        // An older server's answer when there is nothing beyond: the last one, once more.
        messages(&["10"], more()),
    ])
    .await;
    let client = client(&mock);
    let mut new = since(&client, "-20");

    assert_eq!(whole(&mut new).await, ["-1", "2", "3", "9", "10"]);

    assert_eq!(cursors(&mock), ["-20", "3", "10"]);
    let ends = [new.newest_cursor(), new.oldest_cursor(), new.cursor()];
    assert_eq!(ends.map(|cursor| cursor.unwrap().as_str()), ["10", "-1", "10"]);
}

#[tokio::test]
async fn older_messages_come_newest_first_however_a_page_is_ordered() {
    let mock = serving([
        messages(&["8", "9", "10"], json!({ "hasMore": true })),
        messages(&["5", "7"], json!({ "hasMore": true, "oldestCursor": "theirs" })),
        messages(&[], json!({ "hasMore": false })),
    ])
    .await;

    assert_eq!(whole(&mut history(&mock)).await, ["10", "9", "8", "7", "5"]);
    assert_eq!(cursors(&mock), ["", "8", "theirs"]);
}

#[tokio::test]
async fn sort_keys_that_are_no_numbers_leave_the_order_to_the_times() {
    let at = |key: &str, time: &str| {
        let mut message = message(key);
        message["timestamp"] = json!(time);
        message
    };
    let late_first = vec![at("a", "2026-01-31T10:30:00+01:00"), at("b", "2026-01-31T09:00:00Z")];
    let mock = serving([page(late_first, json!({ "hasMore": false }))]).await;
    assert_eq!(whole(&mut since(&client(&mock), "x")).await, ["b", "a"]);

    // Nobody knows: as it came.
    let same = messages(&["c", "a", "b"], json!({ "hasMore": false }));
    let mock = serving([same]).await;
    assert_eq!(whole(&mut since(&client(&mock), "x")).await, ["c", "a", "b"]);
}

#[tokio::test]
async fn other_lists_stay_as_they_came() {
    let mock = serving([people(&["3", "1", "2"], json!({ "hasMore": false }))]).await;
    let contacts = client(&mock).list_contacts("alice").direction(PageDirection::After);
    assert_eq!(whole(&mut contacts.items()).await, ["3", "1", "2"]);
}

#[tokio::test]
async fn new_items_with_a_cursor_that_came_before_are_an_error() {
    let more = || json!({ "hasMore": true, "oldestCursor": "same" });
    let mock = serving([people(&["a"], more()), people(&["b"], more())]).await;

    let (ids, end) = rest(&mut contacts(&mock)).await;

    assert_eq!(ids, ["a", "b"]);
    assert_eq!(end.unwrap_err().kind(), &ErrorKind::RepeatedCursor);
}

#[tokio::test]
async fn what_a_kept_cursor_stands_for_is_not_new() {
    for (answer, expected) in [
        // By the message's own sort key.
        (messages(&["7"], json!({ "hasMore": true })), &[][..]),
        (messages(&["7", "8", "9"], json!({ "hasMore": false })), &["8", "9"]),
        (messages(&["9", "8", "7"], json!({ "hasMore": false })), &["8", "9"]),
        // The whole last page again.
        (
            messages(&["7", "6", "5"], json!({ "hasMore": true, "newestCursor": "7" })),
            &[],
        ),
        // By what the page says of its end.
        (
            messages(
                &["b"],
                json!({ "hasMore": true, "newestCursor": "7", "oldestCursor": "7" }),
            ),
            &[],
        ),
        (
            messages(&["12", "11"], json!({ "hasMore": false, "oldestCursor": "7" })),
            &["12"],
        ),
        // It stands for none of these.
        (
            messages(&["8"], json!({ "hasMore": false, "newestCursor": "8" })),
            &["8"],
        ),
        (messages(&["07", "8"], json!({ "hasMore": false })), &["07", "8"]),
    ] {
        let shown = format!("{answer:?}");
        let mock = serving([answer]).await;
        assert_eq!(whole(&mut since(&client(&mock), "7")).await, expected, "{shown}");
    }
    let again = people(&["a"], json!({ "hasMore": true, "newestCursor": "7" }));
    let mock = serving([again]).await;
    let contacts = client(&mock).list_contacts("alice").direction(PageDirection::After);
    assert!(whole(&mut contacts.starting_at("7").items()).await.is_empty());
}

#[tokio::test]
async fn the_cursors_at_both_ends_are_there_from_the_first_page_on() {
    let page = |ids: &[&str], n: u8| {
        let cursors =
            json!({ "hasMore": true, "newestCursor": format!("new-{n}"), "oldestCursor": format!("old-{n}") });
        people(ids, cursors)
    };
    let ends = |items: &Items<User>| {
        [items.newest_cursor(), items.oldest_cursor(), items.cursor()]
            .map(|cursor| cursor.map_or_else(String::new, |cursor| cursor.to_string()))
    };
    let mock = serving([
        page(&["a", "b"], 1),
        page(&["c"], 2),
        people(&[], json!({ "hasMore": false })),
    ])
    .await;
    let mut back = contacts(&mock);
    assert_eq!(ends(&back), ["", "", ""]);
    back.next().await.unwrap().unwrap();
    assert_eq!(ends(&back), ["new-1", "old-1", ""], "one of the first page is left");
    back.next().await.unwrap().unwrap();
    assert_eq!(ends(&back), ["new-1", "old-1", "old-1"]);
    back.next().await.unwrap().unwrap();
    assert_eq!(ends(&back), ["new-1", "old-2", "old-2"]);
    assert!(back.next().await.is_none());
    assert_eq!(ends(&back), ["new-1", "old-2", "old-2"]);

    let mock = serving([
        page(&["a"], 1),
        page(&["b"], 2),
        people(&[], json!({ "hasMore": false })),
    ])
    .await;
    let contacts = client(&mock).list_contacts("alice").direction(PageDirection::After);
    let mut forth = contacts.starting_at("here").items();
    assert_eq!(ends(&forth), ["here", "here", "here"]);
    forth.next().await.unwrap().unwrap();
    assert_eq!(ends(&forth), ["new-1", "old-1", "new-1"]);
    assert_eq!(whole(&mut forth).await, ["b"]);
    assert_eq!(ends(&forth), ["new-2", "old-1", "new-2"]);
}

#[tokio::test]
async fn what_has_come_since_is_told_oldest_first_again_and_again() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT).title("Ana"));
    mock.set_page_size(2);
    let put = |ids: &[&str]| ids.iter().for_each(|id| mock.put_message(MockMessage::new(CHAT, *id)));
    put(&["1", "2", "3"]);
    let client = client(&mock);

    let mut latest = client.list_messages(CHAT).items();
    assert_eq!(latest.next().await.unwrap().unwrap().id, "3");
    let mut kept = latest.newest_cursor().unwrap().to_string();
    let mut newer = latest.newer();
    for new in [&[][..], &["4", "5"], &[], &["6"], &["7", "8", "9", "10", "11"], &[]] {
        put(new);
        assert_eq!(whole(&mut newer).await, new);
        newer = newer.newer();

        // The same in a program that was started again.
        let mut again = since(&client, &kept);
        assert_eq!(whole(&mut again).await, new);
        kept = again.newest_cursor().unwrap().to_string();
    }
    // A page further back changes nothing about what is new.
    assert_eq!(whole(&mut latest).await, ["2", "1"]);
    assert_eq!(
        whole(&mut latest.newer()).await,
        ["4", "5", "6", "7", "8", "9", "10", "11"]
    );
}

#[tokio::test]
async fn of_an_empty_chat_everything_is_new() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT).title("Ana"));
    mock.set_page_size(2);
    let client = client(&mock);
    let mut none = client.list_messages(CHAT).items();
    assert!(whole(&mut none).await.is_empty());
    assert_eq!(none.newest_cursor(), None);
    for id in ["1", "2", "3", "4", "5"] {
        mock.put_message(MockMessage::new(CHAT, id));
    }

    let mut first = none.newer();
    mock.on(Operation::ListMessages)
        .nth(2)
        .reply(Reply::error(400, "M_UNKNOWN", "no"));
    first.next().await.unwrap().unwrap_err();
    assert_eq!(first.cursor(), None, "nothing was handed out");
    assert_eq!(whole(&mut first).await, ["1", "2", "3", "4", "5"]);
    assert_eq!(first.cursor(), first.newest_cursor());

    let mut second = first.newer();
    assert!(whole(&mut second).await.is_empty());
    mock.put_message(MockMessage::new(CHAT, "6"));
    assert_eq!(whole(&mut second.newer()).await, ["6"]);
}

#[tokio::test]
async fn an_inclusive_server_tells_each_item_once_again_and_again() {
    // Opaque cursors, of which nothing can be read, and the last two items each time.
    let edge = |ids: &[&str]| people(ids, json!({ "hasMore": true, "newestCursor": "same" }));
    let mock = serving([
        people(
            &["b", "a"],
            json!({ "hasMore": true, "newestCursor": "same", "oldestCursor": "old" }),
        ),
        edge(&["b", "a"]),
        edge(&["b", "a"]),
        people(
            &["c", "b"],
            json!({ "hasMore": true, "newestCursor": "next", "oldestCursor": "same" }),
        ),
        people(&["c"], json!({ "hasMore": true, "newestCursor": "next" })),
        people(&["c"], json!({ "hasMore": true, "newestCursor": "next" })),
    ])
    .await;
    let mut latest = contacts(&mock);
    latest.next().await.unwrap().unwrap();
    let mut newer = latest.newer();
    for expected in [&[][..], &[], &["c"], &[]] {
        assert_eq!(whole(&mut newer).await, expected);
        newer = newer.newer();
    }
    assert_eq!(cursors(&mock), ["", "same", "same", "same", "next", "next"]);
}

#[tokio::test]
async fn what_moved_up_in_a_list_is_newer_than_it_was() {
    // As chats do when something happens in them.
    let top = |ids: &[&str], newest: &str, oldest: &str| {
        people(
            ids,
            json!({ "hasMore": false, "newestCursor": newest, "oldestCursor": oldest }),
        )
    };
    let mock = serving([
        top(&["a", "b", "c"], "1", "old"),
        top(&["c", "b"], "3", "2"),
        // The one at the cursor comes again, but which of the two is it?
        top(&["a", "b", "c"], "5", "3"),
        top(&["d", "a"], "6", "5"),
    ])
    .await;
    let mut newer = contacts(&mock);
    for expected in [&["a", "b", "c"][..], &["c", "b"], &["a", "b", "c"], &["d"]] {
        assert_eq!(whole(&mut newer).await, expected);
        newer = newer.newer();
    }
}

#[tokio::test]
async fn what_has_come_since_cannot_be_known_without_cursors() {
    let mock = serving([people(&["a"], json!({ "hasMore": false }))]).await;
    let mut all = contacts(&mock);
    assert_eq!(whole(&mut all).await, ["a"]);

    let (ids, end) = rest(&mut all.newer()).await;

    assert!(ids.is_empty());
    assert_eq!(
        end.unwrap_err().to_string(),
        "list_contacts: the list is incomplete: the server gives no cursor of the newest item"
    );
}

#[tokio::test]
async fn pages_are_judged_as_they_came() {
    // A message that cannot be read, but says where it stands.
    let odd = |key: &str| json!({ "sortKey": key, "id": 7 });
    let more = || json!({ "hasMore": true });
    let mock = serving([
        page(vec![odd("9"), message("10"), odd("11")], more()),
        page(vec![odd("8"), odd("7")], more()),
        // Nor where it stands: the one before it does.
        page(vec![message("6"), message("5"), Value::Null], more()),
        // Nothing at all that can be read, and nothing to go on from.
        page(vec![Value::Null], more()),
    ])
    .await;
    let mut back = history(&mock);

    let (ids, end) = rest(&mut back).await;

    assert_eq!(ids, ["10", "6", "5"]);
    assert!(matches!(end.unwrap_err().kind(), ErrorKind::IncompleteList { .. }));
    assert_eq!(cursors(&mock), ["", "9", "7", "5"]);
    assert_eq!(back.newest_cursor().unwrap(), "11");
    assert_eq!(back.misfits().len(), 6);

    // The same at the newest item, again and again, is the end.
    let edge = || page(vec![odd("12")], more());
    let mock = serving([edge(), edge()]).await;
    let mut new = since(&client(&mock), "11");
    assert!(whole(&mut new).await.is_empty());
    assert_eq!(cursors(&mock), ["11", "12"]);
}

#[tokio::test]
async fn an_older_server_is_read_to_both_ends() {
    let mock = MockDesktop::builder().dialect(Dialect::Older).start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT).title("Ana"));
    let ids: Vec<_> = (100..221).map(|id: u32| id.to_string()).collect();
    let put = |ids: &[String]| {
        ids.iter()
            .for_each(|id| mock.put_message(MockMessage::new(CHAT, id.as_str())));
    };
    put(&ids[..121]);
    let client = client(&mock);

    let mut back = client.list_messages(CHAT).items();
    let mut all = whole(&mut back).await;
    all.reverse();
    assert_eq!(all, ids);

    let newest = back.newest_cursor().unwrap().to_string();
    let newer: Vec<_> = (300..345).map(|id: u32| id.to_string()).collect();
    put(&newer);
    assert_eq!(whole(&mut back.newer()).await, newer);
    let mut again = since(&client, &newest);
    assert_eq!(whole(&mut again).await, newer);
    assert!(whole(&mut again.newer()).await.is_empty());
}

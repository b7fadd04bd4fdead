//! What a program does all day, against a server that remembers it.

use beeper_desktop_client::Clearable;
use beeper_desktop_client::files::Upload;
use beeper_desktop_client::types::{
    AddReactionRequest, ChatId, PageDirection, SendMessageRequest, UpdateChatRequest, UpdateMessageRequest,
};
use beeper_desktop_mock::{MockChat, MockDesktop, MockMessage};

use crate::client;

const CHAT: &str = "!ana:beeper.local";

async fn stage() -> (MockDesktop, ChatId) {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT).title("Ana"));
    (mock, CHAT.parse().unwrap())
}

#[tokio::test]
async fn a_message_is_sent_found_changed_reacted_to_and_deleted() {
    let (mock, chat) = stage().await;
    let client = client(&mock);
    let text = |text: &str| SendMessageRequest {
        text: Some(text.to_owned()),
        ..SendMessageRequest::new()
    };
    client.send_message(&chat, &text("Lunch at one?")).await.unwrap();
    client.send_message(&chat, &text("Or at two?")).await.unwrap();

    let found = client.message_search().query("lunch").items().up_to(10).await.unwrap();
    let [message] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(message.text.as_deref(), Some("Lunch at one?"));

    let id = &message.id;
    let change = UpdateMessageRequest::new("Lunch at three?".to_owned());
    client.update_message(&chat, id, &change).await.unwrap();
    client
        .add_reaction(&chat, id, &AddReactionRequest::new("👍".parse().unwrap()))
        .await
        .unwrap();
    let changed = client.get_message(&chat, id).await.unwrap().into_inner();
    assert_eq!(changed.text.as_deref(), Some("Lunch at three?"));
    assert_eq!(changed.reactions.as_ref().map(Vec::len), Some(1));

    client.remove_reaction(&chat, id, &"👍".parse().unwrap()).await.unwrap();
    client.delete_message(&chat, id, Some(true)).await.unwrap();
    let left = client.message_search().query("lunch").items().up_to(10).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn all_messages_come_over_several_pages_both_ways() {
    let (mock, chat) = stage().await;
    mock.set_page_size(2);
    for n in 1..=5 {
        mock.put_message(MockMessage::new(CHAT, n.to_string()).text(&format!("number {n}")));
    }
    let client = client(&mock);
    let texts = |messages: Vec<beeper_desktop_client::types::Message>| -> Vec<String> {
        messages.into_iter().filter_map(|message| message.text).collect()
    };

    let mut back = client.messages(&chat).items();
    let latest = back.next().await.unwrap().unwrap();
    assert_eq!(latest.text.as_deref(), Some("number 5"));
    let older = back.up_to(100).await.unwrap();
    assert_eq!(texts(older), ["number 4", "number 3", "number 2", "number 1"]);

    let page = client.list_messages(&chat, None, None).await.unwrap();
    let cursor = page.newest_cursor.clone().unwrap();
    mock.put_message(MockMessage::new(CHAT, "6").text("number 6"));
    let newer = client
        .messages(&chat)
        .starting_at(cursor)
        .direction(PageDirection::After);
    assert_eq!(texts(newer.items().up_to(100).await.unwrap()), ["number 6"]);
}

#[tokio::test]
async fn a_chat_is_renamed_and_its_title_cleared() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT).group("Team"));
    let (client, chat) = (client(&mock), CHAT.parse().unwrap());

    let rename = UpdateChatRequest {
        title: "The team".into(),
        ..UpdateChatRequest::new()
    };
    assert_eq!(client.update_chat(&chat, &rename).await.unwrap().title, "The team");

    let clear = UpdateChatRequest {
        description: Clearable::Clear,
        ..UpdateChatRequest::new()
    };
    let cleared = client.update_chat(&chat, &clear).await.unwrap();
    assert_eq!((cleared.title.as_str(), &cleared.description), ("The team", &None));
}

#[tokio::test]
async fn a_file_that_was_uploaded_comes_back_byte_for_byte() {
    let (mock, _) = stage().await;
    let client = client(&mock);
    let content: Vec<u8> = (0..100_000_u32).map(|n| (n % 253) as u8).collect();

    let upload = Upload::bytes(content.clone())
        .file_name("picture.png")
        .mime_type("image/png");
    let uploaded = client.upload_asset(upload).await.unwrap();

    assert_eq!(uploaded.file_name.as_deref(), Some("picture.png"));
    let address = uploaded.src_url.clone().unwrap();
    assert!(client.serve_asset(&address).bytes(1_000_000).await.unwrap() == content);
    let part = client
        .serve_asset(&address)
        .range(1000..2000)
        .bytes(1_000_000)
        .await
        .unwrap();
    assert!(part == content[1000..2000]);
    let past_the_end = client
        .serve_asset(&address)
        .range(100_000..)
        .stream()
        .await
        .unwrap_err();
    assert_eq!(past_the_end.status().unwrap(), 416);
}

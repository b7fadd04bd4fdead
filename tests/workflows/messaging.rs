//! Tests sending, finding and changing messages, against a mock with a state.

use beeper_desktop_client::Clearable;
use beeper_desktop_client::files::Upload;
use beeper_desktop_client::types::{ChatId, ChatTypeFilter, Message, MessageType, NewAttachment, PageDirection};
use beeper_desktop_mock::{MockChat, MockDesktop, MockMessage};

use crate::support::client;

const CHAT: &str = "!ana:beeper.local";

async fn mock_with_chat() -> (MockDesktop, ChatId) {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT).title("Ana"));
    (mock, ChatId::new(CHAT))
}

#[tokio::test]
async fn a_message_is_sent_found_changed_reacted_to_and_deleted() {
    let (mock, chat) = mock_with_chat().await;
    let client = client(&mock);
    client.send_message(&chat).text("Lunch at one?").await.unwrap();
    client.send_message(&chat).text("Or at two?").await.unwrap();

    let found = client.search_messages().query("lunch").items().up_to(10).await.unwrap();
    let [message] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(message.text.as_deref(), Some("Lunch at one?"));

    let id = &message.id;
    client.update_message(&chat, id, "Lunch at three?").await.unwrap();
    client.add_reaction(&chat, id, "👍").await.unwrap();
    let changed = client.get_message(&chat, id).await.unwrap().into_inner();
    assert_eq!(changed.text.as_deref(), Some("Lunch at three?"));
    assert_eq!(changed.reactions.as_ref().map(Vec::len), Some(1));

    client.remove_reaction(&chat, id, "👍").await.unwrap();
    client.delete_message(&chat, id).for_everyone(true).await.unwrap();
    let left = client.search_messages().query("lunch").items().up_to(10).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn messages_are_paged_both_ways() {
    let (mock, chat) = mock_with_chat().await;
    mock.set_page_size(2);
    for n in 1..=5 {
        mock.put_message(MockMessage::new(CHAT, n.to_string()).text(&format!("number {n}")));
    }
    let client = client(&mock);
    let texts =
        |messages: Vec<Message>| -> Vec<String> { messages.into_iter().filter_map(|message| message.text).collect() };

    let mut back = client.list_messages(&chat).items();
    let latest = back.next().await.unwrap().unwrap();
    assert_eq!(latest.text.as_deref(), Some("number 5"));
    let older = back.up_to(100).await.unwrap();
    assert_eq!(texts(older), ["number 4", "number 3", "number 2", "number 1"]);

    let page = client.list_messages(&chat).await.unwrap();
    let cursor = page.newest_cursor.clone().unwrap();
    mock.put_message(MockMessage::new(CHAT, "6").text("number 6"));
    let newer = client
        .list_messages(&chat)
        .starting_at(cursor)
        .direction(PageDirection::After);
    assert_eq!(texts(newer.items().up_to(100).await.unwrap()), ["number 6"]);
}

#[tokio::test]
async fn a_chat_is_renamed_and_its_title_cleared() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT).group("Team"));
    let client = client(&mock);

    let renamed = client.update_chat(CHAT).title("The team").await.unwrap();
    assert_eq!(renamed.title, "The team");

    let clear = client.update_chat(CHAT).description(Clearable::Clear);
    let cleared = clear.await.unwrap();
    assert_eq!((cleared.title.as_str(), &cleared.description), ("The team", &None));
}

#[tokio::test]
async fn a_file_that_was_uploaded_comes_back_byte_for_byte() {
    let (mock, _) = mock_with_chat().await;
    let client = client(&mock);
    let content: Vec<u8> = (0..100_000_u32).map(|n| (n % 253) as u8).collect();

    let upload = client
        .upload_asset(Upload::bytes(content.clone()))
        .file_name("picture.png")
        .mime_type("image/png");
    let uploaded = upload.await.unwrap();

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
    let past_the_end = client.serve_asset(&address).range(100_000..).await.unwrap_err();
    assert_eq!(past_the_end.status().unwrap(), 416);
}

/// A user who was away reads new messages, answers them, looks something up, and sends a picture.
#[tokio::test]
async fn unread_chats_are_listed_read_back_answered_and_given_a_picture() {
    let (mock, _) = mock_with_chat().await;
    mock.set_page_size(2);
    mock.put_chat(MockChat::new("!team:beeper.local").group("Team"));
    mock.put_chat(MockChat::new("!quiet:beeper.local").title("Quiet"));
    for n in 1..=3 {
        let text = format!("Dinner plan {n}?");
        mock.put_message(
            MockMessage::new(CHAT, n.to_string())
                .sender("@ana:beeper.local")
                .text(&text)
                .unread(),
        );
    }
    mock.put_message(
        MockMessage::new("!team:beeper.local", "t")
            .sender("@ben:beeper.local")
            .unread(),
    );
    let client = client(&mock);

    let mut unread = client.search_chats().unread_only(true).limit(1).items();
    let mut titles = Vec::new();
    while let Some(chat) = unread.next().await {
        let chat = chat.unwrap();
        titles.push((chat.title, chat.unread_count));
    }
    titles.sort();
    assert_eq!(titles, [("Ana".to_owned(), 3), ("Team".to_owned(), 1)]);

    let singles = client.search_chats().unread_only(true).kind(ChatTypeFilter::Single);
    let [ana] = singles.items().up_to(9).await.unwrap().try_into().unwrap();
    // The program reads some messages now, and the others later.
    let mut back = client.list_messages(&ana.id).items();
    let latest = back.next().await.unwrap().unwrap();
    let second = back.next().await.unwrap().unwrap();
    let cursor = back.cursor().unwrap().clone();
    let rest = client.list_messages(&ana.id).starting_at(cursor);
    let oldest = rest.items().up_to(9).await.unwrap();
    let texts = [&latest, &second].into_iter().chain(&oldest);
    let texts: Vec<_> = texts.map(|message| message.text.as_deref().unwrap()).collect();
    assert_eq!(texts, ["Dinner plan 3?", "Dinner plan 2?", "Dinner plan 1?"]);

    let sent = client
        .send_message(&ana.id)
        .text("Gladly")
        .reply_to(&latest.id)
        .await
        .unwrap();
    assert_eq!(sent.chat_id.as_ref(), Some(&ana.id));
    let reply = client.get_message(&ana.id, &sent.pending_message_id).await.unwrap();
    assert_eq!(reply.text.as_deref(), Some("Gladly"));
    assert_eq!(reply.linked_message_id.as_ref(), Some(&latest.id));
    client.mark_chat_read(&ana.id).await.unwrap();

    let mut found = client
        .search_messages()
        .query("dinner")
        .chat_ids([&ana.id])
        .sender("others")
        .limit(2)
        .items();
    assert_eq!(found.up_to(99).await.unwrap().len(), 3);

    let menu = client
        .upload_asset(Upload::bytes("a picture"))
        .file_name("menu.png")
        .mime_type("image/png");
    let menu = menu.await.unwrap().into_inner();
    let picture = NewAttachment::new(menu.upload_id.unwrap()).kind("image");
    let sent = client
        .send_message(&ana.id)
        .text("The menu")
        .attachment(picture)
        .await
        .unwrap();
    let message = client.get_message(&ana.id, &sent.pending_message_id).await.unwrap();
    let attachment = &message.attachments.as_deref().unwrap()[0];
    assert_eq!(attachment.file_name.as_deref(), Some("menu.png"));
    assert_eq!(message.type_, Some(MessageType::Image));
    let address = attachment.src_url.as_deref().unwrap();
    assert_eq!(client.serve_asset(address).bytes(99).await.unwrap(), b"a picture");

    let left = client.search_chats().unread_only(true).items().up_to(9).await.unwrap();
    let left: Vec<_> = left.iter().map(|chat| chat.title.as_str()).collect();
    assert_eq!(left, ["Team"]);
}

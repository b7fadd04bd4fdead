//! Tests of telling the messages of this program apart from those of others and of its user on other devices.

use beeper_desktop_client::sending::SentMessages;
use beeper_desktop_client::types::Message;
use beeper_desktop_mock::{MockChat, MockMessage, MockSending, MockUser};

use super::sender::{CHAT, Sender, TEXT};

#[tokio::test]
async fn the_echo_is_known_by_its_ids_and_never_by_its_text() {
    let sender = Sender::new().await;
    let mock = &sender.mock;
    mock.put_chat(MockChat::new(CHAT).participant(MockUser::new("@ana")));
    let sent = sender.sent().await;
    let mut own = SentMessages::new();
    own.insert(&sent);
    // Another person sends the same text, and so does the user on another device.
    mock.put_message(MockMessage::new(CHAT, "ana-1").sender("@ana").text(TEXT));
    mock.put_message(MockMessage::new(CHAT, "phone-1").text(TEXT));

    let page = sender.client.list_messages(CHAT).await.unwrap();
    let echoes: Vec<_> = page.items.iter().filter(|message| sent.is(message)).collect();
    assert_eq!(page.items.len(), 3);
    assert_eq!(
        echoes.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
        ["mock-message-1"]
    );

    // An edited message is still the same.
    mock.update_message(CHAT, "mock-message-1", |message| message.text("other words"));
    let edited = sender.client.get_message(CHAT, sent.id()).await.unwrap();
    assert!(sent.is(&edited));

    // IDs repeat across chats.
    mock.put_chat(MockChat::new("!ben"));
    mock.put_message(MockMessage::new("!ben", "mock-message-1").text(TEXT));
    let other = sender.client.get_message("!ben", sent.id()).await.unwrap();
    assert!(!sent.is(&other) && !own.contains(&other));
    let printed = format!("{own:?}");
    assert!(!printed.contains("mock"), "{printed}");
}

#[tokio::test]
async fn a_message_that_was_seen_while_it_was_on_its_way_is_the_same() {
    let sender = Sender::on_the_way(MockSending::new().pending_for(1)).await;
    sender.clock.stop_after(std::time::Duration::ZERO);
    let early = async {
        sender.clock.until_stopped().await;
        let page = sender.client.list_messages(CHAT).await.unwrap().into_inner();
        sender.clock.resume();
        page.items
    };
    let mut own = SentMessages::new();
    let (sent, early): (_, Vec<Message>) = tokio::join!(sender.sent(), early);
    assert_eq!(early.len(), 1);
    assert_eq!(early[0].id.as_str(), sent.pending_id().as_str());
    own.insert(&sent);
    for message in [&early[0], sent.message()] {
        assert!(sent.is(message) && own.contains(message));
    }
}

#[cfg(feature = "events")]
#[tokio::test]
async fn the_echo_among_events_is_known_in_both_dialects() {
    use beeper_desktop_client::live::Subscription;
    use beeper_desktop_client::types::EventFrame;
    use beeper_desktop_mock::{Dialect, Operation};

    use super::sender::{message, ok};

    for &dialect in Dialect::ALL {
        let sender = Sender::to(dialect).await;
        // The older dialect does not have this.
        let look = ok(message("mock-message-1", serde_json::Value::Null));
        sender.mock.on(Operation::GetMessage).reply(look);
        let mut connection = sender.client.events().connect().await.unwrap();
        connection.subscribe(Subscription::all()).await.unwrap();
        sender.mock.put_message(MockMessage::new(CHAT, "phone-1").text(TEXT));
        let sent = sender.sent().await;

        let (mut echoes, mut others) = (0, 0);
        while echoes + others < 2 {
            let frame = connection.next().await.unwrap().unwrap();
            if let EventFrame::MessageUpserted(event) = &*frame {
                for message in event.entries.iter().flatten() {
                    assert_eq!(message.is_sender, Some(true));
                    match sent.is(message) {
                        true => echoes += 1,
                        false => others += 1,
                    }
                }
            }
        }
        assert_eq!((echoes, others), (1, 1), "{dialect:?}");
    }
}

/// The program repeats every new message of others, like an echo bot.
#[cfg(feature = "events")]
#[tokio::test]
async fn a_program_that_repeats_what_others_say_does_not_repeat_itself() {
    use beeper_desktop_client::live::Subscription;
    use beeper_desktop_client::types::EventFrame;

    let sender = Sender::on_the_way(MockSending::new().pending_for(2)).await;
    let (mock, client) = (&sender.mock, &sender.client);
    mock.put_chat(MockChat::new(CHAT).participant(MockUser::new("@ana")));
    let mut connection = client.events().connect().await.unwrap();
    connection.subscribe(Subscription::all()).await.unwrap();
    mock.put_message(MockMessage::new(CHAT, "ana-1").sender("@ana").text(TEXT));
    let mut own = SentMessages::new();
    let mut heard = Vec::new();
    while !heard.contains(&"the-end".to_owned()) {
        let frame = connection.next().await.unwrap().unwrap();
        let EventFrame::MessageUpserted(event) = &*frame else {
            continue;
        };
        for message in event.entries.iter().flatten() {
            if own.contains(message) {
                continue;
            }
            heard.push(message.id.as_str().to_owned());
            if message.id.as_str() == "the-end" {
                break;
            }
            let said = message.text.clone().unwrap_or_default();
            let sent = client.send_message(CHAT).text(said).confirmed().await.unwrap();
            own.insert(&sent.into_sent().unwrap());
            mock.put_message(MockMessage::new(CHAT, "the-end").sender("@ana").text(TEXT));
        }
    }
    assert_eq!(
        (heard, sender.posts()),
        (vec!["ana-1".to_owned(), "the-end".to_owned()], 1)
    );
}

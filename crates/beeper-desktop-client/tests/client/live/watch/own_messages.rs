//! Tests that a watch lets a program learn sooner that its own message was sent.

use std::time::Duration;

use beeper_desktop_client::live::WatchEvent;
use beeper_desktop_client::sending::{ConfirmedSend, SendOutcome};
use beeper_desktop_mock::{Dialect, MockMessage, MockSending, Operation};

use super::watched::{ANA, BEN, Watched, message, server};

/// Starts a watch. Messages stay on their way, and the clock ends no pause, so only an event leads to a second look.
async fn watched() -> Watched {
    let watched = Watched::begun(server(Dialect::Current).await).await;
    watched.mock.set_sending(MockSending::new().pending_for(u32::MAX));
    watched.clock.stop_after(Duration::ZERO);
    watched
}

/// Sends a message from a clone of the client that watches, as programs do.
fn hello(watched: &Watched) -> ConfirmedSend {
    watched.client.clone().send_message(ANA).text("Hello").confirmed()
}

#[tokio::test]
async fn an_event_of_an_own_message_ends_the_pause_before_the_next_look() {
    let mut watched = watched().await;
    let sending = tokio::spawn(hello(&watched).into_future());
    watched.clock.until_stopped().await;
    assert_eq!(watched.requests_for(Operation::GetMessage), 1);
    watched.mock.finish_sending();
    let watching = async {
        loop {
            watched.watch.next().await.unwrap().unwrap();
        }
    };
    let outcome = tokio::select! {
        outcome = sending => outcome.unwrap().unwrap(),
        () = watching => unreachable!(),
    };
    assert!(matches!(outcome, SendOutcome::Sent(_)), "{outcome:?}");
    assert_eq!(watched.clock.elapsed(), Duration::ZERO);
    assert_eq!(watched.requests_for(Operation::SendMessage), 1);
}

#[tokio::test]
async fn events_of_others_and_of_other_chats_lead_to_no_look() {
    let mut watched = watched().await;
    let sending = tokio::spawn(hello(&watched).into_future());
    watched.clock.until_stopped().await;
    // The message that is on its way is also one of the user's own.
    next_message(&mut watched).await;
    let looked_twice = async {
        while watched.requests_for(Operation::GetMessage) < 2 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), looked_twice)
        .await
        .unwrap();

    watched.mock.put_message(message(ANA, "7"));
    watched.mock.put_message(MockMessage::new(BEN, "8"));
    assert_eq!(next_message(&mut watched).await, "7");
    assert_eq!(next_message(&mut watched).await, "8");
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(watched.requests_for(Operation::GetMessage), 2);
    sending.abort();
}

async fn next_message(watched: &mut Watched) -> String {
    loop {
        if let WatchEvent::NewMessage(message) = watched.watch.next().await.unwrap().unwrap() {
            return message.id.to_string();
        }
    }
}

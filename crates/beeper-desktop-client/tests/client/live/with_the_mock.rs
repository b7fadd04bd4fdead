//! Tests of a connection to the mock in the dialects of today's server and of an older one.

use std::collections::BTreeSet;

use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::live::{EventsErrorKind, Subscription};
use beeper_desktop_client::types::EventFrame;
use beeper_desktop_mock::{Dialect, MockChat, MockDesktop};

use super::script::end;
use crate::{builder, client};

const CHAT: &str = "!ana";

async fn started(dialect: Dialect) -> MockDesktop {
    let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
    mock.put_chat(MockChat::new(CHAT));
    mock
}

#[tokio::test]
async fn what_is_sent_comes_back_as_an_event() {
    for &dialect in Dialect::ALL {
        for are_numbers in [false, true] {
            let mock = started(dialect).await;
            mock.set_numeric_event_times(are_numbers);
            let client = client(&mock);
            let mut connection = client.events().connect().await.unwrap();
            let all = Subscription::all().app_state(true);
            connection.subscribe(all).await.unwrap();
            client.send_message(CHAT).text("Gladly").await.unwrap();
            let mut kinds = BTreeSet::new();
            let message = loop {
                let frame = connection.next().await.unwrap().unwrap();
                kinds.insert(frame.kind().to_owned());
                assert!(frame.misfits().is_empty(), "{:?}", frame.misfits());
                let has_time = frame.timestamp().is_some_and(|time| time.to_system_time().is_ok());
                assert_eq!(has_time, frame.seq().is_some(), "{frame:?}");
                if let EventFrame::MessageUpserted(event) = &*frame {
                    break event.entries.iter().flatten().next().unwrap().clone();
                }
            };
            assert_eq!(message.text.as_deref(), Some("Gladly"));
            assert!(kinds.contains("ready"), "{kinds:?}");
            connection.close().await;
            mock.until_live_connections(0).await;
        }
    }
}

#[tokio::test]
async fn the_end_of_the_server_ends_the_connection() {
    let mock = started(Dialect::ALL[0]).await;
    let mut connection = client(&mock).events().connect().await.unwrap();
    assert_eq!(connection.next().await.unwrap().unwrap().kind(), "ready");
    mock.restart_live();
    let error = end(&mut connection).await;
    assert_eq!(
        (error.kind(), error.close_code()),
        (EventsErrorKind::Closed, Some(1012))
    );
}

#[tokio::test]
async fn a_token_that_the_server_does_not_take_is_told() {
    for &dialect in Dialect::ALL {
        let mock = started(dialect).await;
        let client = builder(&mock)
            .access_token("PLANTED")
            .clock(VirtualClock::new())
            .build()
            .unwrap();
        let error = client.events().connect().await.unwrap_err();
        assert!(error.is_unauthorized(), "{error}");
        assert!(!format!("{error:?}").contains("PLANTED"));
    }
}

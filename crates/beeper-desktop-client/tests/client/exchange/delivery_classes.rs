//! Tests of how often a request arrives, judging by what the server received.
//!
//! The tests of the table of operations check the class of each operation.

use std::time::Duration;

use beeper_desktop_client::{CallOptions, Client, Error, ErrorKind, Timeouts, VirtualClock};
use beeper_desktop_mock::{Calls, MockDesktop, Operation, Reply};

use crate::closed_port::ClosedPort;
use crate::{ACTS, Act, builder, client, mock, start_login};

type Fault = (&'static str, fn(&Calls<'_>));

/// Everything that can go wrong with a response once the client has connected.
const FAULTS: [Fault; 12] = [
    ("408", |calls| calls.reply(Reply::error(408, "M_UNKNOWN", ""))),
    ("429", |calls| {
        calls.reply(Reply::error(429, "M_LIMIT_EXCEEDED", "").header("retry-after", "1"))
    }),
    ("500", |calls| calls.reply(Reply::error(500, "M_UNKNOWN", ""))),
    ("502", |calls| calls.reply(Reply::bytes(502, "<html>"))),
    ("503", |calls| calls.reply(Reply::empty(503))),
    ("reset before", |calls| calls.reset_before_answer()),
    ("closed before", |calls| calls.close_before_answer()),
    ("reset after headers", |calls| {
        calls.answering(Reply::bytes(200, "{}")).reset_after_headers()
    }),
    ("reset within", |calls| {
        calls.answering(Reply::bytes(200, "{\"a\":1}")).reset_mid_body()
    }),
    ("truncated", |calls| {
        calls.answering(Reply::bytes(200, "{\"a\":1}")).close_mid_body()
    }),
    ("wrong length", |calls| {
        calls.answering(Reply::bytes(200, "{}")).wrong_length(10)
    }),
    ("not http", |calls| calls.raw("SSH-2.0-x\r\n")),
];

#[tokio::test]
async fn nothing_that_acts_is_sent_twice_once_a_connection_stood() {
    for (operation, act) in ACTS {
        for (name, fault) in FAULTS {
            let mock = mock().await;
            fault(&mock.on(operation));
            let clock = VirtualClock::new();
            let client = builder(&mock).clock(clock.clone()).build().unwrap();
            let error = act.call(&client).await.unwrap_err();
            assert_eq!(mock.requests().len(), 1, "{act:?}, {name}");
            assert_eq!((error.tries(), clock.pauses()), (1, vec![]), "{act:?}, {name}");
            let refused_before_it_acted = name == "429";
            assert_eq!(
                error.is_delivery_unclear(),
                !refused_before_it_acted,
                "{act:?}, {name}: {error:?}"
            );
            assert_eq!(
                error.is_retryable(),
                refused_before_it_acted,
                "{act:?}, {name}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn nothing_that_acts_is_sent_twice_after_a_time_out() {
    let short = Duration::from_millis(20);
    for (operation, act) in ACTS {
        let mock = mock().await;
        let hold = mock.on(operation).hold();
        let client = client(&mock).with(CallOptions::new().timeout(short));
        let error = act.call(&client).await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Timeout { limit: short }, "{act:?}");
        assert!(error.is_delivery_unclear() && !error.is_retryable() && error.is_timeout());
        assert_eq!(mock.requests_for(operation).len(), 1, "{act:?}");
        drop(hold);
    }
}

#[tokio::test]
async fn reads_and_idempotent_writes_are_repeated_after_each_fault() {
    for (name, fault) in FAULTS {
        let mock = mock().await;
        let client = client(&mock);
        let session = start_login(&client).await;
        mock.clear_requests();
        fault(&mock.on(Operation::GetLoginSession).first(2));
        let (bridge, id) = (&session.bridge_id, &session.login_session_id);
        client
            .get_login_session(bridge, id)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(mock.requests_for(Operation::GetLoginSession).len(), 3, "{name}");

        fault(&mock.on(Operation::CancelLoginSession).answering(Reply::empty(200)));
        let error = client.cancel_login_session(bridge, id).await.unwrap_err();
        assert_eq!(mock.requests_for(Operation::CancelLoginSession).len(), 3, "{name}");
        assert_eq!(error.tries(), 3);
        assert!(error.is_retryable() && !error.is_delivery_unclear(), "{name}");
    }
}

/// Uses any operation for each class, as the mock does not have to process the calls that it breaks.
#[tokio::test]
async fn messages_are_never_sent_twice_and_idempotent_writes_are_repeated() {
    for (name, fault) in FAULTS {
        let mock = mock().await;
        let client = client(&mock);
        fault(&mock.on_any());
        let error = client.send_message("c").text("Hi").await.unwrap_err();
        assert_eq!((mock.requests().len(), error.tries()), (1, 1), "{name}");

        mock.clear_requests();
        let error = match name {
            // A response without a documented body has no body to break, except for files.
            "reset after headers" | "reset within" | "truncated" | "wrong length" => {
                let fetched = client.download_asset("mxc://chat.example/a").await;
                fetched.map(drop).unwrap_err()
            }
            _ => client.archive_chat("c").await.map(drop).unwrap_err(),
        };
        assert_eq!((mock.requests().len(), error.tries()), (3, 3), "{name}");
    }
}

#[tokio::test]
async fn acts_are_repeated_where_no_connection_was_made() {
    let closed = ClosedPort::new();
    let clock = VirtualClock::new();
    let client = Client::builder()
        .base_url(closed.url())
        .access_token("mock-token")
        .clock(clock.clone())
        .build()
        .unwrap();
    // The server starts while the client waits for its second attempt.
    clock.stop_after(Duration::ZERO);
    let comes_up = async {
        clock.until_stopped().await;
        let port = closed.port();
        drop(closed);
        let mock = MockDesktop::builder().port(port).start().await.unwrap();
        clock.resume();
        mock
    };
    let (called, mock) = tokio::join!(Act::Create.call(&client), comes_up);
    called.unwrap();
    assert_eq!((mock.requests().len(), clock.pauses().len()), (1, 1));
}

#[tokio::test]
async fn a_wait_is_not_repeated_even_where_no_connection_was_made() {
    let closed = ClosedPort::new();
    let clock = VirtualClock::new();
    let client = Client::builder()
        .base_url(closed.url())
        .access_token("t")
        .clock(clock.clone())
        .build()
        .unwrap();
    let error: Error = Act::Wait.call(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.tries()), (&ErrorKind::Connect, 1));
    assert!(error.is_retryable() && !error.is_delivery_unclear());
    assert!(clock.pauses().is_empty());
}

#[tokio::test]
async fn call_options_hold_for_a_clone_and_not_for_the_client() {
    let mock = mock().await;
    mock.on(Operation::GetInfo).reply(Reply::empty(503));
    let clock = VirtualClock::new();
    let client = builder(&mock).clock(clock.clone()).build().unwrap();
    let once = client.with(CallOptions::new().retries(0));
    assert_eq!(once.get_info().await.unwrap_err().tries(), 1);
    assert_eq!(client.get_info().await.unwrap_err().tries(), 3);
    let often = once.with(CallOptions::new().retries(5));
    assert_eq!(often.get_info().await.unwrap_err().tries(), 6);

    let hold = mock.on(Operation::GetInfo).hold();
    let short = Duration::from_millis(20);
    let error = once
        .with(CallOptions::new().timeout(short))
        .get_info()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Timeout { limit: short });
    drop(hold);
    let defaults = Timeouts::default();
    assert!(defaults.read > short, "the default time limit would be longer");
}

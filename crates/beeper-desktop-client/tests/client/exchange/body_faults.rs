//! Tests that the time limit, the size limit and retries also cover the body of a response.

use std::time::{Duration, Instant};

use beeper_desktop_client::{CallOptions, Client, Error, ErrorKind};
use beeper_desktop_mock::{Calls, Operation, Reply};

use crate::{client, mock};

const BODY: &str = r#"{"items": []}"#;

/// Breaks the first response, and asserts that the call succeeds with the second.
async fn assert_repeated(break_it: impl Fn(&Calls<'_>)) {
    let mock = mock().await;
    break_it(
        &mock
            .on(Operation::ListBridges)
            .once()
            .answering(Reply::bytes(200, BODY)),
    );
    client(&mock).list_bridges().await.unwrap();
    assert_eq!(mock.requests_for(Operation::ListBridges).len(), 2);
}

async fn failed(break_it: impl Fn(&Calls<'_>)) -> Error {
    let mock = mock().await;
    break_it(&mock.on(Operation::ListBridges).answering(Reply::bytes(200, BODY)));
    client(&mock)
        .with(CallOptions::new().retries(0))
        .list_bridges()
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_truncated_body_is_repeated() {
    assert_repeated(|calls| calls.close_mid_body()).await;
    let error = failed(|calls| calls.close_mid_body()).await;
    assert_eq!(
        (error.kind(), error.status().unwrap().as_u16()),
        (&ErrorKind::Interrupted, 200)
    );
    assert_eq!(
        error.to_string(),
        "list_bridges: 200 OK, but the connection broke within its body"
    );
}

#[tokio::test]
async fn a_body_that_is_reset_half_way_is_repeated() {
    assert_repeated(|calls| calls.reset_mid_body()).await;
    assert_eq!(
        failed(|calls| calls.reset_mid_body()).await.kind(),
        &ErrorKind::Interrupted
    );
}

#[tokio::test]
async fn a_content_length_that_is_too_large_is_repeated() {
    assert_repeated(|calls| calls.wrong_length(5)).await;
    assert_eq!(
        failed(|calls| calls.wrong_length(5)).await.kind(),
        &ErrorKind::Interrupted
    );
}

#[tokio::test]
async fn a_content_length_that_is_too_small_is_a_body_that_is_not_json() {
    assert_eq!(failed(|calls| calls.wrong_length(-5)).await.kind(), &ErrorKind::NotJson);
}

#[tokio::test]
async fn a_body_that_trickles_is_timed_out_and_repeated() {
    let mock = mock().await;
    let hold = mock.on(Operation::ListBridges).once().hold_chunks(1);
    let limit = Duration::from_millis(60);
    let impatient = client(&mock).with(CallOptions::new().timeout(limit));
    impatient.list_bridges().await.unwrap();
    assert_eq!(mock.requests_for(Operation::ListBridges).len(), 2);
    drop(hold);

    // One byte at a time for longer than the time limit: each pause is short, but the whole response is late.
    mock.on(Operation::ListBridges)
        .answering(Reply::bytes(200, BODY))
        .trickle(1, Duration::from_millis(20));
    let started = Instant::now();
    let error = impatient
        .with(CallOptions::new().retries(0))
        .list_bridges()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Timeout { limit });
    assert_eq!(error.status().unwrap(), 200);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn twenty_megabytes_are_refused_and_the_limit_can_be_set() {
    let mock = mock().await;
    let large = format!(r#"{{"items": [], "padding": "{}"}}"#, "x".repeat(20 << 20));
    mock.on(Operation::ListBridges).reply(Reply::bytes(200, large));
    let error = client(&mock).list_bridges().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::BodyTooLarge { limit: 16 << 20 });
    assert_eq!(
        error.to_string(),
        "list_bridges: 200 OK with a body of more than 16777216 bytes"
    );
    assert_eq!(mock.requests().len(), 1, "a retry would get the same large body");

    let generous = |bytes| -> Client { crate::builder(&mock).max_body_bytes(bytes).build().unwrap() };
    generous(21 << 20).list_bridges().await.unwrap();
    let exact = BODY.len();
    mock.on(Operation::ListBridges).reply(Reply::bytes(200, BODY));
    generous(exact).list_bridges().await.unwrap();
    assert!(generous(exact - 1).list_bridges().await.is_err());
}

#[tokio::test]
async fn an_announced_body_that_is_too_large_is_not_waited_for() {
    let mock = mock().await;
    let large = Reply::bytes(200, vec![b' '; 60_000]);
    let hold = mock.on(Operation::ListBridges).answering(large).hold_chunks(10);
    let small = crate::builder(&mock).max_body_bytes(50_000).build().unwrap();
    let error = small.list_bridges().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::BodyTooLarge { limit: 50_000 });
    drop(hold);
}

#[tokio::test]
async fn a_body_of_unknown_length_is_cut_at_the_limit() {
    let mock = mock().await;
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
    mock.on(Operation::ListBridges)
        .raw(format!("{head}{}", chunk.repeat(100)));
    let small = crate::builder(&mock).max_body_bytes(50_000).build().unwrap();
    let error = small.list_bridges().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::BodyTooLarge { limit: 50_000 });
}

#[tokio::test]
async fn compression_is_not_asked_for_and_nothing_is_unpacked() {
    let mock = mock().await;
    // The start of a compressed body. If the client decompressed bodies, a server could make it do so without end.
    let gzip = [0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03];
    mock.on(Operation::ListBridges)
        .reply(Reply::bytes(200, gzip).header("content-encoding", "gzip"));
    let error = client(&mock).list_bridges().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotJson);
    assert_eq!(mock.requests()[0].header("accept-encoding"), None);
}

#[tokio::test]
async fn what_arrived_of_a_body_that_could_not_be_used_can_be_taken_out_and_is_not_printed() {
    const CUT: &str = r#"{"items": [{"id": "marker"#;
    type Break = fn(&Calls<'_>);
    let broken: [(&str, Break); 5] = [
        ("cut off", |calls| {
            let whole = format!("{CUT}{}", "x".repeat(100));
            calls.answering(Reply::bytes(200, whole)).close_after(CUT.len());
        }),
        ("no JSON", |calls| calls.reply(Reply::bytes(200, CUT))),
        ("too large", |calls| {
            let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
            let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
            calls.raw(format!("{head}{}{}", chunk(CUT), chunk(&" ".repeat(0x1000)).repeat(10)));
        }),
        ("no list", |calls| {
            calls.reply(Reply::bytes(200, r#"{"items": "marker"}"#))
        }),
        ("none", |calls| calls.reset_before_answer()),
    ];
    for (what, break_it) in broken {
        let mock = mock().await;
        break_it(&mock.on(Operation::ListBridges));
        let options = CallOptions::new().retries(0).max_body_bytes(10_000);
        let mut error = client(&mock).with(options).list_bridges().await.unwrap_err();

        assert!(!format!("{error} {error:?} {error:#?}").contains("marker"), "{what}");
        let received = error.take_received_body();
        let has_marker = |body: &[u8]| body.windows(6).any(|part| part == b"marker");
        assert_eq!(
            received.as_deref().is_some_and(has_marker),
            what != "none",
            "{what}: {error}"
        );
        assert_eq!(error.take_received_body(), None);
    }
}

#[tokio::test]
async fn the_size_of_an_answer_is_told_and_limited_for_some_calls_alone() {
    let mock = mock().await;
    mock.on(Operation::ListBridges).reply(Reply::bytes(200, BODY));
    let client = client(&mock);
    assert_eq!(client.list_bridges().await.unwrap().body_size(), BODY.len());

    let small = client.with(CallOptions::new().max_body_bytes(BODY.len() - 1));
    assert_eq!(
        (client.max_body_bytes(), small.max_body_bytes()),
        (16 << 20, BODY.len() - 1)
    );
    small.list_bridges().await.unwrap_err();
    small
        .with(CallOptions::new().max_body_bytes(BODY.len()))
        .list_bridges()
        .await
        .unwrap();
}

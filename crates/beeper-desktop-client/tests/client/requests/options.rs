//! Tests of the options of a single call: its time limit, its retries and its headers.

use std::time::Duration;

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::types::LoginStepAnswerType;
use beeper_desktop_client::{CallOptions, Error, ErrorKind, Method, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation, RecordedRequest, Reply};
use serde_json::json;

use crate::{BRIDGE, builder, client, mock, nowhere};

const SHORT: Duration = Duration::from_millis(20);

/// Returns the values of a header in the order in which they arrived.
fn header<'a>(request: &'a RecordedRequest, name: &str) -> Vec<&'a str> {
    let values = request.headers().filter(|(found, _)| *found == name);
    values.map(|(_, value)| std::str::from_utf8(value).unwrap()).collect()
}

#[tokio::test]
async fn a_time_out_is_that_of_each_try() {
    let mock = mock().await;
    let hold = mock.on(Operation::GetInfo).first(2).hold();
    client(&mock).get_info().timeout(SHORT).await.unwrap();
    assert_eq!(mock.requests().len(), 3);
    drop(hold);

    let hold = mock.on(Operation::GetInfo).hold();
    let error = client(&mock).get_info().timeout(SHORT).retries(4).await.unwrap_err();
    assert_eq!((error.kind(), error.tries()), (&ErrorKind::Timeout { limit: SHORT }, 5));
    drop(hold);
}

#[tokio::test]
async fn a_time_out_of_a_call_goes_before_that_of_its_client_and_leaves_it_as_it_is() {
    let mock = mock().await;
    let hold = mock.on(Operation::GetInfo).hold();
    let client = client(&mock).with(CallOptions::new().timeout(SHORT * 2).retries(0));
    let limit = |error: Error| match error.kind() {
        ErrorKind::Timeout { limit } => *limit,
        kind => panic!("{kind:?}"),
    };
    assert_eq!(limit(client.get_info().timeout(SHORT).await.unwrap_err()), SHORT);
    assert_eq!(limit(client.get_info().await.unwrap_err()), SHORT * 2);
    let waits = client.submit_login_step(BRIDGE, "s", "t", LoginStepAnswerType::DisplayAndWait);
    let hold_too = mock.on(Operation::SubmitLoginStep).hold();
    assert_eq!(limit(waits.timeout(SHORT).await.unwrap_err()), SHORT);
    drop((hold, hold_too));
}

#[tokio::test]
async fn the_longest_time_out_is_one() {
    let mock = mock().await;
    client(&mock).get_info().timeout(Duration::MAX).await.unwrap();
}

#[tokio::test]
async fn retries_of_a_call_go_before_those_of_its_client_and_leave_them_as_they_are() {
    let mock = mock().await;
    mock.on(Operation::GetInfo).reply(Reply::empty(503));
    let client = client(&mock);
    let once = client.with(CallOptions::new().retries(0));
    for (request, tries) in [
        (client.get_info().retries(0), 1),
        (client.get_info().retries(1), 2),
        (client.get_info().retries(7), 8),
        (client.get_info().retries(7).retries(3), 4),
        (client.get_info(), 3),
        (once.get_info().retries(5), 6),
        (once.get_info(), 1),
    ] {
        mock.clear_requests();
        let error = request.await.unwrap_err();
        assert_eq!((error.tries(), mock.requests().len()), (tries, tries as usize));
    }
}

#[tokio::test]
async fn retries_stay_within_the_time_that_its_client_has_for_them() {
    let mock = mock().await;
    mock.on(Operation::GetInfo)
        .reply(Reply::empty(503).header("retry-after", "10"));
    let bounded = client(&mock).with(CallOptions::new().retry_within(Duration::from_secs(35)));
    assert_eq!(bounded.get_info().retries(100).await.unwrap_err().tries(), 4);
}

#[tokio::test]
async fn retries_repeat_an_act_only_where_no_connection_was_made() {
    let clock = VirtualClock::new();
    let nowhere = nowhere(&clock);
    let error = nowhere.send_message("c").text("Hi").retries(4).await.unwrap_err();
    assert_eq!((error.kind(), error.tries()), (&ErrorKind::Connect, 5));
    let wait = nowhere.submit_login_step(BRIDGE, "s", "t", LoginStepAnswerType::DisplayAndWait);
    assert_eq!(
        wait.retries(4).await.unwrap_err().tries(),
        1,
        "a wait is never repeated"
    );

    let mock = mock().await;
    mock.on_any().reset_before_answer();
    let client = client(&mock);
    let error = client.send_message("c").text("Hi").retries(4).await.unwrap_err();
    assert!(error.is_delivery_unclear(), "{error:?}");
    let reminded = client.execute(Method::POST, "/v1/remind").json(&json!({})).retries(4);
    assert_eq!(reminded.await.unwrap_err().tries(), 1);
    let uploaded = client.upload_asset(Upload::bytes("a")).retries(4);
    assert_eq!(uploaded.await.unwrap_err().tries(), 1);
    assert_eq!(mock.requests().len(), 3);
}

#[tokio::test]
async fn a_header_takes_the_place_of_what_the_client_sets() {
    let mock = mock().await;
    let client = client(&mock);
    client.list_bridges().await.unwrap();
    let request = client.list_bridges().header("Accept", "application/vnd.x+json");
    request.header("user-agent", "mine/1").await.unwrap();
    let received = mock.requests();
    assert_eq!(header(&received[0], "accept"), ["application/json"]);
    assert!(header(&received[0], "user-agent")[0].starts_with("beeper-desktop-client/"));
    assert_eq!(header(&received[1], "accept"), ["application/vnd.x+json"]);
    assert_eq!(header(&received[1], "user-agent"), ["mine/1"]);
}

#[tokio::test]
async fn a_header_that_is_set_again_is_repeated() {
    let mock = mock().await;
    let request = client(&mock).get_info().header("accept", "a/b");
    let request = request
        .header("x-tag", "1")
        .header("X-Tag", "2")
        .header("accept", "c/d");
    request.await.unwrap();
    let received = mock.requests();
    assert_eq!(header(&received[0], "x-tag"), ["1", "2"]);
    assert_eq!(header(&received[0], "accept"), ["a/b", "c/d"]);
}

#[tokio::test]
async fn a_header_is_sent_with_each_try_and_with_no_other_call() {
    let mock = mock().await;
    mock.on(Operation::GetInfo).first(2).reply(Reply::empty(503));
    let client = client(&mock);
    client.get_info().header("x-tag", "1").await.unwrap();
    client.get_info().await.unwrap();
    let received = mock.requests();
    let tags: Vec<_> = received.iter().map(|request| header(request, "x-tag")).collect();
    assert_eq!(tags, [vec!["1"], vec!["1"], vec!["1"], vec![]]);
}

#[tokio::test]
async fn a_header_is_sent_with_each_page_and_whatever_is_done_with_the_request() {
    let mock = MockDesktop::builder().demo_chats().start().await.unwrap();
    let client = client(&mock);
    let mut chats = client.list_chats().limit(1).header("x-tag", "1").items();
    assert!(chats.up_to(3).await.unwrap().len() > 1);
    assert!(mock.requests().len() > 1);
    client.get_info().header("x-tag", "1").raw().await.unwrap();
    let undocumented = client.execute(Method::GET, "/v1/info").header("x-tag", "1");
    undocumented.await.unwrap();
    let upload = client.upload_asset(Upload::bytes("a")).header("x-tag", "1");
    upload.await.unwrap();
    let file = client.serve_asset("mxc://beeper.local/honeycomb").header("x-tag", "1");
    file.bytes(100).await.unwrap();
    for request in mock.requests() {
        assert_eq!(header(&request, "x-tag"), ["1"], "{request:?}");
    }
}

/// Headers that a program cannot set, with the name in the error.
fn refused_headers() -> [(&'static str, &'static str, &'static str); 11] {
    [
        ("Authorization", "PLANTED", "header authorization"),
        ("Host", "PLANTED", "header host"),
        ("Content-Type", "PLANTED", "header content-type"),
        ("content-length", "1", "header content-length"),
        ("Content-Encoding", "PLANTED", "header content-encoding"),
        ("Transfer-Encoding", "chunked", "header transfer-encoding"),
        ("", "PLANTED", "header"),
        ("x tag", "PLANTED", "header"),
        ("x-tag:", "PLANTED", "header"),
        ("x-tag", "PLANTED\r\nhost: PLANTED", "header x-tag"),
        ("X-Tag", "PLANTED\0", "header x-tag"),
    ]
}

#[track_caller]
fn assert_refused<T>(result: Result<T, Error>, expected: &str) {
    let Err(error) = result else {
        panic!("the client sent the request")
    };
    let ErrorKind::InvalidArgument { argument, .. } = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(argument, expected);
    assert_eq!(error.tries(), 0);
    assert!(!error.is_retryable() && !error.is_delivery_unclear() && !error.is_unauthorized());
    let printed = format!("{error} {error:?}");
    assert!(
        printed.contains(expected) && !printed.contains("PLANTED") && !printed.contains("mock-token"),
        "{printed}"
    );
}

#[tokio::test]
async fn a_header_that_may_not_be_set_or_is_none_is_refused_by_its_name_before_anything_is_sent() {
    let mock = mock().await;
    let client = client(&mock);
    for (name, value, expected) in refused_headers() {
        assert_refused(client.get_info().header(name, value).await, expected);
        assert_refused(client.get_info().header(name, value).raw().await, expected);
        let message = client.send_message("c").header(name, value);
        assert_refused(message.text("PLANTED").await, expected);
        let undocumented = client.execute(Method::GET, "/v1/info");
        assert_refused(undocumented.header(name, value).await, expected);
        let mut chats = client.list_chats().header(name, value).items();
        assert_refused(chats.next().await.unwrap(), expected);
        let upload = client.upload_asset(Upload::bytes("PLANTED"));
        assert_refused(upload.header(name, value).await, expected);
        assert_refused(client.serve_asset("PLANTED").header(name, value).await, expected);
    }
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn of_several_headers_that_cannot_be_sent_the_first_is_named() {
    let client = builder(&mock().await).build().unwrap();
    let request = client.get_info().header("x-good", "1").header("Host", "PLANTED");
    assert_refused(request.header("x tag", "PLANTED").await, "header host");
}

#[tokio::test]
async fn an_upload_with_a_header_that_cannot_be_sent_opens_no_file() {
    let client = builder(&mock().await).build().unwrap();
    let upload = client.upload_asset(Upload::file("/nowhere/PLANTED"));
    assert_refused(upload.header("Host", "PLANTED").await, "header host");
}

//! Tests of files whose response breaks off, stalls or is too large.
//!
//! The tests in the workspace's `tests/` cover files further.

use std::time::Duration;

use beeper_desktop_client::files::AssetStream;
use beeper_desktop_client::{Error, ErrorKind};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};

use crate::{client, mock};

/// Makes the first attempt fail.
fn after_a_retry(mock: &MockDesktop) {
    mock.on(Operation::ServeAsset).once().reply(Reply::empty(503));
}

async fn failure(mut stream: AssetStream) -> Error {
    loop {
        if let Err(error) = stream.next().await.unwrap() {
            assert!(stream.next().await.is_none());
            return error;
        }
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_tells_status_and_tries() {
    let mock = mock().await;
    let file = Reply::bytes(200, vec![7; 1000]);
    mock.on(Operation::ServeAsset).answering(file).close_mid_body();
    after_a_retry(&mock);
    let stream = client(&mock).serve_asset("mxc://a/b").await.unwrap();
    let error = failure(stream).await;
    assert_eq!((error.kind(), error.tries()), (&ErrorKind::Interrupted, 2));
    assert_eq!(
        error.to_string(),
        "serve_asset: 200 OK, but the connection broke within its body"
    );
}

#[tokio::test]
async fn a_file_that_stops_coming_tells_status_and_tries() {
    let mock = mock().await;
    let file = Reply::bytes(200, vec![7; 1000]);
    let hold = mock.on(Operation::ServeAsset).answering(file).hold_mid_body();
    after_a_retry(&mock);
    let limit = Duration::from_millis(50);
    let stream = client(&mock).serve_asset("mxc://a/b").timeout(limit).await.unwrap();
    let error = failure(stream).await;
    assert_eq!((error.kind(), error.tries()), (&ErrorKind::Timeout { limit }, 2));
    assert_eq!(
        error.to_string(),
        "serve_asset: 200 OK, but its body did not arrive within 50ms"
    );
    drop(hold);
}

#[tokio::test]
async fn a_file_that_is_larger_than_wanted_tells_status_and_tries() {
    let mock = mock().await;
    mock.on(Operation::ServeAsset).reply(Reply::bytes(200, vec![7; 1000]));
    after_a_retry(&mock);
    let error = client(&mock).serve_asset("mxc://a/b").bytes(999).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.tries()),
        (&ErrorKind::BodyTooLarge { limit: 999 }, 2)
    );
    assert_eq!(
        error.to_string(),
        "serve_asset: 200 OK with a body of more than 999 bytes"
    );
}

#[tokio::test]
async fn a_whole_file_where_a_part_was_asked_for_tells_status_and_tries() {
    let mock = mock().await;
    mock.on(Operation::ServeAsset).reply(Reply::bytes(200, "whole"));
    after_a_retry(&mock);
    let error = client(&mock).serve_asset("mxc://a/b").range(1..).await.unwrap_err();
    assert_eq!((error.kind(), error.tries()), (&ErrorKind::UnexpectedStatus, 2));
}

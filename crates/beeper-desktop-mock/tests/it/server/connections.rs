//! Tests the counts of connections, and going offline and online.

use std::io::ErrorKind;

use beeper_desktop_mock::{MockAccount, MockDesktop, Operation};
use tokio::net::TcpStream;

use crate::{get, http, ok, raw_request, read_answer, read_to_end, request};

#[tokio::test]
async fn connections_are_counted() {
    let mock = MockDesktop::start().await.unwrap();
    mock.until_all_closed().await;
    let client = http();
    for _ in 0..2 {
        let answer = client.get(format!("{}/v1/info", mock.base_url())).send().await;
        answer.unwrap().bytes().await.unwrap();
        assert_eq!((mock.open_connections(), mock.accepted_connections()), (1, 1));
    }

    let mut other = raw_request(&mock, "GET", "/v1/info").await;
    read_answer(&mut other).await;
    assert_eq!((mock.open_connections(), mock.accepted_connections()), (2, 2));

    drop((client, other));
    mock.until_all_closed().await;
    assert_eq!((mock.open_connections(), mock.accepted_connections()), (0, 2));
}

#[tokio::test]
async fn offline_refuses_connections_and_online_keeps_the_state() {
    let mock = MockDesktop::start().await.unwrap();
    mock.put_account(MockAccount::new("alice"));
    let mut kept = raw_request(&mock, "GET", "/v1/info").await;
    read_answer(&mut kept).await;

    for _ in 0..2 {
        mock.go_offline().await;
        let refused = TcpStream::connect(mock.addr()).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    }
    assert_eq!(mock.open_connections(), 0);
    assert_eq!(read_to_end(kept).await.0, "");
    let refused = request(&mock, "GET", "/v1/accounts").send().await;
    assert!(refused.unwrap_err().is_connect());

    for _ in 0..2 {
        mock.go_online().await.unwrap();
        assert_eq!(ok(get(&mock, "/v1/accounts").await)[0]["accountID"], "alice");
    }
    assert_eq!(mock.requests_for(Operation::ListAccounts).len(), 2);
}

#[tokio::test]
async fn going_offline_ends_held_calls() {
    let mock = MockDesktop::start().await.unwrap();
    let hold = mock.on(Operation::GetInfo).hold();
    let held = raw_request(&mock, "GET", "/v1/info").await;
    hold.arrived().await;

    mock.go_offline().await;

    assert_eq!((hold.held(), hold.disconnected()), (0, 1));
    assert_eq!(read_to_end(held).await.0, "");
    drop(mock);
}

//! Tests of connections: reuse, dropped calls, and many calls at once.
//!
//! The tests of the builder cover addresses and proxies, and so do those in the workspace's `tests/`.

use std::time::Duration;

use beeper_desktop_client::{Client, ErrorKind, VirtualClock, reqwest};
use beeper_desktop_mock::{MockDesktop, Operation};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::closed_port::ClosedPort;
use crate::{Act, client, mock};

#[tokio::test]
async fn a_server_that_closes_kept_alive_connections_does_not_disturb_reading() {
    let mock = mock().await;
    let client = client(&mock);
    mock.on(Operation::GetInfo).once().close_after_answer();
    client.get_info().await.unwrap();
    client.get_info().await.unwrap();

    mock.on(Operation::GetInfo).once().reset_on_reuse();
    client.get_info().await.unwrap();
    client.list_bridges().await.unwrap();
}

#[tokio::test]
async fn an_act_on_a_connection_that_is_closed_at_the_wrong_moment_arrives_once_at_most() {
    let mock = mock().await;
    let client = client(&mock);
    mock.on(Operation::GetInfo).once().reset_on_reuse();
    client.get_info().await.unwrap();
    let result = Act::Create.call(&client).await;
    let received = mock.requests_for(Operation::CreateLoginSession).len();
    match result {
        Ok(()) => assert_eq!(received, 1),
        Err(error) => {
            assert_eq!((error.kind(), received), (&ErrorKind::Interrupted, 0));
            assert!(
                error.is_delivery_unclear(),
                "the client cannot know whether the request arrived"
            );
        }
    }
}

#[tokio::test]
async fn cancelling_a_call_by_dropping_its_future_leaves_nothing_running() {
    let mock = mock().await;
    let client = client(&mock);
    let hold = mock.on(Operation::GetInfo).hold();
    tokio::select! {
        _ = client.get_info() => panic!("the call completed"),
        () = hold.arrived() => {}
    }
    hold.until_disconnected().await;
    assert_eq!((hold.held(), mock.requests().len()), (0, 1));

    let hold = mock.on(Operation::ListBridges).hold_mid_body();
    tokio::select! {
        _ = client.list_bridges() => panic!("the call completed"),
        () = hold.arrived() => {}
    }
    hold.until_disconnected().await;
    mock.until_all_closed().await;
}

#[tokio::test]
async fn a_request_that_cannot_be_made_is_not_taken_for_a_broken_connection() {
    let mock = mock().await;
    let client = client(&mock);
    let long = "x".repeat(70_000);
    let error = client.get_bridge(&long).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::InvalidRequest { .. }), "{error:?}");
    assert!(
        !format!("{error:?} {error}").contains("xxx"),
        "the address may contain IDs"
    );
    let error = client.create_login_session(&long).await.unwrap_err();
    assert!(!error.is_delivery_unclear() && !error.is_retryable() && mock.requests().is_empty());
}

#[tokio::test]
async fn two_hundred_calls_at_once() {
    let mock = mock().await;
    let client = client(&mock);
    let hold = mock.on(Operation::GetInfo).hold();
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get_info().await.map(|info| info.app.name.clone()) })
        })
        .collect();
    hold.all_arrived(200).await;
    hold.release();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), "Beeper Desktop Mock");
    }
    assert_eq!(mock.requests().len(), 200);
}

#[tokio::test]
async fn a_server_that_comes_back_on_the_same_port_is_found_again() {
    let first = mock().await;
    let client = client(&first);
    client.get_info().await.unwrap();
    let port = first.addr().port();
    drop(first);
    let closed = ClosedPort::at(port);
    assert_eq!(client.get_info().await.unwrap_err().kind(), &ErrorKind::Connect);
    drop(closed);
    let _second = MockDesktop::builder().port(port).start().await.unwrap();
    client.get_info().await.unwrap();
}

#[tokio::test]
async fn an_ipv6_address_is_called() {
    // Not every machine has IPv6 on its loopback interface.
    let Ok(listener) = TcpListener::bind("[::1]:0").await else {
        return;
    };
    let address = listener.local_addr().unwrap();
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .clock(VirtualClock::new())
        .build()
        .unwrap();
    let serve = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = vec![0; 4096];
        let length = stream.read(&mut head).await.unwrap();
        stream
            .write_all(b"HTTP/1.1 418 Teapot\r\ncontent-length: 0\r\n\r\n")
            .await
            .unwrap();
        String::from_utf8_lossy(&head[..length]).into_owned()
    };
    let (result, head) = tokio::join!(client.get_info(), serve);
    assert_eq!(result.unwrap_err().status().unwrap(), 418);
    assert!(head.contains(&format!("host: {address}")), "{head}");
}

#[tokio::test]
async fn a_connection_that_is_never_accepted_is_timed_out_as_one() {
    // On Linux, a full backlog ignores connections. Other systems refuse them, which is also a failure to connect.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let limit = Duration::from_millis(50);
    let mut pending = Vec::new();
    for _ in 0..8 {
        pending.push(tokio::spawn(tokio::net::TcpStream::connect(address)));
    }
    tokio::task::yield_now().await;
    let timeouts = beeper_desktop_client::Timeouts {
        connect: limit,
        ..Default::default()
    };
    let builder = Client::builder()
        .base_url(format!("http://{address}"))
        .timeouts(timeouts)
        .clock(VirtualClock::new());
    let patient = |http: reqwest::ClientBuilder| http.connect_timeout(Duration::from_secs(3600));
    for builder in [builder.clone(), builder.configure_http(patient)] {
        let error = builder.build().unwrap().get_info().await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::ConnectTimeout { limit: it } if *it == limit)
                || *error.kind() == ErrorKind::Connect,
            "{error:?}"
        );
        assert_eq!(
            error.is_timeout(),
            matches!(error.kind(), ErrorKind::ConnectTimeout { .. })
        );
        assert_eq!(error.tries(), 3);
    }
}

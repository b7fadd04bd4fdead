//! Tests the start and the end of a server: its port, its connections, and several servers at once.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;

use beeper_desktop_mock::MockDesktop;

fn is_send<T: Send>(value: T) -> T {
    value
}

#[tokio::test]
async fn servers_run_side_by_side() {
    let one = is_send(MockDesktop::start()).await.unwrap();
    let two = MockDesktop::start().await.unwrap();

    assert_ne!(one.addr(), two.addr());
    assert_eq!(one.base_url(), format!("http://{}", one.addr()));
    assert!(one.addr().ip().is_loopback());
}

/// Runs on one thread with a blocking client, which shows that the server does not depend on the test's runtime.
#[tokio::test]
async fn dropping_the_server_closes_its_port_and_its_open_connections() {
    let mock = MockDesktop::start().await.unwrap();
    let addr = mock.addr();
    let mut idle = TcpStream::connect(addr).unwrap();
    idle.write_all(b"GET /v1/info HTTP/1.1\r\nhost: mock\r\n\r\n").unwrap();
    let mut start = [0; 15];
    idle.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200 OK");
    let mut half_sent = TcpStream::connect(addr).unwrap();
    half_sent.write_all(b"POST /v1/bridges/").unwrap();

    drop(mock);

    let refused = TcpStream::connect(addr).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    for mut connection in [idle, half_sent] {
        let end = connection.read_to_end(&mut Vec::new());
        assert!(
            end.as_ref()
                .map_or_else(|error| error.kind() == ErrorKind::ConnectionReset, |_| true),
            "{end:?}"
        );
    }
}

#[tokio::test]
async fn a_port_in_use_is_an_error_and_a_freed_one_is_not() {
    // Another process may take the freed port first, but not every time.
    for _ in 0..5 {
        let mock = MockDesktop::start().await.unwrap();
        let port = mock.addr().port();

        let taken = MockDesktop::builder().port(port).start().await.unwrap_err();
        assert_eq!(taken.kind(), ErrorKind::AddrInUse);

        drop(mock);
        if let Ok(again) = MockDesktop::builder().port(port).start().await {
            assert_eq!(again.addr().port(), port);
            return;
        }
    }
    panic!("a freed port is never free");
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_does_not_disturb_the_server() {
    let mock = MockDesktop::start().await.unwrap();

    assert_eq!(crate::get(&mock, "/v1/bridges").await.0, 200);
}

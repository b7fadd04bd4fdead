//! Tests of the handshake: the request, and the result of each response.

use std::time::Duration;

use beeper_desktop_client::live::{EventsError, EventsErrorKind};
use beeper_desktop_client::{Client, ErrorKind, VirtualClock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::script::{Server, TOKEN, frame};

fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}

/// Returns the error of the handshake after this response, and the other requests that the server received.
async fn refused(bytes: &str) -> (EventsError, Vec<String>) {
    let server = Server::start().await;
    let client = server.client(&VirtualClock::new());
    let not_found = answer("404 Not Found", "", "");
    let script = async {
        let mut heads = vec![server.answer(bytes).await];
        loop {
            heads.push(server.answer(&not_found).await);
            if heads.len() > 9 {
                return heads;
            }
        }
    };
    let mut heads = Vec::new();
    let connecting = client.events().retries(0).connect();
    let error = tokio::select! {
        biased;
        all = script => { heads = all; None }
        connected = connecting => Some(connected.unwrap_err()),
    };
    let error = error.unwrap();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("PLANTED") && !shown.contains('\n'), "{shown}");
    (error, heads)
}

#[tokio::test]
async fn the_request_is_a_handshake_with_the_token() {
    let server = Server::start().await;
    let client = server.client(&VirtualClock::new());
    let script = async {
        let mut peer = server.request().await;
        peer.upgrade().await;
        peer
    };
    let connecting = client.events().header("x-trace", "1").connect();
    let (connection, peer) = tokio::join!(connecting, script);
    drop(connection.unwrap());
    assert!(peer.head.starts_with("GET /v1/ws HTTP/1.1\r\n"), "{}", peer.head);
    for (name, expected) in [
        ("upgrade", Some("websocket")),
        ("connection", Some("Upgrade")),
        ("sec-websocket-version", Some("13")),
        ("authorization", Some(&*format!("Bearer {TOKEN}"))),
        ("x-trace", Some("1")),
        ("sec-websocket-protocol", None),
        ("sec-websocket-extensions", None),
        ("content-length", None),
    ] {
        assert_eq!(peer.header(name), expected, "{name}");
    }
    assert_eq!(peer.header("sec-websocket-key").unwrap().len(), 24);
}

#[tokio::test]
async fn refusals_are_those_of_any_call() {
    let json = "Content-Type: application/json\r\n";
    let unauthorized = r#"{"message":"Unauthorized: PLANTED","code":"unauthorized"}"#;
    for (bytes, status, kind, is_unauthorized) in [
        (
            answer("401 Unauthorized", json, unauthorized),
            401,
            ErrorKind::Refused,
            true,
        ),
        (answer("401 Unauthorized", "", "PLANTED"), 401, ErrorKind::Refused, true),
        (
            answer("403 Forbidden", "", "insufficient scope PLANTED"),
            403,
            ErrorKind::Refused,
            true,
        ),
        (
            answer("400 Bad Request", json, unauthorized),
            400,
            ErrorKind::Refused,
            false,
        ),
        (
            answer("429 Too Many Requests", "Retry-After: 7\r\n", ""),
            429,
            ErrorKind::Refused,
            false,
        ),
        (
            answer("500 Internal Server Error", "", "PLANTED"),
            500,
            ErrorKind::Refused,
            false,
        ),
        (
            answer("302 Found", "Location: http://127.0.0.1:1/PLANTED\r\n", ""),
            302,
            ErrorKind::Redirect,
            false,
        ),
        (
            answer("301 Moved Permanently", "Location: /v1/PLANTED\r\n", "<html>PLANTED"),
            301,
            ErrorKind::Redirect,
            false,
        ),
        (
            answer("308 Permanent Redirect", "Location: //elsewhere.example/v1/ws\r\n", ""),
            308,
            ErrorKind::Redirect,
            false,
        ),
        (answer("200 OK", json, "{}"), 200, ErrorKind::UnexpectedStatus, false),
        (
            answer("200 OK", "Content-Type: text/html\r\n", "<html>PLANTED"),
            200,
            ErrorKind::UnexpectedStatus,
            false,
        ),
    ] {
        let (error, _) = refused(&bytes).await;
        assert_eq!(error.kind(), EventsErrorKind::Call, "{error}");
        assert_eq!(error.is_unauthorized(), is_unauthorized, "{error}");
        let call = error.call_error().unwrap();
        assert_eq!((call.kind(), call.status().unwrap().as_u16()), (&kind, status));
        assert_eq!(call.operation_id(), Some("connect_events"));
        assert!(
            error.to_string().starts_with(&format!("connect_events: {status}")),
            "{error}"
        );
    }
    let (error, _) = refused(&answer("401 Unauthorized", json, unauthorized)).await;
    assert_eq!(error.call_error().unwrap().api_error().unwrap().code, "unauthorized");
    for (body, media_type) in [
        (unauthorized, json),
        ("PLANTED", "Content-Type: text/plain\r\n"),
        ("", ""),
    ] {
        let (error, _) = refused(&answer("401 Unauthorized", media_type, body)).await;
        let advice = "; it needs a valid access token: make one in Beeper Desktop";
        assert!(error.to_string().contains(advice), "{error}");
        assert!(error.call_error().unwrap().to_string().contains(advice), "{error}");
    }
    let (error, _) = refused(&answer("429 Too Many Requests", "Retry-After: 7\r\n", "")).await;
    assert_eq!(error.call_error().unwrap().retry_after(), Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn a_server_without_events_says_so() {
    for status in [
        "404 Not Found",
        "405 Method Not Allowed",
        "426 Upgrade Required",
        "501 Not Implemented",
    ] {
        for body in ["", "PLANTED", r#"{"code":"NOT_FOUND","message":"PLANTED"}"#] {
            let (error, _) = refused(&answer(status, "", body)).await;
            assert_eq!(error.kind(), EventsErrorKind::NotSupported, "{error}");
            assert_eq!(
                error.to_string(),
                format!("the server has no live events: poll it instead ({status})")
            );
            assert!(!error.is_unauthorized());
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_no_web_socket_is_refused() {
    let fine = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    for headers in [
        fine.to_owned(),
        format!("{fine}Sec-WebSocket-Accept: PLANTED\r\n"),
        // The accept key from the example in the standard, for another request.
        format!("{fine}Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"),
        "Upgrade: h2c\r\nConnection: Upgrade\r\n".to_owned(),
    ] {
        let (error, _) = refused(&format!("HTTP/1.1 101 Switching Protocols\r\n{headers}\r\n")).await;
        assert_eq!(error.kind(), EventsErrorKind::InvalidHandshake, "{error}");
    }
}

#[tokio::test]
async fn an_agreement_that_says_more_than_was_asked_is_refused() {
    for headers in [
        "Sec-WebSocket-Accept: ACCEPT\r\n",
        "Sec-WebSocket-Accept: PLANTED\r\n",
        "Sec-WebSocket-Extensions: permessage-deflate\r\n",
        "Sec-WebSocket-Protocol: PLANTED\r\n",
    ] {
        let server = Server::start().await;
        let client = server.client(&VirtualClock::new());
        let script = async {
            let mut peer = server.request().await;
            let answer = peer.agreement(headers);
            peer.stream.write_all(answer.as_bytes()).await.unwrap();
            // The client closes the connection.
            assert_eq!(peer.stream.read(&mut [0]).await.unwrap(), 0);
        };
        let (connection, ()) = tokio::join!(client.events().retries(0).connect(), script);
        let error = connection.unwrap_err();
        assert_eq!(error.kind(), EventsErrorKind::InvalidHandshake, "{headers}");
        assert!(!format!("{error} {error:?}").contains("PLANTED"));
    }
}

#[tokio::test]
async fn an_agreement_may_say_that_it_chose_nothing() {
    for (before, headers) in [
        ("", "Sec-WebSocket-Extensions: \r\nSec-WebSocket-Protocol:\r\n"),
        (
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
            "Content-Length: 0\r\n",
        ),
    ] {
        let server = Server::start().await;
        let client = server.client(&VirtualClock::new());
        let script = async {
            let mut peer = server.request().await;
            let answer = peer.agreement(headers);
            peer.stream.write_all(before.as_bytes()).await.unwrap();
            peer.stream.write_all(answer.as_bytes()).await.unwrap();
            peer
        };
        let (connection, _peer) = tokio::join!(client.events().connect(), script);
        drop(connection.unwrap());
    }
}

#[tokio::test]
async fn frames_that_come_in_one_piece_with_the_agreement_are_read() {
    let server = Server::start().await;
    let client = server.client(&VirtualClock::new());
    let script = async {
        let mut peer = server.request().await;
        let mut bytes = peer.agreement("").into_bytes();
        bytes.extend(frame(0x81, br#"{"type":"ready"}"#));
        bytes.extend(&frame(0x81, br#"{"type":"next"}"#)[..5]);
        peer.stream.write_all(&bytes).await.unwrap();
        peer
    };
    let (connection, mut peer) = tokio::join!(client.events().connect(), script);
    let mut connection = connection.unwrap();
    assert_eq!(connection.next().await.unwrap().unwrap().kind(), "ready");
    let rest = &frame(0x81, br#"{"type":"next"}"#)[5..];
    peer.stream.write_all(rest).await.unwrap();
    assert_eq!(connection.next().await.unwrap().unwrap().kind(), "next");
}

#[tokio::test]
async fn a_head_that_does_not_end_is_not_waited_for_longer_than_the_limit() {
    let server = Server::start().await;
    let client = server.client(&VirtualClock::new());
    let limit = Duration::from_millis(50);
    let script = async {
        let mut peer = server.request().await;
        let whole = peer.agreement("");
        let (part, _) = whole.split_at(whole.len() - 2);
        peer.stream.write_all(part.as_bytes()).await.unwrap();
        peer
    };
    let connecting = client.events().retries(0).timeout(limit).connect();
    let (connection, _peer) = tokio::join!(connecting, script);
    let error = connection.unwrap_err();
    assert_eq!(error.call_error().unwrap().kind(), &ErrorKind::Timeout { limit });
}

#[tokio::test]
async fn what_is_no_answer_is_the_error_of_any_call() {
    for bytes in ["", "\0PLANTED", "HTTP/1.1 1"] {
        let (error, _) = refused(bytes).await;
        assert_eq!(error.call_error().unwrap().kind(), &ErrorKind::Interrupted, "{error}");
    }
    let nowhere = crate::nowhere(&VirtualClock::new());
    let error = nowhere.events().connect().await.unwrap_err();
    assert_eq!(error.call_error().unwrap().kind(), &ErrorKind::Connect);
    let server = Server::start().await;
    let client = server.client(&VirtualClock::new());
    let limit = Duration::from_millis(50);
    let error = client.events().retries(0).timeout(limit).connect().await.unwrap_err();
    assert_eq!(error.call_error().unwrap().kind(), &ErrorKind::Timeout { limit });
}

#[tokio::test]
async fn nothing_is_sent_without_a_token_or_with_a_header_of_the_handshake() {
    let server = Server::start().await;
    let client = Client::builder().base_url(server.address()).build().unwrap();
    let error = client.events().connect().await.unwrap_err();
    assert_eq!(error.call_error().unwrap().kind(), &ErrorKind::MissingToken);
    assert!(error.is_unauthorized());
    let client = server.client(&VirtualClock::new());
    for name in ["Sec-WebSocket-Key", "upgrade", "Connection", "Authorization"] {
        let error = client.events().header(name, "PLANTED").connect().await.unwrap_err();
        let kind = error.call_error().unwrap().kind().clone();
        assert!(matches!(kind, ErrorKind::InvalidArgument { .. }), "{error}");
        assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error}");
    }
}

#[tokio::test]
async fn another_path_that_the_server_names_is_tried_on_the_same_server() {
    for (named, expected) in [
        ("ws://elsewhere.example:7/v2/live?token=x", "GET /v2/live HTTP/1.1"),
        ("/v2/live", "GET /v2/live HTTP/1.1"),
    ] {
        let server = Server::start().await;
        let client = server.client(&VirtualClock::new());
        let info = format!(
            r#"{{"app":{{"name":"a","version":"1","bundle_id":"b"}},"server":{{"status":"running"}},"platform":{{}},"endpoints":{{"ws_events":"{named}"}}}}"#
        );
        let script = async {
            let first = server.answer(&answer("404 Not Found", "", "")).await;
            assert!(first.starts_with("GET /v1/ws HTTP/1.1\r\n"), "{first}");
            let second = server.answer(&answer("200 OK", "", &info)).await;
            assert!(second.starts_with("GET /v1/info HTTP/1.1\r\n"), "{second}");
            let mut peer = server.request().await;
            peer.upgrade().await;
            peer
        };
        let (connection, peer) = tokio::join!(client.events().connect(), script);
        drop(connection.unwrap());
        assert!(peer.head.starts_with(expected), "{}", peer.head);
    }
}

#[tokio::test]
async fn a_server_that_names_the_same_path_is_not_asked_again() {
    for named in ["http://127.0.0.1:23373/v1/ws", "", "http://[", "/.."] {
        let server = Server::start().await;
        let client = server.client(&VirtualClock::new());
        let info = format!(r#"{{"app":{{"name":"a"}},"server":{{}},"endpoints":{{"ws_events":"{named}"}}}}"#);
        let script = async {
            server.answer(&answer("404 Not Found", "", "")).await;
            server.answer(&answer("200 OK", "", &info)).await
        };
        let (connection, _) = tokio::join!(client.events().connect(), script);
        assert_eq!(connection.unwrap_err().kind(), EventsErrorKind::NotSupported);
    }
}

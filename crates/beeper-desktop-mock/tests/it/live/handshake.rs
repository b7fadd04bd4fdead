//! Tests the opening handshake and its failures.

use beeper_desktop_mock::{Dialect, Endpoint, MockDesktop, Reply};
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::handshake::client::Request;

use super::{Client, handshake, opening, started};
use crate::{End, get, http, ok, raw_request, read_to_end, request};

/// Returns the status, the body and the headers with which the server refuses a handshake.
async fn refusal(mock: &MockDesktop, request: Request) -> (u16, String, reqwest::header::HeaderMap) {
    match handshake(mock, request).await {
        Err(Error::Http(answer)) => {
            let body = answer.body().clone().unwrap_or_default();
            (
                answer.status().as_u16(),
                String::from_utf8(body).unwrap(),
                answer.headers().clone(),
            )
        }
        other => panic!("{other:?}"),
    }
}

fn without(mock: &MockDesktop, header: &str) -> Request {
    let mut request = opening(mock);
    request.headers_mut().remove(header).unwrap();
    request
}

fn with(mock: &MockDesktop, header: &'static str, value: &'static str) -> Request {
    let mut request = opening(mock);
    request.headers_mut().insert(header, value.parse().unwrap());
    request
}

#[tokio::test]
async fn info_names_the_address_with_the_scheme_of_real_servers() {
    for &dialect in Dialect::ALL {
        let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();

        let info = ok(get(&mock, "/v1/info").await);

        let expected = format!("{}/v1/ws", mock.base_url());
        assert_eq!(info["endpoints"]["ws_events"], expected);
    }
}

#[tokio::test]
async fn a_connection_is_counted_and_recorded() {
    let mock = started().await;
    let (socket, answer) = handshake(&mock, opening(&mock)).await.unwrap();

    assert_eq!(answer.status(), 101);
    assert!(answer.headers().contains_key("x-beeper-desktop-version"));
    assert!(!answer.headers().contains_key("sec-websocket-extensions"));
    assert_eq!((mock.live_connections(), mock.open_connections()), (1, 1));
    let requests = mock.requests_for(Endpoint::Events);
    assert_eq!(requests[0].header("authorization"), Some("Bearer mock-token"));

    drop(socket);
    mock.until_live_connections(0).await;
    mock.until_all_closed().await;
}

#[tokio::test]
async fn a_token_that_only_reads_is_enough() {
    let mock = MockDesktop::builder().read_only_token().start().await.unwrap();

    Client::connect(&mock).await;
}

#[tokio::test]
async fn a_missing_or_wrong_token_is_refused() {
    let mock = started().await;
    for request in [
        without(&mock, "authorization"),
        with(&mock, "authorization", "Bearer wrong"),
        with(&mock, "authorization", "Basic mock-token"),
    ] {
        let (status, body, _) = refusal(&mock, request).await;
        assert_eq!(status, 401);
        assert!(body.contains(r#""code":"unauthorized""#), "{body}");
    }

    let mock = MockDesktop::builder().dialect(Dialect::Older).start().await.unwrap();
    let (status, body, headers) = refusal(&mock, with(&mock, "authorization", "Bearer wrong")).await;
    assert_eq!((status, body.as_str()), (401, "invalid bearer token"));
    assert_eq!(headers["content-type"], "text/plain; charset=utf-8");
}

#[tokio::test]
async fn what_is_no_handshake_is_told_to_upgrade() {
    let mock = started().await;
    let answer = request(&mock, "GET", "/v1/ws").send().await.unwrap();
    assert_eq!(answer.status(), 426);
    assert_eq!(answer.headers()["upgrade"], "websocket");
    assert_eq!(answer.headers()["sec-websocket-version"], "13");

    let upgrade = |version: &str, key: &str| {
        let request = request(&mock, "GET", "/v1/ws").header("connection", "upgrade");
        let request = request
            .header("upgrade", "websocket")
            .header("sec-websocket-version", version);
        request.header("sec-websocket-key", key).send()
    };
    for (version, key, status) in [
        ("8", "dGhlIHNhbXBsZSBub25jZQ==", 426),
        ("13", "bm90IHNpeHRlZW4=", 400),
        ("13", "not base64", 400),
    ] {
        assert_eq!(upgrade(version, key).await.unwrap().status(), status, "{version} {key}");
    }
    let posted = request(&mock, "POST", "/v1/ws").send().await.unwrap();
    assert_eq!(posted.status(), 405);
}

#[tokio::test]
async fn a_handshake_is_refused_as_a_test_says() {
    let mock = started().await;
    for reply in [
        Reply::error(401, "unauthorized", "Unauthorized: Invalid or missing token"),
        Reply::error(403, "M_FORBIDDEN", "Not with this scope"),
        Reply::error(404, "M_UNRECOGNIZED", "No such path"),
        Reply::bytes(404, "404 page not found"),
        Reply::error(426, "M_UNRECOGNIZED", "Not over this protocol"),
        Reply::error(429, "M_LIMIT_EXCEEDED", "Too many").header("retry-after", "1"),
        Reply::bytes(502, "<html>Bad gateway</html>"),
        Reply::json(200, serde_json::json!({})),
        Reply::redirect(302, "http://127.0.0.1:1/v1/ws"),
    ] {
        mock.on(Endpoint::Events).once().reply(reply.clone());

        let (status, body, headers) = refusal(&mock, opening(&mock)).await;

        mock.on(Endpoint::Events).once().reply(reply);
        let answer = http_client()
            .get(format!("{}/v1/ws", mock.base_url()))
            .send()
            .await
            .unwrap();
        assert_eq!(
            (status, headers.get("location")),
            (answer.status().as_u16(), answer.headers().get("location"))
        );
        assert_eq!(body, answer.text().await.unwrap());
    }
    assert_eq!(mock.live_connections(), 0);
    Client::connect(&mock).await;
}

/// Returns a client that follows no redirects.
fn http_client() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy();
    builder.redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

#[tokio::test]
async fn the_answer_to_a_handshake_can_be_wrong() {
    let mock = started().await;
    for (header, value) in [
        ("sec-websocket-accept", Some("d3Jvbmc=")),
        ("sec-websocket-accept", None),
        ("upgrade", Some("h2c")),
        ("upgrade", None),
        ("connection", Some("keep-alive")),
        ("connection", None),
        ("sec-websocket-protocol", Some("unasked")),
    ] {
        mock.on(Endpoint::Events).once().header(header, value);

        let failed = handshake(&mock, opening(&mock)).await;

        let is_told = matches!(
            failed,
            Err(Error::Protocol(
                ProtocolError::SecWebSocketAcceptKeyMismatch
                    | ProtocolError::MissingUpgradeWebSocketHeader
                    | ProtocolError::MissingConnectionUpgradeHeader
                    | ProtocolError::SecWebSocketSubProtocolError(_)
            ))
        );
        assert!(is_told, "{header} {value:?}: {failed:?}");
    }

    // The connection still becomes a WebSocket, for clients that ignore the header.
    mock.on(Endpoint::Events).once().header("x-unasked", "but harmless");
    let (_client, answer) = handshake(&mock, opening(&mock)).await.unwrap();
    assert_eq!(answer.headers()["x-unasked"], "but harmless");
}

#[tokio::test]
async fn a_header_of_any_answer_can_be_changed() {
    let mock = started().await;
    mock.on_any().header("x-beeper-desktop-version", None);

    let answer = http().get(format!("{}/v1/info", mock.base_url())).send().await.unwrap();

    assert!(!answer.headers().contains_key("x-beeper-desktop-version"));
    assert_eq!(answer.status(), 200);

    mock.on_any().header("content-length", "9999");
    let (received, end) = read_to_end(raw_request(&mock, "GET", "/v1/info").await).await;
    assert!(
        received.contains("content-length: 9999\r\n") && received.ends_with('}'),
        "{received}"
    );
    assert_eq!(end, End::Closed);
}

#[tokio::test]
async fn a_handshake_can_break_off() {
    let mock = started().await;
    mock.on(Endpoint::Events).once().reset_before_answer();
    let (received, end) = read_to_end(raw_request(&mock, "GET", "/v1/ws").await).await;
    assert_eq!((received.as_str(), end), ("", End::Reset));

    mock.on(Endpoint::Events).once().raw("HTTP/1.1 101 Switch");
    let (received, end) = read_to_end(raw_request(&mock, "GET", "/v1/ws").await).await;
    assert_eq!((received.as_str(), end), ("HTTP/1.1 101 Switch", End::Closed));

    mock.on(Endpoint::Events).once().close_after_answer();
    let (mut socket, _) = handshake(&mock, opening(&mock)).await.unwrap();
    let end = futures_util::StreamExt::next(&mut socket).await;
    assert!(
        matches!(
            end,
            Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)))
        ),
        "{end:?}"
    );
    assert_eq!(mock.live_connections(), 0);
}

#[tokio::test]
async fn a_handshake_can_be_held() {
    let mock = started().await;
    let hold = mock.on(Endpoint::Events).hold_answer();
    let connecting = async { Client::connect(&mock).await };
    let release = async {
        hold.arrived().await;
        assert_eq!(mock.live_connections(), 0);
        hold.release();
    };

    let (_client, ()) = tokio::join!(connecting, release);

    assert_eq!(mock.live_connections(), 1);
}

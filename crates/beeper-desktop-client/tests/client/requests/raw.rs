//! Tests of `raw()`, and of responses with a success status that is not documented.

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::types::LoginRemoveScope;
use beeper_desktop_client::{CallOptions, ErrorKind, Method, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::json;

use crate::{builder, client, mock, nowhere};

#[tokio::test]
async fn raw_gives_status_headers_and_bytes_as_they_came() {
    let mock = mock().await;
    for (status, body) in [
        (200, &br#"{"items":  []}"#[..]),
        (201, b"<html>"),
        (200, b"\xff\0\xfe"),
        (202, br#"{"items": "not a list"}"#),
        (206, b"null"),
        (200, b""),
        (204, b""),
        (299, b"{"),
    ] {
        let reply = Reply::bytes(status, body)
            .header("x-request-id", "r-1")
            .header("content-type", "text/odd")
            .header("x-beeper-desktop-version", "4.2.0");
        mock.on(Operation::ListBridges).reply(reply);
        let raw = client(&mock).list_bridges().raw().await.unwrap();
        assert_eq!((raw.status().as_u16(), &raw.body()[..]), (status, body));
        assert_eq!(raw.headers()["x-request-id"], "r-1");
        assert_eq!(raw.headers()["content-type"], "text/odd");
        assert_eq!(raw.server_version(), Some("4.2.0"));
        assert_eq!(raw.into_body(), body);
    }
}

#[tokio::test]
async fn raw_succeeds_where_the_types_do_not_fit() {
    let mock = mock().await;
    let body = json!({"items": {"id": 7}});
    mock.on(Operation::ListBridges).reply(Reply::json(200, body.clone()));
    let request = client(&mock).list_bridges();
    let error = request.clone().await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Misfit { .. }), "{error:?}");
    let raw = request.raw().await.unwrap();
    let read: serde_json::Value = serde_json::from_slice(raw.body()).unwrap();
    assert_eq!(read, body);
}

#[tokio::test]
async fn raw_sends_the_same_request() {
    let mock = mock().await;
    let client = client(&mock);
    let request = client.send_message("c").text("Hi").reply_to("m").header("x-tag", "1");
    let _ = request.clone().await;
    let _ = request.raw().await;
    let received = mock.requests();
    assert_eq!(received[0].body(), received[1].body());
    assert_eq!(received[0].path(), received[1].path());
    assert!(received[0].headers().eq(received[1].headers()));
}

#[tokio::test]
async fn raw_fails_as_the_call_itself_does() {
    let mock = mock().await;
    let client = client(&mock);
    let reply = Reply::error(409, "M_X", "No");
    mock.on(Operation::ListBridges).reply(reply);
    let error = client.list_bridges().raw().await.unwrap_err();
    assert_eq!(error.to_string(), "list_bridges: 409 Conflict (M_X)");
    assert_eq!(error.api_error().unwrap().code, "M_X");

    mock.on(Operation::ListBridges)
        .reply(Reply::redirect(302, "http://127.0.0.1:1/"));
    let error = client.list_bridges().raw().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Redirect);

    mock.on(Operation::ListBridges).reply(Reply::bytes(200, vec![b'x'; 65]));
    let small = builder(&mock).max_body_bytes(64).build().unwrap();
    let error = small.list_bridges().raw().await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::BodyTooLarge { limit: 64 });

    let error = nowhere(&VirtualClock::new()).get_info().raw().await.unwrap_err();
    assert_eq!((error.kind(), error.tries()), (&ErrorKind::Connect, 3));
}

#[tokio::test]
async fn raw_is_repeated_as_the_call_itself_is() {
    let mock = mock().await;
    mock.on_any().first(2).reply(Reply::empty(503));
    client(&mock).list_bridges().raw().await.unwrap();
    assert_eq!(mock.requests().len(), 3);

    mock.on_any().reply(Reply::empty(503));
    let error = client(&mock).send_message("c").text("Hi").raw().await.unwrap_err();
    assert_eq!(error.tries(), 1);
    assert!(error.is_delivery_unclear());
}

#[tokio::test]
async fn raw_of_files_and_of_undocumented_endpoints_is_the_same() {
    let mock = MockDesktop::builder().demo_chats().start().await.unwrap();
    let client = client(&mock);
    let picture = client.serve_asset("mxc://beeper.local/honeycomb").raw().await.unwrap();
    assert!(picture.body().starts_with(b"GIF89a"));
    let part = client.serve_asset("mxc://beeper.local/honeycomb").range(0..3).raw();
    let part = part.await.unwrap();
    assert_eq!((part.status().as_u16(), &part.body()[..]), (206, &b"GIF"[..]));
    let upload = client.upload_asset(Upload::bytes("Hi")).file_name("hi.txt").raw();
    let uploaded: serde_json::Value = serde_json::from_slice(upload.await.unwrap().body()).unwrap();
    assert!(uploaded["uploadID"].is_string(), "{uploaded}");
    let info = client.execute(Method::GET, "/v1/info").raw().await.unwrap();
    assert!(info.body().starts_with(b"{"));
    mock.on_any().reply(Reply::empty(204));
    let nothing = client.execute(Method::GET, "/v1/info").raw().await.unwrap();
    assert!(nothing.body().is_empty());
}

#[tokio::test]
async fn raw_prints_neither_body_nor_headers() {
    let mock = mock().await;
    let reply = Reply::bytes(200, "PLANTED").header("x-secret", "PLANTED");
    mock.on(Operation::ListBridges).reply(reply);
    let raw = client(&mock).list_bridges().raw().await.unwrap();
    let printed = format!("{raw:?}");
    assert!(printed.contains("200") && printed.contains("bytes: 7"), "{printed}");
    assert!(!printed.contains("PLANTED"), "{printed}");
}

#[tokio::test]
async fn any_status_of_success_is_one_where_there_is_a_body() {
    let mock = mock().await;
    for status in [200, 201, 202, 203, 206, 226, 299] {
        let reply = Reply::json(status, json!({"items": []}));
        mock.on(Operation::ListBridges).reply(reply);
        let bridges = client(&mock).list_bridges().await.unwrap();
        assert_eq!((bridges.status().as_u16(), bridges.items.len()), (status, 0));
    }
}

#[tokio::test]
async fn a_body_that_is_not_there_is_an_error_where_one_is_documented_whatever_the_status() {
    let mock = mock().await;
    for status in [200, 201, 204, 205] {
        mock.on_any().reply(Reply::empty(status));
        let client = client(&mock).with(CallOptions::new().retries(0));
        let error = client.list_bridges().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NoBody, "{status}");
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert!(!error.is_delivery_unclear());
        // The client cannot know whether this removed the login.
        let removed = client.remove_bridge_login("b", "l", LoginRemoveScope::AllDevices);
        let error = removed.await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NoBody, "{status}");
        assert!(error.is_delivery_unclear());
    }
}

#[tokio::test]
async fn a_body_where_none_is_documented_is_read_over_whatever_the_status() {
    let mock = mock().await;
    for (status, body) in [
        (204, ""),
        (200, ""),
        (200, r#"{"success": true}"#),
        (201, "<html>"),
        (202, "{"),
    ] {
        mock.on_any().reply(Reply::bytes(status, body));
        let client = client(&mock);
        let archived = client.archive_chat("c").await.unwrap();
        assert_eq!((archived.status().as_u16(), archived.into_inner()), (status, ()));
        client.delete_message("c", "m").await.unwrap();
    }
}

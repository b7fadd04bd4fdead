//! Tests of the messages of errors, which state the call, the problem and what to change.

use beeper_desktop_client::{CallOptions, Client, Error, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::json;
use tokio::net::TcpListener;

use crate::{builder, client, mock};

/// Returns the host and port of an address where no program listens.
async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().to_string()
}

async fn refused(mock: &MockDesktop, reply: Reply) -> String {
    mock.on(Operation::ListBridges).reply(reply);
    let once = client(mock).with(CallOptions::new().retries(0));
    once.list_bridges().await.unwrap_err().to_string()
}

/// Returns what a `main` that returns the error prints, and checks that it contains nothing that was planted.
fn printed(error: &Error) -> String {
    let printed = format!("{error:?}");
    assert!(!printed.contains("PLANTED"), "{printed}");
    assert!(printed.starts_with(&error.to_string()), "{printed}");
    printed
}

#[tokio::test]
async fn a_missing_token_is_one_sentence_that_says_how_to_give_one() {
    let client = Client::builder().build().unwrap();
    let error = client.list_bridges().await.unwrap_err();
    let expected = "list_bridges: needs an access token, and the client has none: make one in Beeper Desktop \
                    (Settings, Developers, \"+\" beside Approved connections), and set BEEPER_ACCESS_TOKEN to it for \
                    `Client::from_env`, or give it to `ClientBuilder::access_token`";
    assert_eq!(error.to_string(), expected);
    assert_eq!(printed(&error), expected);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_path_and_token() {
    let address = nobody().await;
    let client = Client::builder()
        .base_url(format!("http://{address}/PLANTED"))
        .access_token("PLANTED")
        .clock(VirtualClock::new())
        .build()
        .unwrap();
    let error = client.list_bridges().await.unwrap_err();
    let line = format!(
        "list_bridges: could not connect to http://{address}; is Beeper Desktop running, and its API switched on? \
         `discover()` finds it on other ports of this computer"
    );
    assert_eq!(error.to_string(), line);
    let printed = printed(&error);
    let below: Vec<_> = printed.split("; ").collect();
    let is_cause = |part: &&str| part.starts_with("caused by: ") && part.contains("refused");
    assert!(below.iter().any(is_cause), "{printed}");
    assert_eq!(below.last(), Some(&"after 3 tries"));
    assert_eq!(printed.lines().count(), 1, "{printed}");
}

#[tokio::test]
async fn a_name_that_leads_nowhere_is_told_from_a_server_that_is_not_there() {
    let client = Client::builder()
        .base_url("http://desktop.invalid:23373")
        // A proxy from the environment would look up the name itself.
        .configure_http(|http| http.no_proxy())
        .clock(VirtualClock::new())
        .build()
        .unwrap();
    let error = client.get_info().await.unwrap_err();
    let expected = "get_info: could not connect to http://desktop.invalid:23373; no host of this name was found; is the \
                    address right?";
    assert_eq!(error.to_string(), expected);
    printed(&error);
}

#[tokio::test]
async fn another_web_server_is_told_by_its_pages() {
    let mock = mock().await;
    let page = |status| Reply::bytes(status, "<html>PLANTED").header("content-type", "text/html; charset=utf-8");
    let odd = format!(
        "; {} does not look like Beeper's Desktop API; is the address right?",
        mock.base_url()
    );
    for (status, expected) in [
        (404, "404 Not Found with a body of text/html"),
        (405, "405 Method Not Allowed with a body of text/html"),
        (401, "401 Unauthorized with a body of text/html"),
        (501, "501 Not Implemented with a body of text/html"),
        (200, "200 OK with a body that is not JSON but text/html"),
    ] {
        assert_eq!(
            refused(&mock, page(status)).await,
            format!("list_bridges: {expected}{odd}")
        );
    }
    // A proxy sends this when it cannot reach Beeper Desktop.
    assert_eq!(
        refused(&mock, page(502)).await,
        "list_bridges: 502 Bad Gateway with a body of text/html"
    );
}

#[tokio::test]
async fn an_operation_that_the_server_does_not_have_is_named_with_server_and_version() {
    let mock = mock().await;
    let lacks = |more: &str| format!("list_bridges: the server at {}{more}", mock.base_url());
    let text = || Reply::bytes(404, "404 page PLANTED").header("content-type", "text/plain");
    let which = "; is it Beeper's Desktop API, and new enough?";
    for reply in [
        text(),
        Reply::empty(405),
        Reply::json(404, json!({"detail": "PLANTED"})),
    ] {
        let expected = lacks(&format!(" does not have this operation{which}"));
        assert_eq!(refused(&mock, reply).await, expected);
    }
    let told = |reply: Reply| reply.header("x-beeper-desktop-version", "4.1.2");
    assert_eq!(
        refused(&mock, told(text())).await,
        lacks(" (version 4.1.2) does not have this operation")
    );
    // A server that sends a version is not another web server.
    let page = told(Reply::bytes(404, "<html>PLANTED").header("content-type", "text/html"));
    assert_eq!(
        refused(&mock, page).await,
        lacks(" (version 4.1.2) does not have this operation")
    );
    for (status, code) in [(501, "NOT_IMPLEMENTED"), (404, "M_UNRECOGNIZED")] {
        assert_eq!(
            refused(&mock, Reply::error(status, code, "PLANTED")).await,
            lacks(&format!(" does not have this operation ({code})"))
        );
    }
    assert_eq!(
        refused(&mock, Reply::error(404, "M_NOT_FOUND", "PLANTED")).await,
        "list_bridges: 404 Not Found (M_NOT_FOUND)"
    );
}

#[tokio::test]
async fn a_token_that_is_not_valid_is_said_to_be_what_is_lacking() {
    let mock = mock().await;
    let client = builder(&mock).access_token("PLANTED").build().unwrap();
    let error = client.list_bridges().await.unwrap_err();
    let expected = "list_bridges: 401 Unauthorized (unauthorized); it needs a valid access token: make one in Beeper \
                    Desktop (Settings, Developers, \"+\" beside Approved connections)";
    assert_eq!(error.to_string(), expected);
    assert_eq!(printed(&error), expected);

    mock.on(Operation::GetInfo).reply(Reply::empty(401));
    let error = client.get_info().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "get_info: 401 Unauthorized",
        "the operation needs no token"
    );
}

#[tokio::test]
async fn the_debug_of_a_refusal_shows_its_code_and_nothing_else_of_it() {
    let mock = mock().await;
    let body = serde_json::json!({"code": "M_BAD_PARAM", "message": "PLANTED", "details": {"PLANTED": "PLANTED"}});
    mock.on(Operation::ListBridges)
        .reply(Reply::json(400, body).header("x-secret", "PLANTED"));
    let error = client(&mock).list_bridges().await.unwrap_err();
    assert_eq!(printed(&error), "list_bridges: 400 Bad Request (M_BAD_PARAM)");
}

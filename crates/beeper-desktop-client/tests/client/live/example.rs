//! Tests the example `events` against a server with a short script.

use serde_json::json;

use super::script::{Server, TOKEN};
use crate::{example_at, output};

#[tokio::test]
async fn the_example_prints_what_happens_until_the_end() {
    let server = Server::start().await;
    let events = example_at("events", &server.address(), TOKEN);
    let script = async {
        let mut peer = server.request().await;
        peer.upgrade().await;
        peer.text(r#"{"type":"ready","version":1,"chatIDs":[]}"#).await;
        assert_eq!(peer.command().await["chatIDs"], json!(["*"]));
        peer.text(r#"{"type":"subscriptions.updated","requestID":"r1","chatIDs":["*"]}"#)
            .await;
        let message = json!({
            "id": "1", "chatID": "c", "accountID": "a", "senderID": "@ana:beeper.local", "sortKey": "1",
            "timestamp": "2026-01-31T09:30:00Z", "text": "Hi\u{1b}[2J",
        });
        let event = json!({"type": "message.upserted", "seq": 1, "ts": 0, "chatID": "c", "ids": ["1"], "entries": [message, 7]});
        peer.text(&event.to_string()).await;
        peer.text(r#"{"type":"chat.upserted","seq":2,"ts":0,"chatID":"c","ids":["c"]}"#)
            .await;
        peer.close(1001, "PLANTED").await;
        peer
    };
    let (output, _peer) = tokio::join!(output(events), script);
    let (out, err) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert_eq!(
        out,
        "ready\n\"@ana:beeper.local\": \"Hi\\u{1b}[2J\"\nthe chat c changed\n"
    );
    assert_eq!(
        err,
        "`entries[1]` was taken out: it is not an object\nError: the server closed the connection for events with the code 1001\n"
    );
    assert!(!output.status.success());
}

//! Tests that the capture joins parts of the browser's reports: requests and their headers, storage and its origins.

use serde_json::{Value, json};

use super::peer::{Peer, cookie};
use super::{URL, pair, play, step};

fn header_step(name: &str, pattern: &str) -> super::CookieStep {
    let source = json!({"type": "request_header", "name": name, "requestURLRegex": pattern});
    step(json!([{"id": "header", "sources": [source]}]), json!({}))
}

fn request(peer: &mut Peer, url: &str, other: Value) {
    let mut params = json!({"requestId": "R", "request": {"url": url, "headers": {"X-Own": "own"}}});
    for (name, value) in other.as_object().into_iter().flatten() {
        params[name] = value.clone();
    }
    peer.page_event("Network.requestWillBeSent", params);
}

fn headers(peer: &mut Peer, cookie: &str) {
    let params = json!({"requestId": "R", "headers": {"Cookie": cookie, "x-own": "sent"}});
    peer.page_event("Network.requestWillBeSentExtraInfo", params);
}

#[test]
fn headers_belong_to_the_request_of_the_same_place_whatever_comes_first() {
    let redirected = json!({"redirectResponse": {}});
    let orders: [fn(&mut Peer, &Value); 4] = [
        |peer, redirected| {
            request(peer, "https://a.example/1", json!({}));
            headers(peer, "n=1");
            request(peer, "https://a.example/2", redirected.clone());
            headers(peer, "n=2");
        },
        |peer, redirected| {
            headers(peer, "n=1");
            request(peer, "https://a.example/1", json!({}));
            headers(peer, "n=2");
            request(peer, "https://a.example/2", redirected.clone());
        },
        |peer, redirected| {
            request(peer, "https://a.example/1", json!({}));
            request(peer, "https://a.example/2", redirected.clone());
            headers(peer, "n=1");
            headers(peer, "n=2");
        },
        |peer, redirected| {
            headers(peer, "n=1");
            headers(peer, "n=2");
            request(peer, "https://a.example/1", json!({}));
            request(peer, "https://a.example/2", redirected.clone());
        },
    ];
    for (order, events) in orders.into_iter().enumerate() {
        for (path, expected) in [("/1$", "n=1"), ("/2$", "n=2")] {
            let redirected = redirected.clone();
            let played = play(header_step("cookie", path), move |peer| {
                peer.serve_until("Page.navigate");
                events(peer, &redirected);
            });
            assert_eq!(played.values(), [pair("header", expected)], "order {order}");
        }
    }
}

#[test]
fn a_request_that_was_not_sent_gets_no_headers_of_the_next() {
    let played = play(header_step("cookie", "^https"), |peer| {
        peer.serve_until("Page.navigate");
        request(peer, "http://a.example/", json!({}));
        request(
            peer,
            "https://a.example/",
            json!({"redirectResponse": {}, "redirectHasExtraInfo": false}),
        );
        headers(peer, "n=1");
    });
    assert_eq!(played.values(), [pair("header", "n=1")]);
}

#[test]
fn headers_as_they_were_sent_go_before_those_that_were_planned() {
    let played = play(header_step("X-OWN", "/$"), |peer| {
        peer.serve_until("Page.navigate");
        headers(peer, "n=1");
        request(peer, "https://a.example/", json!({}));
    });
    assert_eq!(played.values(), [pair("header", "sent")]);
}

#[test]
fn headers_of_a_web_socket_belong_to_its_address() {
    let played = play(header_step("x-own", "^wss:.*/socket$"), |peer| {
        peer.serve_until("Page.navigate");
        let sent = |value: &str| json!({"requestId": "R", "request": {"headers": {"X-Own": value}}});
        peer.page_event("Network.webSocketWillSendHandshakeRequest", sent("of nobody"));
        peer.page_event(
            "Network.webSocketCreated",
            json!({"requestId": "R", "url": "wss://a.example/socket"}),
        );
        peer.page_event("Network.webSocketWillSendHandshakeRequest", sent("own"));
    });
    assert_eq!(played.values(), [pair("header", "own")]);
}

#[test]
fn a_body_that_is_not_told_with_its_request_is_asked_for() {
    let fields = json!([{"id": "token", "sources": [{"type": "request_body", "name": "token"}]}]);
    let played = play(step(fields, json!({})), |peer| {
        peer.serve_until("Page.navigate");
        peer.ignored.push("Network.getRequestPostData");
        let sent = json!({"url": "https://a.example/", "headers": {}, "hasPostData": true});
        peer.page_event("Network.requestWillBeSent", json!({"requestId": "R", "request": sent}));
        let call = peer.serve_until("Network.getRequestPostData");
        assert_eq!(call["params"]["requestId"], "R");
        peer.say(&json!({"id": call["id"], "result": {"postData": "{\"token\": \"t\"}"}}));
    });
    assert_eq!(played.values(), [pair("token", "t")]);
}

#[test]
fn storage_that_is_a_sites_own_counts_and_none_that_it_has_as_a_frame() {
    let source = json!({"type": "local_storage", "name": "token"});
    let fields = json!([{"id": "session"}, {"id": "token", "required": false, "sources": [source]}]);
    let stored = |key: &'static str, is_local: bool, value: &'static str| {
        let fields = fields.clone();
        play(step(fields, json!({})), move |peer| {
            peer.serve_until("Page.navigate");
            peer.open(URL);
            let storage = json!({"storageKey": key, "isLocalStorage": is_local});
            let params = json!({"storageId": storage, "key": "token", "newValue": value, "oldValue": ""});
            peer.page_event("DOMStorage.domStorageItemUpdated", params);
            peer.cookies = json!([cookie("session", "1")]);
        })
        .values()
    };
    let session = || pair("session", "1");
    assert_eq!(
        stored("https://www.example.com/", true, "t"),
        [session(), pair("token", "t")]
    );
    assert_eq!(
        stored("https://www.example.com/^0https://other.example", true, "t"),
        [session()]
    );
    assert_eq!(stored("https://frame.example/", true, "t"), [session()]);
    assert_eq!(stored("https://www.example.com/", false, "t"), [session()]);
}

//! Tests that messages no browser sends today, and refused or unanswered calls, do not end a capture.

use serde_json::{Value, json};

use super::peer::{PAGE, cookie};
use super::{URL, pair, play, session_step, step};

const EVENTS: &[&str] = &[
    "DOMStorage.domStorageItemAdded",
    "DOMStorage.domStorageItemRemoved",
    "DOMStorage.domStorageItemUpdated",
    "DOMStorage.domStorageItemsCleared",
    "Future.event",
    "Inspector.detached",
    "Network.loadingFailed",
    "Network.requestWillBeSent",
    "Network.requestWillBeSentExtraInfo",
    "Network.responseReceivedExtraInfo",
    "Page.domContentEventFired",
    "Page.frameNavigated",
    "Page.frameStartedNavigating",
    "Page.javascriptDialogClosed",
    "Page.javascriptDialogOpening",
    "Page.navigatedWithinDocument",
    "Target.attachedToTarget",
    "Target.detachedFromTarget",
    "Target.targetCrashed",
    "Target.targetDestroyed",
    "",
];

#[test]
fn events_whose_members_are_missing_or_of_other_types_are_passed_over() {
    let fields = json!([
        {"id": "session"},
        {"id": "other", "required": false, "sources": [
            {"type": "local_storage", "name": "x"}, {"type": "request_header", "name": "x"}, {"type": "request_body", "name": "x"},
        ]},
    ]);
    let played = play(step(fields, json!({})), |peer| {
        peer.serve_until("Page.navigate");
        peer.open(URL);
        let odd = [
            json!(null),
            json!(7),
            json!("x"),
            json!([]),
            json!([[[]]]),
            json!({"": {}}),
            json!({"y": "y"}),
        ];
        for method in EVENTS {
            for value in &odd {
                let members = [
                    "frame",
                    "frameId",
                    "loaderId",
                    "request",
                    "requestId",
                    "headers",
                    "targetInfo",
                    "sessionId",
                    "targetId",
                    "storageId",
                    "key",
                    "newValue",
                    "url",
                    "type",
                    "errorText",
                ];
                let mut params: serde_json::Map<String, Value> = members
                    .iter()
                    .map(|member| ((*member).to_owned(), value.clone()))
                    .collect();
                for session in [None, Some(PAGE), Some("unknown")] {
                    peer.event(session, method, value.clone());
                    peer.event(session, method, Value::Object(params.clone()));
                }
                params.insert("frameId".into(), "T1".into());
                params.insert("requestId".into(), "R".into());
                params.insert("type".into(), "Document".into());
                peer.page_event(method, Value::Object(params));
            }
        }
        peer.open(URL);
        peer.cookies = json!([cookie("session", "1")]);
    });
    assert_eq!(played.values(), [pair("session", "1")]);
}

#[test]
fn bytes_that_are_no_messages_and_answers_to_nothing_are_passed_over() {
    let played = play(session_step(), |peer| {
        let noise = |peer: &mut super::Peer| {
            for bytes in [
                &b"\xff\xfe"[..],
                b"",
                b"null",
                b"[]",
                b"{",
                b"{\"id\": {}}",
                b"{\"id\": 99999, \"result\": 7}",
                b"{\"id\": -1, \"error\": null}",
                b"{\"id\": 1, \"result\": null}",
                b"{\"method\": 7, \"params\": \"\\ud800\"}",
            ] {
                peer.say_bytes(bytes);
            }
            peer.say_bytes("[".repeat(50_000).as_bytes());
        };
        peer.serve();
        noise(peer);
        peer.serve_until("Page.navigate");
        noise(peer);
        peer.page_event("Future.large", json!({"data": "x".repeat(24 << 20)}));
        peer.cookies = json!(["x", null, {}, {"name": 7}, {"name": "session"}, cookie("session", "1")]);
    });
    assert_eq!(played.values(), [pair("session", "1")]);
}

#[test]
fn calls_that_a_browser_refuses_or_does_not_answer_are_done_without() {
    let optional = [
        "Browser.grantPermissions",
        "Browser.setDownloadBehavior",
        "DOMStorage.enable",
        "Inspector.enable",
        "Network.enable",
        "Page.enable",
        "Runtime.runIfWaitingForDebugger",
        "Storage.setCookies",
        "Target.closeTarget",
        "Target.setAutoAttach",
        "Target.setDiscoverTargets",
    ];
    let step = |hidden: bool| {
        let cookies = json!([{"name": "device", "value": "d"}, {"name": "other", "value": "o"}]);
        step(
            json!([{"id": "session"}]),
            json!({"initialCookies": cookies, "hidden": hidden}),
        )
    };
    let played = play(step(false), move |peer| {
        peer.refused.extend(optional);
        peer.cookies = json!([cookie("session", "1")]);
    });
    assert_eq!(played.values(), [pair("session", "1")]);
    assert_eq!(
        played
            .methods()
            .iter()
            .filter(|method| **method == "Storage.setCookies")
            .count(),
        2
    );
    let played = play(step(true), move |peer| {
        peer.ignored.extend(
            optional
                .iter()
                .filter(|method| !method.contains("Cookies") && **method != "Page.enable"),
        );
        peer.cookies = json!([cookie("session", "1")]);
    });
    assert_eq!(played.values(), [pair("session", "1")]);
}

#[test]
fn what_belongs_to_another_browser_context_is_let_run_and_not_looked_at() {
    let played = play(session_step(), |peer| {
        peer.serve_until("Page.navigate");
        peer.open(URL);
        peer.attach("S9", "T9", "page", "of the user");
        let call = peer.serve_until("Runtime.runIfWaitingForDebugger");
        assert_eq!(call["sessionId"], "S9");
        let frame = json!({"id": "T9", "url": "http://not-looked-at.example/"});
        peer.event(Some("S9"), "Page.frameNavigated", json!({"frame": frame}));
        peer.cookies = json!([cookie("session", "1")]);
    });
    assert_eq!(played.values(), [pair("session", "1")]);
    let is_of_other = |call: &&Value| call["sessionId"] == "S9";
    assert_eq!(played.calls.iter().filter(is_of_other).count(), 1);
}

#[test]
fn a_dialog_is_left_to_people_for_a_while_and_then_accepted() {
    let opened = |kind: &'static str| {
        play(session_step(), move |peer| {
            peer.serve_until("Page.navigate");
            peer.page_event(
                "Page.javascriptDialogOpening",
                json!({"type": kind, "defaultPrompt": "d"}),
            );
            let call = peer.serve_until("Page.handleJavaScriptDialog");
            assert_eq!(call["params"], json!({"accept": true, "promptText": "d"}));
            peer.cookies = json!([cookie("session", "1")]);
        })
    };
    let looks = |kind| {
        let played = opened(kind);
        let methods = played.methods().into_iter().map(str::to_owned);
        let before: Vec<_> = methods
            .take_while(|method| method != "Page.handleJavaScriptDialog")
            .collect();
        before.iter().filter(|method| *method == "Storage.getCookies").count()
    };
    assert!(looks("beforeunload") < looks("prompt"));
}

#[test]
fn where_the_browser_has_no_page_for_patterns_the_fields_decide() {
    for refuse in [true, false] {
        let fields = json!([{"id": "session", "pattern": "^(?!guest)"}]);
        let other = json!({"expectedFinalURLRegex": "(?<=/)login"});
        let played = play(step(fields, other), move |peer| {
            peer.cookies = json!([cookie("session", "user")]);
            peer.serve_until("Page.navigate");
            peer.open(URL);
            if refuse {
                peer.refused.push("Target.createTarget");
            } else {
                peer.refused.push("Runtime.evaluate");
            }
        });
        assert_eq!(played.values(), [pair("session", "user")]);
        assert!(
            played
                .methods()
                .iter()
                .filter(|method| **method == "Target.createTarget")
                .count()
                == 2
        );
    }
}

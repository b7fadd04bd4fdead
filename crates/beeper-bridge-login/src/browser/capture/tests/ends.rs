//! Tests every ending of a capture separately.

use std::time::{Duration, Instant};

use serde_json::json;

use super::peer::{Peer, cookie};
use super::{URL, pair, play, play_with, session_step, settings, step};
use crate::browser::error::CaptureError;
use crate::browser::observer::Observer;
use crate::browser::progress::CaptureProgress;

#[test]
fn a_browser_that_ends_has_died_and_one_that_ends_at_once_did_not_start() {
    let played = play(session_step(), Peer::end);
    assert!(
        matches!(played.error(), CaptureError::CannotStart { .. }),
        "{:?}",
        played.error()
    );
    assert_eq!(
        played.error().to_string(),
        "the browser cannot be started: it exited at once; run it in a terminal to see why (as root, Chromium starts only \
         without its sandbox: see `Chromium::at`)"
    );
    for last in ["Target.createBrowserContext", "Storage.getCookies", "Page.navigate"] {
        let played = play(session_step(), move |peer| {
            peer.serve_until(last);
            peer.end();
        });
        let error = played.error();
        let has_begun = last != "Target.createBrowserContext";
        assert!(*error == CaptureError::Died || !has_begun, "{last}: {error}");
    }
}

#[test]
fn a_browser_that_refuses_the_first_calls_does_not_start() {
    for refused in [
        "Browser.getVersion",
        "Target.createBrowserContext",
        "Target.createTarget",
    ] {
        let played = play(session_step(), move |peer| peer.refused.push(refused));
        assert!(
            matches!(played.error(), CaptureError::CannotStart { .. }),
            "{refused}: {:?}",
            played.error()
        );
    }
    let mut slow = settings();
    slow.times.start = Duration::from_millis(50);
    let played = play_with(session_step(), &slow, |peer| peer.ignored.push("Browser.getVersion"));
    assert_eq!(
        played.error().to_string(),
        "the browser cannot be started: it does not respond"
    );
}

#[test]
fn the_reason_why_the_page_cannot_be_shown_keeps_its_kind() {
    let navigated_to = |reason: &'static str| {
        play(session_step(), move |peer| {
            peer.cookies = json!([cookie("session", "1")]);
            peer.ignored.push("Page.navigate");
            let call = peer.serve_until("Page.navigate");
            peer.say(&json!({"id": call["id"], "result": {"frameId": "T1", "errorText": reason}}));
        })
    };
    for reason in [
        "net::ERR_NAME_NOT_RESOLVED",
        "net::ERR_CONNECTION_REFUSED",
        "net::ERR_SSL_PROTOCOL_ERROR",
    ] {
        let unreachable = CaptureError::Unreachable {
            reason: reason.to_owned(),
        };
        assert_eq!(navigated_to(reason).error(), &unreachable);
    }
    for reason in ["net::ERR_CERT_AUTHORITY_INVALID", "net::ERR_CERT_DATE_INVALID"] {
        let certificate = CaptureError::Certificate {
            reason: reason.to_owned(),
        };
        assert_eq!(navigated_to(reason).error(), &certificate);
    }
    // The page was left for another one, is a download, or has an error status.
    for reason in [
        "",
        "net::ERR_ABORTED",
        "net::ERR_HTTP_RESPONSE_CODE_FAILURE",
        "net::ERR_INVALID_AUTH_CREDENTIALS",
    ] {
        assert_eq!(navigated_to(reason).values(), [pair("session", "1")], "{reason}");
    }
}

#[test]
fn an_error_that_nobody_can_see_ends_a_hidden_login() {
    let error_page = |hidden: bool| {
        let step = step(json!([{"id": "session"}]), json!({"hidden": hidden}));
        play(step, move |peer| {
            peer.serve_until("Page.navigate");
            peer.open(URL);
            let request = json!({"url": "https://x.example", "headers": {}});
            peer.page_event(
                "Network.requestWillBeSent",
                json!({
                    "requestId": "L", "loaderId": "L", "frameId": "T1", "type": "Document", "request": request,
                }),
            );
            let reason = "net::ERR_NAME_NOT_RESOLVED";
            peer.page_event("Network.loadingFailed", json!({"requestId": "L", "errorText": reason}));
            let frame = json!({
                "id": "T1", "loaderId": "L", "url": "chrome-error://chromewebdata/", "unreachableUrl": "https://x.example",
            });
            peer.page_event("Page.frameNavigated", json!({"frame": frame}));
            for _ in 0..20 {
                peer.serve();
            }
            peer.cookies = json!([cookie("session", "after it was loaded again")]);
        })
    };
    let unreachable = CaptureError::Unreachable {
        reason: "net::ERR_NAME_NOT_RESOLVED".to_owned(),
    };
    assert_eq!(error_page(true).error(), &unreachable);
    assert_eq!(error_page(false).values().len(), 1);
}

#[test]
fn pages_that_are_not_encrypted_are_refused_and_those_of_the_browser_are_not() {
    let led_to = |url: &'static str| {
        play(session_step(), move |peer| {
            peer.serve_until("Page.navigate");
            peer.open(URL);
            peer.open(url);
            peer.cookies = json!([cookie("session", "1")]);
        })
    };
    for url in [
        "http://www.example.com/login",
        "http://127.0.0.1/",
        "http://localhost/",
        "HTTP://x.example",
    ] {
        assert_eq!(led_to(url).error(), &CaptureError::AddressRefused, "{url}");
    }
    for url in [
        "about:blank",
        "chrome://newtab/",
        "https://other.example/",
        "data:text/html,x",
        "no address",
    ] {
        assert_eq!(led_to(url).values(), [pair("session", "1")], "{url}");
    }
}

#[test]
fn a_page_that_died_is_loaded_again_and_reported_if_that_does_not_help() {
    let played = play(session_step(), |peer| {
        peer.serve_until("Page.navigate");
        peer.open("https://www.example.com/second#part");
        peer.event(
            None,
            "Target.targetCrashed",
            json!({"targetId": "T1", "status": "crashed"}),
        );
        peer.page_event("Inspector.targetCrashed", json!({}));
        let call = peer.serve_until("Page.navigate");
        assert_eq!(call["params"]["url"], "https://www.example.com/second#part");
        peer.open("https://www.example.com/second");
        peer.cookies = json!([cookie("session", "1")]);
    });
    assert_eq!(played.values(), [pair("session", "1")]);
    let played = play(session_step(), |peer| {
        peer.serve_until("Page.navigate");
        peer.page_event("Inspector.targetCrashed", json!({}));
    });
    assert_eq!(played.error(), &CaptureError::PageCrashed);
}

#[test]
fn the_last_window_decides_when_it_is_closed() {
    let closed = |value: Option<&'static str>, browser_ends: bool| {
        let other = json!({"expectedFinalURLRegex": "/never$"});
        play(step(json!([{"id": "session"}]), other), move |peer| {
            peer.serve_until("Page.navigate");
            peer.open(URL);
            peer.attach("S2", "T2", "page", "C");
            peer.cookies = json!(
                value
                    .map(|value| cookie("session", value))
                    .into_iter()
                    .collect::<Vec<_>>()
            );
            peer.event(None, "Target.targetDestroyed", json!({"targetId": "T1"}));
            for _ in 0..30 {
                peer.serve();
            }
            peer.event(
                None,
                "Target.detachedFromTarget",
                json!({"sessionId": "S2", "targetId": "T2"}),
            );
            if browser_ends {
                peer.end();
            }
        })
    };
    for browser_ends in [false, true] {
        assert_eq!(closed(None, browser_ends).error(), &CaptureError::Closed);
        assert_eq!(closed(Some("1"), browser_ends).values(), [pair("session", "1")]);
    }
}

#[test]
fn the_time_limit_names_what_is_missing_and_takes_what_is_complete() {
    let mut short = settings();
    short.time_limit = Duration::from_millis(150);
    let fields = json!([{"id": "first"}, {"id": "second", "name": "X-Second", "type": "header"}]);
    let played = play_with(step(fields, json!({})), &short, |peer| {
        peer.cookies = json!([cookie("first", "s3cr3t")]);
    });
    let said = "the sign-in in the browser took too long; not found: X-Second";
    assert_eq!(
        (played.error().to_string(), format!("{:?}", played.error())),
        (said.into(), said.into())
    );
    short.times.quiet = Duration::from_secs(100);
    short.times.restless = Duration::from_secs(100);
    let played = play_with(session_step(), &short, |peer| {
        peer.cookies = json!([cookie("session", "1")])
    });
    assert_eq!(played.values(), [pair("session", "1")]);
}

#[test]
fn a_value_that_a_page_takes_back_when_it_is_closed_is_kept() {
    let played = play(session_step(), |peer| {
        peer.cookies = json!([cookie("session", "1")]);
        peer.serve_until("Target.closeTarget");
        peer.cookies = json!([]);
    });
    assert_eq!(played.values(), [pair("session", "1")]);
}

#[test]
fn a_document_that_is_shown_again_ends_the_navigation_to_it() {
    let played = play(session_step(), |peer| {
        peer.serve_until("Page.navigate");
        peer.open(URL);
        let navigation = json!({
            "frameId": "T1", "loaderId": "of the way back", "url": URL, "navigationType": "historyDifferentDocument",
        });
        peer.page_event("Page.frameStartedNavigating", navigation);
        let frame = json!({"id": "T1", "loaderId": "L1", "url": URL});
        let shown = json!({"frame": frame, "type": "BackForwardCacheRestore"});
        peer.page_event("Page.frameNavigated", shown);
        peer.cookies = json!([cookie("session", "1")]);
    });
    assert_eq!(played.values(), [pair("session", "1")]);
    let methods = played.methods();
    let looks = methods.iter().filter(|method| **method == "Storage.getCookies");
    assert!(looks.count() < 100, "the capture must not wait for the navigation");
}

#[test]
fn a_capture_that_is_given_up_ends_at_once_wherever_it_is() {
    struct Gone;
    impl Observer for Gone {
        fn tell(&self, _: CaptureProgress) {}
        fn has_given_up(&self) -> bool {
            true
        }
    }
    let (pipe, peer) = Peer::start(|peer| peer.ignored.push("Browser.getVersion"));
    let begun = Instant::now();
    let error = super::super::run(&session_step(), &settings(), pipe, &Gone).unwrap_err();
    assert_eq!(error, CaptureError::Died);
    assert!(begun.elapsed() < Duration::from_secs(5));
    peer.join().unwrap();
}

//! Tests captures with a scripted browser: its messages, their timing, and its ends.

mod ends;
mod hostile;
mod joined;
mod peer;

use std::cell::RefCell;
use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::error::CaptureError;
use crate::browser::observer::Observer;
use crate::browser::progress::CaptureProgress;
use crate::browser::settings::{Settings, Times};
use crate::steps::cookies::snapshot::WebSnapshot;
use crate::steps::cookies::step::CookieStep;
use peer::Peer;

const URL: &str = "https://www.example.com/login";

/// The outcome of a capture.
struct Played {
    step: CookieStep,
    result: Result<WebSnapshot, CaptureError>,
    told: Vec<CaptureProgress>,
    /// The calls that the browser received, in order.
    calls: Vec<Value>,
}

impl Played {
    /// Returns the values of a capture, which must have succeeded.
    fn values(&self) -> Vec<(String, String)> {
        let collected = self.step.collect(self.result.as_ref().unwrap());
        let values = collected.values().iter();
        values
            .map(|(id, value)| (id.to_string(), value.expose().to_owned()))
            .collect()
    }

    fn error(&self) -> &CaptureError {
        self.result.as_ref().unwrap_err()
    }

    fn methods(&self) -> Vec<&str> {
        self.calls.iter().filter_map(|call| call["method"].as_str()).collect()
    }
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn step(fields: Value, other: Value) -> CookieStep {
    let mut step = json!({"stepID": "sign-in", "url": URL, "fields": fields});
    for (name, value) in other.as_object().into_iter().flatten() {
        step[name] = value.clone();
    }
    CookieStep::new(serde_json::from_value(step).unwrap()).unwrap()
}

/// Returns a step that asks for the cookie `session`.
fn session_step() -> CookieStep {
    step(json!([{"id": "session"}]), json!({}))
}

fn settings() -> Settings {
    let millis = Duration::from_millis;
    Settings {
        time_limit: Duration::from_secs(20),
        times: Times {
            start: Duration::from_secs(10),
            quiet: millis(40),
            restless: millis(400),
            look: millis(10),
            script_look: millis(20),
            script: millis(100),
            pattern: millis(100),
            revival: millis(100),
            error_page: millis(50),
            dialog: millis(50),
            navigation: Duration::from_secs(5),
            close: millis(500),
        },
        ..Settings::default()
    }
}

/// Runs a capture with a scripted browser. After the script, the browser responds as usual until it is closed.
fn play(step: CookieStep, script: impl FnOnce(&mut Peer) + Send + 'static) -> Played {
    play_with(step, &settings(), script)
}

fn play_with(step: CookieStep, settings: &Settings, script: impl FnOnce(&mut Peer) + Send + 'static) -> Played {
    let (pipe, peer) = Peer::start(script);
    let told = Heard::default();
    let result = super::run(&step, settings, pipe, &told);
    Played {
        step,
        result,
        told: told.0.into_inner(),
        calls: peer.join().unwrap(),
    }
}

#[derive(Default)]
struct Heard(RefCell<Vec<CaptureProgress>>);

impl Observer for Heard {
    fn tell(&self, progress: CaptureProgress) {
        self.0.borrow_mut().push(progress);
    }

    fn has_given_up(&self) -> bool {
        false
    }
}

#[test]
fn everything_is_prepared_before_the_page_opens_and_read_after_it_was_closed() {
    let cookies = json!([{"name": "device", "value": "d", "domain": ".example.com"}]);
    let played = play(
        step(json!([{"id": "session"}]), json!({"initialCookies": cookies})),
        |peer| {
            peer.serve_until("Page.navigate");
            peer.open(URL);
            for _ in 0..10 {
                peer.serve();
            }
            peer.cookies = json!([peer::cookie("session", "a%2Bb")]);
            peer.serve_until("Target.closeTarget");
            peer.cookies = json!([peer::cookie("session", "last")]);
        },
    );
    assert_eq!(played.values(), [pair("session", "last")]);
    assert_eq!(played.result.as_ref().unwrap().source().unwrap().as_str(), "webview");
    let methods = played.methods();
    let place = |method: &str| {
        methods
            .iter()
            .position(|it| *it == method)
            .unwrap_or_else(|| panic!("{method}"))
    };
    for (first, second) in [
        ("Target.createBrowserContext", "Storage.setCookies"),
        ("Target.setAutoAttach", "Target.createTarget"),
        ("Browser.setDownloadBehavior", "Target.createTarget"),
        ("Browser.grantPermissions", "Target.createTarget"),
        ("Storage.setCookies", "Target.createTarget"),
        ("Network.enable", "Runtime.runIfWaitingForDebugger"),
        ("DOMStorage.enable", "Runtime.runIfWaitingForDebugger"),
        ("Runtime.runIfWaitingForDebugger", "Page.navigate"),
        ("Target.closeTarget", "Browser.close"),
    ] {
        assert!(place(first) < place(second), "{first} must precede {second}");
    }
    assert_eq!(methods[methods.len() - 2..], ["Storage.getCookies", "Browser.close"]);
    let set = &played.calls[place("Storage.setCookies")]["params"];
    assert_eq!(set["browserContextId"], "C");
    assert_eq!(set["cookies"][0]["domain"], ".example.com");
    let found = || vec!["session".to_owned()];
    let expected = [
        CaptureProgress::Opened,
        CaptureProgress::Waiting { missing: found() },
        CaptureProgress::Found {
            found: found(),
            total: 1,
        },
    ];
    assert_eq!(played.told, expected);
}

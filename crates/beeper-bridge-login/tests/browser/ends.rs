//! Tests how captures end without values, and that no capture leaves anything behind.

use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use beeper_bridge_login::Stop;
use beeper_bridge_login::browser::{CaptureError, CaptureProgress};
use serde_json::{Value, json};

use crate::support::site::{Site, html, script};
use crate::support::watched::{Watched, wait_until};
use crate::support::{LIMIT, capture, runtime, step, values};

fn session() -> Value {
    json!([{"id": "session"}])
}

#[test]
fn what_is_told_and_what_is_left_of_a_capture_that_succeeds() {
    let Some(watched) = Watched::new() else { return };
    let site = Site::start();
    site.page("/", script("setTimeout(() => { document.cookie = 'session=1' }, 300)"));
    let fields =
        json!([{"id": "session"}, {"id": "other", "required": false, "sources": [{"type": "cookie", "name": "o"}]}]);
    let step = step(
        &site.url("www", "/secret-path"),
        fields,
        json!({"userAgent": "Phone/1.0"}),
    );
    site.page(
        "/secret-path",
        script("setTimeout(() => { document.cookie = 'session=s3cr3t' }, 300)"),
    );
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&told);
    let browser = watched
        .chromium()
        .on_progress(move |progress| heard.lock().unwrap().push(progress.clone()));
    let snapshot = capture(&browser, &step).unwrap();
    assert_eq!(values(&step.collect(&snapshot)), [("session", "s3cr3t")]);
    watched.assert_nothing_left();
    let session = || vec!["session".to_owned()];
    let expected = [
        CaptureProgress::Opened,
        CaptureProgress::Waiting { missing: session() },
        CaptureProgress::Found {
            found: session(),
            total: 2,
        },
    ];
    assert_eq!(*told.lock().unwrap(), expected);

    let arguments = watched.told("arguments");
    assert!(arguments.contains("--user-agent=Phone/1.0") && arguments.contains("--remote-debugging-pipe"));
    for secret in ["s3cr3t", "secret-path", "localhost", "port"] {
        assert!(!arguments.contains(secret), "{secret}");
    }
    let printed = format!("{browser:?} {snapshot:?}");
    assert!(
        !printed.contains("s3cr3t") && !printed.contains("secret-path"),
        "{printed}"
    );
}

#[test]
fn a_page_that_cannot_be_reached_is_reported() {
    let Some(watched) = Watched::new() else { return };
    let closed = TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let unreachable = step(&format!("http://127.0.0.1:{closed}/secret"), session(), json!({}));
    let error = capture(&watched.chromium(), &unreachable).unwrap_err();
    let said = "the sign-in page could not be reached (net::ERR_CONNECTION_REFUSED)";
    assert_eq!(error.to_string(), said);
    assert!(matches!(error, CaptureError::Unreachable { .. }));
    watched.assert_nothing_left();

    let unknown = step("https://nowhere.example/secret", session(), json!({}));
    let error = capture(&watched.chromium(), &unknown).unwrap_err();
    assert!(matches!(error, CaptureError::Unreachable { .. }), "{error}");
}

#[test]
fn a_page_that_leads_elsewhere_than_to_https_is_refused() {
    let Some(watched) = Watched::new() else { return };
    let site = Site::start();
    let elsewhere = site.url("www", "/secret").replace("www.localhost", "elsewhere.example");
    site.page("/", script(&format!("location = '{elsewhere}'")));
    site.page("/secret", script("").cookie("session=1"));
    let error = capture(&watched.chromium(), &step(&site.url("www", "/"), session(), json!({}))).unwrap_err();
    assert_eq!(error, CaptureError::AddressRefused);
    assert_eq!(
        error.to_string(),
        "the page led to an address that does not begin with https://"
    );
    watched.assert_nothing_left();
}

#[test]
fn a_page_that_died_is_loaded_again() {
    let Some(watched) = Watched::new() else { return };
    let site = Site::start();
    let visits = Mutex::new(0);
    site.route("/", move |_| {
        let mut visits = visits.lock().unwrap();
        *visits += 1;
        match *visits {
            1 => script("fetch('/there')"),
            _ => script("document.cookie = 'session=1'"),
        }
    });
    site.page("/there", html(""));
    let step = step(&site.url("www", "/"), session(), json!({}));
    let snapshot = thread::scope(|scope| {
        let captured = scope.spawn(|| capture(&watched.chromium(), &step));
        wait_until("the page is there", || !site.requests("/there").is_empty());
        watched.kill("--type=renderer");
        captured.join().unwrap()
    });
    assert_eq!(values(&step.collect(&snapshot.unwrap())), [("session", "1")]);
    watched.assert_nothing_left();
}

#[test]
fn a_page_that_dies_each_time_is_reported() {
    let Some(watched) = Watched::new() else { return };
    let site = Site::start();
    site.page("/", script("fetch('/there')"));
    site.page("/there", html(""));
    let step = step(&site.url("www", "/"), session(), json!({}));
    let begun = Instant::now();
    let error = thread::scope(|scope| {
        let captured = scope.spawn(|| capture(&watched.chromium(), &step));
        for visit in 1..=3 {
            wait_until("the page is there", || {
                site.requests("/there").len() >= visit || captured.is_finished()
            });
            watched.kill("--type=renderer");
        }
        captured.join().unwrap().unwrap_err()
    });
    assert_eq!(error, CaptureError::PageCrashed, "{error}");
    assert!(begun.elapsed() < Duration::from_secs(50));
    watched.assert_nothing_left();
}

#[test]
fn a_browser_that_is_killed_has_died() {
    let Some(watched) = Watched::new() else { return };
    let site = Site::start();
    site.page("/", script("fetch('/there')"));
    site.page("/there", html(""));
    let step = step(&site.url("www", "/"), session(), json!({}));
    let error = thread::scope(|scope| {
        let captured = scope.spawn(|| capture(&watched.chromium(), &step));
        wait_until("the page is there", || !site.requests("/there").is_empty());
        watched.kill("--remote-debugging-pipe");
        captured.join().unwrap().unwrap_err()
    });
    assert_eq!(error, CaptureError::Died);
    watched.assert_nothing_left();
}

#[test]
fn the_last_window_that_is_closed_gives_the_login_up_unless_all_that_is_required_is_there() {
    let Some(watched) = Watched::with_port() else { return };
    let site = Site::start();
    site.page("/second", script("fetch('/there')"));
    site.page("/there", html(""));
    let login = step(
        &site.url("www", "/"),
        session(),
        json!({"expectedFinalURLRegex": "never"}),
    );
    let login_with_closed_windows = || {
        thread::scope(|scope| {
            let seen = site.requests("/there").len();
            let captured = scope.spawn(|| {
                let browser = watched.chromium().time_limit(LIMIT);
                runtime().block_on(browser.collect(&login))
            });
            wait_until("both windows are there", || site.requests("/there").len() > seen);
            watched.close_window("/");
            assert!(!captured.is_finished());
            watched.close_window("/second");
            captured.join().unwrap()
        })
    };
    site.page("/", script("open('/second')"));
    let error = login_with_closed_windows().unwrap_err();
    assert!(matches!(error, Stop::Capture(CaptureError::Closed)), "{error:?}");
    watched.assert_nothing_left();

    site.page("/", script("document.cookie = 'session=1'; open('/second')"));
    let snapshot = login_with_closed_windows().unwrap();
    assert_eq!(values(&login.collect(&snapshot)), [("session", "1")]);
    watched.assert_nothing_left();
}

#[test]
fn the_time_limit_names_what_is_missing() {
    let Some(watched) = Watched::new() else { return };
    let site = Site::start();
    site.page("/", script("").cookie("first=1"));
    let fields = json!([{"id": "first"}, {"id": "second", "name": "X-Second", "type": "header"}]);
    let browser = watched.chromium().time_limit(Duration::from_secs(4));
    let error = runtime().block_on(browser.capture(&step(&site.url("www", "/"), fields, json!({}))));
    assert_eq!(
        error.unwrap_err().to_string(),
        "the sign-in in the browser took too long; not found: X-Second"
    );
    watched.assert_nothing_left();
}

#[test]
fn the_time_limit_has_nothing_to_name_if_only_the_last_page_is_missing() {
    let Some(watched) = Watched::new() else { return };
    let site = Site::start();
    site.page("/", script("").cookie("first=1"));
    let browser = watched.chromium().time_limit(Duration::from_secs(4));
    let never = json!({"expectedFinalURLRegex": "never"});
    let step = step(&site.url("www", "/"), json!([{"id": "first"}]), never);
    let error = runtime().block_on(browser.capture(&step));
    assert_eq!(error.unwrap_err(), CaptureError::TimeLimit(None));
    watched.assert_nothing_left();
}

#[test]
fn nothing_is_left_of_a_capture_that_is_dropped() {
    let Some(watched) = Watched::new() else { return };
    let site = Site::start();
    site.page("/", script("fetch('/there')"));
    site.page("/there", html(""));
    let step = step(&site.url("www", "/"), session(), json!({}));
    let browser = watched.chromium();
    runtime().block_on(async {
        let looks = async {
            while site.requests("/there").is_empty() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::select! {
            captured = browser.capture(&step) => panic!("{captured:?}"),
            () = looks => {}
        }
    });
    watched.assert_nothing_left();
}

#[test]
fn nothing_is_left_of_a_capture_whose_application_panics() {
    let Some(watched) = Watched::new() else { return };
    let site = Site::start();
    site.page("/", script(""));
    let step = step(&site.url("www", "/"), session(), json!({}));
    let browser = watched
        .chromium()
        .on_progress(|_| std::panic::panic_any("intended panic"));
    let panicked = thread::scope(|scope| scope.spawn(|| capture(&browser, &step)).join());
    assert!(panicked.is_err());
    watched.assert_nothing_left();
}

#[test]
fn a_program_that_is_no_browser_cannot_be_started() {
    for script in [
        "exit 0",
        "echo 'not json' >&4; exec sleep 600 4>&-",
        r#"exec 4>&-; sleep 600"#,
        "head -c 1 <&3 >/dev/null; exit 1",
        r#"printf '{"id":1,"error":{"message":"no"}}\0{"id":1,"error":{}}\0' >&4; exec sleep 600"#,
    ] {
        let watched = Watched::running(script);
        let error = capture(&watched.chromium(), &step("https://example.com/", session(), json!({}))).unwrap_err();
        assert!(matches!(error, CaptureError::CannotStart { .. }), "{script}: {error}");
        watched.assert_nothing_left();
    }
    let old = r#"printf '{"id":1,"result":{"product":"Chrome/71.0.3578.98"}}\0' >&4; exec sleep 600"#;
    let watched = Watched::running(old);
    let error = capture(&watched.chromium(), &step("https://example.com/", session(), json!({}))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the browser is too old (Chrome/71.0.3578.98); update it"
    );
    watched.assert_nothing_left();
}

#[test]
fn what_is_no_program_is_no_browser() {
    let error = beeper_bridge_login::browser::Chromium::at("/nowhere/browser").unwrap_err();
    assert!(matches!(error, CaptureError::CannotStart { .. }), "{error}");
    let stop = Stop::from(io::Error::other(error));
    assert!(matches!(stop, Stop::Capture(CaptureError::CannotStart { .. })));
}

//! Tests logins with a web page: the session's state is requested meanwhile, and a capture's error is kept.

use std::error::Error;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use beeper_bridge_login::browser::CaptureError;
use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
use beeper_bridge_login::{Connected, LoginError, LoginErrorKind, LoginHandler, RetryReason, Stop};
use beeper_desktop_client::types::LoginStepSource;
use beeper_desktop_mock::{Operation, Reply};
use serde_json::json;
use tokio::sync::Notify;

use crate::support::{
    TestSetup, complete_reply, complete_session, cookies, failed_session, input, kind_name, not_found, session_at,
    session_with_status, with_instructions,
};

const LOOK: Operation = Operation::GetLoginSession;
const INTERVAL: Duration = Duration::from_secs(3);

/// A page on which the user signs in, or does not.
#[derive(Clone, Default)]
struct Page {
    opened: Arc<Notify>,
    signed_in: Arc<Notify>,
    is_closed: Arc<AtomicBool>,
    limits: Vec<Option<Duration>>,
}

struct ClosedWhenDropped(Arc<AtomicBool>);

impl Drop for ClosedWhenDropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl LoginHandler for Page {
    async fn collect(&mut self, step: &CookieStep, _: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
        let _window = ClosedWhenDropped(self.is_closed.clone());
        self.limits.push(step.time_limit());
        self.opened.notify_one();
        self.signed_in.notified().await;
        let mut snapshot = WebSnapshot::new();
        snapshot
            .add_extracted("sid", "1")
            .add_visited_url("https://example.com/inbox?a=1#b")
            .set_source(LoginStepSource::Webview);
        Ok(snapshot)
    }
}

/// Runs a login whose page is open when `meanwhile` begins.
async fn run(setup: &TestSetup, page: &mut Page, meanwhile: impl Future<Output = ()>) -> Result<Connected, LoginError> {
    let opened = page.opened.clone();
    let login = setup.bridge.connect().time_limit(Duration::from_secs(600)).run(page);
    let (ended, ()) = tokio::join!(login, async {
        opened.notified().await;
        meanwhile.await;
    });
    ended
}

/// Waits for one more request for the state than necessary: when it begins, the one before is complete.
async fn let_look(setup: &TestSetup) {
    let before = setup.call_count(LOOK);
    for _ in 0..100 {
        setup.clock.advance(INTERVAL);
        // Another request takes as long as one for the state.
        setup.bridge.login_flows().await.unwrap();
        if setup.call_count(LOOK) >= before + 2 {
            return;
        }
    }
    panic!("the state was not requested");
}

#[tokio::test]
async fn the_end_of_the_session_closes_the_page() {
    let gone = Reply::error(410, "FI.MAU.BRIDGE.LOGIN_TIMED_OUT", "Too late");
    for (reply, kind) in [
        (Reply::json(200, session_with_status("cancelled")), "Cancelled"),
        (Reply::json(200, failed_session("FI.MAU.X", "no")), "Rejected"),
        (gone, "Expired"),
        (not_found(), "SessionGone"),
        (Reply::error(401, "unauthorized", "no"), "Unauthorized"),
    ] {
        let setup = TestSetup::with_session(session_at(cookies())).await;
        let mut page = Page::default();
        let is_closed = page.is_closed.clone();

        let error = run(&setup, &mut page, async {
            setup.mock.on(LOOK).reply(reply);
            setup.clock.advance(INTERVAL);
        });
        let error = error.await.unwrap_err();

        assert_eq!(kind_name(&error), kind);
        assert!(is_closed.load(Ordering::SeqCst));
        assert!(setup.submitted().is_empty());
        assert!(
            setup.clock.elapsed() < Duration::from_secs(15),
            "{kind}: {:?}",
            setup.clock.elapsed()
        );
    }
}

#[tokio::test]
async fn a_login_that_another_program_completes_closes_the_page() {
    let setup = TestSetup::with_session(session_at(cookies())).await;
    let mut page = Page::default();

    let connected = run(&setup, &mut page, async {
        setup.set_session(complete_session("login", "account"));
        setup.clock.advance(INTERVAL);
    });

    assert_eq!(connected.await.unwrap().login_id().unwrap(), "login");
    assert!(page.is_closed.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_step_that_another_program_has_answered_is_left_for_the_next() {
    let setup = TestSetup::with_session(session_at(cookies())).await;
    let mut page = Page::default();

    let error = run(&setup, &mut page, async {
        setup.set_session(session_at(input("code", "code")));
        setup.clock.advance(INTERVAL);
    });
    let error = error.await.unwrap_err();

    assert!(matches!(error.kind(), LoginErrorKind::UnsupportedStep(_)), "{error:?}");
    assert_eq!(error.step().unwrap(), "code");
    assert!(page.is_closed.load(Ordering::SeqCst));
}

#[tokio::test]
async fn the_page_stays_open_while_the_server_says_other_words_or_nothing() {
    let reworded = Reply::json(200, session_at(with_instructions(cookies(), "Please sign in")));
    for reply in [
        Reply::json(200, session_at(cookies())),
        reworded,
        Reply::json(200, json!("nonsense")),
    ] {
        let setup = TestSetup::with_session(session_at(cookies())).await;
        setup.mock.on(LOOK).reply(reply);
        setup.mock.on(Operation::SubmitLoginStep).reply(complete_reply());
        let mut page = Page::default();
        let (is_closed, signed_in) = (page.is_closed.clone(), page.signed_in.clone());

        let connected = run(&setup, &mut page, async {
            let_look(&setup).await;
            assert!(!is_closed.load(Ordering::SeqCst));
            signed_in.notify_one();
        });
        connected.await.unwrap();

        let sent = json!({
            "type": "cookies", "fields": {"sid": "1"}, "lastURL": "https://example.com/inbox?a=1#b", "source": "webview",
        });
        assert_eq!(setup.submitted(), [sent]);
    }
}

#[tokio::test]
async fn the_session_is_looked_at_after_three_seconds_and_not_before() {
    let setup = TestSetup::with_session(session_at(cookies())).await;
    setup.mock.on(Operation::SubmitLoginStep).reply(complete_reply());
    let mut page = Page::default();
    let signed_in = page.signed_in.clone();

    let connected = run(&setup, &mut page, async {
        let held = setup.mock.on(LOOK).first(1).hold();
        setup.clock.advance(INTERVAL - Duration::from_millis(1));
        setup.bridge.login_flows().await.unwrap();
        assert_eq!(held.held(), 0);
        setup.clock.advance(Duration::from_millis(1));
        held.arrived().await;
        signed_in.notify_one();
    });
    connected.await.unwrap();
}

#[tokio::test]
async fn a_handler_learns_how_long_the_login_waits_for_it() {
    for (limit, expected) in [(600, 595), (60, 55), (4, 3)] {
        let setup = TestSetup::with_session(session_at(cookies())).await;
        setup.mock.on(Operation::SubmitLoginStep).reply(complete_reply());
        let mut page = Page::default();
        page.signed_in.notify_one();

        let login = setup.bridge.connect().time_limit(Duration::from_secs(limit));
        login.run(&mut page).await.unwrap();

        assert_eq!(page.limits, [Some(Duration::from_secs(expected))]);
    }
    let setup = TestSetup::with_session(session_at(cookies())).await;
    setup.mock.on(Operation::SubmitLoginStep).reply(complete_reply());
    let mut page = Page::default();
    page.signed_in.notify_one();
    setup
        .bridge
        .connect()
        .time_limit(Duration::MAX)
        .run(&mut page)
        .await
        .unwrap();
    assert!(page.limits[0].is_none_or(|limit| limit > Duration::from_secs(1 << 40)));
}

#[tokio::test]
async fn the_time_limit_of_the_login_closes_a_page_that_ignores_it() {
    let setup = TestSetup::with_session(session_at(cookies())).await;
    let mut page = Page::default();

    let error = run(&setup, &mut page, async {
        setup.clock.advance(Duration::from_secs(600))
    });

    assert_eq!(kind_name(&error.await.unwrap_err()), "TimeLimit");
    assert!(page.is_closed.load(Ordering::SeqCst));
}

/// A handler whose capture ends with this error.
struct Captures(CaptureError);

impl LoginHandler for Captures {
    async fn collect(&mut self, _: &CookieStep, _: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
        Err(self.0.clone())?;
        pending().await
    }
}

#[tokio::test]
async fn what_a_capture_fails_with_is_the_kind_of_the_login_s_error() {
    let reason = || "net::ERR_NAME_NOT_RESOLVED".to_owned();
    for (capture, said, can_start_again) in [
        (CaptureError::NotSupportedHere, "paste the values instead", false),
        (CaptureError::BrowserNotFound, "install Chromium", false),
        (
            CaptureError::CannotStart { reason: reason() },
            "cannot be started: net::ERR",
            false,
        ),
        (
            CaptureError::TooOld {
                version: "9".to_owned(),
            },
            "too old (9)",
            false,
        ),
        (CaptureError::NoScreen, "no screen", false),
        (
            CaptureError::Unreachable { reason: reason() },
            "not be reached (net::ERR_NAME_NOT_RESOLVED)",
            true,
        ),
        (CaptureError::Certificate { reason: reason() }, "certificate", false),
        (CaptureError::AddressRefused, "https://", false),
        (CaptureError::PageCrashed, "crashed", true),
        (CaptureError::Died, "exited unexpectedly", true),
        (CaptureError::TimeLimit(None), "took too long", true),
    ] {
        let setup = TestSetup::with_session(session_at(cookies())).await;
        setup.accepts_cancellation(session_at(cookies()));

        let error = setup.bridge.connect().run(Captures(capture.clone())).await.unwrap_err();

        assert!(
            matches!(error.kind(), LoginErrorKind::Capture(kept) if *kept == capture),
            "{error:?}"
        );
        assert!(error.to_string().contains(said), "{error}");
        assert_eq!(error.can_start_again(), can_start_again, "{error}");
        assert_eq!((error.step().unwrap().as_str(), error.is_cancelled()), ("web", false));
        assert_eq!(setup.call_count(Operation::CancelLoginSession), 1);
    }
}

#[tokio::test]
async fn fields_that_a_capture_misses_are_named() {
    let step = json!({"type": "cookies", "stepID": "web", "url": "https://example.com/", "fields": [
        {"id": "sid", "name": "Session"}, {"id": "proof", "sources": [{"type": "special", "name": "Proof"}]},
    ]});
    struct Impatient;
    impl LoginHandler for Impatient {
        async fn collect(&mut self, step: &CookieStep, _: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
            let missing = step.answer(&WebSnapshot::new()).err();
            Err(CaptureError::TimeLimit(missing))?
        }
    }
    struct WithoutScripts;
    impl LoginHandler for WithoutScripts {
        async fn collect(&mut self, step: &CookieStep, _: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
            let missing = step.only_from_script().ok_or(Stop::Cancel)?;
            Err(CaptureError::ScriptNeeded(missing))?
        }
    }
    let setup = TestSetup::with_session(session_at(step.clone())).await;
    setup.accepts_cancellation(session_at(step.clone()));
    let late = setup.bridge.connect().run(Impatient).await.unwrap_err();
    assert!(
        late.to_string().ends_with("took too long; not found: Session, Proof"),
        "{late}"
    );

    let setup = TestSetup::with_session(session_at(step.clone())).await;
    setup.accepts_cancellation(session_at(step));
    let refused = setup.bridge.connect().run(WithoutScripts).await.unwrap_err();
    assert!(
        refused.to_string().ends_with("can provide the required values: Proof"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_window_that_the_user_closes_cancels_the_login() {
    let setup = TestSetup::with_session(session_at(cookies())).await;
    setup.accepts_cancellation(session_at(cookies()));

    let error = setup
        .bridge
        .connect()
        .run(Captures(CaptureError::Closed))
        .await
        .unwrap_err();

    assert!(error.is_cancelled());
    let source = error.source().and_then(|source| source.downcast_ref());
    assert_eq!(source, Some(&CaptureError::Closed));
    assert_eq!(setup.call_count(Operation::CancelLoginSession), 1);
}

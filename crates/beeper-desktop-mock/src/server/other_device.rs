//! The other device of a login, as a test plays it.

use std::fmt;
use std::sync::{Arc, Weak};

use tokio::sync::watch;

use crate::faults::wait_timeout::WaitTimeout;
use crate::http::api_error::ApiError;
use crate::server::mock_desktop::MockDesktop;
use crate::server::shared_state::Shared;
use crate::state::login_sessions::SessionSelector;
use crate::state::login_sessions::session::{Session, SessionEvent};

/// Control over running login sessions of scripts.
impl MockDesktop {
    /// The other side of a login on this bridge: always of the session that began last of those running there, so it can be
    /// made before there is one.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use beeper_desktop_mock::{LoginScript, MockBridge, MockDesktop, MockStep};
    /// use serde_json::{Value, json};
    ///
    /// let mock = MockDesktop::start().await?;
    /// let script = LoginScript::new().ask(MockStep::qr("qr", ["first", "second"]));
    /// mock.put_bridge(MockBridge::new("local-signal").login_script(script));
    /// let phone = mock.other_device("local-signal");
    ///
    /// let client = reqwest::Client::builder().no_proxy().build()?;
    /// let sessions = format!("{}/v1/bridges/local-signal/login-sessions", mock.base_url());
    /// client.post(&sessions).bearer_auth(mock.token()).json(&json!({})).send().await?;
    /// let wait = || {
    ///     let url = format!("{sessions}/mock-session-1/steps/qr");
    ///     let wait = client.post(url).bearer_auth(mock.token());
    ///     tokio::spawn(wait.json(&json!({ "type": "display_and_wait" })).send())
    /// };
    ///
    /// let first = wait();
    /// phone.waiting().await;
    /// phone.rotate();
    /// let session: Value = first.await??.json().await?;
    /// assert_eq!(session["currentStep"]["display"]["data"], "second");
    ///
    /// let second = wait();
    /// phone.waiting().await;
    /// phone.approve();
    /// let session: Value = second.await??.json().await?;
    /// assert_eq!(session["status"], "complete");
    /// # Ok(())
    /// # }
    /// ```
    pub fn other_device(&self, bridge_id: &str) -> OtherDevice {
        self.other_device_for(SessionSelector::LatestOnBridge(bridge_id.to_owned()))
    }

    /// The other side of one login session, by its ID.
    pub fn other_device_of_session(&self, session_id: &str) -> OtherDevice {
        self.other_device_for(SessionSelector::Id(session_id.to_owned()))
    }

    /// How many login sessions are running: neither complete, failed, cancelled nor forgotten.
    #[must_use]
    pub fn running_login_sessions(&self) -> usize {
        self.shared.lock().state.running_sessions().count()
    }

    /// Resolves when no login session is running; at once if none is.
    ///
    /// # Panics
    ///
    /// When one still is after a minute, or what [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) says.
    pub async fn until_no_running_login_session(&self) {
        let mut session_changes = self.shared.session_changes();
        let none_is_running = async {
            while self.running_login_sessions() > 0 {
                // Fails only when the sender is gone, and that is `self`.
                let _ = session_changes.changed().await;
            }
        };
        let waited_for = || format!("all login sessions to end; {} still run", self.running_login_sessions());
        self.wait_timeout.until(none_is_running, waited_for).await;
    }

    /// Forgets all login sessions, as a restart does: they answer 404 from now on, and so do held waits. Bridges, accounts and
    /// logins stay.
    ///
    /// Between [`go_offline`](Self::go_offline) and [`go_online`](Self::go_online) this is a restart: held waits break off
    /// without an answer.
    pub fn forget_login_sessions(&self) {
        self.shared.lock().state.forget_all_sessions();
        self.shared.notify_session_change();
    }

    fn other_device_for(&self, selector: SessionSelector) -> OtherDevice {
        OtherDevice {
            selector,
            session_changes: self.shared.session_changes(),
            shared: Arc::downgrade(&self.shared),
            wait_timeout: self.wait_timeout.clone(),
        }
    }
}

/// What happens to a login without its client: somebody scans a code, or nobody does. Made by
/// [`MockDesktop::other_device`].
///
/// It works from any runtime, whatever clock the test has, and it can be cloned and given to other tasks. What it says happens
/// at once, **whether a client waits or not**; all waits that are held get the same answer. A client that hangs up changes
/// nothing.
///
/// Where it says something that cannot happen, it panics: when no login session is running, and after the mock is gone.
#[derive(Clone)]
#[must_use = "lets nothing happen by itself"]
pub struct OtherDevice {
    selector: SessionSelector,
    /// Closes with the mock.
    session_changes: watch::Receiver<()>,
    shared: Weak<Shared>,
    wait_timeout: WaitTimeout,
}

/// What happens.
impl OtherDevice {
    /// Shows the next of the step's codes. A wait that comes later is held until something happens after this: a code that
    /// rotates while nobody waits is seen by `getLoginSession` alone.
    ///
    /// # Panics
    ///
    /// When the step has no further code.
    #[track_caller]
    pub fn rotate(&self) {
        self.apply(SessionEvent::Rotate);
    }

    /// Shows this `data`, an older code for instance; the next [`rotate`](Self::rotate) goes on in the script.
    ///
    /// # Panics
    ///
    /// When the step displays nothing.
    #[track_caller]
    pub fn show(&self, data: &str) {
        self.apply(SessionEvent::Show(data.to_owned()));
    }

    /// Does what the display step waits for: the next step follows, or the end.
    ///
    /// # Panics
    ///
    /// When the step is no `display_and_wait`.
    #[track_caller]
    pub fn approve(&self) {
        self.apply(SessionEvent::Approve);
    }

    /// Fails the login, the way the script's [`failure_reporting`](crate::LoginScript::failure_reporting) says.
    ///
    /// # Panics
    ///
    /// When `http_status` is not between 400 and 599.
    #[track_caller]
    pub fn fail(&self, http_status: u16, code: &str, message: &str) {
        self.apply(SessionEvent::Fail(ApiError::checked(http_status, code, message)));
    }

    /// Fails the login because nobody did what it waits for: 410 `FI.MAU.BRIDGE.LOGIN_TIMED_OUT`.
    #[track_caller]
    pub fn expire(&self) {
        self.fail(410, "FI.MAU.BRIDGE.LOGIN_TIMED_OUT", "The login took too long");
    }

    /// Forgets the session, as after half an hour: it answers 404 from now on, and so do held waits. By its ID, this works on
    /// a session that has ended, too.
    #[track_caller]
    pub fn forget(&self) {
        let shared = self.shared();
        let forgotten = shared.lock().state.forget_session(&self.selector);
        assert!(forgotten, "this cannot happen: there is no such login session");
        shared.notify_session_change();
    }

    /// While on, answers waits at once, with the step as it is, and those held now too. Off unless set, and off again for the
    /// next step.
    #[track_caller]
    pub fn answer_waits_at_once(&self, on: bool) {
        self.apply(SessionEvent::AnswerAtOnce(on));
    }
}

/// What a client does.
impl OtherDevice {
    /// Resolves as soon as a wait is held; at once if one is. Waits for a session to begin, too.
    ///
    /// # Panics
    ///
    /// When the mock is gone. And when no wait is held within a minute, or what
    /// [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) says.
    pub async fn waiting(&self) {
        self.all_waiting(1).await;
    }

    /// Resolves as soon as this many waits are held at the same time.
    ///
    /// # Panics
    ///
    /// When the mock is gone, or it takes too long, as [`waiting`](Self::waiting).
    pub async fn all_waiting(&self, count: usize) {
        let waited_for = || format!("{count} waiting at the same time; this is {self:?}");
        self.until(|held| held >= count, waited_for).await;
    }

    /// Resolves when no wait is held, because all were answered or given up; at once if none is.
    ///
    /// # Panics
    ///
    /// When it takes too long, as [`waiting`](Self::waiting).
    pub async fn nobody_waiting(&self) {
        let waited_for = || format!("nobody waiting; this is {self:?}");
        self.until(|held| held == 0, waited_for).await;
    }

    /// How many waits are held now.
    #[must_use]
    pub fn held(&self) -> usize {
        let Some(shared) = self.shared.upgrade() else {
            return 0;
        };
        let session_waits = |session: &Session| session.waiting_calls.len();
        shared
            .lock()
            .state
            .find_session(&self.selector)
            .map_or(0, session_waits)
    }
}

impl OtherDevice {
    #[track_caller]
    fn apply(&self, event: SessionEvent) {
        let shared = self.shared();
        let applied = shared.lock().state.apply(&self.selector, event);
        if let Err(reason) = applied {
            panic!("this cannot happen: {reason}");
        }
        shared.notify_session_change();
    }

    async fn until(&self, reached: impl Fn(usize) -> bool, waited_for: impl Fn() -> String) {
        let mut session_changes = self.session_changes.clone();
        let is_reached = async {
            while !reached(self.held()) {
                let changed = session_changes.changed().await;
                assert!(changed.is_ok(), "nobody can wait any more: the mock is gone");
            }
        };
        self.wait_timeout.until(is_reached, waited_for).await;
    }

    #[track_caller]
    fn shared(&self) -> Arc<Shared> {
        let Some(shared) = self.shared.upgrade() else {
            panic!("this cannot happen: the mock is gone");
        };
        shared
    }
}

impl fmt::Debug for OtherDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, id) = match &self.selector {
            SessionSelector::LatestOnBridge(id) => ("bridge", id),
            SessionSelector::Id(id) => ("session", id),
        };
        f.debug_struct("OtherDevice")
            .field(name, id)
            .field("held", &self.held())
            .finish()
    }
}

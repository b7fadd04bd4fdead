//! The other device of a login, which a test controls.

use std::fmt;
use std::sync::{Arc, Weak};

use tokio::sync::watch;

use crate::faults::wait_timeout::WaitTimeout;
use crate::http::api_error::ApiError;
use crate::server::mock_desktop::MockDesktop;
use crate::server::shared_state::Shared;
use crate::state::login_sessions::SessionSelector;
use crate::state::login_sessions::session::{Session, SessionEvent};

/// Control over running login sessions whose flows have scripts.
impl MockDesktop {
    /// Returns the other device of logins on this bridge.
    ///
    /// It always acts on the running session that began last on the bridge, so a test can call this before a session begins.
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

    /// Returns the other device of one login session, by its ID.
    pub fn other_device_of_session(&self, session_id: &str) -> OtherDevice {
        self.other_device_for(SessionSelector::Id(session_id.to_owned()))
    }

    /// Returns the number of running login sessions, which are neither complete, failed, cancelled nor forgotten.
    #[must_use]
    pub fn running_login_sessions(&self) -> usize {
        self.shared.lock().state.running_sessions().count()
    }

    /// Waits until no login session is running.
    ///
    /// # Panics
    ///
    /// Panics after the time limit, a minute unless [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) sets another.
    pub async fn until_no_running_login_session(&self) {
        let mut session_changes = self.shared.session_changes();
        let none_is_running = async {
            while self.running_login_sessions() > 0 {
                // This fails only if the sender is gone, but `self` keeps it.
                let _ = session_changes.changed().await;
            }
        };
        let waited_for = || format!("all login sessions to end; {} still run", self.running_login_sessions());
        self.wait_timeout.until(none_is_running, waited_for).await;
    }

    /// Forgets all login sessions, as a restart does; the bridges, accounts and logins stay.
    ///
    /// The sessions answer 404 from now on, also to held waits.
    ///
    /// Between [`go_offline`](Self::go_offline) and [`go_online`](Self::go_online), this imitates a restart: held waits end
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

/// The other device of a login, which scans a code, approves or lets time run out, all without the client.
///
/// [`MockDesktop::other_device`] creates it.
///
/// It works on any runtime, even if the test pauses its clock, and it can be cloned and moved to other tasks. Its actions take
/// effect at once, **whether a client waits or not**, and all held waits get the same answer. A client that closes its connection
/// changes nothing.
///
/// Its methods panic if the action is impossible: if no login session is running, and after the mock is dropped.
#[derive(Clone)]
#[must_use = "the other device does nothing by itself"]
pub struct OtherDevice {
    selector: SessionSelector,
    /// Closes when the mock is dropped.
    session_changes: watch::Receiver<()>,
    shared: Weak<Shared>,
    wait_timeout: WaitTimeout,
}

/// Actions of the device.
impl OtherDevice {
    /// Shows the next code of the step.
    ///
    /// The server holds a later wait until something happens after this. If a code rotates while no client waits, only
    /// `getLoginSession` reveals it.
    ///
    /// # Panics
    ///
    /// Panics if the step has no further code.
    #[track_caller]
    pub fn rotate(&self) {
        self.apply(SessionEvent::Rotate);
    }

    /// Shows this `data`, such as an earlier code. The next [`rotate`](Self::rotate) continues with the script.
    ///
    /// # Panics
    ///
    /// Panics if the step has no display.
    #[track_caller]
    pub fn show(&self, data: &str) {
        self.apply(SessionEvent::Show(data.to_owned()));
    }

    /// Does what the display step waits for: the login continues with the next step, or ends.
    ///
    /// # Panics
    ///
    /// Panics if the step is not a `display_and_wait` step.
    #[track_caller]
    pub fn approve(&self) {
        self.apply(SessionEvent::Approve);
    }

    /// Fails the login; the script's [`failure_reporting`](crate::LoginScript::failure_reporting) sets how the server reports it.
    ///
    /// # Panics
    ///
    /// Panics if `http_status` is not between 400 and 599.
    #[track_caller]
    pub fn fail(&self, http_status: u16, code: &str, message: &str) {
        self.apply(SessionEvent::Fail(ApiError::checked(http_status, code, message)));
    }

    /// Fails the login because nobody acted in time: 410 `FI.MAU.BRIDGE.LOGIN_TIMED_OUT`.
    #[track_caller]
    pub fn expire(&self) {
        self.fail(410, "FI.MAU.BRIDGE.LOGIN_TIMED_OUT", "The login took too long");
    }

    /// Forgets the session, as bridges do after half an hour: from now on it answers 404, also to held waits.
    ///
    /// On the device of [one session](MockDesktop::other_device_of_session), this works even after the session has ended.
    #[track_caller]
    pub fn forget(&self) {
        let shared = self.shared();
        let forgotten = shared.lock().state.forget_session(&self.selector);
        assert!(
            forgotten,
            "the other device cannot do this: no such login session exists"
        );
        shared.notify_session_change();
    }

    /// Sets whether the server answers waits at once, without a change of the step, instead of holding them.
    ///
    /// Waits that are held now are answered too. It is off by default, and again for the next step.
    #[track_caller]
    pub fn answer_waits_at_once(&self, on: bool) {
        self.apply(SessionEvent::AnswerAtOnce(on));
    }
}

/// The waits of clients.
impl OtherDevice {
    /// Waits until at least one wait is held, even if the session has not begun yet.
    ///
    /// # Panics
    ///
    /// Panics if the mock is dropped, or after the time limit, a minute unless
    /// [`wait_timeout`](crate::MockDesktopBuilder::wait_timeout) sets another.
    pub async fn waiting(&self) {
        self.all_waiting(1).await;
    }

    /// Waits until at least `count` waits are held at the same time.
    ///
    /// # Panics
    ///
    /// Panics if the mock is dropped, or after the time limit, like [`waiting`](Self::waiting).
    pub async fn all_waiting(&self, count: usize) {
        let waited_for = || format!("{count} waits to be held at the same time; this is {self:?}");
        self.until(|held| held >= count, waited_for).await;
    }

    /// Waits until no wait is held, because all were answered or given up.
    ///
    /// # Panics
    ///
    /// Panics after the time limit, like [`waiting`](Self::waiting).
    pub async fn nobody_waiting(&self) {
        let waited_for = || format!("all held waits to end; this is {self:?}");
        self.until(|held| held == 0, waited_for).await;
    }

    /// Returns the number of waits that are held now.
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
            panic!("the other device cannot do this: {reason}");
        }
        shared.notify_session_change();
    }

    async fn until(&self, reached: impl Fn(usize) -> bool, waited_for: impl Fn() -> String) {
        let mut session_changes = self.session_changes.clone();
        let is_reached = async {
            while !reached(self.held()) {
                let changed = session_changes.changed().await;
                assert!(changed.is_ok(), "no further call can wait: the mock was dropped");
            }
        };
        self.wait_timeout.until(is_reached, waited_for).await;
    }

    #[track_caller]
    fn shared(&self) -> Arc<Shared> {
        let Some(shared) = self.shared.upgrade() else {
            panic!("the other device cannot do this: the mock was dropped");
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

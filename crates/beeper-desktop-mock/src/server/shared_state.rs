//! The data that the server's thread and the test share, behind one lock.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use serde_json::Value;
use tokio::sync::watch;

use crate::dialect::Dialect;
use crate::dialect::rules::DialectRules;
use crate::faults::call_rules::CallRules;
use crate::http::endpoint::Endpoint;
use crate::http::recorded_request::RecordedRequest;
use crate::state::store::State;

pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(super) info: Value,
    /// The API's description, as the server publishes it.
    pub(super) spec: Option<Bytes>,
    /// The endpoints that the server has beside the operations.
    pub(super) endpoints: Vec<Endpoint>,
    locked: Mutex<Locked>,
    /// Notifies receivers that login sessions may have changed.
    session_changes: watch::Sender<()>,
}

/// The settings that stay the same while the server runs.
pub(crate) struct Settings {
    pub(crate) base_url: String,
    pub(crate) dialect: Dialect,
    /// The token that is valid from the start, without OAuth.
    pub(crate) token: String,
}

/// The data behind the lock.
pub(crate) struct Locked {
    pub(crate) state: State,
    pub(crate) call_rules: CallRules,
    pub(crate) requests: Vec<RecordedRequest>,
}

impl Shared {
    pub(crate) fn new(
        settings: Settings,
        info: Value,
        spec: Option<Bytes>,
        endpoints: Vec<Endpoint>,
        state: State,
    ) -> Self {
        let locked = Locked {
            state,
            call_rules: CallRules::default(),
            requests: Vec::new(),
        };
        Self {
            settings,
            info,
            spec,
            endpoints,
            locked: Mutex::new(locked),
            session_changes: watch::Sender::new(()),
        }
    }

    /// Locks the data; ignores a poisoned lock, because its test has failed anyway.
    ///
    /// No caller holds the guard across an `await`.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Locked> {
        self.locked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a receiver that is notified of every later change of login sessions.
    pub(crate) fn session_changes(&self) -> watch::Receiver<()> {
        self.session_changes.subscribe()
    }

    /// Notifies receivers; callers call it after each change of login sessions.
    pub(crate) fn notify_session_change(&self) {
        self.session_changes.send_replace(());
    }

    pub(super) fn rules(&self) -> &'static DialectRules {
        self.settings.dialect.rules()
    }
}

//! What the server's thread shares with the test.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use serde_json::Value;
use tokio::sync::watch;

use crate::dialect::Dialect;
use crate::dialect::rules::Rules;
use crate::faults::call_rules::Behaviours;
use crate::http::recorded_request::RecordedRequest;
use crate::state::store::State;

pub(crate) struct Front {
    pub(crate) settings: Settings,
    pub(super) info: Value,
    /// What `/v1/spec` answers.
    pub(super) spec: Option<Bytes>,
    desk: Mutex<Desk>,
    /// Says that login sessions may have changed.
    news: watch::Sender<()>,
}

/// What a server is for as long as it runs.
pub(crate) struct Settings {
    pub(crate) base_url: String,
    pub(crate) dialect: Dialect,
    pub(crate) token: String,
    /// The token's scope is reading alone.
    pub(crate) only_reads: bool,
}

/// Everything that changes, behind one lock.
pub(crate) struct Desk {
    pub(crate) state: State,
    pub(crate) behaviours: Behaviours,
    pub(crate) requests: Vec<RecordedRequest>,
}

impl Front {
    pub(crate) fn new(settings: Settings, info: Value, spec: Option<Bytes>, state: State) -> Self {
        let desk = Desk {
            state,
            behaviours: Behaviours::default(),
            requests: Vec::new(),
        };
        Self {
            settings,
            info,
            spec,
            desk: Mutex::new(desk),
            news: watch::Sender::new(()),
        }
    }

    /// Never held over an await. A test that panicked while it held the lock has failed anyway; the server goes on.
    pub(crate) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hears of every change of login sessions from now on.
    pub(crate) fn news(&self) -> watch::Receiver<()> {
        self.news.subscribe()
    }

    /// To be called after each change of login sessions.
    pub(crate) fn sessions_changed(&self) {
        self.news.send_replace(());
    }

    pub(super) fn rules(&self) -> &'static Rules {
        self.settings.dialect.rules()
    }
}

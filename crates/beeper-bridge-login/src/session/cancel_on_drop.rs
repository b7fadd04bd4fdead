//! Ending a session that nobody minds any more.

use std::sync::Arc;
use std::thread;

use beeper_desktop_client::types::LoginSessionId;

use crate::session::calls::bridge_api::{CANCEL_WITHIN, Link};

/// Cancels a session when it is dropped, unless the session has ended or is to live on.
pub(crate) struct Guard {
    link: Arc<Link>,
    session: Option<LoginSessionId>,
}

impl Guard {
    pub(crate) fn new(link: Arc<Link>, session: LoginSessionId) -> Self {
        Self {
            link,
            session: Some(session),
        }
    }

    pub(crate) fn is_armed(&self) -> bool {
        self.session.is_some()
    }

    pub(crate) fn disarm(&mut self) {
        self.session = None;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let Some(session) = self.session.take() else { return };
        let link = Arc::clone(&self.link);
        // A thread and connections of its own: the runtime that dropped this may be ending, or not be driven any more.
        let spawned = thread::Builder::new()
            .name("beeper-login-cancel".to_owned())
            .spawn(move || cancel(&link, &session));
        if spawned.is_err() {
            tracing::warn!("no thread to cancel the login session in; it ends by itself");
        }
    }
}

fn cancel(link: &Link, session: &LoginSessionId) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (Ok(runtime), Ok(client)) = (runtime, link.client.with_new_connections()) else {
        tracing::warn!("the login session could not be cancelled; it ends by itself");
        return;
    };
    let link = Link { client, ..link.clone() };
    let cancelled = runtime.block_on(async { tokio::time::timeout(2 * CANCEL_WITHIN, link.cancel(session)).await });
    if let Ok(Err(error)) = cancelled {
        tracing::debug!(%error, "the login session could not be cancelled");
    }
}

//! A guard that cancels the session on the server when it is dropped.

use std::sync::Arc;
use std::thread;

use beeper_desktop_client::Error;
use beeper_desktop_client::types::LoginSessionId;

use crate::session::calls::bridge_api::{BridgeApi, CANCEL_TIMEOUT};
use crate::session::calls::error_classification::CallFailure;

/// Cancels a session when it is dropped, unless the session has ended or is to be kept.
pub(crate) struct CancelOnDrop {
    api: Arc<BridgeApi>,
    session: Option<LoginSessionId>,
}

impl CancelOnDrop {
    pub(crate) fn new(api: Arc<BridgeApi>, session: LoginSessionId) -> Self {
        Self {
            api,
            session: Some(session),
        }
    }

    pub(crate) fn is_armed(&self) -> bool {
        self.session.is_some()
    }

    /// Cancels the session and waits until that is done. If the request fails, nothing retries it.
    pub(crate) async fn cancel_now(&mut self) -> Result<(), Error> {
        let Some(session) = &self.session else { return Ok(()) };
        let cancelled = match self.api.cancel(session).await {
            Err(error) if matches!(CallFailure::classify(&error), CallFailure::NotFound) => Ok(()),
            cancelled => cancelled,
        };
        self.disarm();
        cancelled
    }

    pub(crate) fn disarm(&mut self) {
        self.session = None;
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        let Some(session) = self.session.take() else { return };
        let api = Arc::clone(&self.api);
        // The runtime that dropped this may be shutting down or may no longer run, so this uses its own thread and connections.
        let spawned = thread::Builder::new()
            .name("beeper-login-cancel".to_owned())
            .spawn(move || cancel(&api, &session));
        if spawned.is_err() {
            tracing::warn!("could not start a thread to cancel the login session; the server will end it");
        }
    }
}

fn cancel(api: &BridgeApi, session: &LoginSessionId) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (Ok(runtime), Ok(client)) = (runtime, api.client.with_new_connections()) else {
        tracing::warn!("the login session could not be cancelled; the server will end it");
        return;
    };
    let api = BridgeApi { client, ..api.clone() };
    let cancelled = runtime.block_on(async { tokio::time::timeout(2 * CANCEL_TIMEOUT, api.cancel(session)).await });
    if let Ok(Err(error)) = cancelled {
        tracing::debug!(%error, "the login session could not be cancelled");
    }
}

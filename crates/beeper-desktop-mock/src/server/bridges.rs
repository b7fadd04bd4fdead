//! The bridges, accounts, logins and recorded requests of a running server.

use crate::http::recorded_request::RecordedRequest;
use crate::http::route::Route;
use crate::model::account::{MockAccount, MockLogin};
use crate::model::bridge::MockBridge;
use crate::server::mock_desktop::MockDesktop;
use crate::server::shared_state::Locked;
use crate::state::upsert::upsert;

/// The server's state.
///
/// A test may call each method at any time. A request sees the state from before or after the call, never in between.
impl MockDesktop {
    /// Adds a bridge, or replaces the one with the same ID.
    pub fn put_bridge(&self, bridge: MockBridge) {
        upsert(&mut self.shared.lock().state.bridges, bridge);
    }

    /// Adds an account, or replaces the one with the same ID.
    pub fn put_account(&self, account: MockAccount) {
        upsert(&mut self.shared.lock().state.accounts, account);
    }

    /// Adds a login, or replaces the one with the same ID on the same bridge.
    pub fn put_login(&self, login: MockLogin) {
        upsert(&mut self.shared.lock().state.logins, login);
    }

    /// Changes a bridge, and returns `true` if it exists.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// # let mock = beeper_desktop_mock::MockDesktop::start().await?;
    /// mock.update_bridge("mock-qr", |bridge| bridge.status("limit_reached"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn update_bridge(&self, id: &str, change: impl FnOnce(MockBridge) -> MockBridge) -> bool {
        let found = find(&self.shared.lock().state.bridges, |it| it.id == id);
        found.map(|it| self.put_bridge(change(it))).is_some()
    }

    /// Changes an account, and returns `true` if it exists.
    pub fn update_account(&self, id: &str, change: impl FnOnce(MockAccount) -> MockAccount) -> bool {
        let found = find(&self.shared.lock().state.accounts, |it| it.id == id);
        found.map(|it| self.put_account(change(it))).is_some()
    }

    /// Changes a login, and returns `true` if it exists.
    pub fn update_login(&self, bridge_id: &str, id: &str, change: impl FnOnce(MockLogin) -> MockLogin) -> bool {
        let found = find(&self.shared.lock().state.logins, |it| {
            it.bridge_id == bridge_id && it.id == id
        });
        found.map(|it| self.put_login(change(it))).is_some()
    }

    /// Removes a bridge, and returns `true` if it existed.
    ///
    /// Its accounts and logins stay, but clients cannot reach its login sessions any more.
    pub fn remove_bridge(&self, id: &str) -> bool {
        remove(&mut self.shared.lock().state.bridges, |it| it.id == id)
    }

    /// Removes an account, and returns `true` if it existed.
    pub fn remove_account(&self, id: &str) -> bool {
        remove(&mut self.shared.lock().state.accounts, |it| it.id == id)
    }

    /// Removes a login but not its accounts, and returns `true` if it existed.
    pub fn remove_login(&self, bridge_id: &str, id: &str) -> bool {
        remove(&mut self.shared.lock().state.logins, |it| {
            it.bridge_id == bridge_id && it.id == id
        })
    }
}

/// Recorded requests: all that reached the server, including those that it refused.
impl MockDesktop {
    /// Returns all requests in order of arrival.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.lock().requests.clone()
    }

    /// Returns the requests for an [`Operation`](crate::Operation) or [`Endpoint`](crate::Endpoint), in order of arrival.
    #[must_use]
    pub fn requests_for(&self, route: impl Into<Route>) -> Vec<RecordedRequest> {
        let route = Some(route.into());
        let Locked { requests, .. } = &*self.shared.lock();
        let matching = requests.iter().filter(|request| request.route() == route);
        matching.cloned().collect()
    }

    /// Removes all requests recorded so far.
    pub fn clear_requests(&self) {
        self.shared.lock().requests.clear();
    }
}

/// Returns a copy of a matching item, so that the test's closure never runs while the state is locked.
pub(super) fn find<T: Clone>(all: &[T], matches: impl Fn(&T) -> bool) -> Option<T> {
    all.iter().find(|it| matches(it)).cloned()
}

pub(super) fn remove<T>(all: &mut Vec<T>, matches: impl Fn(&T) -> bool) -> bool {
    let before = all.len();
    all.retain(|it| !matches(it));
    all.len() < before
}

//! Accounts and logins.

use serde_json::{Map, Value, json};

use crate::model::properties::object;

/// The ID of the bridge that a server has at the start.
pub(crate) const BUILT_IN_BRIDGE: &str = "mock-qr";

/// The account of chats that name no other account; the server does not create it.
pub(crate) const DEFAULT_ACCOUNT: &str = "mock-account";

/// The default user of an account.
pub(crate) const MOCK_USER: &str = "@mock-user:example.com";

pub(crate) fn mock_user() -> Value {
    json!({ "id": MOCK_USER, "fullName": "Mock User", "isSelf": true })
}

/// A chat account.
///
/// Its `bridge` object follows the bridge on the server, unless [`property`](Self::property) sets it.
///
/// ```
/// use beeper_desktop_mock::{MockAccount, MockLogin};
///
/// let login = MockLogin::new("+15550100").status("needs_login");
/// let account = MockAccount::new("alice").login("+15550100").status("reconnect_required");
/// ```
#[derive(Clone, Debug)]
pub struct MockAccount {
    pub(crate) id: String,
    pub(crate) bridge_id: String,
    pub(crate) properties: Map<String, Value>,
    /// Whether the server announces changes of its chats on live connections.
    pub(crate) sends_events: bool,
}

impl MockAccount {
    /// Creates a connected account on the built-in bridge `mock-qr`, without a login.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        let properties = object([
            ("accountID", json!(id)),
            ("status", json!("connected")),
            ("user", mock_user()),
        ]);
        Self {
            id,
            bridge_id: BUILT_IN_BRIDGE.to_owned(),
            properties,
            sends_events: true,
        }
    }

    /// Suppresses the live events about the chats of this account, as networks that run on the device do.
    #[must_use]
    pub fn without_events(mut self) -> Self {
        self.sends_events = false;
        self
    }

    /// Puts the account on another bridge.
    #[must_use]
    pub fn bridge(mut self, bridge_id: impl Into<String>) -> Self {
        self.bridge_id = bridge_id.into();
        self
    }

    /// Sets `loginID`, the login to which the account belongs; absent by default.
    #[must_use]
    pub fn login(self, login_id: &str) -> Self {
        self.property("loginID", json!(login_id))
    }

    /// Sets `status`; `connected` by default.
    #[must_use]
    pub fn status(self, status: &str) -> Self {
        self.property("status", json!(status))
    }

    /// Sets any JSON property of the account, even one that the API does not have.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }
}

/// A signed-in identity on a bridge.
///
/// Its `accountIDs` are the accounts that name it, unless [`property`](Self::property) sets them.
#[derive(Clone, Debug)]
pub struct MockLogin {
    pub(crate) id: String,
    pub(crate) bridge_id: String,
    pub(crate) properties: Map<String, Value>,
}

impl MockLogin {
    /// Creates a connected login on the built-in bridge `mock-qr`.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        let properties = object([
            ("loginID", json!(id)),
            ("status", json!("connected")),
            ("removeScopes", json!(["current-device", "all-devices"])),
            ("user", mock_user()),
        ]);
        Self {
            id,
            bridge_id: BUILT_IN_BRIDGE.to_owned(),
            properties,
        }
    }

    /// Puts the login on another bridge.
    #[must_use]
    pub fn bridge(mut self, bridge_id: impl Into<String>) -> Self {
        self.bridge_id = bridge_id.into();
        self
    }

    /// Sets `status`; `connected` by default.
    #[must_use]
    pub fn status(self, status: &str) -> Self {
        self.property("status", json!(status))
    }

    /// Sets `removeScopes`; `current-device` and `all-devices` by default. The server refuses other scopes.
    #[must_use]
    pub fn remove_scopes<'a>(self, scopes: impl IntoIterator<Item = &'a str>) -> Self {
        let scopes: Vec<_> = scopes.into_iter().collect();
        self.property("removeScopes", json!(scopes))
    }

    /// Sets any JSON property of the login, even one that the API does not have.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }
}

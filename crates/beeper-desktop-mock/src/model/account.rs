//! Accounts and logins.

use serde_json::{Map, Value, json};

use crate::model::properties::object;

/// The ID of the bridge a server starts with.
pub(crate) const BUILT_IN_BRIDGE: &str = "mock-qr";

/// The account that chats belong to unless they say another; a server has none of that name unless it is put there.
pub(crate) const DEFAULT_ACCOUNT: &str = "mock-account";

/// Whose account it is, unless that says otherwise.
pub(crate) const MOCK_USER: &str = "@mock-user:example.com";

pub(crate) fn mock_user() -> Value {
    json!({ "id": MOCK_USER, "fullName": "Mock User", "isSelf": true })
}

/// A chat account. Its `bridge` object follows the bridge on the server, unless set as a property.
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
    /// Whether changes of its chats are announced on live connections.
    pub(crate) sends_events: bool,
}

impl MockAccount {
    /// A connected account on the built-in bridge `mock-qr`, without a login.
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

    /// Sends no live events about the chats of this account, as some networks that run on the device do.
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

    /// Sets `loginID`, the login the account belongs to; absent unless set.
    #[must_use]
    pub fn login(self, login_id: &str) -> Self {
        self.property("loginID", json!(login_id))
    }

    /// Sets `status`; `connected` unless set.
    #[must_use]
    pub fn status(self, status: &str) -> Self {
        self.property("status", json!(status))
    }

    /// Sets any JSON property of the account, known or not.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }
}

/// A signed-in identity on a bridge. Its `accountIDs` are the accounts that name it, unless set as a property.
#[derive(Clone, Debug)]
pub struct MockLogin {
    pub(crate) id: String,
    pub(crate) bridge_id: String,
    pub(crate) properties: Map<String, Value>,
}

impl MockLogin {
    /// A connected login on the built-in bridge `mock-qr`.
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

    /// Sets `status`; `connected` unless set.
    #[must_use]
    pub fn status(self, status: &str) -> Self {
        self.property("status", json!(status))
    }

    /// Sets `removeScopes`; `current-device` and `all-devices` unless set. Other scopes are refused.
    #[must_use]
    pub fn remove_scopes<'a>(self, scopes: impl IntoIterator<Item = &'a str>) -> Self {
        let scopes: Vec<_> = scopes.into_iter().collect();
        self.property("removeScopes", json!(scopes))
    }

    /// Sets any JSON property of the login, known or not.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }
}

//! Bridges and their login flows.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::model::login_script::LoginScript;
use crate::model::login_script::step::MockStep;
use crate::model::properties::object;

/// A bridge, with its login flows and capabilities.
///
/// [`MockBridge::new`] creates a single-account bridge with one login flow, which shows a QR code, rotates it once, and
/// completes. `accounts`, `activeAccountCount` and `status` follow the accounts on the server, unless they are set here.
///
/// ```
/// use beeper_desktop_mock::{MockBridge, MockLoginFlow};
/// use serde_json::json;
///
/// let full = MockBridge::new("local-telegram")
///     .status("limit_reached")
///     .property("statusText", json!("No free slot"));
///
/// let two_ways_in = MockBridge::new("local-signal").login_flows([
///     MockLoginFlow::new("qr").name("QR code"),
///     MockLoginFlow::new("phone").steps([
///         json!({ "type": "user_input", "stepID": "phone", "fields": [{ "id": "number", "type": "phone_number" }] }),
///     ]),
/// ]);
/// ```
#[derive(Clone, Debug)]
pub struct MockBridge {
    pub(crate) id: String,
    pub(crate) flows: Vec<MockLoginFlow>,
    pub(crate) capabilities: Value,
    pub(crate) properties: Map<String, Value>,
}

impl MockBridge {
    /// Creates a bridge with the provider `local` and the type `mock`.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        let properties = object([
            ("id", json!(id)),
            ("displayName", json!(id)),
            ("provider", json!("local")),
            ("type", json!("mock")),
            ("supportsMultipleAccounts", json!(false)),
        ]);
        Self {
            id,
            flows: vec![MockLoginFlow::new("qr").name("QR code")],
            capabilities: json!({
                "resolve_identifier": {
                    "any_phone": false,
                    "contact_list": false,
                    "create_dm": true,
                    "lookup_email": false,
                    "lookup_phone": false,
                    "lookup_username": true,
                    "search": false,
                },
                "group_creation": {
                    "group": { "type_description": "a group chat", "name": { "allowed": true } },
                },
            }),
            properties,
        }
    }

    /// Sets `displayName`; the ID by default.
    #[must_use]
    pub fn display_name(self, name: &str) -> Self {
        self.property("displayName", json!(name))
    }

    /// Sets `provider`; `local` by default.
    #[must_use]
    pub fn provider(self, provider: &str) -> Self {
        self.property("provider", json!(provider))
    }

    /// Sets `type`, also in the `bridge` object of accounts; `mock` by default.
    #[must_use]
    pub fn bridge_type(self, bridge_type: &str) -> Self {
        self.property("type", json!(bridge_type))
    }

    /// Sets `network`; absent by default.
    #[must_use]
    pub fn network(self, network: &str) -> Self {
        self.property("network", json!(network))
    }

    /// Fixes `status`.
    ///
    /// With `limit_reached`, `temporarily_unavailable` or `disabled`, the bridge refuses new logins but allows reconnects.
    #[must_use]
    pub fn status(self, status: &str) -> Self {
        self.property("status", json!(status))
    }

    /// Sets `supportsMultipleAccounts`; such a bridge stays `available` when it has accounts.
    #[must_use]
    pub fn multiple_accounts(self, supported: bool) -> Self {
        self.property("supportsMultipleAccounts", json!(supported))
    }

    /// Replaces the login flows. The first is the default for logins that name no flow.
    #[must_use]
    pub fn login_flows(mut self, flows: impl IntoIterator<Item = MockLoginFlow>) -> Self {
        self.flows = flows.into_iter().collect();
        self
    }

    /// Replaces the login flows with one, named `default`, that asks for these steps; see [`MockLoginFlow::steps`].
    #[must_use]
    pub fn login_steps(self, steps: impl IntoIterator<Item = Value>) -> Self {
        self.login_flows([MockLoginFlow::new("default").steps(steps)])
    }

    /// Replaces the login flows with one, named `default`, that follows this script.
    #[must_use]
    pub fn login_script(self, script: LoginScript) -> Self {
        self.login_flows([MockLoginFlow::new("default").script(script)])
    }

    /// Replaces the answer to `getBridgeCapabilities`.
    #[must_use]
    pub fn capabilities(mut self, capabilities: Value) -> Self {
        self.capabilities = capabilities;
        self
    }

    /// Sets any JSON property of the bridge, even one that the API does not have. It overrides the server's own value.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }
}

/// A way to sign in that a bridge offers, with the steps that it asks for.
#[derive(Clone, Debug)]
pub struct MockLoginFlow {
    pub(crate) id: String,
    pub(crate) script: Arc<LoginScript>,
    pub(crate) properties: Map<String, Value>,
}

impl MockLoginFlow {
    /// Creates a flow that shows a QR code, rotates it once under the same step ID, and completes.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        let code = |data: &str| {
            json!({
                "type": "display_and_wait",
                "stepID": "qr",
                "instructions": "Scan the code. Nothing happens: this is a mock.",
                "display": { "type": "qr", "data": data },
            })
        };
        Self {
            properties: object([("id", json!(id))]),
            id,
            script: Arc::default(),
        }
        .steps([code("mock-qr-code-1"), code("mock-qr-code-2")])
    }

    /// Sets `name`; absent by default.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        self.property("name", json!(name))
    }

    /// Sets `description`; absent by default.
    #[must_use]
    pub fn description(self, description: &str) -> Self {
        self.property("description", json!(description))
    }

    /// Replaces the steps, given in the format of `currentStep`.
    ///
    /// A submission with a step's `stepID` and `type` leads to the next step, and after the last step to completion. Without
    /// steps, a login is complete when it is created. A step of type `complete` also ends the login, and stays visible as
    /// `currentStep`.
    ///
    /// The server checks nothing, so a test may use steps that no bridge sends. It answers waits at once; to compare values and
    /// hold waits, use [`script`](Self::script).
    ///
    /// ```
    /// use beeper_desktop_mock::{MockBridge, MockLoginFlow};
    /// use serde_json::json;
    ///
    /// let bridge = MockBridge::new("local-mail").login_flows([MockLoginFlow::new("password").steps([
    ///     json!({ "type": "user_input", "stepID": "name", "fields": [{ "id": "username" }] }),
    ///     json!({ "type": "cookies", "stepID": "web", "url": "https://example.com", "fields": [{ "id": "sid" }] }),
    ///     json!({ "type": "display_and_wait", "stepID": "phone", "display": { "type": "code", "data": "ABCD-1234" } }),
    /// ])]);
    /// ```
    #[must_use]
    pub fn steps(mut self, steps: impl IntoIterator<Item = Value>) -> Self {
        self.script = Arc::new(LoginScript::immediate(steps.into_iter().map(MockStep::raw)));
        self
    }

    /// Replaces the steps with a script, which checks submitted values, holds waits, and decides how the login ends.
    #[must_use]
    pub fn script(mut self, script: LoginScript) -> Self {
        self.script = Arc::new(script);
        self
    }

    /// Sets any JSON property of the flow, even one that the API does not have.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }
}

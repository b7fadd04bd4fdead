//! The setup of the app, as a test puts it.

use std::fmt;

use serde_json::{Map, Value};

/// The state of the app setup, and the codes and keys that its next steps accept.
///
/// ```
/// use beeper_desktop_mock::MockSetup;
///
/// let fresh = MockSetup::signed_out().sign_in_code("246810").recovery_key("bees know");
/// let nobody_yet = MockSetup::signed_out().new_account().taken_username("bee");
/// ```
#[derive(Clone)]
pub struct MockSetup {
    pub(crate) initial_state: SetupState,
    pub(crate) code: String,
    pub(crate) recovery_key: String,
    pub(crate) user_id: String,
    pub(crate) has_account: bool,
    pub(crate) taken_usernames: Vec<String>,
    pub(crate) device_waits: bool,
    pub(crate) properties: Map<String, Value>,
}

/// The setup states that the mock implements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetupState {
    NeedsLogin,
    NeedsCrossSigning,
    NeedsVerification,
    NeedsFirstSync,
    Ready,
}

impl MockSetup {
    /// Signed in, verified and in use: how a server starts.
    #[must_use]
    pub fn ready() -> Self {
        Self {
            initial_state: SetupState::Ready,
            code: "123456".to_owned(),
            recovery_key: "mock-recovery-key".to_owned(),
            user_id: "@mock-user:beeper.local".to_owned(),
            has_account: true,
            taken_usernames: Vec::new(),
            device_waits: false,
            properties: Map::new(),
        }
    }

    /// `needs-login`: nobody has signed in. Any email address belongs to an account.
    #[must_use]
    pub fn signed_out() -> Self {
        Self {
            initial_state: SetupState::NeedsLogin,
            ..Self::ready()
        }
    }

    /// `needs-verification`: signed in, by a recovery key or another device to be verified.
    #[must_use]
    pub fn unverified() -> Self {
        Self {
            initial_state: SetupState::NeedsVerification,
            ..Self::ready()
        }
    }

    /// No email address belongs to an account: signing in leads to registration.
    #[must_use]
    pub fn new_account(mut self) -> Self {
        self.has_account = false;
        self
    }

    /// Sets the code that the email holds; `123456` unless set.
    #[must_use]
    pub fn sign_in_code(mut self, code: &str) -> Self {
        self.code = code.to_owned();
        self
    }

    /// Sets the recovery key; `mock-recovery-key` unless set.
    #[must_use]
    pub fn recovery_key(mut self, key: &str) -> Self {
        self.recovery_key = key.to_owned();
        self
    }

    /// Sets whose account it is; `@mock-user:beeper.local` unless set.
    #[must_use]
    pub fn user_id(mut self, id: &str) -> Self {
        self.user_id = id.to_owned();
        self
    }

    /// Adds a username that nobody can register any more.
    #[must_use]
    pub fn taken_username(mut self, username: &str) -> Self {
        self.taken_usernames.push(username.to_owned());
        self
    }

    /// The other device does nothing by itself: [`MockDesktop::trusted_device`](crate::MockDesktop::trusted_device) has to.
    #[must_use]
    pub fn other_device_waits(mut self) -> Self {
        self.device_waits = true;
        self
    }

    /// Sets any JSON property of the setup, known or not; stronger than what the server would say:
    /// `property("state", json!("initializing"))`.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }
}

/// Shows how far it has come, no codes and keys.
impl fmt::Debug for MockSetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockSetup")
            .field("initial_state", &self.initial_state)
            .finish_non_exhaustive()
    }
}

//! The setup of the app, as a test sets it.

use std::fmt;

use serde_json::{Map, Value};

/// The state of the app's setup, and the codes and keys that its next steps accept.
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

/// The states of the setup that the mock implements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetupState {
    NeedsLogin,
    NeedsCrossSigning,
    NeedsVerification,
    NeedsFirstSync,
    Ready,
}

impl MockSetup {
    /// Creates a setup that is complete: signed in and verified. A server starts with it by default.
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

    /// Creates a setup in the state `needs-login`: nobody has signed in. Every email address belongs to an account.
    #[must_use]
    pub fn signed_out() -> Self {
        Self {
            initial_state: SetupState::NeedsLogin,
            ..Self::ready()
        }
    }

    /// Creates a setup in the state `needs-verification`: signed in, to be verified by a recovery key or another device.
    #[must_use]
    pub fn unverified() -> Self {
        Self {
            initial_state: SetupState::NeedsVerification,
            ..Self::ready()
        }
    }

    /// Makes every email address unknown, so that signing in leads to registration.
    #[must_use]
    pub fn new_account(mut self) -> Self {
        self.has_account = false;
        self
    }

    /// Sets the code in the email; `123456` by default.
    #[must_use]
    pub fn sign_in_code(mut self, code: &str) -> Self {
        self.code = code.to_owned();
        self
    }

    /// Sets the recovery key; `mock-recovery-key` by default.
    #[must_use]
    pub fn recovery_key(mut self, key: &str) -> Self {
        self.recovery_key = key.to_owned();
        self
    }

    /// Sets the ID of the user; `@mock-user:beeper.local` by default.
    #[must_use]
    pub fn user_id(mut self, id: &str) -> Self {
        self.user_id = id.to_owned();
        self
    }

    /// Adds a username that is already taken.
    #[must_use]
    pub fn taken_username(mut self, username: &str) -> Self {
        self.taken_usernames.push(username.to_owned());
        self
    }

    /// Makes the other device wait for the test.
    ///
    /// The test acts through [`MockDesktop::trusted_device`](crate::MockDesktop::trusted_device).
    #[must_use]
    pub fn other_device_waits(mut self) -> Self {
        self.device_waits = true;
        self
    }

    /// Sets any JSON property of the setup, such as `state`, even one that the API does not have.
    ///
    /// It overrides the server's own value, as in `property("state", json!("initializing"))`.
    #[must_use]
    pub fn property(mut self, name: &str, value: Value) -> Self {
        self.properties.insert(name.to_owned(), value);
        self
    }
}

/// Shows the state of the setup, but no codes or keys.
impl fmt::Debug for MockSetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockSetup")
            .field("initial_state", &self.initial_state)
            .finish_non_exhaustive()
    }
}

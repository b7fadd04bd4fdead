//! The end of a login.

use crate::http::api_error::ApiError;
use crate::model::account::{MockAccount, MockLogin};

/// How a login ends after its last step; given to [`LoginScript::ends`](crate::LoginScript::ends).
///
/// ```
/// use beeper_desktop_mock::{Ending, LoginScript, MockAccount, MockLogin};
///
/// // Whoever reconnects `alice` with this lands on `bob`.
/// let switched = LoginScript::new().ends(
///     Ending::complete()
///         .login(MockLogin::new("bobs-login"))
///         .account(MockAccount::new("bob").status("connecting")),
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Ending(pub(crate) Outcome);

#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Complete(Completion),
    Fail(ApiError),
}

/// The login and accounts that are signed in at the end, and what the answer contains of them.
#[derive(Clone, Debug)]
pub(crate) struct Completion {
    pub(crate) login: Option<MockLogin>,
    pub(crate) accounts: Vec<MockAccount>,
    /// Of accounts that are not among `accounts`.
    pub(crate) account_status: String,
    pub(crate) includes_objects: bool,
    pub(crate) includes_ids: bool,
    pub(crate) names_old_account: bool,
}

impl Ending {
    /// Ends complete: with a new login and account, or the reconnected login and all its accounts `connected`.
    #[must_use]
    pub fn complete() -> Self {
        Self(Outcome::Complete(Completion {
            login: None,
            accounts: Vec::new(),
            account_status: "connected".to_owned(),
            includes_objects: true,
            includes_ids: true,
            names_old_account: false,
        }))
    }

    /// Fails, the way the script's [`failure_reporting`](crate::LoginScript::failure_reporting) says.
    ///
    /// # Panics
    ///
    /// When `http_status` is not between 400 and 599.
    #[must_use]
    #[track_caller]
    pub fn fail(http_status: u16, code: &str, message: &str) -> Self {
        Self(Outcome::Fail(ApiError::checked(http_status, code, message)))
    }
}

/// Completions; on an ending that fails, these change nothing.
impl Ending {
    /// Ends with this login, put on the bridge of the session. Where another was to be reconnected, that one and its accounts
    /// vanish. Without [`account`](Self::account) it gets a new one.
    #[must_use]
    pub fn login(self, login: MockLogin) -> Self {
        self.with(|it| it.login = Some(login))
    }

    /// Ends with this account, in the status it has, on the bridge of the session. It belongs to the login of the ending,
    /// unless it names another. Several calls make several accounts; the answer shows the first.
    #[must_use]
    pub fn account(self, account: MockAccount) -> Self {
        self.with(|it| it.accounts.push(account))
    }

    /// Leaves new and reconnected accounts in this status, `connecting` for instance; `connected` unless set. Accounts given
    /// with [`account`](Self::account) keep their own.
    #[must_use]
    pub fn account_status(self, status: &str) -> Self {
        self.with(|it| status.clone_into(&mut it.account_status))
    }

    /// Leaves `account` and `login` out of the answer, though the lists have them.
    #[must_use]
    pub fn without_objects(self) -> Self {
        self.with(|it| it.includes_objects = false)
    }

    /// Leaves `accountID` and `loginID` out of the answer.
    #[must_use]
    pub fn without_ids(self) -> Self {
        self.with(|it| it.includes_ids = false)
    }

    /// On a reconnect, lets `accountID` name the account that was to be reconnected, whatever `account` is.
    #[must_use]
    pub fn names_old_account(self) -> Self {
        self.with(|it| it.names_old_account = true)
    }

    fn with(mut self, change: impl FnOnce(&mut Completion)) -> Self {
        if let Outcome::Complete(completion) = &mut self.0 {
            change(completion);
        }
        self
    }
}

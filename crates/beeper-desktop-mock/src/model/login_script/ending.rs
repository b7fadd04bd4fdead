//! The end of a login.

use crate::http::api_error::ApiError;
use crate::model::account::{MockAccount, MockLogin};

/// How a login ends after its last step; [`LoginScript::ends`](crate::LoginScript::ends) takes it.
///
/// ```
/// use beeper_desktop_mock::{Ending, LoginScript, MockAccount, MockLogin};
///
/// // A user who reconnects `alice` with this script ends up signed in as `bob`.
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

/// The login and accounts that are signed in at the end, and which of them the answer contains.
#[derive(Clone, Debug)]
pub(crate) struct Completion {
    pub(crate) login: Option<MockLogin>,
    pub(crate) accounts: Vec<MockAccount>,
    /// The status of accounts that are not among `accounts`.
    pub(crate) account_status: String,
    pub(crate) includes_objects: bool,
    pub(crate) includes_ids: bool,
    pub(crate) names_old_account: bool,
}

impl Ending {
    /// Completes the login with a new login and account, or sets the reconnected login and all its accounts to `connected`.
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

    /// Fails the login; the script's [`failure_reporting`](crate::LoginScript::failure_reporting) sets how the server reports it.
    ///
    /// # Panics
    ///
    /// Panics if `http_status` is not between 400 and 599.
    #[must_use]
    #[track_caller]
    pub fn fail(http_status: u16, code: &str, message: &str) -> Self {
        Self(Outcome::Fail(ApiError::checked(http_status, code, message)))
    }
}

/// Settings of completions, without effect on endings that fail.
impl Ending {
    /// Ends with this login, which the server puts on the bridge of the session.
    ///
    /// If the client wanted to reconnect another login, the server removes that login and its accounts. Unless
    /// [`account`](Self::account) is called, the login gets a new account.
    #[must_use]
    pub fn login(self, login: MockLogin) -> Self {
        self.with(|it| it.login = Some(login))
    }

    /// Ends with this account and its status, which the server puts on the bridge of the session.
    ///
    /// The account belongs to the login of the ending, unless it names another. Several calls add several accounts; the answer
    /// contains the first.
    #[must_use]
    pub fn account(self, account: MockAccount) -> Self {
        self.with(|it| it.accounts.push(account))
    }

    /// Sets the status of new and reconnected accounts, such as `connecting`; `connected` by default.
    ///
    /// Accounts given with [`account`](Self::account) keep their own status.
    #[must_use]
    pub fn account_status(self, status: &str) -> Self {
        self.with(|it| status.clone_into(&mut it.account_status))
    }

    /// Omits `account` and `login` from the answer, although the lists contain them.
    #[must_use]
    pub fn without_objects(self) -> Self {
        self.with(|it| it.includes_objects = false)
    }

    /// Omits `accountID` and `loginID` from the answer.
    #[must_use]
    pub fn without_ids(self) -> Self {
        self.with(|it| it.includes_ids = false)
    }

    /// On a reconnect, sets `accountID` to the account that the client asked to reconnect, even if `account` is another.
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

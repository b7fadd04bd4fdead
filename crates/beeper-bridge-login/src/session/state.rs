//! The state of a login session.

use crate::connected::Connected;
use crate::error::LoginError;
use crate::steps::Step;

/// The state of a login session, which decides what your program does next.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LoginState {
    /// The session waits for this step.
    Waiting(Step),
    /// The account is connected.
    Connected(Connected),
    /// The session ended without connecting an account.
    Ended(LoginError),
}

//! The state of a login session.

use crate::connected::Connected;
use crate::error::LoginError;
use crate::steps::Step;

/// Where a login session stands, and so what comes next.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LoginState {
    /// It asks for something.
    Waiting(Step),
    /// It has ended well.
    Connected(Connected),
    /// It has ended otherwise.
    Ended(LoginError),
}

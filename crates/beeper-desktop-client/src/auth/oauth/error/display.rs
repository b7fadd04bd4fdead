//! How an error prints: [`Display`](fmt::Display) is one line, [`Debug`](fmt::Debug) is what a `main` that returns the error
//! prints.

use std::fmt;

use crate::auth::oauth::error::OAuthError;
use crate::auth::oauth::error::kind::{OAuthErrorKind, OAuthStep};
use crate::error::source_chain::fmt_with_sources;

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (step, server) = (self.step(), &self.0.server);
        match step {
            OAuthStep::Registration => f.write_str("registering the program: ")?,
            OAuthStep::Authorization => f.write_str("signing in: ")?,
            OAuthStep::Exchange => f.write_str("exchanging the code for a token: ")?,
            OAuthStep::Revocation => f.write_str("revoking the token: ")?,
            OAuthStep::Introspection => f.write_str("asking about the token: ")?,
        }
        match self.kind() {
            OAuthErrorKind::InvalidArgument { argument, reason } => write!(f, "`{argument}` cannot be sent: {reason}"),
            OAuthErrorKind::NoRandomness => f.write_str("the operating system gives no random bytes"),
            OAuthErrorKind::Listener => {
                f.write_str("no port of 127.0.0.1 can be listened on, so the browser could not bring the code")
            }
            OAuthErrorKind::Build => f.write_str("no client can be made for the server"),
            OAuthErrorKind::Connect => write!(
                f,
                "could not connect to {server}; is Beeper Desktop running, and its API switched on?"
            ),
            OAuthErrorKind::RegistrationRefused => {
                write!(f, "{server} refused")?;
                self.fmt_answer(f)?;
                f.write_str("; a program that has a client ID (`client_id`) is not registered")
            }
            OAuthErrorKind::Denied => f.write_str("access was denied in the browser"),
            OAuthErrorKind::Refused => {
                write!(f, "{server} refused")?;
                self.fmt_answer(f)
            }
            OAuthErrorKind::TimedOut { limit } if step == OAuthStep::Authorization => write!(
                f,
                "nobody answered in the browser within {limit:?}; begin again, and look at the page for what is wrong"
            ),
            OAuthErrorKind::TimedOut { limit } => write!(f, "no whole answer from {server} within {limit:?}"),
            OAuthErrorKind::ExchangeUnclear => {
                write!(f, "the answer of {server} was lost")?;
                self.fmt_answer(f)?;
                f.write_str("; the code is used up, and a token may be there that nobody has: sign in again")
            }
            OAuthErrorKind::Interrupted => {
                write!(f, "the connection to {server} broke before the whole answer was there")?;
                self.fmt_answer(f)
            }
            OAuthErrorKind::WrongIssuer => write!(
                f,
                "the browser did not come back from {server} but from another server, or does not say from which; \
                 the code was not used"
            ),
            OAuthErrorKind::InvalidCallback { reason } => {
                write!(f, "what the browser brought cannot be used: {reason}")
            }
            OAuthErrorKind::InvalidResponse { reason } => {
                write!(f, "the answer of {server}")?;
                self.fmt_answer(f)?;
                write!(f, " cannot be used: {reason}")
            }
            OAuthErrorKind::ResponseTooLarge { limit } => {
                write!(f, "the answer of {server}")?;
                self.fmt_answer(f)?;
                write!(f, " has more than {limit} bytes")
            }
            OAuthErrorKind::Redirect => {
                write!(f, "the answer of {server}")?;
                self.fmt_answer(f)?;
                f.write_str(" leads to another address, which is not followed")
            }
            OAuthErrorKind::S256NotSupported => {
                write!(
                    f,
                    "{server} does not support PKCE with S256, without which a sign-in is not safe"
                )
            }
        }?;
        match step {
            OAuthStep::Revocation => f.write_str(
                "; the token may still be valid there: look at Approved connections in Beeper Desktop's settings \
                 (Developers)",
            ),
            _ => Ok(()),
        }
    }
}

impl OAuthError {
    /// Says what came from the server, as far as it can hold no secret.
    fn fmt_answer(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.status(), self.0.words.printable_code()) {
            (Some(status), Some(code)) => write!(f, " ({status}, {code})"),
            (Some(status), None) => write!(f, " ({status})"),
            (None, Some(code)) => write!(f, " ({code})"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Debug for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_with_sources(self, f)
    }
}

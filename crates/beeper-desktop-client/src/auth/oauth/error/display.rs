//! Prints errors: `Display` is one line, and `Debug` is what a `main` that returns the error prints.

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
            OAuthStep::Introspection => f.write_str("introspecting the token: ")?,
        }
        match self.kind() {
            OAuthErrorKind::InvalidArgument { argument, reason } => write!(f, "`{argument}` cannot be sent: {reason}"),
            OAuthErrorKind::NoRandomness => f.write_str("the operating system returned no random bytes"),
            OAuthErrorKind::Listener => {
                f.write_str("could not listen on a port of 127.0.0.1, to which the browser returns")
            }
            OAuthErrorKind::Build => f.write_str("no client can be built for the server"),
            OAuthErrorKind::Connect => write!(
                f,
                "could not connect to {server}; is Beeper Desktop running, and its API switched on?"
            ),
            OAuthErrorKind::RegistrationRefused => {
                write!(f, "{server} refused")?;
                self.fmt_answer(f)?;
                f.write_str("; set a `client_id` if the program has one, so that it is not registered")
            }
            OAuthErrorKind::Denied => f.write_str("access was denied in the browser"),
            OAuthErrorKind::Refused => {
                write!(f, "{server} refused")?;
                self.fmt_answer(f)
            }
            OAuthErrorKind::TimedOut { limit } if step == OAuthStep::Authorization => write!(
                f,
                "nobody answered in the browser within {limit:?}; begin again, and check the page for an error"
            ),
            OAuthErrorKind::TimedOut { limit } => write!(f, "no complete response from {server} within {limit:?}"),
            OAuthErrorKind::ExchangeUnclear => {
                write!(f, "the response of {server} was lost")?;
                self.fmt_answer(f)?;
                f.write_str("; the code is used, and its token may exist only on the server: sign in again")
            }
            OAuthErrorKind::Interrupted => {
                write!(f, "the connection to {server} broke before the whole response arrived")?;
                self.fmt_answer(f)
            }
            OAuthErrorKind::WrongIssuer => write!(
                f,
                "the browser did not come back from {server} but from another server, or does not say from which; \
                 the code was not used"
            ),
            OAuthErrorKind::InvalidCallback { reason } => {
                write!(f, "the callback is invalid: {reason}")
            }
            OAuthErrorKind::InvalidResponse { reason } => {
                write!(f, "the response of {server}")?;
                self.fmt_answer(f)?;
                write!(f, " is invalid: {reason}")
            }
            OAuthErrorKind::ResponseTooLarge { limit } => {
                write!(f, "the response of {server}")?;
                self.fmt_answer(f)?;
                write!(f, " has more than {limit} bytes")
            }
            OAuthErrorKind::Redirect => {
                write!(f, "the response of {server}")?;
                self.fmt_answer(f)?;
                f.write_str(" redirects to another address; the client does not follow redirects")
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
    /// Writes the server's status and code, if they cannot contain a secret.
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

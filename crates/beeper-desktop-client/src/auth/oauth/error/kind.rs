//! The kinds of OAuth errors, and the steps at which they occur.

use std::time::Duration;

/// The kind of an [`OAuthError`](super::OAuthError).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OAuthErrorKind {
    /// A setting has a value that cannot be sent. Nothing was sent.
    InvalidArgument {
        /// The name of the setting, as in the program.
        argument: &'static str,
        /// What is wrong with its value.
        reason: &'static str,
    },
    /// The operating system returned no random bytes, without which a sign-in is not safe. Nothing was sent.
    NoRandomness,
    /// The program cannot listen on a port of 127.0.0.1, to which the browser returns.
    ///
    /// [`source`](std::error::Error::source) returns the [`std::io::Error`].
    Listener,
    /// No client can be built, for instance because the address cannot be called.
    ///
    /// [`source`](std::error::Error::source) returns the [`BuildError`](crate::BuildError).
    Build,
    /// The client could not connect, so nothing was sent.
    ///
    /// Is Beeper Desktop running, and its API switched on?
    Connect,
    /// The server, or a proxy before it, refused to register the program.
    ///
    /// [`OAuthError::code`](super::OAuthError::code) and [`OAuthError::status`](super::OAuthError::status) return details. A
    /// program that has a client ID need not be registered.
    RegistrationRefused,
    /// The user, or the server on their behalf, denied access (`access_denied`).
    Denied,
    /// The server refused for another reason.
    ///
    /// [`OAuthError::code`](super::OAuthError::code) and [`OAuthError::status`](super::OAuthError::status) return details,
    /// and [`OAuthError::step`](super::OAuthError::step) what was refused.
    Refused,
    /// The time limit expired for the user's decision, or for the server's response.
    ///
    /// If the request contains a mistake, the server shows a page about it and does not redirect. This timeout is then the
    /// only sign that the program gets.
    TimedOut {
        /// The time limit.
        limit: Duration,
    },
    /// The code was sent, and the response was lost.
    ///
    /// The connection broke, the server failed (5xx), or the time limit expired.
    ///
    /// The server may have created a token that nobody received. The code counts as used, and is not sent again: begin a new
    /// sign-in.
    ExchangeUnclear,
    /// The connection broke before the whole response arrived, or the response was not HTTP.
    ///
    /// The server may have carried out the request. For the exchange of the code, the kind is
    /// [`ExchangeUnclear`](Self::ExchangeUnclear) instead.
    Interrupted,
    /// The callback came from another server (RFC 9207), or did not name the server as promised.
    ///
    /// The code was not used.
    WrongIssuer,
    /// The callback has the right state, but neither a valid code nor a valid error.
    InvalidCallback {
        /// What is wrong with the callback.
        reason: &'static str,
    },
    /// The response has a status of success, but not the content that OAuth prescribes.
    InvalidResponse {
        /// What is wrong with the response.
        reason: &'static str,
    },
    /// The response is larger than this crate reads.
    ResponseTooLarge {
        /// The largest accepted size, in bytes.
        limit: usize,
    },
    /// The response is a redirect (3xx).
    ///
    /// The client does not follow it, because the code or the token could reach another server.
    Redirect,
    /// The server's metadata says that it does not support PKCE with `S256`, which this crate requires.
    S256NotSupported,
}

/// A step of OAuth at which an [`OAuthError`](super::OAuthError) occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OAuthStep {
    /// Registering the program with the server.
    Registration,
    /// Asking the user in the browser, from looking up the server's endpoints to the callback.
    Authorization,
    /// Exchanging the code for an access token.
    Exchange,
    /// Revoking an access token.
    Revocation,
    /// Asking the server about an access token.
    Introspection,
}

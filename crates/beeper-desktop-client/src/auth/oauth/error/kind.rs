//! The kinds of OAuth errors, and the steps at which they happen.

use std::time::Duration;

/// The kind of an [`OAuthError`](super::OAuthError): what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OAuthErrorKind {
    /// What the program asks for cannot be sent. Nothing was sent.
    InvalidArgument {
        /// Which setting, as the program names it.
        argument: &'static str,
        /// What is wrong with its value.
        reason: &'static str,
    },
    /// The operating system gives no random bytes, without which a sign-in is not safe. Nothing was sent.
    NoRandomness,
    /// No port of 127.0.0.1 can be listened on, so that the browser could not bring the code. [`source`](std::error::Error::source)
    /// returns the [`std::io::Error`].
    Listener,
    /// No client can be made, such as for an address that cannot be called. [`source`](std::error::Error::source) returns the
    /// [`BuildError`](crate::BuildError).
    Build,
    /// No connection was made, so nothing was sent. Is Beeper Desktop running, and its API switched on?
    Connect,
    /// The server, or a proxy before it, refused to register the program. [`OAuthError::code`](super::OAuthError::code) and
    /// [`OAuthError::status`](super::OAuthError::status) say more. A program that has a client ID need not be registered.
    RegistrationRefused,
    /// The user, or the server for them, denied access (`access_denied`).
    Denied,
    /// The server refused for another reason. [`OAuthError::code`](super::OAuthError::code) and
    /// [`OAuthError::status`](super::OAuthError::status) say more, and [`OAuthError::step`](super::OAuthError::step) says what.
    Refused,
    /// The time was over: for the user to decide, or for the server to answer.
    ///
    /// A mistake in the request ends on a page of the server, and nobody tells the program: this is all that it learns.
    TimedOut {
        /// How long was waited.
        limit: Duration,
    },
    /// The code was sent, and the answer was lost: the connection broke, the server failed (5xx), or the time was over. There
    /// may be a token on the server that nobody has. The code counts as used, and is not sent again: begin anew.
    ExchangeUnclear,
    /// The connection broke before the whole answer was there, or what came was not HTTP. The server may have done what it was
    /// asked for. For the exchange of the code this is [`ExchangeUnclear`](Self::ExchangeUnclear).
    Interrupted,
    /// The browser came back from another server than the one that was asked (RFC 9207), or the server did not say who it is
    /// although it promised to. The code was not used.
    WrongIssuer,
    /// The browser came back with the right state, and with neither a code nor an error that can be used.
    InvalidCallback {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The answer has a status of success, but is not what OAuth prescribes.
    InvalidResponse {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The answer is larger than this crate reads.
    ResponseTooLarge {
        /// The most that is read, in bytes.
        limit: usize,
    },
    /// The answer is a redirect (3xx), which is not followed: the code or the token could go elsewhere.
    Redirect,
    /// The server's metadata says that it does not support PKCE with `S256`, and this crate signs in with nothing less.
    S256NotSupported,
}

/// A step of OAuth: what was going on when an [`OAuthError`](super::OAuthError) happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OAuthStep {
    /// Registering the program with the server.
    Registration,
    /// Asking the user in the browser, from looking the server's endpoints up to the callback.
    Authorization,
    /// Exchanging the code for an access token.
    Exchange,
    /// Revoking an access token.
    Revocation,
    /// Asking the server about an access token.
    Introspection,
}

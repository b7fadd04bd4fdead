//! Delivery classes, which decide whether a request may be repeated.

#[cfg(test)]
mod tests;

use std::time::Duration;

use reqwest::Method;

use crate::client::timeouts::Timeouts;

/// How often a request may arrive at the server, which decides what the client does if a response is lost.
///
/// | class | retried | time limit of an attempt |
/// | --- | --- | --- |
/// | [`Read`](Self::Read) | after connection errors, timeouts, incomplete responses, 408, 429 and 5xx | 30 s |
/// | [`Idempotent`](Self::Idempotent) | as `Read` | 30 s |
/// | [`Act`](Self::Act) | only if the client could not connect | 60 s |
/// | [`Login`](Self::Login) | only if the client could not connect | 180 s |
/// | [`Wait`](Self::Wait) | never | 35 min |
///
/// [`CallOptions`](crate::CallOptions) describes how often the client retries, and how long it waits in between. An
/// [`Upload`](crate::files::Upload) has its own time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeliveryClass {
    /// The request changes nothing (GET).
    Read,
    /// The request has the same effect however often it arrives.
    ///
    /// These are PUT, DELETE, and the few POSTs that fetch a file or set a state. Only the response may differ: if the first
    /// request was carried out, the response to the second may say that the thing does not exist.
    Idempotent,
    /// The request changes something each time that it arrives (other POSTs, PATCH), so it must not arrive twice.
    Act,
    /// As `Act`, and the server talks to a chat network before it responds.
    ///
    /// The request starts a login session, or submits input or cookies.
    Login,
    /// The server holds the request until something happens: the request waits on a display step.
    Wait,
}

impl DeliveryClass {
    /// Returns whether the request may arrive a second time without harm.
    pub fn is_repeatable(self) -> bool {
        matches!(self, Self::Read | Self::Idempotent)
    }

    /// Returns the class of a request that belongs to no documented operation.
    pub(crate) fn of_method(method: &Method) -> Self {
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS => Self::Read,
            Method::PUT | Method::DELETE => Self::Idempotent,
            _ => Self::Act,
        }
    }

    pub(crate) fn timeout(self, timeouts: &Timeouts) -> Duration {
        match self {
            Self::Read | Self::Idempotent => timeouts.read,
            Self::Act => timeouts.act,
            Self::Login => timeouts.login,
            Self::Wait => timeouts.wait,
        }
    }
}

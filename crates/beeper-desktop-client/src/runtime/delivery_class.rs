//! Delivery classes: how often a request may arrive at the server.

#[cfg(test)]
mod tests;

use std::time::Duration;

use reqwest::Method;

use crate::client::timeouts::Timeouts;

/// How often a request may arrive at the server, and with it what the client does when an answer is lost.
///
/// | class | repeated | time-out of a try |
/// | --- | --- | --- |
/// | [`Read`](Self::Read) | on connection errors, time-outs, broken answers, 408, 429 and 5xx | 30 s |
/// | [`Idempotent`](Self::Idempotent) | as `Read` | 30 s |
/// | [`Act`](Self::Act) | only if no connection was made | 60 s |
/// | [`Login`](Self::Login) | only if no connection was made | 180 s |
/// | [`Wait`](Self::Wait) | never | 35 min |
///
/// [`CallOptions`](crate::CallOptions) says how often something is repeated, and how long the client waits in between. An
/// [`Upload`](crate::files::Upload) has a time-out of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeliveryClass {
    /// Changes nothing (GET).
    Read,
    /// Changes something, to the same end however often it arrives (PUT, DELETE, and the few POSTs that fetch a file, or
    /// say what is to be and not what to do). What differs is the answer: a
    /// repetition of what was carried out already may be told that there is nothing (any more).
    Idempotent,
    /// Changes something each time that it arrives (other POSTs, PATCH), so it must not arrive twice.
    Act,
    /// As `Act`, and talks to a chat network before it answers: starts a login session, or submits what was asked for.
    Login,
    /// Held by the server until something happens: waits on a display step.
    Wait,
}

impl DeliveryClass {
    /// Whether a second arrival does no harm.
    pub fn is_repeatable(self) -> bool {
        matches!(self, Self::Read | Self::Idempotent)
    }

    /// The class of a request that is of no documented operation.
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

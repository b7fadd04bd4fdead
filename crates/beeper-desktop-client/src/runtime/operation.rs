/// An operation of the API, as a row of [`OPERATIONS`](crate::OPERATIONS).
///
/// ```
/// use beeper_desktop_client::{DeliveryClass, OPERATIONS};
///
/// let open = OPERATIONS.iter().find(|operation| !operation.needs_token).unwrap();
/// assert_eq!((open.id, open.delivery), ("get_info", DeliveryClass::Read));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Its method's name on [`Client`](crate::Client); errors and traces call it so.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path, with placeholders in braces.
    pub path: &'static str,
    /// Whether it needs an access token.
    pub needs_token: bool,
    /// How often its requests may arrive. [`submit_login_step`](crate::Client::submit_login_step) is of class
    /// [`Wait`](DeliveryClass::Wait) where its body says `display_and_wait`.
    pub delivery: DeliveryClass,
}

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
}

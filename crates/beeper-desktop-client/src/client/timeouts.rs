//! The time limits of calls.

use std::time::Duration;

/// The time limits of each attempt of a call.
///
/// Except for [`connect`](Self::connect), each limit covers connecting, sending, and receiving up to the last byte.
///
/// ```
/// use std::time::Duration;
/// use beeper_desktop_client::Timeouts;
///
/// let timeouts = Timeouts { read: Duration::from_secs(5), ..Timeouts::default() };
/// assert_eq!(timeouts.wait, Duration::from_secs(35 * 60));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// The limit for connecting; 5 seconds by default.
    pub connect: Duration,
    /// The limit for calls that read or that can be repeated (GET, PUT, DELETE); 30 seconds by default.
    pub read: Duration,
    /// The limit for calls that act (POST, PATCH); 60 seconds by default.
    pub act: Duration,
    /// The limit for starting a login session and submitting input or cookies; 180 seconds by default.
    ///
    /// The server talks to a chat network during these calls.
    pub login: Duration,
    /// The limit for waiting on a display step; 35 minutes by default.
    ///
    /// The server holds this request until the step changes, and a login session lives for 30 minutes.
    pub wait: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(30),
            act: Duration::from_secs(60),
            login: Duration::from_secs(180),
            wait: Duration::from_secs(35 * 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_outs_are_those_of_the_table_of_classes() {
        let Timeouts {
            connect,
            read,
            act,
            login,
            wait,
        } = Timeouts::default();
        assert_eq!(
            [connect, read, act, login, wait].map(|it| it.as_secs()),
            [5, 30, 60, 180, 2100]
        );
    }
}

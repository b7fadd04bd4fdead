//! The time limits of calls.

use std::time::Duration;

/// How long a try of a call may take: connecting, sending, and receiving to the last byte.
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
    /// Until the connection is made. 5 seconds by default.
    pub connect: Duration,
    /// For calls that read, and for those that can be repeated (GET, PUT, DELETE). 30 seconds by default.
    pub read: Duration,
    /// For calls that act (POST, PATCH). 60 seconds by default.
    pub act: Duration,
    /// For calls that talk to a chat network: starting a login session, and submitting input or cookies. 180 seconds
    /// by default.
    pub login: Duration,
    /// For waiting on a display step, which the server holds until something happens. 35 minutes by default: a login
    /// session lives for 30.
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

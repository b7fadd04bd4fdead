//! The settings of a capture, and the time limits of its parts.

use std::time::Duration;

/// The settings of a capture.
#[derive(Clone, Debug)]
#[cfg_attr(not(unix), allow(dead_code))]
pub(super) struct Settings {
    pub(super) is_headless: bool,
    pub(super) allows_script: bool,
    pub(super) time_limit: Duration,
    pub(super) times: Times,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            is_headless: false,
            allows_script: false,
            time_limit: Duration::from_secs(15 * 60),
            times: Times::default(),
        }
    }
}

/// The times of the parts of a capture.
#[derive(Clone, Debug)]
#[cfg_attr(not(unix), allow(dead_code))]
pub(super) struct Times {
    /// The time limit for the browser to start and respond.
    pub(super) start: Duration,
    /// How long the values must stay unchanged before the capture takes them.
    pub(super) quiet: Duration,
    /// The time after which the capture takes a value that keeps changing.
    pub(super) restless: Duration,
    /// The interval between two requests for cookies.
    pub(super) look: Duration,
    /// The interval between two reads of published script results, and before a script that threw runs again.
    pub(super) script_look: Duration,
    /// The time limit of a script.
    pub(super) script: Duration,
    /// The time limit of a pattern.
    pub(super) pattern: Duration,
    /// The time limit for a crashed page to recover.
    pub(super) revival: Duration,
    /// How long a hidden page may show an error before the capture ends.
    pub(super) error_page: Duration,
    /// How long a user may look at a dialog.
    pub(super) dialog: Duration,
    /// How long a navigation counts as in progress.
    pub(super) navigation: Duration,
    /// The time limit for closing the pages, and for each other call at the end.
    pub(super) close: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            start: Duration::from_secs(30),
            quiet: Duration::from_millis(300),
            restless: Duration::from_secs(4),
            look: Duration::from_millis(100),
            script_look: Duration::from_millis(500),
            script: Duration::from_secs(5),
            pattern: Duration::from_millis(500),
            revival: Duration::from_secs(8),
            error_page: Duration::from_secs(3),
            dialog: Duration::from_secs(10),
            navigation: Duration::from_secs(30),
            close: Duration::from_secs(1),
        }
    }
}

//! What an application chooses of a capture, and how long its parts may take.

use std::time::Duration;

/// What an application chooses of a capture.
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

/// How long the parts of a capture may take.
#[derive(Clone, Debug)]
#[cfg_attr(not(unix), allow(dead_code))]
pub(super) struct Times {
    /// Until the browser has started and answered.
    pub(super) start: Duration,
    /// For which nothing may change before the values are taken.
    pub(super) quiet: Duration,
    /// After which a value that keeps changing is taken.
    pub(super) restless: Duration,
    /// Between two looks at the cookies.
    pub(super) look: Duration,
    /// Between two looks at what scripts have published, and before a script that threw runs again.
    pub(super) script_look: Duration,
    /// For which a script may run.
    pub(super) script: Duration,
    /// For which a pattern may run.
    pub(super) pattern: Duration,
    /// Until a page that died has to be there again.
    pub(super) revival: Duration,
    /// For which a hidden page may show an error of the browser before the capture ends.
    pub(super) error_page: Duration,
    /// For which a person may look at a dialog.
    pub(super) dialog: Duration,
    /// For which a navigation counts as being under way.
    pub(super) navigation: Duration,
    /// For the pages to close, and for each other thing that is asked at the end.
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

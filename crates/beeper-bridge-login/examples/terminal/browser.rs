//! The user's browser.

use std::env;
use std::process::Stdio;

use beeper_bridge_login::browser::Chromium;

/// Starts the browser with a page. Returns `false` where none can be seen, or none starts.
///
/// An empty `BROWSER` in the environment says that there is none.
pub fn open(url: &str) -> bool {
    let starts = || {
        open::commands(url).into_iter().any(|mut command| {
            let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            quiet.env_remove("BEEPER_ACCESS_TOKEN").spawn().is_ok()
        })
    };
    has_screen() && starts()
}

/// Returns the browser in which the user can sign in, where there is one and a screen to show it on.
pub fn for_sign_in() -> Option<Chromium> {
    Chromium::find().ok().filter(|_| has_screen())
}

fn has_screen() -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let has_display = cfg!(any(windows, target_os = "macos")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    has_display && env::var_os("BROWSER").is_none_or(|browser| !browser.is_empty())
}

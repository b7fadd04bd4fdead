//! Opens the user's browser.

use std::env;
use std::process::Stdio;

use beeper_bridge_login::browser::Chromium;

/// Opens a page in the browser. Returns `false` if there is no screen or no browser starts.
///
/// An empty `BROWSER` in the environment means that there is no browser.
pub fn open(url: &str) -> bool {
    let starts = || {
        open::commands(url).into_iter().any(|mut command| {
            let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            quiet.env_remove("BEEPER_ACCESS_TOKEN").spawn().is_ok()
        })
    };
    has_screen() && starts()
}

/// Returns a browser in which the user can sign in, if one is installed and there is a screen.
pub fn for_sign_in() -> Option<Chromium> {
    Chromium::find().ok().filter(|_| has_screen())
}

fn has_screen() -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let has_display = cfg!(any(windows, target_os = "macos")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    has_display && env::var_os("BROWSER").is_none_or(|browser| !browser.is_empty())
}

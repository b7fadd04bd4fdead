//! Checks whether the computer has a screen for the browser's window.

use std::env;
use std::ffi::OsString;

/// Returns `true` if there is certainly no screen. In doubt, the browser finds out.
pub(super) fn is_missing() -> bool {
    cfg!(not(target_os = "macos")) && is_missing_in(|name| env::var_os(name))
}

fn is_missing_in(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
    if variable("WAYLAND_DISPLAY").is_some() {
        return false;
    }
    let Some(display) = variable("DISPLAY") else {
        return true;
    };
    // A local display looks like `:0` or `:0.0`; others are on other computers.
    let display = display.to_string_lossy();
    let number = display.strip_prefix(':').and_then(|number| number.split('.').next());
    number.is_some_and(|number| number.parse::<u32>().is_ok() && !answers(number))
}

#[cfg(target_os = "linux")]
fn answers(number: &str) -> bool {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixStream};

    let path = format!("/tmp/.X11-unix/X{number}");
    let hidden = SocketAddr::from_abstract_name(&path);
    UnixStream::connect(&path).is_ok() || hidden.is_ok_and(|address| UnixStream::connect_addr(&address).is_ok())
}

#[cfg(not(target_os = "linux"))]
fn answers(_: &str) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_missing_with(variables: &[(&str, &str)]) -> bool {
        is_missing_in(|name| {
            let found = variables.iter().find(|(it, _)| *it == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn there_is_no_screen_where_none_is_named() {
        assert!(is_missing_with(&[]));
        assert!(is_missing_with(&[("DISPLAY", ""), ("WAYLAND_DISPLAY", "")]));
        assert!(!is_missing_with(&[("WAYLAND_DISPLAY", "wayland-0")]));
        assert!(!is_missing_with(&[("DISPLAY", "elsewhere:0")]));
        assert!(!is_missing_with(&[("DISPLAY", ":what")]));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn there_is_no_screen_where_nobody_answers() {
        assert!(is_missing_with(&[("DISPLAY", ":60123")]));
        assert!(is_missing_with(&[("DISPLAY", ":60123.0")]));
    }
}

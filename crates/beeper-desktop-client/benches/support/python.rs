//! Finds the official Python package, beside which some work is measured.

use std::process::{Command, Stdio};

/// Returns a command that runs a script with the package, or `None`, with a line that says so, where the package is missing.
pub fn python(script: &str) -> Option<Command> {
    let mut check = Command::new("python3");
    check.args(["-c", "import beeper_desktop_api"]).stderr(Stdio::null());
    if !check.status().is_ok_and(|status| status.success()) {
        println!("beside Python: skipped, since python3 with the package `beeper_desktop_api` is missing");
        return None;
    }
    let mut command = Command::new("python3");
    command.args(["-c", script]);
    Some(command)
}

//! Runs scripts with the official Python package, for comparison.

use std::process::{Command, Stdio};

/// Returns a command that runs a script with the package. Where the package is missing, prints that and returns `None`.
pub fn python(script: &str) -> Option<Command> {
    let mut check = Command::new("python3");
    check.args(["-c", "import beeper_desktop_api"]).stderr(Stdio::null());
    if !check.status().is_ok_and(|status| status.success()) {
        println!("comparison with Python: skipped, since `python3` has no package `beeper-desktop-api`");
        return None;
    }
    let mut command = Command::new("python3");
    command.args(["-c", script]);
    Some(command)
}

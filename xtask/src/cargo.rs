//! Running cargo, and other programs.

use std::env;
use std::ffi::OsString;
use std::process::{Command, Output, Stdio};

use crate::problem::Problem;
use crate::write;

/// The cargo that runs this, in the workspace's root.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(write::workspace_path(""));
    command
}

/// Calls cargo, after saying so. What it says of its work is to be seen.
pub fn call(arguments: &[&str]) -> Command {
    eprintln!("== cargo {}", arguments.join(" "));
    let mut cargo = cargo();
    cargo.args(arguments).stderr(Stdio::inherit());
    cargo
}

/// Calls cargo and returns what it prints.
pub fn run(arguments: &[&str]) -> Result<Output, Problem> {
    finish(&mut call(arguments))
}

/// What a program prints, if it succeeds.
pub fn finish(command: &mut Command) -> Result<Output, Problem> {
    let name = format!("{command:?}").replace('"', "");
    let output = command.output();
    let output = output.map_err(|error| problem(&name, format!("it cannot be started: {error}")))?;
    match output.status.success() {
        true => Ok(output),
        false => Err(problem(&name, format!("it failed: {}", output.status))),
    }
}

/// A problem with what a verb runs, or with a file that it needs.
pub fn problem(what: &str, message: String) -> Problem {
    Problem::new(what, message, "mend what it says above, and do this again")
}

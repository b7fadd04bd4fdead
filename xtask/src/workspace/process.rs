//! Runs cargo and other programs.

use std::env;
use std::ffi::OsString;
use std::process::{Command, Output, Stdio};

use crate::document::problem::Problem;
use crate::workspace::paths;

/// Returns the cargo that started this program, to be run in the workspace's root.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(paths::workspace_path(""));
    command
}

/// Returns a call of cargo, and prints it.
pub fn call(arguments: &[&str]) -> Command {
    eprintln!("== cargo {}", arguments.join(" "));
    let mut cargo = cargo();
    cargo.args(arguments);
    cargo
}

/// Calls cargo and returns its output.
pub fn run(arguments: &[&str]) -> Result<Output, Problem> {
    finish(&mut call(arguments))
}

/// Runs a program and returns its output, if it succeeds.
///
/// Its error output goes to the terminal.
pub fn finish(command: &mut Command) -> Result<Output, Problem> {
    let name = typed(command);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| problem(&name, format!("the program cannot be started: {error}")))?;
    match output.status.success() {
        true => Ok(output),
        false => Err(problem(&name, format!("the command failed: {}", output.status))),
    }
}

/// Returns a command as a person can type it.
fn typed(command: &Command) -> String {
    let quoted = format!("{command:?}");
    let mut words = quoted.split('"').skip(1).step_by(2);
    match words.any(|word| word.contains(' ')) {
        true => quoted,
        false => quoted.replace('"', ""),
    }
}

/// Returns a problem with a program that a verb runs, or with a file that it needs.
pub fn problem(what: &str, message: String) -> Problem {
    Problem::new(
        what,
        message,
        "correct what is reported here and above, and run this again",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_of_programs_is_returned() {
        let output = finish(cargo().arg("--version")).unwrap();
        assert!(output.stdout.starts_with(b"cargo "));
    }

    /// `false`, which fails without printing anything, does not exist on Windows.
    #[cfg(unix)]
    #[test]
    fn a_failure_says_what_was_run() {
        let message = |arguments: &[&str]| {
            let problem = finish(Command::new("false").args(arguments)).unwrap_err();
            format!("{}: {}", problem.location.file, problem.message)
        };
        assert_eq!(
            message(&["--really"]),
            "false --really: the command failed: exit status: 1"
        );
        assert_eq!(
            message(&["a file"]),
            r#""false" "a file": the command failed: exit status: 1"#
        );
    }

    #[test]
    fn a_program_that_is_not_there_is_a_problem() {
        let problem = finish(&mut Command::new("no-such-program")).unwrap_err();
        assert!(
            problem.message.starts_with("the program cannot be started: "),
            "{problem}"
        );
        assert_eq!(&*problem.location.file, "no-such-program");
    }
}

//! Runs cargo and other programs.

use std::env;
use std::ffi::OsString;
use std::process::{Command, Output, Stdio};

use crate::document::problem::Problem;
use crate::workspace::paths;

/// The cargo that runs this, in the workspace's root.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(paths::workspace_path(""));
    command
}

/// Calls cargo, after saying so.
pub fn call(arguments: &[&str]) -> Command {
    eprintln!("== cargo {}", arguments.join(" "));
    let mut cargo = cargo();
    cargo.args(arguments);
    cargo
}

/// Calls cargo and returns what it prints.
pub fn run(arguments: &[&str]) -> Result<Output, Problem> {
    finish(&mut call(arguments))
}

/// What a program prints, if it succeeds. What it says of its work, or of its failure, is to be seen.
pub fn finish(command: &mut Command) -> Result<Output, Problem> {
    let name = typed(command);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| problem(&name, format!("it cannot be started: {error}")))?;
    match output.status.success() {
        true => Ok(output),
        false => Err(problem(&name, format!("it failed: {}", output.status))),
    }
}

/// As it can be typed.
fn typed(command: &Command) -> String {
    let quoted = format!("{command:?}");
    let mut words = quoted.split('"').skip(1).step_by(2);
    match words.any(|word| word.contains(' ')) {
        true => quoted,
        false => quoted.replace('"', ""),
    }
}

/// A problem with what a verb runs, or with a file that it needs.
pub fn problem(what: &str, message: String) -> Problem {
    Problem::new(what, message, "mend what it says above, and do this again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_of_programs_is_returned() {
        let output = finish(cargo().arg("--version")).unwrap();
        assert!(output.stdout.starts_with(b"cargo "));
    }

    /// `false`, which fails without a word, is not there on Windows.
    #[cfg(unix)]
    #[test]
    fn a_failure_says_what_was_run() {
        let message = |arguments: &[&str]| {
            let problem = finish(Command::new("false").args(arguments)).unwrap_err();
            format!("{}: {}", problem.location.file, problem.message)
        };
        assert_eq!(message(&["--really"]), "false --really: it failed: exit status: 1");
        assert_eq!(message(&["a file"]), r#""false" "a file": it failed: exit status: 1"#);
    }

    #[test]
    fn a_program_that_is_not_there_is_a_problem() {
        let problem = finish(&mut Command::new("no-such-program")).unwrap_err();
        assert!(problem.message.starts_with("it cannot be started: "), "{problem}");
        assert_eq!(&*problem.location.file, "no-such-program");
    }
}

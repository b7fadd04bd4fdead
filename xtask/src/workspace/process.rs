//! Runs cargo and other programs.

use std::collections::VecDeque;
use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Command, ExitStatus, Output, Stdio};

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

/// The number of lines that [`run_shown`] returns at most.
const LAST_LINES: usize = 40;

/// Runs a program and shows its output as it comes. Returns its status, and the last lines of the output.
pub fn run_shown(mut command: Command, shown: &mut dyn Write) -> io::Result<(ExitStatus, String)> {
    let (reader, writer) = io::pipe()?;
    let mut child = command.stdout(writer.try_clone()?).stderr(writer).spawn()?;
    // The command holds the writing ends. The output ends only when they are closed.
    drop(command);
    let (mut last, mut line, mut reader) = (VecDeque::new(), Vec::new(), BufReader::new(reader));
    while reader.read_until(b'\n', &mut line)? > 0 {
        // If nobody reads on, the program still has to end.
        let _ = shown.write_all(&line);
        last.push_back(String::from_utf8_lossy(&line).into_owned());
        if last.len() > LAST_LINES {
            last.pop_front();
        }
        line.clear();
    }
    Ok((child.wait()?, Vec::from(last).concat()))
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
    fn the_end_of_a_long_output_is_returned() {
        let mut help = cargo();
        help.args(["build", "--help"]);
        let mut shown = Vec::new();
        let (status, end) = run_shown(help, &mut shown).unwrap();
        let whole = String::from_utf8(shown).unwrap();
        assert!(status.success());
        assert!(whole.lines().count() > LAST_LINES && whole.ends_with(&end), "{end}");
        assert_eq!(end.lines().count(), LAST_LINES);

        let mut unknown = cargo();
        unknown.arg("no-such-verb");
        let (status, end) = run_shown(unknown, &mut io::sink()).unwrap();
        assert!(!status.success());
        assert!(end.contains("no-such-verb"), "{end}");
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

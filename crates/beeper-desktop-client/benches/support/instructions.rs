//! Counts instructions, with valgrind.

use std::path::Path;
use std::process::Command;

/// Instructions of one repetition of what this program does when it is called with these arguments and a number: the
/// difference between many and few repetitions, so that starting and warming up cancel out.
///
/// # Errors
///
/// A line that says what is in the way.
pub fn instructions(arguments: &[&str], few: usize, many: usize) -> Result<f64, String> {
    let program = std::env::current_exe().map_err(|error| format!("this program does not find itself: {error}"))?;
    instructions_of(&program, arguments, few, many)
}

/// The same of another program.
///
/// # Errors
///
/// A line that says what is in the way.
pub fn instructions_of(program: &Path, arguments: &[&str], few: usize, many: usize) -> Result<f64, String> {
    let difference = total(program, arguments, many)?.saturating_sub(total(program, arguments, few)?);
    Ok(difference as f64 / (many - few) as f64)
}

fn total(program: &Path, arguments: &[&str], times: usize) -> Result<u64, String> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(arguments)
        .arg(times.to_string())
        .output()
        .map_err(|error| format!("valgrind, which counts the instructions, cannot be started: {error}"))?;
    let report = String::from_utf8_lossy(&output.stderr);
    let counted = report.lines().find_map(|line| line.split_once("Collected : "));
    let counted = counted.and_then(|(_, number)| number.trim().parse().ok());
    match counted {
        Some(counted) if output.status.success() => Ok(counted),
        _ => Err(format!("{arguments:?} did not run through under valgrind:\n{report}")),
    }
}

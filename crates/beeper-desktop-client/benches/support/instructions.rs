//! Counts instructions with valgrind.

use std::path::Path;
use std::process::Command;

/// Counts the instructions of one repetition of the work that this program does when it is run with these arguments.
///
/// Runs the program twice, with the number of repetitions as a further argument, and counts the difference. So the start of the
/// program is not counted.
///
/// # Errors
///
/// Returns one line that describes the problem.
pub fn instructions(arguments: &[&str], few: usize, many: usize) -> Result<f64, String> {
    let program = std::env::current_exe().map_err(|error| format!("cannot find the path of this program: {error}"))?;
    instructions_of(&program, arguments, few, many)
}

/// Counts the instructions of one repetition of the work of another program, as [`instructions`] does.
///
/// # Errors
///
/// Returns one line that describes the problem.
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
        .map_err(|error| format!("cannot start valgrind, which counts the instructions; is it installed? {error}"))?;
    let report = String::from_utf8_lossy(&output.stderr);
    let counted = report.lines().find_map(|line| line.split_once("Collected : "));
    let counted = counted.and_then(|(_, number)| number.trim().parse().ok());
    match counted {
        Some(counted) if output.status.success() => Ok(counted),
        _ => Err(format!("{arguments:?} failed under valgrind:\n{report}")),
    }
}

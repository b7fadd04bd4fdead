//! Reads the memory and the processor time of a process from `/proc`, which only Linux has.

use std::fs;
use std::path::Path;

/// Returns the resident memory of a process, in KiB.
pub fn resident(process: u32) -> f64 {
    memory(process, "VmRSS:")
}

/// Returns the peak of the resident memory of a process, in KiB.
pub fn most_resident(process: u32) -> f64 {
    memory(process, "VmHWM:")
}

fn memory(process: u32, row: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(row));
    let number = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok());
    number.unwrap_or_default()
}

/// Returns the processor time that the running threads of a process have taken, in nanoseconds.
pub fn processor(process: u32) -> f64 {
    let threads = fs::read_dir(format!("/proc/{process}/task"))
        .into_iter()
        .flatten()
        .flatten();
    threads.filter_map(|thread| time_of(&thread.path())).sum()
}

fn time_of(thread: &Path) -> Option<f64> {
    let text = fs::read_to_string(thread.join("schedstat")).ok()?;
    text.split(' ').next()?.parse().ok()
}

//! Finds the browser, or reports that none is installed.

use std::env;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;

/// The names of browsers, in the order in which they are looked for on the path.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The environment variable that names the browser to use.
const NAMED: &str = "BEEPER_TEST_BROWSER";

/// The environment variable that turns a missing browser into a failure.
const REQUIRED: &str = "REQUIRE_BROWSER";

/// Returns the browser for the tests; without one, prints on stderr that the test is skipped, and returns `None`.
///
/// # Panics
///
/// Panics if no browser is found although `REQUIRE_BROWSER` is `1`, or if `BEEPER_TEST_BROWSER` names no program.
pub fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os(NAMED).filter(|named| !named.is_empty()) {
        assert!(
            is_program(named.as_ref()),
            "{NAMED} has to name a program, but is {named:?}"
        );
        return Some(named.into());
    }
    let found = find_on(&env::var_os("PATH").unwrap_or_default());
    if found.is_none() {
        let why = format!("no browser on the PATH ({}), and {NAMED} is not set", NAMES.join(", "));
        assert!(env::var_os(REQUIRED).is_none_or(|value| value != "1"), "{why}");
        let thread = thread::current();
        // The test harness would show the output of `eprintln` only on failure. The name of the thread is that of the test.
        let _ = writeln!(io::stderr(), "skipped {}: {why}", thread.name().unwrap_or("a test"));
    }
    found
}

fn find_on(path: &OsStr) -> Option<PathBuf> {
    let files = NAMES
        .iter()
        .flat_map(|name| env::split_paths(path).map(move |folder| folder.join(name)));
    files.into_iter().find(|file| is_program(file) && !is_snap(file))
}

fn is_program(file: &Path) -> bool {
    file.metadata()
        .is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

/// Returns `true` if the program is a snap, or a script that starts a snap.
///
/// Snaps have a separate `/tmp`, in which profiles would remain.
fn is_snap(file: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(file).and_then(|file| file.take(4096).read_to_end(&mut start));
    let starts_one = read.is_ok() && start.starts_with(b"#!") && start.windows(6).any(|it| it == b"/snap/");
    let target = file.canonicalize().unwrap_or_default();
    starts_one || target.ends_with("snap") || target.starts_with("/snap")
}

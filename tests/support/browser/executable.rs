//! Finds the browser, and says it where there is none.

use std::env;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;

/// Looked for on the path, in this order.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Names the browser to use instead.
const NAMED: &str = "BEEPER_TEST_BROWSER";

/// Makes it a failure that there is none.
const REQUIRED: &str = "REQUIRE_BROWSER";

/// Returns the browser to test with. Where there is none, says on stderr that the test is left out, and returns `None`.
///
/// # Panics
///
/// If there is none although `REQUIRE_BROWSER` is `1`, or not the one that `BEEPER_TEST_BROWSER` names.
pub fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os(NAMED).filter(|named| !named.is_empty()) {
        assert!(is_program(named.as_ref()), "{NAMED} names no program: {named:?}");
        return Some(named.into());
    }
    let found = find_on(&env::var_os("PATH").unwrap_or_default());
    if found.is_none() {
        let why = format!("no browser on the PATH ({}), and {NAMED} is not set", NAMES.join(", "));
        assert!(env::var_os(REQUIRED).is_none_or(|value| value != "1"), "{why}");
        let thread = thread::current();
        // `eprintln` would be shown for failures only. Tests run in threads that have their names.
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

/// Whether it comes as a snap, itself or by a script that starts one. Those have another `/tmp`, in which profiles would stay.
fn is_snap(file: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(file).and_then(|file| file.take(4096).read_to_end(&mut start));
    let starts_one = read.is_ok() && start.starts_with(b"#!") && start.windows(6).any(|it| it == b"/snap/");
    let target = file.canonicalize().unwrap_or_default();
    starts_one || target.ends_with("snap") || target.starts_with("/snap")
}

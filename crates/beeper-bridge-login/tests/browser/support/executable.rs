//! The browser for the tests, in a wrapper that root needs, or the reason why the tests are skipped.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use beeper_bridge_login::browser::Chromium;
use tempfile::NamedTempFile;

/// The variable that makes a missing browser a failure.
const REQUIRED: &str = "REQUIRE_BROWSER";

/// The variable that names the browser for the tests only.
const NAMED: &str = "BEEPER_TEST_BROWSER";

/// The variable that makes the windows visible, on a screen that nobody needs to watch.
const SHOWN: &str = "BEEPER_TEST_BROWSER_SHOWN";

/// Returns a browser without a window, or with one if `BEEPER_TEST_BROWSER_SHOWN` is `1`.
///
/// If there is no browser, reports on stderr that the test is skipped, and returns `None`.
///
/// # Panics
///
/// If there is no browser although `REQUIRE_BROWSER` is `1`.
pub fn chromium() -> Option<Chromium> {
    let is_shown = std::env::var_os(SHOWN).is_some_and(|value| value == "1");
    Some(Chromium::at(wrapped()?).unwrap().headless(!is_shown))
}

/// Returns the path of a program that starts the browser.
pub fn wrapped() -> Option<PathBuf> {
    static WRAPPED: LazyLock<Option<PathBuf>> = LazyLock::new(wrap);
    let browser = WRAPPED.as_ref();
    if browser.is_none() {
        let why = "no browser was found";
        assert!(std::env::var_os(REQUIRED).is_none_or(|value| value != "1"), "{why}");
        let thread = std::thread::current();
        // The test harness would show `eprintln` output only for failures.
        let _ = writeln!(
            std::io::stderr(),
            "skipped {}: {why}",
            thread.name().unwrap_or("a test")
        );
    }
    browser.cloned()
}

fn wrap() -> Option<PathBuf> {
    let named = std::env::var_os(NAMED).filter(|named| !named.is_empty());
    let found = match named {
        Some(named) => Chromium::at(named).unwrap(),
        None => Chromium::find().ok()?,
    };
    // Nothing is removed at the end of a test program, so all of them use one file, which a new one replaces as a whole.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join("wrapped-browser");
    let mut file = NamedTempFile::new_in(folder).unwrap();
    // As root, Chromium starts only without its sandbox. Its own requests lead nowhere. The pages of the tests open windows
    // although no user has clicked before.
    let mut flags =
        "--disable-popup-blocking --no-proxy-server --host-resolver-rules='MAP elsewhere.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE *.localhost'".to_owned();
    if file.as_file().metadata().unwrap().uid() == 0 {
        flags.push_str(" --no-sandbox");
    }
    let script = format!("#!/bin/sh\nexec '{}' {flags} \"$@\"\n", found.path().display());
    file.write_all(script.as_bytes()).unwrap();
    fs::set_permissions(file.path(), fs::Permissions::from_mode(0o755)).unwrap();
    // A file that is open for writing cannot be started, so it is closed first.
    file.into_temp_path().persist(&path).unwrap();
    Some(path)
}

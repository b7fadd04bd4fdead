//! Finds the browser on this computer.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::error::CaptureError;

/// The environment variable that names the browser to use.
const VARIABLE: &str = "BEEPER_BROWSER";

/// The programs to search for on the `PATH`, in this order.
const NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "brave-browser",
    "brave-browser-stable",
    "brave",
];

/// The paths to try on Linux if the `PATH` contains no browser.
const LINUX: &[&str] = &[
    "/usr/lib/chromium/chromium",
    "/usr/lib64/chromium-browser/chromium-browser",
    "/opt/google/chrome/chrome",
    "/opt/microsoft/msedge/msedge",
    "/opt/brave.com/brave/brave",
];

/// The paths below `/Applications` and below the user's own `Applications` folder.
const MACOS: &[&str] = &[
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "Brave Browser.app/Contents/MacOS/Brave Browser",
];

/// The paths below the folders for programs.
const WINDOWS: &[&str] = &[
    r"Chromium\Application\chrome.exe",
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"BraveSoftware\Brave-Browser\Application\brave.exe",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Platform {
    Linux,
    MacOs,
    Windows,
}

impl Platform {
    fn here() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::MacOs
        } else {
            Self::Linux
        }
    }
}

/// Returns the browser that `BEEPER_BROWSER` names, or the first one in the usual places of this platform.
///
/// # Errors
///
/// Returns an error if this computer has no browser, or if `BEEPER_BROWSER` does not name a program.
pub(super) fn find() -> Result<PathBuf, CaptureError> {
    if let Some(named) = env::var_os(VARIABLE).filter(|named| !named.is_empty()) {
        return check(Path::new(&named), VARIABLE);
    }
    let places = places(Platform::here(), |name| env::var_os(name));
    let found = places.into_iter().find(|file| is_program(file) && !snap::is_one(file));
    found.ok_or(CaptureError::BrowserNotFound)
}

/// Returns the absolute path of a program, which stays valid when the current folder changes.
///
/// # Errors
///
/// Returns an error if the path does not name a program. `named_by` says who named it.
pub(super) fn check(file: &Path, named_by: &str) -> Result<PathBuf, CaptureError> {
    if !is_program(file) {
        return Err(CaptureError::CannotStart {
            reason: format!("{named_by} does not name an executable program: {}", file.display()),
        });
    }
    Ok(std::path::absolute(file).unwrap_or_else(|_| file.to_owned()))
}

/// Returns the places in which a platform has browsers, the preferred one first.
fn places(platform: Platform, variable: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let folder = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    match platform {
        Platform::Linux => {
            let path = variable("PATH").unwrap_or_default();
            let folders: Vec<_> = env::split_paths(&path).filter(|folder| folder.is_absolute()).collect();
            let on_path = NAMES
                .iter()
                .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
            on_path.chain(LINUX.iter().map(PathBuf::from)).collect()
        }
        Platform::MacOs => {
            let of_user = folder("HOME").map(|home| home.join("Applications"));
            let folders: Vec<_> = [PathBuf::from("/Applications")].into_iter().chain(of_user).collect();
            let apps = MACOS
                .iter()
                .flat_map(|app| folders.iter().map(move |folder| folder.join(app)));
            apps.collect()
        }
        Platform::Windows => {
            let folders = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"];
            let folders: Vec<_> = folders.into_iter().filter_map(folder).collect();
            let programs = WINDOWS
                .iter()
                .flat_map(|file| folders.iter().map(move |folder| folder.join(file)));
            programs.collect()
        }
    }
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    let metadata = file.metadata();
    metadata.is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// Browsers from snap packages, which cannot use a profile in the folder for temporary files or in a hidden folder.
mod snap {
    use std::fs::File;
    use std::io::Read;
    use std::path::Path;

    /// Returns `true` if the file is such a browser or a script that starts one.
    pub(super) fn is_one(file: &Path) -> bool {
        let target = file.canonicalize().unwrap_or_default();
        if target.starts_with("/snap") || target.ends_with("snap") {
            return true;
        }
        let mut start = Vec::new();
        let read = File::open(file).and_then(|file| file.take(4096).read_to_end(&mut start));
        read.is_ok() && start.starts_with(b"#!") && start.windows(6).any(|it| it == b"/snap/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places_with(platform: Platform, variables: &[(&str, &str)]) -> Vec<String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(it, _)| *it == name);
            found.map(|(_, value)| OsString::from(value))
        };
        let places = places(platform, variable);
        places.iter().map(|place| place.display().to_string()).collect()
    }

    #[test]
    #[cfg(unix)]
    fn on_linux_the_path_goes_first_and_chromium_before_the_others() {
        let places = places_with(Platform::Linux, &[("PATH", "/usr/local/bin:bin:/usr/bin")]);
        assert_eq!(
            places[..3],
            [
                "/usr/local/bin/chromium",
                "/usr/bin/chromium",
                "/usr/local/bin/chromium-browser"
            ]
        );
        for browser in ["google-chrome", "microsoft-edge", "brave-browser"] {
            assert!(places.contains(&format!("/usr/bin/{browser}")), "{browser}");
        }
        assert!(places.contains(&"/opt/google/chrome/chrome".to_owned()));
        assert!(
            places_with(Platform::Linux, &[])
                .iter()
                .all(|place| place.starts_with('/'))
        );
    }

    #[test]
    fn on_macos_browsers_are_among_the_applications_of_all_and_of_the_user() {
        let places = places_with(Platform::MacOs, &[("HOME", "/Users/ada")]);
        let is_there = |folder: &str| {
            let app = format!("{folder}/Google Chrome.app/Contents/MacOS/Google Chrome");
            places.iter().any(|place| place.replace('\\', "/") == app)
        };
        assert!(is_there("/Applications") && is_there("/Users/ada/Applications"));
        assert_eq!(places_with(Platform::MacOs, &[]).len(), MACOS.len());
    }

    #[test]
    fn on_windows_browsers_are_below_the_folders_for_programs() {
        let places = places_with(
            Platform::Windows,
            &[("ProgramFiles", r"C:\Program Files"), ("LocalAppData", "")],
        );
        assert_eq!(places.len(), WINDOWS.len());
        let edge = places
            .iter()
            .any(|place| place.ends_with(r"Microsoft\Edge\Application\msedge.exe"));
        assert!(edge, "{places:?}");
    }

    #[test]
    fn what_is_no_program_is_refused_with_its_path() {
        let error = check(Path::new("/nowhere/browser"), VARIABLE).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the browser cannot be started: BEEPER_BROWSER does not name an executable program: /nowhere/browser"
        );
        assert!(check(&env::temp_dir(), VARIABLE).is_err());
        let this = env::current_exe().unwrap();
        assert_eq!(check(&this, VARIABLE).unwrap(), this);
    }

    #[test]
    #[cfg(unix)]
    fn snaps_are_told_from_other_browsers() {
        let folder = tempfile::tempdir().unwrap();
        let script = |name: &str, text: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            file
        };
        assert!(snap::is_one(&script(
            "a",
            "#!/bin/sh\nexec /snap/bin/chromium \"$@\"\n"
        )));
        assert!(!snap::is_one(&script(
            "b",
            "#!/bin/sh\nexec /usr/lib/chromium/chromium \"$@\"\n"
        )));
        assert!(!snap::is_one(&script("c", "no script: /snap/bin")));
        let link = folder.path().join("d");
        std::os::unix::fs::symlink(script("snap", ""), &link).unwrap();
        assert!(snap::is_one(&link));
    }
}

//! `cargo xtask package`: packs the published crates, and builds each from its package.
//!
//! `cargo package` builds them as well. But it keeps a packed crate that another one needs in cargo's home, by name and version,
//! and never replaces it: from the second run on, it builds with the sources of the first. Everything here happens in
//! `target/packages` of the workspace, even if cargo's target folder is elsewhere.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use crate::cli::{FAILED, FINE, Verb, say, say_problems};
use crate::document::problem::Problem;
use crate::workspace::process::{finish, problem};
use crate::workspace::{paths, process};

/// The verb `package`, which has no options.
#[derive(Args)]
pub struct Package;

/// Relative to the workspace's root, so that the commands that are printed can be repeated there.
const FOLDER: &str = "target/packages";

/// The end of each package's name: all crates have the version of the workspace.
const VERSION: &str = concat!("-", env!("CARGO_PKG_VERSION"));

impl Verb for Package {
    fn run(&self) -> u8 {
        match check() {
            Ok(packages) => {
                say(format_args!(
                    "package: each of these builds by itself: {}",
                    packages.join(", ")
                ));
                FINE
            }
            Err(problem) => {
                say_problems("package", &[problem], "");
                FAILED
            }
        }
    }
}

/// Packs the crates, and builds the packages. Returns the packages as names with versions.
fn check() -> Result<Vec<String>, Problem> {
    // Cargo puts the archives there.
    let packed = paths::workspace_path(FOLDER).join("package");
    remove(&packed)?;
    let pack = "package --workspace --exclude xtask --exclude integration-tests --allow-dirty --locked --no-verify";
    let words = pack.split(' ').chain(["--target-dir", FOLDER]);
    process::run(&words.collect::<Vec<_>>())?;
    let archives = archives(&packed)?;
    for archive in &archives {
        unpack(archive, &packed)?;
    }
    let packages: Vec<String> = archives.iter().filter_map(|it| stem(it)).collect();
    make_workspace(&packed, &packages)?;
    for package in &packages {
        let manifest = format!("{FOLDER}/package/{package}/Cargo.toml");
        process::run(&["build", "--manifest-path", &manifest, "--target-dir", FOLDER])?;
    }
    Ok(packages)
}

/// Unpacks an archive. All files in it are dated 2006, and cargo would take an older build for newer; `m` dates them today.
fn unpack(archive: &Path, folder: &Path) -> Result<(), Problem> {
    let mut unpack = Command::new("tar");
    finish(unpack.arg("-xmzf").arg(archive).current_dir(folder)).map(drop)
}

/// Writes a workspace in which the packages find each other and use the dependency versions of the real workspace.
fn make_workspace(folder: &Path, packages: &[String]) -> Result<(), Problem> {
    let path = folder.join("Cargo.toml");
    let written = fs::write(&path, workspace_of(packages)?);
    written.map_err(|error| problem(&paths::display(&path), format!("the file cannot be written: {error}")))?;
    let lock = paths::workspace_path("Cargo.lock");
    let copied = fs::copy(&lock, folder.join("Cargo.lock"));
    copied.map_err(|error| problem(&paths::display(&lock), format!("the file cannot be copied: {error}")))?;
    Ok(())
}

fn workspace_of(packages: &[String]) -> Result<String, Problem> {
    let mut manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {packages:?}\n");
    // Nothing of it is run.
    manifest += "\n[profile.dev]\ndebug = false\n\n[patch.crates-io]\n";
    for package in packages {
        let name = package.strip_suffix(VERSION).ok_or_else(|| {
            let message = format!(
                "the package has another version than the workspace, `{}`",
                &VERSION[1..]
            );
            Problem::new(package, message, "write `version.workspace = true` into its manifest")
        })?;
        manifest += &format!("{name} = {{ path = {package:?} }}\n");
    }
    Ok(manifest)
}

fn archives(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let not_readable =
        |error: io::Error| problem(&paths::display(folder), format!("the folder cannot be read: {error}"));
    let mut archives = Vec::new();
    for entry in fs::read_dir(folder).map_err(not_readable)? {
        let path = entry.map_err(not_readable)?.path();
        if path.extension().is_some_and(|it| it == "crate") {
            archives.push(path);
        }
    }
    archives.sort();
    match archives.is_empty() {
        true => Err(problem(&paths::display(folder), "cargo packed no crate".to_owned())),
        false => Ok(archives),
    }
}

/// Returns the name of an archive without its extension, such as `some-crate-0.1.0`.
fn stem(archive: &Path) -> Option<String> {
    Some(archive.file_stem()?.to_str()?.to_owned())
}

fn remove(folder: &Path) -> Result<(), Problem> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(problem(
            &paths::display(folder),
            format!("the folder cannot be removed: {error}"),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn unpacked_files_get_the_present_time() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lib.rs");
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_153_704_088);
        fs::File::create(&file).unwrap().set_modified(old).unwrap();
        let mut pack = Command::new("tar");
        finish(pack.args(["-czf", "it.crate", "lib.rs"]).current_dir(&folder)).unwrap();
        unpack(&folder.path().join("it.crate"), folder.path()).unwrap();
        assert_ne!(fs::metadata(&file).unwrap().modified().unwrap(), old);
    }

    #[test]
    fn packages_need_each_other_from_where_they_were_unpacked() {
        let packages = ["some-client", "login"].map(|name| format!("{name}{VERSION}"));
        let manifest = r#"[workspace]
resolver = "3"
members = ["some-client-0.1.0", "login-0.1.0"]

[profile.dev]
debug = false

[patch.crates-io]
some-client = { path = "some-client-0.1.0" }
login = { path = "login-0.1.0" }
"#;
        assert_eq!(workspace_of(&packages).unwrap(), manifest.replace("-0.1.0", VERSION));
    }

    #[test]
    fn a_package_of_another_version_is_a_problem() {
        let problem = workspace_of(&["login-7.0.0".to_owned()]).unwrap_err();
        assert!(
            problem.message.starts_with("the package has another version"),
            "{problem}"
        );
        assert_eq!(&*problem.location.file, "login-7.0.0");
    }

    #[test]
    fn nothing_packed_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(archives(folder.path()).unwrap_err().message, "cargo packed no crate");
        fs::write(folder.path().join("login-0.1.0.crate"), "").unwrap();
        assert_eq!(archives(folder.path()).unwrap().len(), 1);
    }
}

//! Runs cargo-semver-checks on the two clients, if it is installed.

use std::fmt;
use std::fs;
use std::process::Stdio;

use crate::ci::additive::build::{self, ClientVersion};
use crate::document::problem::Problem;
use crate::workspace::paths;
use crate::workspace::process::{cargo, problem};

/// The result of cargo-semver-checks.
#[derive(Debug, PartialEq)]
pub enum SemverResult {
    /// It did not run, because another check had failed.
    Skipped,
    /// It is not installed.
    NotInstalled,
    /// It finds no breaking change.
    Compatible,
    /// It finds breaking changes; this is its output.
    Breaking(String),
}

/// Runs cargo-semver-checks on the clients as they are now.
pub fn check() -> Result<SemverResult, Problem> {
    let is_installed = cargo()
        .args(["semver-checks", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !is_installed {
        return Ok(SemverResult::NotInstalled);
    }
    let [before, after] = ClientVersion::BOTH.map(rustdoc_json);
    let (before, after) = (before?, after?);
    let mut call = cargo();
    call.args(["semver-checks", "--color", "never", "--release-type", "minor"]);
    call.args(["--baseline-rustdoc", &before, "--current-rustdoc", &after]);
    let output = call.output();
    let output =
        output.map_err(|error| problem("cargo semver-checks", format!("the program cannot be started: {error}")))?;
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    // Its warnings count as well: they are about changes that may break some programs.
    Ok(match output.status.success() && !text.contains("--- warning") {
        true => SemverResult::Compatible,
        false => SemverResult::Breaking(text.trim().to_owned()),
    })
}

/// Lets rustdoc describe a version of the client as JSON, and returns the path of the file.
fn rustdoc_json(version: ClientVersion) -> Result<String, Problem> {
    let written = build::describe(version)?;
    let target = written.with_file_name(format!("{}.json", version.name()));
    let moved = fs::rename(&written, &target);
    moved.map_err(|error| problem(&paths::display(&written), format!("the file cannot be moved: {error}")))?;
    Ok(target.to_string_lossy().into_owned())
}

impl fmt::Display for SemverResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Skipped => "cargo-semver-checks did not run",
            Self::NotInstalled => "cargo-semver-checks is not installed",
            Self::Compatible => "cargo-semver-checks finds nothing either",
            Self::Breaking(_) => "cargo-semver-checks finds breaking changes",
        })
    }
}

//! Runs cargo-semver-checks on the two clients, where it is installed.

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
    /// It was not run, as something else was wrong before.
    Skipped,
    /// It is not installed.
    NotInstalled,
    /// It finds nothing that breaks programs.
    Compatible,
    /// It finds breaking changes; this is its output.
    Breaking(String),
}

/// Runs it on the clients of the workspace as they are now.
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
    let output = output.map_err(|error| problem("cargo semver-checks", format!("it cannot be started: {error}")))?;
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    // A warning of its own is about what may break somebody, too.
    Ok(match output.status.success() && !text.contains("--- warning") {
        true => SemverResult::Compatible,
        false => SemverResult::Breaking(text.trim().to_owned()),
    })
}

/// Has rustdoc describe a version of the client as JSON, and returns the file.
fn rustdoc_json(version: ClientVersion) -> Result<String, Problem> {
    let written = build::describe(version)?;
    let target = written.with_file_name(format!("{}.json", version.name()));
    let moved = fs::rename(&written, &target);
    moved.map_err(|error| problem(&paths::display(&written), format!("it cannot be moved: {error}")))?;
    Ok(target.to_string_lossy().into_owned())
}

impl fmt::Display for SemverResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Skipped => "cargo-semver-checks was not asked",
            Self::NotInstalled => "cargo-semver-checks is not installed",
            Self::Compatible => "cargo-semver-checks agrees",
            Self::Breaking(_) => "cargo-semver-checks does not agree",
        })
    }
}

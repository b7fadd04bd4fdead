//! Runs cargo-semver-checks on the two clients, where it is installed.

use std::fmt;
use std::fs;
use std::process::Stdio;

use crate::ci::additive::build::{self, ClientVersion};
use crate::document::problem::Problem;
use crate::workspace::paths;
use crate::workspace::process::{cargo, problem};

/// What it says.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    /// Nothing, as something else was wrong before.
    NotAsked,
    /// Nothing, as it is not installed.
    NotInstalled,
    /// Nothing that breaks programs.
    Fine,
    /// What it calls breaking, in its words.
    Breaking(String),
}

/// Asks it about the clients of the workspace as they are now.
pub fn check() -> Result<Verdict, Problem> {
    let is_installed = cargo()
        .args(["semver-checks", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !is_installed {
        return Ok(Verdict::NotInstalled);
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
        true => Verdict::Fine,
        false => Verdict::Breaking(text.trim().to_owned()),
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

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAsked => "cargo-semver-checks was not asked",
            Self::NotInstalled => "cargo-semver-checks is not installed",
            Self::Fine => "cargo-semver-checks agrees",
            Self::Breaking(_) => "cargo-semver-checks does not agree",
        })
    }
}

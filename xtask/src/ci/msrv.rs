//! The part `msrv`: checks that the workspace compiles with the oldest toolchain that its manifest promises.

use std::io;
use std::process::{Command, Stdio};

use crate::document::problem::Problem;
use crate::workspace::paths;
use crate::workspace::process::{finish, problem};

/// The `rust-version` of the manifest.
const VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

/// A separate target folder, so that the two toolchains do not overwrite each other's output.
const FOLDER: &str = "target/msrv";

/// Compiles everything with that toolchain, or returns how to install it.
pub fn check() -> Result<Option<String>, Problem> {
    let Some(toolchain) = installed()? else {
        let install = format!("Rust {VERSION} is not installed; install it with: rustup toolchain install {VERSION}");
        return Ok(Some(install));
    };
    let words =
        format!("run {toolchain} cargo check --workspace --all-targets --all-features --locked --target-dir {FOLDER}");
    eprintln!("== rustup {words}");
    let mut check = Command::new("rustup");
    check.args(words.split(' ')).current_dir(paths::workspace_path(""));
    // `cargo xtask` sets these to its own toolchain.
    check.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    finish(&mut check).map(|_| None)
}

/// Returns the name of the toolchain, as rustup lists it, or `None` if the toolchain or rustup is not installed.
fn installed() -> Result<Option<String>, Problem> {
    let mut list = Command::new("rustup");
    let output = list.args(["toolchain", "list"]).stderr(Stdio::inherit()).output();
    match output {
        Ok(output) if output.status.success() => Ok(found(&String::from_utf8_lossy(&output.stdout), VERSION)),
        Ok(output) => Err(problem(
            "rustup toolchain list",
            format!("the command failed: {}", output.status),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(problem("rustup", format!("the program cannot be started: {error}"))),
    }
}

/// Finds the toolchain of a version in rustup's list: for `1.88`, `1.88-...`, `1.88.0-...` or a later patch.
fn found(list: &str, version: &str) -> Option<String> {
    let names = list.lines().filter_map(|line| line.split(' ').next());
    let is_it = |name: &&str| {
        name.strip_prefix(version)
            .is_some_and(|rest| rest.starts_with(['-', '.']))
    };
    names.filter(is_it).map(str::to_owned).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toolchain_is_found_by_its_version() {
        let list =
            "stable-x86_64-unknown-linux-gnu (active, default)\n1.8.0-x86_64\n1.880.1-x86_64\n1.88.0-x86_64-unknown\n";
        assert_eq!(found(list, "1.88").as_deref(), Some("1.88.0-x86_64-unknown"));
        assert_eq!(found("1.88-x86_64 (default)\n", "1.88").as_deref(), Some("1.88-x86_64"));
        assert_eq!(found("1.88.1-x86_64\n", "1.88.0"), None);
        assert_eq!(found("stable-x86_64\n", "1.88"), None);
    }

    #[test]
    fn the_version_is_that_of_the_workspace() {
        let manifest = std::fs::read_to_string(paths::workspace_path("Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("\nrust-version = \"{VERSION}\"\n")));
    }
}

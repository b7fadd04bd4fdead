//! Builds the program against two versions of the client, below `target/additive`.
//!
//! The clients are copies of the client's crate, each with its own generated module. Both use the same dependencies, in the
//! versions of the real workspace. The build uses no network.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::ci::additive::program::Files;
use crate::document::problem::Problem;
use crate::workspace::folder_copy::{mirror, read, write_if_changed};
use crate::workspace::process::problem;
use crate::workspace::{paths, process};

/// Relative to the workspace's root, so that the commands that are printed can be repeated there.
const FOLDER: &str = "target/additive";
const BUILD: &str = "target/additive/build";
const CLIENT: &str = "crates/beeper-desktop-client";

/// A version of the client, named after the document that it is generated from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ClientVersion {
    /// The client of the document without additions.
    Before,
    /// The client of the document with additions.
    After,
}

impl ClientVersion {
    /// Both versions.
    pub const BOTH: [Self; 2] = [Self::Before, Self::After];

    /// Returns the name of the version's folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }

    fn program(self) -> String {
        format!("{}-program", self.name())
    }

    fn folder(self) -> PathBuf {
        paths::workspace_path(FOLDER).join(self.name())
    }
}

/// Creates the workspace, with the program for both versions and the client without additions.
pub fn make(program: &Files, before: &str) -> Result<(), Problem> {
    let root = paths::workspace_path("");
    let manifest = read(&root.join("Cargo.toml"))?;
    write_if_changed(
        &paths::workspace_path(FOLDER).join("Cargo.toml"),
        &workspace_manifest(&manifest),
    )?;
    write_if_changed(
        &paths::workspace_path(FOLDER).join("Cargo.lock"),
        &read(&root.join("Cargo.lock"))?,
    )?;
    let client = paths::workspace_path(CLIENT);
    let manifest = read(&client.join("Cargo.toml"))?;
    for version in ClientVersion::BOTH {
        let copy = version.folder().join("client");
        write_if_changed(&copy.join("Cargo.toml"), &client_manifest(&manifest, version))?;
        for included in ["README.md", "ratios-in-rustdoc.md"] {
            write_if_changed(&copy.join(included), &read(&client.join(included))?)?;
        }
        mirror(&client.join("src"), &copy.join("src"), &["generated.rs"])?;
        let folder = version.folder().join("program");
        write_if_changed(&folder.join("Cargo.toml"), &program_manifest(version))?;
        for (name, text) in program {
            write_if_changed(&folder.join("src").join(name), text)?;
        }
    }
    put_client(ClientVersion::Before, before)
}

/// Writes the generated module of a version.
pub fn put_client(version: ClientVersion, generated: &str) -> Result<(), Problem> {
    write_if_changed(&version.folder().join("client/src/generated.rs"), generated)
}

/// Returns a call of cargo in that workspace.
fn call(subcommand: &str, words: &[&str]) -> Command {
    let manifest = format!("{FOLDER}/Cargo.toml");
    let place = [
        "--offline",
        "--quiet",
        "--manifest-path",
        &manifest,
        "--target-dir",
        BUILD,
    ];
    process::call(&[&[subcommand], &place[..], words].concat())
}

/// Compiles the program against the clients.
///
/// Errors of the compiler are returned as an inner error.
pub fn build(versions: &[ClientVersion]) -> Result<Result<(), String>, Problem> {
    let programs: Vec<String> = versions.iter().map(|version| version.program()).collect();
    let packages: Vec<&str> = programs.iter().flat_map(|program| ["--package", program]).collect();
    let mut call = call("build", &packages);
    let output = output(call.env("CARGO_TERM_COLOR", "never"), "cargo build")?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    Ok(match output.status.success() {
        true => Ok(()),
        false => Err(errors_in(&stderr)),
    })
}

/// Lets rustdoc describe a version of the client as JSON, and returns the path of the file.
pub fn describe(version: ClientVersion) -> Result<PathBuf, Problem> {
    let package = format!("{}-client", version.name());
    let words = [
        "--package",
        &package,
        "--lib",
        "--",
        "-Z",
        "unstable-options",
        "--output-format",
        "json",
    ];
    let mut call = call("rustdoc", &words);
    // Rustdoc writes JSON on a stable toolchain only with this variable. cargo-semver-checks reads the format of every toolchain.
    process::finish(call.env("RUSTC_BOOTSTRAP", "1"))?;
    Ok(paths::workspace_path(BUILD).join("doc/beeper_desktop_client.json"))
}

/// Runs the program of a version, and returns its output.
///
/// If it fails, its error output is returned as an inner error.
pub fn run(version: ClientVersion) -> Result<Result<String, String>, Problem> {
    let program = paths::workspace_path(BUILD).join("debug").join(version.program());
    let program = program.with_extension(env::consts::EXE_EXTENSION);
    let output = output(&mut Command::new(&program), &paths::display(&program))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(text(&output.stderr)),
    })
}

fn output(command: &mut Command, name: &str) -> Result<Output, Problem> {
    let output = command.output();
    output.map_err(|error| problem(name, format!("it cannot be started: {error}")))
}

/// Returns the first errors of the compiler's output, without the warnings before them.
fn errors_in(stderr: &str) -> String {
    const MAX_LINES: usize = 60;
    let from_error = stderr.lines().skip_while(|line| !line.starts_with("error"));
    let lines: Vec<&str> = from_error.take(MAX_LINES).collect();
    match lines.is_empty() {
        true => stderr.trim_end().to_owned(),
        false => lines.join("\n").trim_end().to_owned(),
    }
}

/// Returns the manifest of the real workspace up to its profiles, with other members.
fn workspace_manifest(real: &str) -> String {
    let without_profiles = real.split("[profile").next().unwrap_or_default();
    let lines = without_profiles.lines().map(|line| match line.starts_with("members") {
        true => "members = [\"before/*\", \"after/*\"]",
        false => line,
    });
    let lines: Vec<&str> = lines.collect();
    format!(
        "{}\n\n# Nobody debugs this build, and each run compiles it only once.\n[profile.dev]\ndebug = false\nincremental = false\n",
        lines.join("\n").trim_end()
    )
}

/// Returns the client's manifest under another package name, without what only its own tests need. The library keeps its name.
fn client_manifest(real: &str, version: ClientVersion) -> String {
    let mut text = String::new();
    let mut is_kept = true;
    for line in real.lines() {
        if line.starts_with('[') {
            is_kept = !["[dev-dependencies]", "[[bench]]", "[[example]]", "[[test]]"].contains(&line);
        }
        if is_kept {
            let name = "name = \"beeper-desktop-client\"";
            let line = line.replace(name, &format!("name = \"{}-client\"", version.name()));
            text += &format!("{line}\n");
        }
    }
    text + "\n[lib]\nname = \"beeper_desktop_client\"\n"
}

fn program_manifest(version: ClientVersion) -> String {
    format!(
        "\
[package]
name = \"{}\"
publish = false
version.workspace = true
edition.workspace = true
rust-version.workspace = true

[dependencies]
beeper-desktop-client = {{ package = \"{}-client\", path = \"../client\" }}
serde.workspace = true
serde_json.workspace = true
tokio = {{ workspace = true, features = [\"rt\"] }}
",
        version.program(),
        version.name()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clients_differ_in_their_names_and_need_nothing_for_tests() {
        let real = "[package]\nname = \"beeper-desktop-client\"\n\n[dependencies]\nbytes = \"1\"\n\n\
                    [dev-dependencies]\nmock = \"1\"\n\n[[bench]]\nname = \"times\"\n\n[lints]\nworkspace = true\n";
        assert_eq!(
            client_manifest(real, ClientVersion::After),
            "[package]\nname = \"after-client\"\n\n[dependencies]\nbytes = \"1\"\n\n[lints]\nworkspace = true\n\n\
             [lib]\nname = \"beeper_desktop_client\"\n"
        );
    }

    #[test]
    fn versions_are_those_of_the_workspace() {
        let real = "[workspace]\nmembers = [\"crates/*\"]\n\n[workspace.dependencies]\nserde = \"1\"\n\n\
                    [profile.dev]\ndebug = true\n\n[profile.small]\nlto = true\n";
        let manifest = workspace_manifest(real);
        assert!(manifest.starts_with(
            "[workspace]\nmembers = [\"before/*\", \"after/*\"]\n\n[workspace.dependencies]\nserde = \"1\"\n\n#"
        ));
        assert!(manifest.ends_with("\n[profile.dev]\ndebug = false\nincremental = false\n"));
        assert_eq!(manifest.matches("[profile").count(), 1);
    }

    #[test]
    fn compiler_errors_are_shown_without_warnings() {
        let stderr = "warning: unused\n --> a.rs\n\nerror[E0061]: this method takes 2 arguments\n --> b.rs\n\n";
        assert_eq!(
            errors_in(stderr),
            "error[E0061]: this method takes 2 arguments\n --> b.rs"
        );
        assert_eq!(errors_in("no such command\n"), "no such command");
    }
}

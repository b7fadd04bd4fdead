//! Measures what each feature adds to a program that uses it: crates, build time and size.
//!
//! Each program of `xtask/feature_programs`, and the client's example `first_answer`, becomes a separate package below
//! `target/bench`, with the dependency versions of this workspace.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::bench::builds::cpu_of_children;
use crate::bench::figures::{Figure, Figures};
use crate::document::problem::Problem;
use crate::workspace::folder_copy::{read, write_if_changed};
use crate::workspace::paths;
use crate::workspace::process::{call, finish, problem};

/// A program and its dependencies.
struct Program {
    name: &'static str,
    /// The program with which the number of crates is compared: it lacks this feature only.
    without: Option<&'static str>,
    client_features: &'static [&'static str],
    /// The features of the login crate, or `None` for a program without that crate.
    login_features: Option<&'static [&'static str]>,
}

const fn client(name: &'static str, without: Option<&'static str>, features: &'static [&'static str]) -> Program {
    Program {
        name,
        without,
        client_features: features,
        login_features: None,
    }
}

const fn login(name: &'static str, without: &'static str, features: &'static [&'static str]) -> Program {
    Program {
        name,
        without: Some(without),
        client_features: &[],
        login_features: Some(features),
    }
}

const PROGRAMS: &[Program] = &[
    client("client", None, &[]),
    client("chats", Some("client"), &[]),
    client("rustls", Some("client"), &["rustls"]),
    client("events", Some("client"), &["events"]),
    client("oauth", Some("client"), &["oauth"]),
    login("login", "client", &[]),
    login("qr", "login", &["qr"]),
    login("browser", "login", &["browser"]),
];

/// Returns three figures for each program: `NAME-crates`, `NAME-build` and `NAME-size`.
pub fn measure() -> Result<Figures, Problem> {
    let mut figures = Figures::new();
    let mut crates_of = BTreeMap::new();
    for program in PROGRAMS {
        let folder = program.write()?;
        let crates = crates_below(&folder)?;
        crates_of.insert(program.name, crates);
        let base = program.without.and_then(|without| crates_of.get(without));
        let more = crates - base.copied().unwrap_or_default();
        let mut insert =
            |figure: &str, value| figures.insert(format!("{}-{figure}", program.name), Figure::once(value));
        insert("crates", more);
        insert("build", build_from_nothing(&folder)?);
        insert("size", small_size(&folder, program.name)?);
    }
    Ok(figures)
}

impl Program {
    /// Writes the package of this program, and returns its folder.
    fn write(&self) -> Result<PathBuf, Problem> {
        let folder = paths::target_folder().join("bench/features").join(self.name);
        let source = match self.name {
            // The feature `rustls` needs no code in a program.
            "client" | "rustls" => "crates/beeper-desktop-client/examples/first_answer.rs".to_owned(),
            name => format!("xtask/feature_programs/{name}.rs"),
        };
        let source = read(&paths::workspace_path(&source))?;
        write_if_changed(&folder.join("src/main.rs"), &source)?;
        write_if_changed(&folder.join("Cargo.toml"), &self.manifest()?)?;
        write_if_changed(&folder.join("Cargo.lock"), &read(&paths::workspace_path("Cargo.lock"))?)?;
        Ok(folder)
    }

    fn manifest(&self) -> Result<String, Problem> {
        let dependency = |name: &str, features: &[&str]| {
            let path = paths::workspace_path("crates").join(name);
            format!("{name} = {{ path = {path:?}, features = {features:?} }}\n")
        };
        let login = self
            .login_features
            .map(|features| dependency("beeper-bridge-login", features));
        let manifest = read(&paths::workspace_path("Cargo.toml"))?;
        let profile = manifest.find("[profile.small]").map_or("", |start| &manifest[start..]);
        let profile = profile.split_once("\n\n").map_or(profile, |(profile, _)| profile);
        Ok(format!(
            "[package]\nname = \"program-{}\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{}{}\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\n{profile}\n",
            self.name,
            dependency("beeper-desktop-client", self.client_features),
            login.unwrap_or_default(),
        ))
    }
}

/// Returns the number of crates of a program, besides itself and the client.
fn crates_below(folder: &Path) -> Result<f64, Problem> {
    let manifest = manifest_of(folder);
    let tree = [
        "tree",
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
        "--manifest-path",
        &manifest,
    ];
    let output = finish(&mut call(&tree))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // `cargo tree` marks repeated crates with ` (*)`.
    let mut crates: Vec<&str> = text.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    crates.sort_unstable();
    crates.dedup();
    Ok(crates.len().saturating_sub(2) as f64)
}

/// Returns the processor seconds of building a program for release with all its dependencies.
fn build_from_nothing(folder: &Path) -> Result<f64, Problem> {
    let target = tempfile::tempdir().map_err(|error| problem("a temporary folder", error.to_string()))?;
    let before = cpu_of_children();
    let manifest = manifest_of(folder);
    finish(call(&["build", "--release", "--manifest-path", &manifest]).env("CARGO_TARGET_DIR", target.path()))?;
    Ok(cpu_of_children() - before)
}

/// Returns the size of a program built with the profile `small`, in MiB.
fn small_size(folder: &Path, name: &str) -> Result<f64, Problem> {
    let target = paths::target_folder().join("bench/features/target");
    let manifest = manifest_of(folder);
    finish(call(&["build", "--profile", "small", "--manifest-path", &manifest]).env("CARGO_TARGET_DIR", &target))?;
    let program = target.join(format!("small/program-{name}{}", env::consts::EXE_SUFFIX));
    let metadata = fs::metadata(&program)
        .map_err(|error| problem(&paths::display(&program), format!("its size cannot be read: {error}")))?;
    Ok(metadata.len() as f64 / f64::from(1024 * 1024))
}

fn manifest_of(folder: &Path) -> String {
    folder.join("Cargo.toml").display().to_string()
}

//! Measures builds: their time, and the size of what they make.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Instant, SystemTime};

use crate::document::problem::Problem;
use crate::workspace::process::{finish, problem, run};
use crate::workspace::{paths, process};

/// The figures, by their names.
pub fn measure() -> Result<[(&'static str, f64); 7], Problem> {
    let tree = crates_below_the_client(&[])?;
    let tree_with_events = crates_below_the_client(&["--features", "events"])?;
    Ok([
        ("binary-mib", small_binary()?),
        ("tree", tree),
        ("events-tree", tree_with_events - tree),
        ("rebuild", rebuild()?),
        ("downstream", downstream()?),
        ("codegen", codegen()?),
        ("xtask", xtask_from_nothing()?),
    ])
}

/// A program that asks for one answer, built to be small, in MiB.
fn small_binary() -> Result<f64, Problem> {
    let package = ["--package", "beeper-desktop-client", "--example", "first_answer"];
    run(&[&["build", "--locked", "--profile", "small"][..], &package].concat())?;
    let program = target()
        .join("small/examples")
        .join(format!("first_answer{}", env::consts::EXE_SUFFIX));
    let metadata = fs::metadata(&program);
    let metadata =
        metadata.map_err(|error| problem(&paths::display(&program), format!("it cannot be looked at: {error}")))?;
    Ok(metadata.len() as f64 / f64::from(1024 * 1024))
}

fn crates_below_the_client(features: &[&str]) -> Result<f64, Problem> {
    let tree = [
        "tree",
        "--locked",
        "--package",
        "beeper-desktop-client",
        "--edges",
        "normal",
    ];
    let output = run(&[&tree[..], &["--prefix", "none", "--format", "{p}"], features].concat())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // What is there again is marked so.
    let mut crates: Vec<&str> = text.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    crates.sort_unstable();
    crates.dedup();
    Ok(crates.len() as f64)
}

/// Processor time of building the client alone for release, without what was built before, for each operation. The middle one
/// of three times.
fn rebuild() -> Result<f64, Problem> {
    let generated = paths::workspace_path("crates/beeper-desktop-client/src/generated.rs");
    let time = building(&["--lib"], &generated)?;
    let text = fs::read_to_string(&generated).unwrap_or_default();
    let operations = text.matches(": Operation = Operation {").count().max(1);
    Ok(time / operations as f64)
}

/// Processor time of building a program of six calls for release, where the client is built: what decodes the answers is
/// compiled there.
fn downstream() -> Result<f64, Problem> {
    let program = paths::workspace_path("crates/beeper-desktop-client/examples/unread.rs");
    building(&["--example", "unread"], &program)
}

/// Processor time of building a part of the client's package for release, after a file of it has changed. The middle one of
/// three times.
fn building(part: &[&str], file: &Path) -> Result<f64, Problem> {
    let build = ["build", "--locked", "--release", "--package", "beeper-desktop-client"];
    let build = [&build[..], part].concat();
    run(&build)?;
    let shown = paths::display(file);
    let touch = || {
        fs::File::options()
            .append(true)
            .open(file)?
            .set_modified(SystemTime::now())
    };
    let mut times = [0.0; 3];
    for time in &mut times {
        touch().map_err(|error| problem(&shown, format!("its time cannot be set: {error}")))?;
        let before = cpu_of_children();
        run(&build)?;
        *time = cpu_of_children() - before;
    }
    times.sort_by(f64::total_cmp);
    Ok(times[1])
}

/// Processor time of building this program where nothing has been built.
fn xtask_from_nothing() -> Result<f64, Problem> {
    let folder = tempfile::tempdir().map_err(|error| problem("a temporary folder", error.to_string()))?;
    let before = cpu_of_children();
    let mut build = process::call(&["build", "--locked", "--package", "xtask"]);
    finish(build.env("CARGO_TARGET_DIR", folder.path()))?;
    Ok(cpu_of_children() - before)
}

/// Processor seconds of all processes that this one has waited for. Nothing where there is no `/proc`.
fn cpu_of_children() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
    let ticks: f64 = fields
        .split(' ')
        .skip(13)
        .take(2)
        .filter_map(|it| it.parse::<f64>().ok())
        .sum();
    ticks / TICKS_A_SECOND
}

/// How long this program takes to generate the client, in seconds.
fn codegen() -> Result<f64, Problem> {
    let program = env::current_exe().map_err(|error| problem("xtask", format!("it does not find itself: {error}")))?;
    let start = Instant::now();
    let mut command = Command::new(program);
    command.args(["codegen", "--check"]).stdout(Stdio::null());
    finish(&mut command)?;
    Ok(start.elapsed().as_secs_f64())
}

fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| paths::workspace_path("target"), Into::into)
}

//! Measures how long builds and `codegen` take.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Instant, SystemTime};

use crate::bench::figures::{Figure, Figures};
use crate::document::problem::Problem;
use crate::workspace::process::{finish, problem, run};
use crate::workspace::{paths, process};

/// Returns the figures of builds and of `codegen`.
pub fn measure() -> Result<Figures, Problem> {
    Ok(Figures::from([
        ("rebuild".to_owned(), rebuild()?),
        ("downstream".to_owned(), downstream()?),
        ("codegen".to_owned(), codegen()?),
        ("xtask".to_owned(), Figure::once(xtask_from_nothing()?)),
    ]))
}

/// Returns the processor time of building the client for release, without its dependencies, per operation.
fn rebuild() -> Result<Figure, Problem> {
    let generated = paths::workspace_path("crates/beeper-desktop-client/src/generated.rs");
    let times = building(&["--lib"], &generated)?;
    let text = fs::read_to_string(&generated).unwrap_or_default();
    let operations = text.matches(": Operation = Operation {").count().max(1);
    middle(times.map(|time| time / operations as f64).to_vec())
}

/// Returns the processor time of building a program of six calls for release, without its dependencies.
///
/// The client is already built, but the code that decodes the responses is compiled with the program.
fn downstream() -> Result<Figure, Problem> {
    let program = paths::workspace_path("crates/beeper-desktop-client/examples/unread.rs");
    middle(building(&["--example", "unread"], &program)?.to_vec())
}

/// How often builds and `codegen` run.
const RUNS: usize = 5;

/// Returns the processor times of building a target of the client's package for release, each after touching the file.
fn building(part: &[&str], file: &Path) -> Result<[f64; RUNS], Problem> {
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
    let mut times = [0.0; RUNS];
    for time in &mut times {
        touch().map_err(|error| problem(&shown, format!("its time cannot be set: {error}")))?;
        let before = cpu_of_children();
        run(&build)?;
        *time = cpu_of_children() - before;
    }
    Ok(times)
}

fn middle(values: Vec<f64>) -> Result<Figure, Problem> {
    Figure::of_several(values).ok_or_else(|| problem("bench", "nothing was measured".to_owned()))
}

/// Returns the processor time of building `xtask` with all its dependencies.
fn xtask_from_nothing() -> Result<f64, Problem> {
    let folder = tempfile::tempdir().map_err(|error| problem("a temporary folder", error.to_string()))?;
    let before = cpu_of_children();
    let mut build = process::call(&["build", "--locked", "--package", "xtask"]);
    finish(build.env("CARGO_TARGET_DIR", folder.path()))?;
    Ok(cpu_of_children() - before)
}

/// Returns the processor seconds of all child processes that have ended, or zero on a system without `/proc`.
pub fn cpu_of_children() -> f64 {
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

/// Returns the seconds that this program takes to generate everything from the document.
fn codegen() -> Result<Figure, Problem> {
    let program = env::current_exe().map_err(|error| problem("xtask", format!("its own path is unknown: {error}")))?;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        finish(
            Command::new(&program)
                .args(["codegen", "--check"])
                .stdout(Stdio::null()),
        )?;
        times.push(start.elapsed().as_secs_f64());
    }
    middle(times)
}

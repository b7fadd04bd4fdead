//! Measures how long `cargo test --workspace` takes.

use std::time::Instant;

use crate::bench::figures::{Figure, Figures};
use crate::document::problem::Problem;
use crate::workspace::process::{call, finish, problem};

/// How often the tests run after everything is built.
const WARM_RUNS: usize = 2;

/// Returns the seconds of `cargo test --workspace` with nothing built, and with everything built.
pub fn measure() -> Result<Figures, Problem> {
    let folder = tempfile::tempdir().map_err(|error| problem("a temporary folder", error.to_string()))?;
    let run = || -> Result<f64, Problem> {
        let start = Instant::now();
        finish(call(&["test", "--locked", "--workspace", "--quiet"]).env("CARGO_TARGET_DIR", folder.path()))?;
        Ok(start.elapsed().as_secs_f64())
    };
    let cold = Figure::once(run()?);
    let warm = (0..WARM_RUNS).map(|_| run()).collect::<Result<Vec<_>, _>>()?;
    let warm = Figure::of_several(warm).map(|warm| ("tests-warm".to_owned(), warm));
    Ok(warm.into_iter().chain([("tests-cold".to_owned(), cold)]).collect())
}

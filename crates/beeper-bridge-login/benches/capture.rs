//! Measures, in a real browser, how long after the last value a capture returns.
//!
//! The time for which a capture waits until the values stay the same is not counted.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench, which no program depends on"
)]

#[cfg(unix)]
mod capturing;
#[path = "../../beeper-desktop-client/benches/support/mod.rs"]
mod support;

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(unix)]
    let measured = capturing::measure();
    #[cfg(not(unix))]
    let measured = {
        println!("capture: skipped, since captures work on Unix only");
        Ok(())
    };
    support::end(measured)
}

//! How long a capture takes from the last value to its return, beyond the time for which nothing may change: in a real browser.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "nothing that a program depends on"
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
        println!("capture: skipped, since nothing is captured on this platform");
        Ok(())
    };
    support::end(measured)
}

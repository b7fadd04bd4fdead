//! Measures live events beside the smallest handwritten loop over the same WebSocket library.
//!
//! It counts the instructions per event, and measures the time from the server's write until the program has the event.

#![allow(dead_code, clippy::expect_used, reason = "a bench, which no program depends on")]

mod live_events;
mod support;

use std::process::ExitCode;

use live_events::{readers, server};

const READERS: [&str; 2] = ["handwritten", "client"];

/// The number of events in the short run. Only the difference to the long run is counted.
const FEW: usize = 2_000;
const MANY: usize = 22_000;

/// The number of events that are timed, after those that warm up the connection.
const TIMED: usize = 1_000;
const WARM: usize = 50;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, who, server, count] = arguments.as_slice()
        && flag == "--do"
    {
        let count = count.parse().expect("a number");
        return match readers::read(who, server, "", count) {
            Some(_) => ExitCode::SUCCESS,
            None => ExitCode::FAILURE,
        };
    }
    support::end(measure())
}

fn measure() -> Result<(), String> {
    let address = server::start().0.to_string();
    let count = |who: &str| support::instructions(&["--do", who, &address], FEW, MANY);
    let [by_hand, ours] = [count(READERS[0])?, count(READERS[1])?];
    for (who, counted) in READERS.into_iter().zip([by_hand, ours]) {
        println!(
            "{who:<12} {counted:>12.0} instructions an event, {:.3} x",
            counted / by_hand
        );
    }
    support::say("events", ours / by_hand);

    let delay = |who: &str| {
        let (address, written) = server::start();
        let address = address.to_string();
        let read = readers::read(who, &address, server::PACED, WARM + TIMED).expect("a known reader");
        let written = written.lock().map_err(|error| error.to_string())?;
        let delays = written.iter().zip(read).skip(WARM);
        let delays = delays.map(|(written, read)| (read - *written).as_secs_f64() * 1000.0);
        Ok::<_, String>(percentiles(delays.collect()))
    };
    for (who, name) in READERS.into_iter().zip(["events-delay-handwritten", "events-delay"]) {
        let (median, p95) = delay(who)?;
        println!("{who:<12} {median:.3} ms from write to program (median), {p95:.3} ms (p95)");
        support::say(name, p95);
    }
    Ok(())
}

/// Returns the median and the 95th percentile.
fn percentiles(mut delays: Vec<f64>) -> (f64, f64) {
    delays.sort_by(f64::total_cmp);
    (delays[delays.len() / 2], delays[delays.len() * 95 / 100])
}

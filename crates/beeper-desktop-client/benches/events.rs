//! Measures live events beside the smallest handwritten loop over the same WebSocket library.
//!
//! Counts the instructions per event, and measures the time from the server's write until the program has the event.

#![allow(dead_code, clippy::expect_used, reason = "a bench, which no program depends on")]

mod live_events;
mod support;
mod websocket;

use std::process::ExitCode;

use live_events::{readers, server};
use support::Spread;

const READERS: [&str; 2] = ["handwritten", "client"];
const DELAYS: [&str; 2] = ["events-delay-handwritten", "events-delay"];

/// The numbers of events in the short and the long run; only the difference between the two is counted.
const FEW: usize = 2_000;
const MANY: usize = 22_000;

/// How many rounds the readers take turns.
const ROUNDS: usize = 5;
/// How many events a round measures.
const TIMED: usize = 500;
/// How many events each reader reads first in a round, to warm up.
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

    let mut rounds = [const { Vec::new() }; READERS.len()];
    for _ in 0..ROUNDS {
        for (who, delays) in READERS.into_iter().zip(&mut rounds) {
            delays.push(delay(who)?);
        }
    }
    for ((who, name), delays) in READERS.into_iter().zip(DELAYS).zip(rounds) {
        let delays = Spread::of(delays);
        println!("{who:<12} {delays} ms from the server's write to the program (95th percentile)");
        support::say_spread(name, delays);
    }
    Ok(())
}

/// Reads events that the server writes one at a time. Returns the 95th percentile of their delay, in milliseconds.
fn delay(who: &str) -> Result<f64, String> {
    let (address, written) = server::start();
    let address = address.to_string();
    let read = readers::read(who, &address, server::PACED, WARM + TIMED).expect("a known reader");
    let written = written.lock().map_err(|error| error.to_string())?;
    let delays = written.iter().zip(read).skip(WARM);
    let delays = delays.map(|(written, read)| (read - *written).as_secs_f64() * 1000.0);
    Ok(support::percentile(95, delays))
}

//! Measures time and memory of a process from its start to its first response, beside handwritten code and Python.
//!
//! Each round starts all programs in turns, and takes the ratio of their medians. The figure and its spread are those of the
//! rounds.

#![allow(dead_code, clippy::expect_used, reason = "a bench, which no program depends on")]

mod comparison;
mod support;

use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use support::{Spread, resources};

/// The programs that make the call.
const PEERS: [&str; 3] = ["client", "handwritten", "raw"];
const ROUNDS: usize = 5;
/// How often a round starts each program.
const STARTS: usize = 9;
const PYTHON_STARTS: usize = 5;

/// A program that makes the same call with the official package.
const PYTHON: &str = "
import sys
from beeper_desktop_api import BeeperDesktop
client = BeeperDesktop(base_url=sys.argv[1], access_token='t')
client.bridges.login_sessions.retrieve(sys.argv[3], bridge_id=sys.argv[2])
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, who, server] = arguments.as_slice()
        && let "--do" | "--memory" = flag.as_str()
    {
        comparison::workloads::run("session", who, 1, server).expect("a known workload");
        if flag == "--memory" {
            println!("{}", resources::most_resident(std::process::id()));
        }
        return ExitCode::SUCCESS;
    }
    support::end(measure())
}

fn measure() -> Result<(), String> {
    let server = comparison::server::start().to_string();
    let (mut time_ratios, mut memory_ratios) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut round = [const { (Vec::new(), Vec::new()) }; 3];
        for _ in 0..STARTS {
            for (who, (times, memories)) in PEERS.into_iter().zip(&mut round) {
                times.push(start("--do", who, &server)?.0);
                memories.push(start("--memory", who, &server)?.1);
            }
        }
        let medians = round.map(|(times, memories)| (Spread::of(times), Spread::of(memories).median));
        for (who, (time, memory)) in PEERS.into_iter().zip(medians) {
            println!("{who:<12} {time} ms, {memory:.0} KiB");
        }
        let [(our_time, our_memory), (their_time, their_memory), _] = medians;
        time_ratios.push(our_time.median / their_time.median);
        memory_ratios.push(our_memory / their_memory);
    }
    support::say_spread("start-time", Spread::of(time_ratios));
    support::say_spread("start-memory", Spread::of(memory_ratios));
    beside_python(&server)
}

fn beside_python(server: &str) -> Result<(), String> {
    let Some(mut python) = support::python(PYTHON) else {
        return Ok(());
    };
    python.arg(format!("http://{server}"));
    python.args([comparison::answers::BRIDGE, comparison::answers::SESSION]);
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..PYTHON_STARTS {
            theirs.push(run(&mut python)?.0);
            ours.push(start("--do", "client", server)?.0);
        }
        let (theirs, ours) = (Spread::of(theirs), Spread::of(ours));
        println!("Python       {theirs} ms, client {ours} ms");
        ratios.push(theirs.median / ours.median);
    }
    support::say_spread("start-python", Spread::of(ratios));
    Ok(())
}

fn start(flag: &str, who: &str, server: &str) -> Result<(f64, f64), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    run(Command::new(program).args([flag, who, server]))
}

/// Runs a command. Returns the milliseconds that it took, and the number that it printed, or 0.
fn run(command: &mut Command) -> Result<(f64, f64), String> {
    let start = Instant::now();
    let output = command
        .stderr(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let time = start.elapsed().as_secs_f64() * 1000.0;
    let printed = String::from_utf8_lossy(&output.stdout);
    match output.status.success() {
        true => Ok((time, printed.trim().parse().unwrap_or_default())),
        false => Err(format!("{command:?} failed")),
    }
}

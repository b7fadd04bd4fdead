//! Measures a process from its start to its first response, in time and memory, beside a handwritten one and one in Python.

#![allow(dead_code, clippy::expect_used, reason = "a bench, which no program depends on")]

mod comparison;
mod memory;
mod support;

use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// The implementations, and how often each is started.
const PEERS: [&str; 3] = ["client", "handwritten", "raw"];
const RUNS: usize = 41;
const PYTHON_RUNS: usize = 11;

/// The same call with the official Python package, if it is installed.
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
            println!("{}", memory::most());
        }
        return ExitCode::SUCCESS;
    }
    support::end(measure())
}

fn measure() -> Result<(), String> {
    let server = comparison::server::start().to_string();
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let one = |flag: &str, who: &str| run(Command::new(&program).args([flag, who, &server]));
    let (mut times, mut memories) = ([const { Vec::new() }; 3], [const { Vec::new() }; 3]);
    for _ in 0..RUNS {
        for (index, who) in PEERS.into_iter().enumerate() {
            times[index].push(one("--do", who)?.0);
            memories[index].push(one("--memory", who)?.1);
        }
    }
    let ([ours, theirs, raw], [our_memory, their_memory, raw_memory]) = (times.map(median), memories.map(median));
    println!("client:      {ours:.2} ms, {our_memory} KiB");
    println!("handwritten: {theirs:.2} ms, {their_memory} KiB");
    println!("raw:         {raw:.2} ms, {raw_memory} KiB");
    support::say("start-time", ours / theirs);
    support::say("start-memory", our_memory / their_memory);
    let python = python(&server);
    match python {
        Ok(python) => {
            println!("Python:      {python:.0} ms");
            support::say("start-python", python / ours);
        }
        Err(_) => println!("Python:      left out, as python3 with the package `beeper-desktop-api` is not installed"),
    }
    Ok(())
}

fn python(server: &str) -> Result<f64, String> {
    let one = || {
        let mut command = Command::new("python3");
        let address = format!("http://{server}");
        command.args([
            "-c",
            PYTHON,
            &address,
            comparison::answers::BRIDGE,
            comparison::answers::SESSION,
        ]);
        run(&mut command)
    };
    let runs: Result<Vec<_>, _> = (0..PYTHON_RUNS).map(|_| Ok(one()?.0)).collect();
    runs.map(median)
}

/// Runs a command. Returns its time in milliseconds, and the number that it printed.
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

fn median(mut runs: Vec<f64>) -> f64 {
    runs.sort_by(f64::total_cmp);
    runs[runs.len() / 2]
}

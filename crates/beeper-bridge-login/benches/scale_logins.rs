//! Measures memory and processor time per login while 1 to 10,000 logins wait at once, and beside waits in Python.
//!
//! The servers run in this process. Each number of logins has a separate process, and all of these wait in the same minute. A
//! server holds each wait for 25 seconds, and the processor time is measured for twice as long. So each login sends two
//! waits in that time, no matter when it began.

#![allow(dead_code, clippy::expect_used, reason = "a bench, which no program depends on")]

#[path = "../../beeper-desktop-client/benches/support/mod.rs"]
mod support;
mod waiting;

use std::fs;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use tokio::runtime::Runtime;
use waiting::process::{self, Waiting};
use waiting::server;

/// The numbers of logins that wait. The largest number is first, because it takes longest to start.
const SIZES: [usize; 5] = [10_000, 1_000, 100, 10, 1];
/// How many waits the Python program holds at once.
const BESIDE_PYTHON: usize = 100;
/// How long the processor time is measured.
const WATCHED: Duration = Duration::from_secs(2 * server::HELD.as_secs());
/// The numbers of logins whose instructions are counted. Under valgrind, more would take minutes.
const COUNTED: [usize; 2] = [100, 1_000];
/// How many waits each login sends in the short and the long run. In the short run, all logins have begun before the last wait.
const FEW_WAITS: usize = 4;
const MANY_WAITS: usize = 8;
/// How many open files this process needs besides one for each login.
const OTHER_FILES: usize = 200;

/// A program that sends the waits alone, without the rest of a login, with the official package.
const PYTHON: &str = "
import asyncio, sys
from beeper_desktop_api import AsyncBeeperDesktop

async def main():
    client = AsyncBeeperDesktop(base_url=sys.argv[1], access_token='t')
    submit = client.bridges.login_sessions.steps.submit
    async def wait():
        status = ''
        while status != 'complete':
            session = await submit('q', bridge_id='mock-qr', login_session_id='s1', type='display_and_wait')
            status = session.status
    await wait()
    print('ready', flush=True)
    sys.stdin.readline()
    waits = [asyncio.create_task(wait()) for _ in range(int(sys.argv[2]))]
    print('waiting', flush=True)
    await asyncio.gather(*waits)

asyncio.run(main())
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |text: &String| text.parse().expect("a number");
    let runtime = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime")
    };
    match arguments.as_slice() {
        [flag, server, logins] if flag == process::FLAG => runtime().block_on(process::wait(server, number(logins))),
        [flag, server, logins, waits] if flag == process::COUNTED_FLAG => {
            runtime().block_on(process::wait_until(server, number(logins), number(waits)));
        }
        _ => return support::end(measure()),
    }
    ExitCode::SUCCESS
}

fn measure() -> Result<(), String> {
    let runtime = Runtime::new().map_err(|error| error.to_string())?;
    let files = raise_file_limit();
    let (mut sizes, mut needed) = (Vec::new(), OTHER_FILES);
    for logins in SIZES {
        needed += logins;
        if needed > files {
            println!(
                "{logins} logins: skipped, since they need a limit of {needed} open files; the hard limit is {files}"
            );
            needed -= logins;
            continue;
        }
        sizes.push((logins, Waiting::start(runtime.block_on(server::patient()), logins)?));
    }
    let python = match support::python(PYTHON) {
        Some(python) => Some(Waiting::start_as(
            python,
            runtime.block_on(server::patient()),
            BESIDE_PYTHON,
        )?),
        None => None,
    };

    let all = || sizes.iter().map(|(_, waiting)| waiting).chain(&python);
    thread::sleep(server::SETTLED);
    let before: Vec<f64> = all().map(Waiting::processor).collect();
    thread::sleep(WATCHED);
    let minutes = WATCHED.as_secs_f64() / 60.0;
    let taken = all().zip(before).map(|(waiting, before)| Taken {
        memory: waiting.memory(),
        processor: (waiting.processor() - before) / 1e3 / minutes,
    });
    let mut taken: Vec<Taken> = taken.collect();

    let theirs = python.is_some().then(|| taken.pop()).flatten();
    let mut ours: Vec<(usize, Taken)> = sizes.iter().map(|(logins, _)| *logins).zip(taken).collect();
    ours.reverse();
    for (logins, Taken { memory, processor }) in &ours {
        println!(
            "each of {logins} logins that wait takes {memory:.1} KiB and {processor:.0} us of processor time a minute"
        );
        support::say(&format!("scale-logins-{logins}-kib"), *memory);
        support::say(&format!("scale-logins-{logins}-cpu-us-a-minute"), *processor);
    }
    let memories: Vec<f64> = ours.iter().map(|(_, taken)| taken.memory).collect();
    let processors: Vec<f64> = ours.iter().map(|(_, taken)| taken.processor).collect();
    // The rows name the largest size, which the limit on open files may have excluded.
    if ours.len() == SIZES.len() {
        support::say_growth("scale-logins-kib-growth", &memories);
        support::say_growth("scale-logins-cpu-growth", &processors);
    }
    let as_many = ours.iter().find(|(logins, _)| *logins == BESIDE_PYTHON);
    if let (Some(theirs), Some((_, ours))) = (theirs, as_many) {
        beside_python(&theirs, ours);
    }
    // The processes that were measured keep waiting until here.
    drop((sizes, python));
    instructions(&runtime)
}

/// Counts the instructions of a wait, which do not depend on what else the computer does.
fn instructions(runtime: &Runtime) -> Result<(), String> {
    let mut counted = Vec::new();
    for logins in COUNTED {
        let mock = runtime.block_on(server::quick());
        let arguments = [process::COUNTED_FLAG, mock.base_url(), &logins.to_string()];
        let a_wait = support::instructions(&arguments, FEW_WAITS * logins, MANY_WAITS * logins)?;
        println!("a wait of one of {logins} logins takes {a_wait:.0} instructions");
        support::say(&format!("scale-logins-{logins}-instructions"), a_wait);
        counted.push(a_wait);
    }
    support::say_growth("scale-logins-instructions-growth", &counted);
    Ok(())
}

/// What one of several waiting logins takes: memory in KiB, and processor time in microseconds a minute.
struct Taken {
    memory: f64,
    processor: f64,
}

fn beside_python(theirs: &Taken, ours: &Taken) {
    let Taken { memory, processor } = theirs;
    println!(
        "each of {BESIDE_PYTHON} waits in Python takes {memory:.1} KiB and {processor:.0} us of processor time a minute"
    );
    support::say("python-waiting-kib", *memory);
    support::say("python-waiting-kib-ratio", memory / ours.memory);
    support::say("python-waiting-cpu-us-a-minute", *processor);
    support::say("python-waiting-cpu-ratio", processor / ours.processor);
}

/// Raises the limit of open files of this process and its children to the hard limit, and returns the limit.
fn raise_file_limit() -> usize {
    let limits = || {
        let text = fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("Max open files"));
        let limits = line.unwrap_or_default().split_whitespace().flat_map(str::parse);
        limits.collect::<Vec<usize>>()
    };
    if let [soft, hard] = *limits()
        && soft < hard
    {
        let process = std::process::id().to_string();
        // On a system without `prlimit`, the limit stays as it is.
        let _ = Command::new("prlimit")
            .args(["--pid", &process, &format!("--nofile={hard}:{hard}")])
            .status();
    }
    limits().first().copied().unwrap_or_default()
}

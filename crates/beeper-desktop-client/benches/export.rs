//! What an export of a chat takes beside one written by hand, at three sizes, and beside one in Python.
//!
//! An exporter reads all messages of a chat through all pages, and writes each as a line of JSON, as the example `export`
//! does for what is there when it begins. The server is in this process, each export in another. The time is that of the
//! export alone, without the start of its process, and includes the server's. Whether it grows with the number of messages is
//! told by the processor's time, in which the server has no share.

#![allow(dead_code, clippy::expect_used, reason = "nothing that a program depends on")]

mod exporting;
mod support;

use std::process::{Command, ExitCode};
use std::time::Instant;

use exporting::{exporters, history_server};
use peak_alloc::PeakAlloc;
use support::{Spread, resources};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const MIB: f64 = 1_048_576.0;

/// How many messages are exported. The difference is what is counted.
const FEW: usize = 10_000;
const MANY: usize = 100_000;

/// How many messages are exported at each size, and how often.
const SIZES: [(usize, usize); 3] = [(10_000, 5), (100_000, 5), (1_000_000, 5)];

/// How many messages are exported with the Python package, and how often.
const BESIDE_PYTHON: usize = 10_000;
const ROUNDS: usize = 5;

/// The same export with the official package.
const PYTHON: &str = "
import json, resource, sys, time
from beeper_desktop_api import BeeperDesktop
client = BeeperDesktop(base_url='http://' + sys.argv[1], access_token='t')
count, start = 0, time.perf_counter()
with open('/dev/null', 'w') as lines:
    for message in client.messages.list('chat' + sys.argv[2]):
        lines.write(message.to_json(indent=None) + '\\n')
        count += 1
seconds = time.perf_counter() - start
assert count == int(sys.argv[2]), count
print(seconds, time.process_time(), 0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [flag, who, server, messages] = arguments.as_slice() else {
        return support::end(measure());
    };
    assert_eq!(flag, "--do", "a flag that there is");
    let messages = messages.parse().expect("a number");
    let process = std::process::id();
    let (start, processor) = (Instant::now(), resources::processor(process));
    let exported = exporters::export(who, server, messages).expect("there is such an exporter");
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(exported, messages, "all messages");
    let processor = (resources::processor(process) - processor) / 1e9;
    let resident = resources::most_resident(process);
    println!("{seconds} {processor} {} {resident}", ALLOCATOR.peak_usage());
    ExitCode::SUCCESS
}

fn measure() -> Result<(), String> {
    let server = history_server::start().to_string();
    beside_handwritten(&server)?;
    beside_python(&server)?;
    at_scale(&server)
}

fn beside_handwritten(server: &str) -> Result<(), String> {
    let count = |who: &str| support::instructions(&["--do", who, server], FEW, MANY);
    let (by_hand, ours) = (count("handwritten")?, count("client")?);
    println!("an exported message: {ours:.0} instructions, by hand {by_hand:.0}");
    support::say("export", ours / by_hand);
    Ok(())
}

fn at_scale(server: &str) -> Result<(), String> {
    let mut times = Vec::new();
    let mut peaks = Vec::new();
    for (messages, runs) in SIZES {
        let runs: Result<Vec<_>, _> = (0..runs).map(|_| export(messages, server)).collect();
        let runs = runs?;
        let time = Spread::of(runs.iter().map(|run| run.micros(messages)));
        let peak = Spread::of(runs.iter().map(|run| run.allocated / MIB));
        println!("an export of {messages} messages: {time} us for each, {peak} MiB");
        support::say_spread(&format!("scale-export-{messages}-us-a-message"), time);
        support::say_spread(&format!("scale-export-{messages}-peak-mib"), peak);
        times.push(Spread::of(runs.iter().map(|run| run.processor)).median / messages as f64);
        peaks.push(peak.median);
    }
    support::say_growth("scale-export-time-growth", &times);
    support::say_growth("scale-export-peak-growth", &peaks);
    Ok(())
}

/// Exports the same messages in turns.
fn beside_python(server: &str) -> Result<(), String> {
    let Some(mut python) = support::python(PYTHON) else {
        return Ok(());
    };
    python.args([server, &BESIDE_PYTHON.to_string()]);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(Export::of(&mut python)?);
        ours.push(export(BESIDE_PYTHON, server)?);
    }
    let time = Spread::of(theirs.iter().map(|run| run.micros(BESIDE_PYTHON)));
    let faster = ours
        .iter()
        .zip(&theirs)
        .map(|(ours, theirs)| theirs.seconds / ours.seconds);
    let peak = Spread::of(theirs.iter().map(|run| run.resident / 1024.0));
    let our_peak = Spread::of(ours.iter().map(|run| run.resident / 1024.0));
    println!("an export of {BESIDE_PYTHON} messages in Python: {time} us for each, {peak} MiB; {our_peak} MiB here");
    support::say_spread("python-export-us-a-message", time);
    support::say_spread("python-export-ratio", Spread::of(faster));
    support::say_spread("python-export-peak-mib", peak);
    support::say("python-export-peak-ratio", peak.median / our_peak.median);
    Ok(())
}

/// What an export took.
struct Export {
    seconds: f64,
    /// The seconds of these that it was on the processor.
    processor: f64,
    /// The most memory that it had asked for, in bytes; 0 where that is not known.
    allocated: f64,
    /// The most memory that was resident, in KiB.
    resident: f64,
}

fn export(messages: usize, server: &str) -> Result<Export, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    Export::of(Command::new(program).args(["--do", "client", server, &messages.to_string()]))
}

impl Export {
    fn of(command: &mut Command) -> Result<Self, String> {
        let output = command.output().map_err(|error| error.to_string())?;
        let printed = String::from_utf8_lossy(&output.stdout);
        let numbers: Vec<f64> = printed.split_whitespace().flat_map(str::parse).collect();
        match *numbers {
            [seconds, processor, allocated, resident] => Ok(Self {
                seconds,
                processor,
                allocated,
                resident,
            }),
            _ => Err(format!("an export failed: {output:?}")),
        }
    }

    fn micros(&self, messages: usize) -> f64 {
        self.seconds * 1e6 / messages as f64
    }
}

//! Measures exports of a chat: beside a handwritten one, beside one in Python, and at three sizes.
//!
//! An exporter reads all pages of a chat and writes each message as a line of JSON, as the example `export` does with the
//! messages that exist when it begins. The server runs in this process, and each export in another one. The time of an export
//! excludes the start of its process but includes the time of the server. The growth with the number of messages is
//! therefore calculated from processor time, which excludes the server.

#![allow(dead_code, clippy::expect_used, reason = "a bench, which no program depends on")]

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

/// The numbers of messages in the short and the long run; only the difference between the two is counted.
const FEW: usize = 10_000;
const MANY: usize = 100_000;

/// The sizes, as numbers of messages, and how often an export of each size runs.
const SIZES: [(usize, usize); 3] = [(10_000, 5), (100_000, 5), (1_000_000, 5)];

/// How many messages the Python program exports.
const BESIDE_PYTHON: usize = 10_000;
/// How many rounds the Python program and the client take turns.
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
    assert_eq!(flag, "--do", "the only flag is `--do`");
    let messages = messages.parse().expect("a number");
    let process = std::process::id();
    let (start, processor) = (Instant::now(), resources::processor(process));
    let exported = exporters::export(who, server, messages).expect("a known exporter");
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(exported, messages, "the exporter missed messages");
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
    println!("an exported message: {ours:.0} instructions; by hand: {by_hand:.0}");
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
        println!("an export of {messages} messages: {time} us per message, {peak} MiB at most");
        support::say_spread(&format!("scale-export-{messages}-us-a-message"), time);
        support::say_spread(&format!("scale-export-{messages}-peak-mib"), peak);
        times.push(Spread::of(runs.iter().map(|run| run.processor)).median / messages as f64);
        peaks.push(peak.median);
    }
    support::say_growth("scale-export-time-growth", &times);
    support::say_growth("scale-export-peak-growth", &peaks);
    Ok(())
}

/// Lets the client and the Python program export the same messages in turns.
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
    println!(
        "an export of {BESIDE_PYTHON} messages in Python: {time} us per message, {peak} MiB; client: {our_peak} MiB"
    );
    support::say_spread("python-export-us-a-message", time);
    support::say_spread("python-export-ratio", Spread::of(faster));
    support::say_spread("python-export-peak-mib", peak);
    support::say("python-export-peak-ratio", peak.median / our_peak.median);
    Ok(())
}

/// What an export took.
struct Export {
    seconds: f64,
    /// The processor time, in seconds.
    processor: f64,
    /// The most memory that was allocated at once, in bytes; 0 in Python, where it is unknown.
    allocated: f64,
    /// The most memory that was resident at once, in KiB.
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

//! Measures a watch while nothing happens, its memory, and how it catches up; and an export beside a handwritten one.
//!
//! The servers run in this process. Memory, processor time and instructions are measured in separate processes.

#![allow(dead_code, clippy::expect_used, reason = "a bench, which no program depends on")]

mod live_watch;
mod support;

use std::process::{Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

use beeper_desktop_client::live::{Gap, Watch, WatchEvent};
use beeper_desktop_client::{Client, Clock, SystemClock, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation};
use live_watch::process::Watching;
use live_watch::{export, history_server, process, servers};
use peak_alloc::PeakAlloc;
use tokio::runtime::{Builder, Runtime};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const MIB: f64 = 1_048_576.0;

/// How long the quiet watch runs, and with how many chats.
const QUIET: Duration = Duration::from_secs(100);
const QUIET_CHATS: usize = 40;
/// How long requests are counted after that.
const IDLE: Duration = Duration::from_secs(600);
/// How long processor time is measured, in real time.
const WATCHED: Duration = Duration::from_secs(60);
/// The number of chats for measuring memory, and the messages in each: more than a watch remembers.
const MANY_CHATS: usize = 1_000;
const ROUNDS: usize = 50;
/// The number of missed messages and of their chats, and the number of attempts.
const MISSED_CHATS: usize = 50;
const MISSED_ROUNDS: usize = 20;
const RECONNECTS: usize = 5;
/// The number of exported messages. Only the difference to the short run is counted.
const EXPORTED: usize = 100_000;
const FEW: usize = 10_000;
const MANY: usize = EXPORTED;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [flag, what, server, times] = arguments.as_slice() else {
        return support::end(measure());
    };
    assert_eq!(flag, "--do", "unknown option");
    let times = times.parse().expect("a number");
    match what.as_str() {
        "watch" => process::watch(server, || ALLOCATOR.current_usage()),
        who => {
            let exported = export::export(who, server, times).expect("a known exporter");
            assert_eq!(exported, times, "all messages");
            println!("{}", ALLOCATOR.peak_usage());
        }
    }
    ExitCode::SUCCESS
}

fn measure() -> Result<(), String> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(quiet_requests());
    runtime.block_on(reconnecting())?;
    memory(&runtime)?;
    exporting()?;
    idle_processor(&runtime)
}

/// Starts a watch of a server, with the given clock.
fn watch_of(mock: &MockDesktop, clock: impl Clock) -> Watch {
    let client = Client::builder()
        .base_url(mock.base_url())
        .access_token("t")
        .clock(clock);
    client.build().expect("a client").watch()
}

async fn next(watch: &mut Watch) -> WatchEvent {
    watch.next().await.expect("it goes on").expect("an event")
}

/// Lets virtual time pass, slowly enough for responses to arrive. Returns the events.
async fn pass(clock: &VirtualClock, watch: &mut Watch, time: Duration) -> Vec<WatchEvent> {
    let end = clock.elapsed() + time;
    let mut events = Vec::new();
    while clock.elapsed() < end {
        while let Ok(event) = tokio::time::timeout(Duration::from_millis(2), next(watch)).await {
            events.push(event);
        }
        clock.advance(Duration::from_secs(1).min(end - clock.elapsed()));
    }
    events
}

async fn quiet_requests() {
    let mock = servers::quiet(QUIET_CHATS).await;
    let clock = VirtualClock::new();
    let mut watch = watch_of(&mock, clock.clone());
    let events = pass(&clock, &mut watch, QUIET).await;
    assert!(matches!(*events, [WatchEvent::CaughtUp]), "nothing happens: {events:?}");
    let quiet = mock.requests().len();
    let seconds = QUIET.as_secs();
    println!("{quiet} requests in the first {seconds} s of a watch of {QUIET_CHATS} quiet chats");
    support::say("watch-quiet-requests", quiet as f64);

    let events = pass(&clock, &mut watch, IDLE).await;
    assert!(events.is_empty(), "nothing happens: {events:?}");
    let a_minute = (mock.requests().len() - quiet) as f64 / IDLE.as_secs_f64() * 60.0;
    println!("{a_minute:.2} requests a minute after that");
    support::say("watch-idle-requests-a-minute", a_minute);
}

async fn reconnecting() -> Result<(), String> {
    let (mut slowest, mut most_requests) = (0.0_f64, 0.0_f64);
    for _ in 0..RECONNECTS {
        let mock = servers::quiet(MISSED_CHATS).await;
        let mut watch = watch_of(&mock, SystemClock);
        while !matches!(next(&mut watch).await, WatchEvent::CaughtUp) {}
        mock.until_subscribed(1).await;
        mock.restart_live();
        mock.until_live_connections(0).await;
        let start = Instant::now();
        let before = mock.requests_for(Operation::ListMessages).len();
        (0..MISSED_ROUNDS).for_each(|round| servers::say(&mock, MISSED_CHATS, 100 + round));
        let (mut new, mut gaps) = (0, Vec::new());
        loop {
            match next(&mut watch).await {
                WatchEvent::NewMessage(_) => new += 1,
                WatchEvent::Gap(gap) => gaps.push(gap),
                WatchEvent::CaughtUp => break,
                _ => {}
            }
        }
        let healed = start.elapsed().as_secs_f64();
        if (new, &*gaps) != (MISSED_CHATS * MISSED_ROUNDS, &[Gap::Disconnected]) {
            return Err(format!("{new} messages were missed and returned after {gaps:?}"));
        }
        let requests = mock.requests_for(Operation::ListMessages).len() - before;
        println!("{new} missed messages in {MISSED_CHATS} chats: {healed:.2} s, {requests} requests for messages");
        slowest = slowest.max(healed);
        most_requests = most_requests.max(requests as f64 / MISSED_CHATS as f64);
    }
    support::say("watch-reconnect-seconds", slowest);
    support::say("watch-reconnect-requests", most_requests);
    Ok(())
}

fn memory(runtime: &Runtime) -> Result<(), String> {
    let mock = runtime.block_on(servers::quiet(MANY_CHATS));
    let (mut watching, [before, begun]) = Watching::start(mock.base_url())?;
    let begun = begun.memory - before.memory;
    for round in 0..ROUNDS {
        servers::say(&mock, MANY_CHATS, 100 + round);
        let said = ((round + 1) * MANY_CHATS) as f64;
        while watching.ask()?.messages < said {
            thread::sleep(Duration::from_millis(10));
        }
    }
    let full = watching.ask()?.memory - before.memory;
    let (begun, full) = (begun / MIB, full / MIB);
    println!("a watch of {MANY_CHATS} chats: {begun:.2} MiB, and {full:.2} MiB after {ROUNDS} messages in each");
    support::say("watch-memory-mib", begun.max(full));
    Ok(())
}

fn exporting() -> Result<(), String> {
    let server = history_server::start().to_string();
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let peak = |messages: usize| {
        let mut command = Command::new(&program);
        let output = command
            .args(["--do", "client", &server, &messages.to_string()])
            .output();
        let output = output.map_err(|error| error.to_string())?;
        let printed = String::from_utf8_lossy(&output.stdout).trim().parse::<f64>();
        printed.map_err(|_| format!("the export of {messages} messages failed: {output:?}"))
    };
    let (tenth, all) = (peak(EXPORTED / 10)?, peak(EXPORTED)?);
    println!(
        "an export of {EXPORTED} messages needs {:.2} MiB, of a tenth {:.2}",
        all / MIB,
        tenth / MIB
    );
    support::say("export-memory", all / tenth);

    let count = |who: &str| support::instructions(&["--do", who, &server], FEW, MANY);
    let (by_hand, ours) = (count("handwritten")?, count("client")?);
    println!("an exported message: {ours:.0} instructions, by hand {by_hand:.0}");
    support::say("export", ours / by_hand);
    Ok(())
}

fn idle_processor(runtime: &Runtime) -> Result<(), String> {
    let mock = runtime.block_on(servers::quiet(QUIET_CHATS));
    let (mut watching, _) = Watching::start(mock.base_url())?;
    // Wait until everything that follows the start is done.
    thread::sleep(Duration::from_secs(5));
    let before = watching.ask()?.processor;
    thread::sleep(WATCHED);
    let busy = (watching.ask()?.processor - before) / 1e6;
    println!("{busy:.2} ms of a processor in {} s without events", WATCHED.as_secs());
    support::say("watch-idle-cpu-ms-a-minute", busy * 60.0 / WATCHED.as_secs_f64());
    Ok(())
}

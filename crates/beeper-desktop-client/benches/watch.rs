//! Measures a watch: its requests and processor time without events, its memory, and its return after missed messages.
//!
//! The servers run in this process. Memory and processor time are measured in other processes, which do nothing else.

#![allow(dead_code, clippy::expect_used, reason = "a bench, which no program depends on")]

mod live_watch;
mod support;

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use beeper_desktop_client::live::{Gap, Watch, WatchEvent};
use beeper_desktop_client::{Client, Clock, SystemClock, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation};
use live_watch::process::Watching;
use live_watch::{process, servers};
use peak_alloc::PeakAlloc;
use support::Spread;
use tokio::runtime::{Builder, Runtime};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const MIB: f64 = 1_048_576.0;

/// The first part of a watch without events, whose requests are counted, in virtual time.
const QUIET: Duration = Duration::from_secs(100);
const QUIET_CHATS: usize = 40;
/// The part after that, whose requests are counted, in virtual time.
const IDLE: Duration = Duration::from_secs(600);
/// How long the processor time is measured, in real time.
const WATCHED: Duration = Duration::from_secs(60);
/// How many watches are measured at the same time.
const WATCHES: usize = 3;
/// How often a watch without settings polls in a minute.
const POLLS_A_MINUTE: f64 = 2.0;
/// The numbers of polls in the short and the long run whose instructions are counted.
const FEW_POLLS: usize = 20;
const MANY_POLLS: usize = 120;
/// How long after the watches have begun that measurement begins.
const SETTLED: Duration = Duration::from_secs(5);
/// How many chats the watch has whose memory is measured.
const MANY_CHATS: usize = 1_000;
/// How many messages each of these chats receives: more than a watch remembers.
const ROUNDS: usize = 50;
/// How many chats receive messages while the watch is disconnected.
const MISSED_CHATS: usize = 50;
/// How many messages each of them receives.
const MISSED_ROUNDS: usize = 20;
/// How often a reconnection is measured.
const RECONNECTS: usize = 5;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [flag, server] if flag == process::FLAG => process::watch(server, || ALLOCATOR.current_usage()),
        [flag, server, times] if flag == process::POLLS_FLAG => process::poll(server, times.parse().expect("a number")),
        _ => return support::end(measure()),
    }
    ExitCode::SUCCESS
}

fn measure() -> Result<(), String> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(quiet_requests());
    runtime.block_on(reconnecting())?;
    memory(&runtime)?;
    idle_processor(&runtime)
}

/// Starts a watch of a server with the given clock.
fn watch_of(mock: &MockDesktop, clock: impl Clock) -> Watch {
    let client = Client::builder()
        .base_url(mock.base_url())
        .access_token("t")
        .clock(clock);
    client.build().expect("a client").watch()
}

async fn next(watch: &mut Watch) -> WatchEvent {
    watch.next().await.expect("the watch has not ended").expect("an event")
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
    assert!(
        matches!(*events, [WatchEvent::CaughtUp]),
        "a quiet watch returned {events:?}"
    );
    let quiet = mock.requests().len();
    let seconds = QUIET.as_secs();
    println!("a watch of {QUIET_CHATS} quiet chats sends {quiet} requests in the first {seconds} s");
    support::say("watch-quiet-requests", quiet as f64);

    let events = pass(&clock, &mut watch, IDLE).await;
    assert!(events.is_empty(), "a quiet watch returned {events:?}");
    let a_minute = (mock.requests().len() - quiet) as f64 / IDLE.as_secs_f64() * 60.0;
    println!("after that it sends {a_minute:.2} requests a minute");
    support::say("watch-idle-requests-a-minute", a_minute);
}

async fn reconnecting() -> Result<(), String> {
    let (mut times, mut most_requests) = (Vec::new(), 0.0_f64);
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
            return Err(format!(
                "after a restart of the server, the watch returned {new} messages and the gaps {gaps:?}"
            ));
        }
        let requests = mock.requests_for(Operation::ListMessages).len() - before;
        println!(
            "returning {new} missed messages in {MISSED_CHATS} chats: {healed:.2} s, {requests} requests for messages"
        );
        times.push(healed);
        most_requests = most_requests.max(requests as f64 / MISSED_CHATS as f64);
    }
    support::say_spread("watch-reconnect-seconds", Spread::of(times));
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

/// Measures several watches in the same minute, which replaces measuring one for several minutes.
fn idle_processor(runtime: &Runtime) -> Result<(), String> {
    let mock = runtime.block_on(servers::quiet(QUIET_CHATS));
    let started: Result<Vec<_>, _> = (0..WATCHES).map(|_| Watching::start(mock.base_url())).collect();
    let mut watches: Vec<Watching> = started?.into_iter().map(|(watching, _)| watching).collect();
    // The watches still work for a moment after they have caught up.
    thread::sleep(SETTLED);
    let before: Vec<f64> = watches.iter().map(Watching::processor).collect();
    thread::sleep(WATCHED);
    let busy = watches
        .iter()
        .zip(before)
        .map(|(watching, before)| (watching.processor() - before) / 1e6);
    let busy = Spread::of(busy.map(|busy| busy * 60.0 / WATCHED.as_secs_f64()));
    // Fails if a watch has ended.
    watches.iter_mut().try_for_each(|watching| watching.ask().map(drop))?;
    println!("a watch without events takes {busy} ms of processor time a minute");
    support::say_spread("watch-idle-cpu-ms-a-minute", busy);
    drop(watches);
    let a_poll = support::instructions(&[process::POLLS_FLAG, mock.base_url()], FEW_POLLS, MANY_POLLS)?;
    println!("a poll takes {a_poll:.0} instructions");
    support::say(
        "watch-idle-million-instructions-a-minute",
        a_poll * POLLS_A_MINUTE / 1e6,
    );
    Ok(())
}

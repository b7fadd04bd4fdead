//! Measures memory and processor time of a watch of 1, 100, 1,000 and 10,000 chats.
//!
//! The servers run in this process, and each watch in another one. Memory is what a watch has allocated per chat: the larger
//! of two values, when it has caught up and when each chat has received more messages than it remembers. Processor time is
//! measured per live event, and for a minute without events, which is the same minute for all watches.

#![allow(dead_code, clippy::expect_used, reason = "a bench, which no program depends on")]

mod chat_server;
mod live_watch;
mod support;
mod websocket;

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use chat_server::ChatServer;
use live_watch::process::{self, Watching};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const CHATS: [usize; 4] = [1, 100, 1_000, 10_000];

/// How many messages each chat receives at least: more than a watch remembers.
const MESSAGES: usize = 50;
/// How many messages all chats together receive at least.
const ALL_MESSAGES: usize = 50_000;
/// How many messages the server sends at a time.
const BATCH: usize = 1_000;

/// How long the processor time of idle watches is measured.
const WATCHED: Duration = Duration::from_secs(60);
/// How long after the last message that measurement begins.
const SETTLED: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, server] = arguments.as_slice()
        && flag == process::FLAG
    {
        process::watch(server, || ALLOCATOR.current_usage());
        return ExitCode::SUCCESS;
    }
    support::end(measure())
}

fn measure() -> Result<(), String> {
    let (mut memories, mut events, mut watches) = (Vec::new(), Vec::new(), Vec::new());
    for chats in CHATS {
        let (memory, event, watching) = watch(chats)?;
        support::say(&format!("scale-watch-{chats}-kib-a-chat"), memory);
        support::say(&format!("scale-watch-{chats}-cpu-us-an-event"), event);
        memories.push(memory);
        events.push(event);
        watches.push((chats, watching));
    }
    support::say_growth("scale-watch-kib-growth", &memories);
    support::say_growth("scale-watch-cpu-growth", &events);

    // The watches still work for a moment after the last message.
    thread::sleep(SETTLED);
    let before: Vec<f64> = watches.iter().map(|(_, watching)| watching.processor()).collect();
    thread::sleep(WATCHED);
    for ((chats, watching), before) in watches.iter_mut().zip(before) {
        let busy = (watching.processor() - before) / 1e6 * 60.0 / WATCHED.as_secs_f64();
        // Fails if the watch has ended.
        watching.ask()?;
        println!("a watch of {chats} quiet chats takes {busy:.2} ms of processor time a minute");
        support::say(&format!("scale-watch-{chats}-idle-ms-a-minute"), busy);
    }
    Ok(())
}

/// Watches the given number of chats while they receive messages.
///
/// Returns the memory per chat in KiB, the processor time per event in microseconds, and the watch, which still runs.
fn watch(chats: usize) -> Result<(f64, f64, Watching), String> {
    let server = ChatServer::start(chats);
    let (mut watching, [before, begun]) = Watching::start(&server.base_url())?;
    let beginning = watching.processor();
    let (messages, mut said) = (ALL_MESSAGES.max(MESSAGES * chats), 0);
    while said < messages {
        server.say(BATCH);
        said += BATCH;
        while watching.ask()?.messages < said as f64 {
            thread::sleep(Duration::from_millis(2));
        }
    }
    let event = (watching.processor() - beginning) / 1e3 / said as f64;
    let full = watching.ask()?.memory - before.memory;
    let begun = begun.memory - before.memory;
    let each = |memory: f64| memory / 1024.0 / chats as f64;
    println!(
        "a watch of {chats} chats takes {:.2} KiB a chat at first, {:.2} KiB later, and {event:.1} us an event",
        each(begun),
        each(full)
    );
    Ok((each(begun.max(full)), event, watching))
}

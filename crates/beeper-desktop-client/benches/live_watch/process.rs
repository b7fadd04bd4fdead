//! Runs a watch in a separate process, so that nothing else is measured with it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use beeper_desktop_client::live::WatchEvent;
use beeper_desktop_client::{Client, VirtualClock};
use tokio::sync::mpsc;

use crate::support::resources;

/// The flag with which a bench starts itself as a watch. The server's address follows it.
pub const FLAG: &str = "--watch";

/// The flag with which a bench starts itself as a watch that ends after a number of polls. The server's address and that number
/// follow it.
pub const POLLS_FLAG: &str = "--polls";

/// The interval between two polls.
const POLL_INTERVAL: Duration = Duration::from_secs(30);

/// What a watch reports about itself.
pub struct Taken {
    /// The memory in use, in bytes.
    pub memory: f64,
    /// How many new messages it has received.
    pub messages: f64,
}

/// Watches a server, and prints a report when it has caught up and for each line of the input.
///
/// The first report is from before the watch.
pub fn watch(server: &str, memory: impl Fn() -> usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let client = Client::builder().base_url(server).access_token("t");
        let client = client.build().expect("a client");
        // Every program that makes calls needs this memory, so it is not counted as that of the watch.
        client.search_chats().limit(1).await.expect("a response");
        let say = |messages: usize| println!("{} {messages}", memory());
        say(0);
        let mut messages = 0;
        let mut watch = client.watch();
        let (sender, mut asked) = mpsc::channel(1);
        thread::spawn(move || {
            let mut lines = std::io::stdin().lines().map_while(Result::ok);
            lines.try_for_each(|_| sender.blocking_send(()))
        });
        loop {
            tokio::select! {
                event = watch.next() => match event.expect("the watch has not ended").expect("an event") {
                    WatchEvent::CaughtUp => say(messages),
                    WatchEvent::NewMessage(_) => messages += 1,
                    WatchEvent::Gap(gap) => panic!("events were lost: {gap:?}"),
                    _ => {}
                },
                line = asked.recv() => match line {
                    Some(()) => say(messages),
                    None => return,
                },
            }
        }
    });
}

/// Watches a server, and returns when the watch has polled it the given number of times.
///
/// Lets virtual time pass, so that nothing has to wait for the next poll.
pub fn poll(server: &str, times: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let (over, mut polls) = mpsc::unbounded_channel();
        let clock = VirtualClock::new();
        let client = Client::builder().base_url(server).access_token("t");
        let client = client.clock(clock.clone()).observer(move |exchange| {
            if exchange.operation_id() == "search_chats" {
                let _ = over.send(());
            }
        });
        let mut watch = client.build().expect("a client").watch();
        let mut left = times;
        while left > 0 {
            tokio::select! {
                event = watch.next() => drop(event.expect("the watch has not ended").expect("an event")),
                _ = polls.recv() => {
                    left -= 1;
                    clock.advance(POLL_INTERVAL);
                }
            }
        }
    });
}

/// A running process with a watch.
pub struct Watching {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Watching {
    /// Starts the process. Returns its reports from before the watch and after it has caught up.
    ///
    /// # Errors
    ///
    /// Returns one line that describes the problem.
    pub fn start(server: &str) -> Result<(Self, [Taken; 2]), String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(program);
        command
            .args([FLAG, server])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let mut watching = Self {
            input: child.stdin.take().ok_or("the watch has no input")?,
            output: BufReader::new(child.stdout.take().ok_or("the watch has no output")?),
            child,
        };
        let taken = [watching.read()?, watching.read()?];
        Ok((watching, taken))
    }

    /// Returns the processor time of the process so far, in nanoseconds.
    pub fn processor(&self) -> f64 {
        resources::processor(self.child.id())
    }

    /// Asks the watch for a report.
    ///
    /// # Errors
    ///
    /// Returns an error if the process has ended.
    pub fn ask(&mut self) -> Result<Taken, String> {
        writeln!(self.input).map_err(|error| error.to_string())?;
        self.read()
    }

    fn read(&mut self) -> Result<Taken, String> {
        let mut line = String::new();
        self.output.read_line(&mut line).map_err(|error| error.to_string())?;
        let mut numbers = line.split_whitespace().map(str::parse);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(memory)), Some(Ok(messages))) => Ok(Taken { memory, messages }),
            _ => Err("the watch ended early".to_owned()),
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

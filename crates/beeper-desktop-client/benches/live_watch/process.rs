//! Runs a watch in a separate process, so that nothing else is measured with it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;

use beeper_desktop_client::Client;
use beeper_desktop_client::live::WatchEvent;
use tokio::sync::mpsc;

use crate::support::resources;

/// The flag with which a bench starts itself as a watch of the server that follows.
pub const FLAG: &str = "--watch";

/// What a watch takes.
pub struct Taken {
    /// The memory in use, in bytes.
    pub memory: f64,
    /// How many new messages there were.
    pub messages: f64,
}

/// Watches a server, and says for each line of the input what that takes. The first answer is before the watch, the second
/// when it is up to date.
pub fn watch(server: &str, memory: impl Fn() -> usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let client = Client::builder().base_url(server).access_token("t");
        let client = client.build().expect("a client");
        // What any program has that makes calls.
        client.search_chats().limit(1).await.expect("an answer");
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
                event = watch.next() => match event.expect("it goes on").expect("an event") {
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

/// The process, seen from outside.
pub struct Watching {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Watching {
    /// Starts the process. Returns the measurements before the watch and after it has caught up.
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
            input: child.stdin.take().ok_or("no input")?,
            output: BufReader::new(child.stdout.take().ok_or("no output")?),
            child,
        };
        let taken = [watching.read()?, watching.read()?];
        Ok((watching, taken))
    }

    /// Returns the time that it has spent on the processor, in nanoseconds.
    pub fn processor(&self) -> f64 {
        resources::processor(self.child.id())
    }

    /// What it has taken until now.
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

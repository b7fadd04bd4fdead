//! Runs a watch in a separate process, so that nothing else is measured with it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;

use beeper_desktop_client::Client;
use beeper_desktop_client::live::WatchEvent;
use tokio::sync::mpsc;

/// A measurement of the process.
pub struct Taken {
    /// The memory in use, in bytes.
    pub memory: f64,
    /// The processor time so far, in nanoseconds.
    pub processor: f64,
    /// The number of new messages so far.
    pub messages: f64,
}

/// Watches a server, and prints a measurement for each line of input.
///
/// It first prints two without input: one before the watch starts, and one when the watch has caught up.
pub fn watch(server: &str, memory: impl Fn() -> usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let client = Client::builder().base_url(server).access_token("t");
        let client = client.build().expect("a client");
        // Every program that makes calls has a warm connection, so the first measurement includes it.
        client.get_info().await.expect("an answer");
        let say = |messages: usize| println!("{} {} {messages}", memory(), processor());
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

/// Returns the processor time of this process so far, in nanoseconds.
fn processor() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let of_task = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(path.join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    };
    tasks.filter_map(|task| of_task(task.path())).sum()
}

/// The process, as the bench controls it.
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
            .args(["--do", "watch", server, "1"])
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

    /// Asks for the measurement until now.
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
        match [(); 3].map(|()| numbers.next()) {
            [Some(Ok(memory)), Some(Ok(processor)), Some(Ok(messages))] => Ok(Taken {
                memory,
                processor,
                messages,
            }),
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

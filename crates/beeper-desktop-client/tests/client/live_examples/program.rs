//! Runs an example until it is killed, as in a terminal.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// How long a test waits for something that should happen at once.
const LIMIT: Duration = Duration::from_secs(60);

/// A running program. Dropping it kills the program.
pub struct Program {
    child: Child,
    input: Option<ChildStdin>,
    out: UnboundedReceiver<String>,
    err: UnboundedReceiver<String>,
}

impl Program {
    pub fn start(mut command: Command) -> Self {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        Self {
            input: child.stdin.take(),
            out: lines(child.stdout.take().unwrap()),
            err: lines(child.stderr.take().unwrap()),
            child,
        }
    }

    /// Returns the next line of standard output.
    pub async fn line(&mut self) -> String {
        let line = tokio::time::timeout(LIMIT, self.out.recv()).await;
        line.unwrap().unwrap()
    }

    /// Returns the next line of standard error.
    pub async fn error_line(&mut self) -> String {
        let line = tokio::time::timeout(LIMIT, self.err.recv()).await;
        line.unwrap().unwrap()
    }

    pub fn type_line(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Kills the program.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Closes the input, and waits for the end. Returns whether the program succeeded, and what it printed meanwhile.
    pub async fn end(mut self) -> (bool, Vec<String>) {
        drop(self.input.take());
        let mut rest = Vec::new();
        while let Some(line) = tokio::time::timeout(LIMIT, self.out.recv()).await.unwrap() {
            rest.push(line);
        }
        (self.child.wait().unwrap().success(), rest)
    }

    /// Waits until a condition is true that the program brings about.
    pub async fn until(&mut self, mut is_so: impl FnMut() -> bool) {
        let start = Instant::now();
        while !is_so() {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("the program ended, {status}: {:?}", self.err.recv().await);
            }
            assert!(start.elapsed() < LIMIT, "the condition is still false");
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // The program may already have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the lines that a program prints, as it prints them.
fn lines(from: impl Read + Send + 'static) -> UnboundedReceiver<String> {
    let (sender, receiver) = unbounded_channel();
    thread::spawn(move || {
        let lines = BufReader::new(from).lines().map_while(Result::ok);
        lines.map(|line| sender.send(line)).take_while(Result::is_ok).count()
    });
    receiver
}

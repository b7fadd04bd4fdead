//! Runs waiting logins in a separate process, so that nothing else is measured with them.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use beeper_bridge_login::{BridgeLoginExt, DisplayStep, LoginHandler, Stop};
use beeper_desktop_client::Client;
use beeper_desktop_mock::{MockDesktop, Operation};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::server::BRIDGE;
use crate::support::resources;

/// The flag with which a bench starts itself as that process. The server's address and the number of logins follow it.
pub const FLAG: &str = "--wait";

/// The flag with which a bench starts itself as a process that ends after a number of waits. The server's address, the number of
/// logins and that number follow it.
pub const COUNTED_FLAG: &str = "--counted-waits";

/// How many logins may be starting at the same time. The number that wait at the same time is not limited.
const AT_ONCE: usize = 100;

/// Logs in once to warm up, and then runs the given number of logins at once.
///
/// Prints `ready` after the first login and continues when it reads a line. Prints `waiting` when all logins have shown their
/// code, and the number of successful logins when all have ended.
pub async fn wait(server: &str, logins: usize) {
    let client = Client::builder().base_url(server).access_token("t").build();
    let bridge = client.expect("a client").bridge(BRIDGE);
    let (shown, mut codes) = mpsc::unbounded_channel();
    let login = || bridge.connect().run(Screen(shown.clone()));
    login().await.expect("a login");
    codes.recv().await;
    println!("ready");
    std::io::stdin().lines().next();
    let mut waiting = JoinSet::new();
    start(logins, || drop(waiting.spawn(login())), &mut codes).await;
    println!("waiting");
    let mut finished = 0;
    while let Some(login) = waiting.join_next().await {
        finished += usize::from(matches!(login, Ok(Ok(_))));
    }
    println!("{finished}");
}

/// Starts the given number of logins, and returns when all of them have shown their code.
async fn start(logins: usize, mut login: impl FnMut(), codes: &mut mpsc::UnboundedReceiver<()>) {
    for begun in 0..logins {
        if begun >= AT_ONCE {
            codes.recv().await;
        }
        login();
    }
    for _ in 0..logins.min(AT_ONCE) {
        codes.recv().await;
    }
}

/// Runs the given number of logins, and returns when they have sent the given number of waits together.
pub async fn wait_until(server: &str, logins: usize, waits: usize) {
    let (over, mut responses) = mpsc::unbounded_channel();
    let client = Client::builder()
        .base_url(server)
        .access_token("t")
        .observer(move |exchange| {
            if exchange.operation_id() == "submit_login_step" {
                let _ = over.send(());
            }
        });
    let bridge = client.build().expect("a client").bridge(BRIDGE);
    let (shown, mut codes) = mpsc::unbounded_channel();
    let mut waiting = JoinSet::new();
    let login = || drop(waiting.spawn(bridge.connect().run(Screen(shown.clone()))));
    start(logins, login, &mut codes).await;
    for _ in 0..waits {
        responses.recv().await;
    }
    // Otherwise the end of the process would cancel the logins.
    std::process::exit(0);
}

/// A handler that reports when it shows a code.
struct Screen(mpsc::UnboundedSender<()>);

impl LoginHandler for Screen {
    async fn show(&mut self, _: &DisplayStep) -> Result<(), Stop> {
        let _ = self.0.send(());
        Ok(())
    }
}

/// A running process with waiting logins, and its server.
pub struct Waiting {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    pub mock: MockDesktop,
    logins: usize,
    /// The resident memory before the logins began, in KiB.
    before: f64,
}

impl Waiting {
    /// Starts this program again with the given number of logins, and returns when all of them wait.
    ///
    /// # Errors
    ///
    /// Returns one line that describes the problem.
    pub fn start(mock: MockDesktop, logins: usize) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(program);
        command.arg(FLAG);
        Self::start_as(command, mock, logins)
    }

    /// Starts another program that reads and prints the same lines as [`wait`].
    ///
    /// # Errors
    ///
    /// Returns one line that describes the problem.
    pub fn start_as(mut command: Command, mock: MockDesktop, logins: usize) -> Result<Self, String> {
        command.args([mock.base_url(), &logins.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let mut this = Self {
            input: child.stdin.take().ok_or("the process of logins has no input")?,
            output: BufReader::new(child.stdout.take().ok_or("the process of logins has no output")?),
            child,
            mock,
            logins,
            before: 0.0,
        };
        this.line()?;
        this.before = resources::resident(this.child.id());
        writeln!(this.input).map_err(|error| error.to_string())?;
        this.line()?;
        // The server also counts the wait of the login that warmed up.
        while this.waits() <= logins {
            thread::sleep(Duration::from_millis(20));
        }
        Ok(this)
    }

    /// Returns how many waits the server has received so far.
    pub fn waits(&self) -> usize {
        self.mock.requests_for(Operation::SubmitLoginStep).len()
    }

    /// Returns the resident memory per login, in KiB.
    pub fn memory(&self) -> f64 {
        (resources::resident(self.child.id()) - self.before) / self.logins as f64
    }

    /// Returns the processor time per login since the process started, in nanoseconds.
    pub fn processor(&self) -> f64 {
        resources::processor(self.child.id()) / self.logins as f64
    }

    /// Waits until all logins have ended, and returns how many succeeded.
    ///
    /// # Errors
    ///
    /// Returns an error if the process ended early.
    pub fn finish(mut self) -> Result<usize, String> {
        let finished = self.line()?;
        finished
            .parse()
            .map_err(|_| format!("the process of logins printed {finished:?} instead of a number"))
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        self.output.read_line(&mut line).map_err(|error| error.to_string())?;
        match line.is_empty() {
            true => Err(format!("the process of {} logins ended early", self.logins)),
            false => Ok(line.trim().to_owned()),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

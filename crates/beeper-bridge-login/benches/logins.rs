//! Measures the cost of logins: instructions beside handwritten requests, the delay of a change, and waiting.
//!
//! The server runs in this process and the logins in others, so that they are measured separately.

#![allow(clippy::expect_used, reason = "no program depends on this benchmark")]

#[path = "../../beeper-desktop-client/benches/support.rs"]
mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use beeper_bridge_login::{BridgeLoginExt, BridgeRef, DisplayStep, LoginHandler, Stop};
use beeper_desktop_client::Client;
use beeper_desktop_client::types::{LoginStep, LoginStepAnswerType};
use beeper_desktop_mock::{Hold, LoginScript, MockBridge, MockDesktop, MockStep, Operation, Reply};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

const BRIDGE: &str = "mock-qr";
const FEW: usize = 20;
const MANY: usize = 60;
const CROWD: usize = 1000;
/// How long servers commonly hold a wait.
const SERVER_HOLDS: Duration = Duration::from_secs(25);
const WATCHED: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    if let [flag, what, server, times] = arguments.as_slice()
        && flag == "--do"
    {
        let times = times.parse().expect("a number");
        runtime.block_on(work(what, server, times));
        return ExitCode::SUCCESS;
    }
    drop(runtime);
    support::end(measure())
}

/// Runs in the measured process.
async fn work(what: &str, server: &str, times: usize) {
    let client = Client::builder().base_url(server).access_token("t").build();
    let client = client.expect("a client");
    let bridge = client.bridge(BRIDGE);
    match what {
        "crate" => {
            for _ in 0..times {
                bridge.connect().run(Screen).await.expect("a login");
            }
        }
        "hand" => {
            for _ in 0..times {
                by_hand(&client, &bridge).await.expect("a login");
            }
        }
        _ => wait_together(&bridge, times).await,
    }
}

struct Screen;

impl LoginHandler for Screen {
    async fn show(&mut self, _: &DisplayStep) -> Result<(), Stop> {
        Ok(())
    }
}

/// Sends the requests that the crate sends, in the same order, and nothing else.
async fn by_hand(client: &Client, bridge: &BridgeRef) -> Result<(), Box<dyn std::error::Error>> {
    let bridge = bridge.id();
    client.get_bridge(bridge).await?;
    let flows = client.list_login_flows(bridge).await?;
    client.list_bridge_logins(bridge).await?;
    client.list_accounts().await?;
    let mut request = client.create_login_session(bridge);
    if let Some(flow) = flows.items.first() {
        request = request.flow_id(&flow.id);
    }
    let session = request.await?.into_inner();
    if let Some(LoginStep::DisplayAndWait(step)) = session.current_step {
        let (id, kind) = (&session.login_session_id, LoginStepAnswerType::DisplayAndWait);
        client.submit_login_step(bridge, id, &step.step_id, kind).await?;
    }
    Ok(())
}

/// Runs this many logins at once, and prints their cost for each line of the input.
async fn wait_together(bridge: &BridgeRef, times: usize) {
    println!("{} {}", memory(), cpu());
    let mut logins = JoinSet::new();
    for _ in 0..times {
        logins.spawn(bridge.connect().run(Screen));
    }
    let (line, mut lines) = mpsc::channel(1);
    std::thread::spawn(move || {
        for _ in std::io::stdin().lines().map_while(Result::ok) {
            let _ = line.blocking_send(());
        }
    });
    let mut finished = 0;
    while finished < times {
        tokio::select! {
            Some(()) = lines.recv() => println!("{} {}", memory(), cpu()),
            Some(login) = logins.join_next() => finished += usize::from(matches!(login, Ok(Ok(_)))),
        }
    }
    println!("{finished} 0");
}

/// Returns the resident memory in KiB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or_default()
}

/// Returns the processor time so far in nanoseconds.
fn cpu() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let of_task = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(path.join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    };
    tasks.filter_map(|task| of_task(task.path())).sum()
}

fn measure() -> Result<(), String> {
    let runtime = Runtime::new().map_err(|error| error.to_string())?;
    own_cost(&runtime)?;
    noticing(&runtime);
    crowd(&runtime)?;
    one_minute(&runtime)
}

async fn mock() -> MockDesktop {
    let mock = MockDesktop::builder().token("t").start().await;
    mock.expect("a mock server")
}

fn session(status: &str) -> Value {
    json!({"bridgeID": BRIDGE, "loginSessionID": "s1", "status": status})
}

fn still_waiting() -> Reply {
    let mut session = session("waiting_for_display");
    session["currentStep"] =
        json!({"type": "display_and_wait", "stepID": "q", "display": {"type": "qr", "data": "2@c29tZSBwYXlsb2Fk"}});
    Reply::json(200, session)
}

fn complete() -> Reply {
    let mut session = session("complete");
    session["loginID"] = "15550100".into();
    session["accountID"] = "local-whatsapp_ba_1".into();
    Reply::json(200, session)
}

fn own_cost(runtime: &Runtime) -> Result<(), String> {
    let mock = runtime.block_on(mock());
    mock.on(Operation::CreateLoginSession).reply(still_waiting());
    mock.on(Operation::SubmitLoginStep).reply(complete());
    let count = |who| support::instructions(&["--do", who, mock.base_url()], FEW, MANY);
    let (ours, hand) = (count("crate")?, count("hand")?);
    println!("a login of six calls: {ours:.0} instructions, the same calls by hand {hand:.0}");
    support::say("login-own-cost", ours / hand);
    Ok(())
}

/// A handler that reports when it shows something.
struct Watch(mpsc::UnboundedSender<Instant>);

impl LoginHandler for Watch {
    async fn show(&mut self, _: &DisplayStep) -> Result<(), Stop> {
        let _ = self.0.send(Instant::now());
        Ok(())
    }
}

fn noticing(runtime: &Runtime) {
    let mut delays: Vec<Duration> = Vec::new();
    runtime.block_on(async {
        let mock = mock().await;
        let script = LoginScript::new().ask(MockStep::qr("q", ["one code", "another"]));
        mock.put_bridge(MockBridge::new(BRIDGE).login_script(script));
        let client = Client::builder().base_url(mock.base_url()).access_token("t").build();
        let bridge = client.expect("a client").bridge(BRIDGE);
        let device = mock.other_device(BRIDGE);
        for _ in 0..200 {
            let (shown, mut seen) = mpsc::unbounded_channel();
            let login = tokio::spawn(bridge.connect().run(Watch(shown)));
            seen.recv().await.expect("a code");
            device.waiting().await;
            let changed = Instant::now();
            device.rotate();
            delays.push(seen.recv().await.expect("another code").duration_since(changed));
            device.waiting().await;
            device.approve();
            login.await.expect("a task").expect("a login");
        }
    });
    delays.sort();
    let p95 = delays[delays.len() * 95 / 100].as_secs_f64() * 1000.0;
    println!("a new code is shown after {p95:.2} ms (p95 of {})", delays.len());
    support::say("noticing-ms", p95);
}

/// A process with waiting logins.
struct Waiting {
    child: Child,
    output: BufReader<ChildStdout>,
    hold: Hold,
    mock: MockDesktop,
}

impl Waiting {
    fn start(runtime: &Runtime, logins: usize, answer: Reply) -> Result<(Self, [u64; 2]), String> {
        let mock = runtime.block_on(mock());
        mock.on(Operation::CreateLoginSession).reply(still_waiting());
        let hold = mock.on(Operation::SubmitLoginStep).answering(answer).hold();
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut child = Command::new(program)
            .args(["--do", "wait", mock.base_url(), &logins.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut this = Self {
            child,
            output,
            hold,
            mock,
        };
        let before = this.read()?;
        runtime.block_on(this.hold.all_arrived(logins));
        Ok((this, before))
    }

    fn ask(&mut self) -> Result<[u64; 2], String> {
        let input = self.child.stdin.as_mut().ok_or("no input")?;
        writeln!(input).map_err(|error| error.to_string())?;
        self.read()
    }

    fn read(&mut self) -> Result<[u64; 2], String> {
        let mut line = String::new();
        self.output.read_line(&mut line).map_err(|error| error.to_string())?;
        let mut numbers = line.split_whitespace().map(str::parse);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(one)), Some(Ok(other))) => Ok([one, other]),
            _ => Err("the logins ended early; a limit on open files below 4096 is one reason".to_owned()),
        }
    }

    fn stop(mut self) -> Result<(), String> {
        self.child.kill().map_err(|error| error.to_string())?;
        self.child.wait().map(drop).map_err(|error| error.to_string())
    }

    fn finish(mut self) -> Result<u64, String> {
        self.hold.release();
        let [finished, _] = self.read()?;
        self.child.wait().map_err(|error| error.to_string())?;
        Ok(finished)
    }
}

fn crowd(runtime: &Runtime) -> Result<(), String> {
    let (mut waiting, [before, _]) = Waiting::start(runtime, CROWD, complete())?;
    let [during, _] = waiting.ask()?;
    let each = during.saturating_sub(before) as f64 / CROWD as f64;
    let finished = waiting.finish()?;
    println!("{CROWD} logins wait at once with {each:.1} KiB each, and {finished} finish");
    support::say("waiting-kib", each);
    support::say("waiting-finished", finished as f64);
    Ok(())
}

/// The server holds each wait as long as real servers do, and then responds that nothing has changed.
fn one_minute(runtime: &Runtime) -> Result<(), String> {
    let (mut waiting, _) = Waiting::start(runtime, 1, still_waiting())?;
    let [_, before] = waiting.ask()?;
    let start = Instant::now();
    while start.elapsed() + SERVER_HOLDS < WATCHED {
        std::thread::sleep(SERVER_HOLDS);
        let next = waiting
            .mock
            .on(Operation::SubmitLoginStep)
            .answering(still_waiting())
            .hold();
        waiting.hold.release();
        runtime.block_on(next.arrived());
        waiting.hold = next;
    }
    std::thread::sleep(WATCHED.saturating_sub(start.elapsed()));
    let [_, after] = waiting.ask()?;
    let requests = waiting.mock.requests_for(Operation::SubmitLoginStep).len();
    let busy = after.saturating_sub(before) as f64 / 1e6;
    let seconds = WATCHED.as_secs();
    println!("waiting for {seconds} s takes {requests} requests, and {busy:.1} ms of a processor");
    support::say("waiting-requests-a-minute", requests as f64);
    support::say("waiting-cpu-ms-a-minute", busy);
    waiting.stop()
}

//! Measures logins: instructions beside the same requests by hand, the delay of a changed code, and the cost of waiting.
//!
//! The server runs in this process. Logins whose instructions, memory or processor time count run in other processes.

#![allow(dead_code, clippy::expect_used, reason = "a bench, which no program depends on")]

#[path = "../../beeper-desktop-client/benches/support/mod.rs"]
mod support;
mod waiting;

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use beeper_bridge_login::{BridgeLoginExt, BridgeRef, DisplayStep, LoginHandler, Stop};
use beeper_desktop_client::Client;
use beeper_desktop_client::types::{LoginStep, LoginStepAnswerType};
use beeper_desktop_mock::{LoginScript, MockBridge, MockStep, Operation};
use support::Spread;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use waiting::process::{self, Waiting};
use waiting::server::{self, BRIDGE};

/// The numbers of logins in the short and the long run; only the difference between the two is counted.
const FEW: usize = 20;
const MANY: usize = 60;
/// How many logins wait at once.
const CROWD: usize = 1000;
/// How many changes of a code a round measures.
const CHANGES: usize = 100;
const ROUNDS: usize = 5;
/// How many processes, each with one login that waits, are measured at the same time.
const MINUTES: usize = 3;
/// How long they are measured: as long as the server holds three waits.
const WATCHED: Duration = Duration::from_secs(3 * server::HELD.as_secs());

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    match arguments.as_slice() {
        [flag, server, logins] if flag == process::FLAG => {
            let logins = logins.parse().expect("a number");
            runtime.block_on(process::wait(server, logins));
            ExitCode::SUCCESS
        }
        [flag, who, server, times] if flag == "--do" => {
            let times = times.parse().expect("a number");
            runtime.block_on(log_in(who, server, times));
            ExitCode::SUCCESS
        }
        _ => {
            drop(runtime);
            support::end(measure())
        }
    }
}

/// Logs in the given number of times, with the crate or by hand.
async fn log_in(who: &str, server: &str, times: usize) {
    let client = Client::builder().base_url(server).access_token("t").build();
    let client = client.expect("a client");
    let bridge = client.bridge(BRIDGE);
    for _ in 0..times {
        match who {
            "crate" => drop(bridge.connect().run(Screen).await.expect("a login")),
            _ => by_hand(&client, &bridge).await.expect("a login"),
        }
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

fn measure() -> Result<(), String> {
    let runtime = Runtime::new().map_err(|error| error.to_string())?;
    own_cost(&runtime)?;
    noticing(&runtime);
    crowd(&runtime)?;
    processor(&runtime)
}

fn own_cost(runtime: &Runtime) -> Result<(), String> {
    let mock = runtime.block_on(server::start());
    mock.on(Operation::SubmitLoginStep).reply(server::complete());
    let count = |who| support::instructions(&["--do", who, mock.base_url()], FEW, MANY);
    let (ours, hand) = (count("crate")?, count("hand")?);
    println!("a login of six calls: {ours:.0} instructions; the same calls by hand: {hand:.0}");
    support::say("login-own-cost", ours / hand);
    Ok(())
}

/// A handler that reports the time at which it shows a code.
struct Watch(mpsc::UnboundedSender<Instant>);

impl LoginHandler for Watch {
    async fn show(&mut self, _: &DisplayStep) -> Result<(), Stop> {
        let _ = self.0.send(Instant::now());
        Ok(())
    }
}

fn noticing(runtime: &Runtime) {
    let rounds = (0..ROUNDS).map(|_| support::percentile(95, runtime.block_on(delays())));
    let rounds = Spread::of(rounds);
    println!("a changed code is shown after {rounds} ms (95th percentile)");
    support::say_spread("noticing-ms", rounds);
}

/// Returns, for each change of a code, the milliseconds until the handler shows the new code.
async fn delays() -> Vec<f64> {
    let mock = server::start().await;
    mock.on(Operation::CreateLoginSession).reset();
    mock.on(Operation::GetLoginSession).reset();
    let script = LoginScript::new().ask(MockStep::qr("q", ["one code", "another"]));
    mock.put_bridge(MockBridge::new(BRIDGE).login_script(script));
    let client = Client::builder().base_url(mock.base_url()).access_token("t").build();
    let bridge = client.expect("a client").bridge(BRIDGE);
    let device = mock.other_device(BRIDGE);
    let mut delays = Vec::new();
    for _ in 0..CHANGES {
        let (shown, mut seen) = mpsc::unbounded_channel();
        let login = tokio::spawn(bridge.connect().run(Watch(shown)));
        seen.recv().await.expect("a code");
        device.waiting().await;
        let changed = Instant::now();
        device.rotate();
        let delay = seen.recv().await.expect("another code").duration_since(changed);
        delays.push(delay.as_secs_f64() * 1000.0);
        device.waiting().await;
        device.approve();
        login.await.expect("a task").expect("a login");
    }
    delays
}

fn crowd(runtime: &Runtime) -> Result<(), String> {
    let mock = runtime.block_on(server::start());
    let submit = || mock.on(Operation::SubmitLoginStep);
    let hold = submit().answering(server::complete()).hold();
    submit().once().reply(server::complete());
    let waiting = Waiting::start(mock, CROWD)?;
    runtime.block_on(hold.all_arrived(CROWD));
    let each = waiting.memory();
    hold.release();
    let finished = waiting.finish()?;
    println!("{CROWD} logins wait at once and take {each:.1} KiB each; {finished} of them finish");
    support::say("waiting-kib", each);
    support::say("waiting-finished", finished as f64);
    Ok(())
}

/// Measures several processes with one login each at the same time, which replaces measuring one for several minutes.
fn processor(runtime: &Runtime) -> Result<(), String> {
    let one = || Waiting::start(runtime.block_on(server::patient()), 1);
    let logins: Result<Vec<Waiting>, String> = (0..MINUTES).map(|_| one()).collect();
    let logins = logins?;
    let so_far = |waiting: &Waiting| (waiting.waits() as f64, waiting.processor());
    thread::sleep(server::SETTLED);
    let before: Vec<_> = logins.iter().map(so_far).collect();
    thread::sleep(WATCHED);
    let after = logins.iter().map(so_far);
    let minutes = WATCHED.as_secs_f64() / 60.0;
    let taken = after.zip(before).map(|(after, before)| {
        let (requests, nanos) = (after.0 - before.0, after.1 - before.1);
        (requests / minutes, nanos / 1e6 / minutes)
    });
    let (requests, busy): (Vec<f64>, Vec<f64>) = taken.unzip();
    let (requests, busy) = (Spread::of(requests), Spread::of(busy));
    println!("a login that waits takes {requests} requests and {busy} ms of processor time a minute");
    support::say_spread("waiting-requests-a-minute", requests);
    support::say_spread("waiting-cpu-ms-a-minute", busy);
    Ok(())
}

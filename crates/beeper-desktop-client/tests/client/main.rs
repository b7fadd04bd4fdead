//! Tests of the client against the mock over a real socket: requests, errors, faults of the server, and the examples.
#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code, even outside of test functions"
)]

mod client_builder;
mod closed_port;
mod discovery {
    mod addresses;
    mod limits;
    mod other_programs;
    mod programs;
    mod servers;
    mod traces;
}
mod errors {
    mod accessors;
    mod messages;
}
mod examples {
    mod arguments;
    mod first_answer_and_unread;
    mod since;
    mod walk;
}
mod exchange {
    mod body_faults;
    mod connections;
    mod delivery_classes;
    mod malformed_responses;
    mod retries;
}
#[cfg(unix)]
mod files {
    mod downloads;
    mod replacing;
    mod special_files;
    mod uploads;
}
#[cfg(feature = "oauth")]
mod oauth {
    mod answers;
    mod browsers;
    mod endpoints;
    mod outcomes;
    mod scripted_server;
    mod sign_in;
    mod tokens;
    mod with_the_mock;
}
#[cfg(feature = "events")]
mod live {
    mod endings;
    mod example;
    mod frames;
    mod handshake;
    mod script;
    mod subscriptions;
    mod watch {
        mod connections;
        mod gaps;
        mod live;
        mod own_messages;
        mod polling;
        mod positions;
        mod random;
        mod strange_servers;
        mod watched;
    }
    mod with_the_mock;
}
#[cfg(feature = "events")]
mod live_examples {
    mod echo_bot;
    mod export;
    mod inbox;
    mod program;
}
mod observation {
    mod observer;
    mod spans;
}
mod requests {
    mod arguments;
    mod execute;
    mod files;
    mod options;
    mod paging;
    mod raw;
}
mod sending {
    mod asking;
    mod echo;
    mod lost_answers;
    mod outcomes;
    mod redaction;
    mod sender;
    mod unusable_answers;
}
mod tokens {
    #[cfg(unix)]
    mod permissions;
    mod token_file;
}

use beeper_desktop_client::types::{LoginRemoveScope, LoginSession, LoginStepAnswerType};
use beeper_desktop_client::{Client, ClientBuilder, Error, ResponseValue, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation};
use std::env;
use std::process::{Command, Output};

async fn mock() -> MockDesktop {
    MockDesktop::start().await.unwrap()
}

/// Returns a builder with a virtual clock, so that pauses between attempts take no time.
fn builder(mock: &MockDesktop) -> ClientBuilder {
    Client::builder()
        .base_url(mock.base_url())
        .access_token(mock.token())
        .clock(VirtualClock::new())
}

fn client(mock: &MockDesktop) -> Client {
    builder(mock).build().unwrap()
}

/// Returns a client whose address leads to no server.
fn nowhere(clock: &VirtualClock) -> Client {
    let builder = Client::builder()
        .base_url("http://127.0.0.1:1")
        .access_token("mock-token");
    builder.clock(clock.clone()).build().unwrap()
}

/// Returns a command that runs an example of this crate against a mock. `cargo test` builds the examples.
fn example(name: &str, mock: &MockDesktop) -> Command {
    example_at(name, mock.base_url(), mock.token())
}

/// Returns a command that runs an example against any server.
fn example_at(name: &str, base_url: &str, token: &str) -> Command {
    let test = env::current_exe().unwrap();
    let folder = test.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let program = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "build the examples first to run this test alone: `cargo build --examples`"
    );
    let mut command = Command::new(program);
    command
        .env("BEEPER_BASE_URL", base_url)
        .env("BEEPER_ACCESS_TOKEN", token);
    command
}

/// Runs a program while the mock keeps answering.
async fn output(mut command: Command) -> Output {
    let output = tokio::task::spawn_blocking(move || command.output());
    output.await.unwrap().unwrap()
}

/// A bridge that every mock has.
const BRIDGE: &str = "mock-qr";

/// Starts a login session on this bridge.
async fn start_login(client: &Client) -> LoginSession {
    client.create_login_session(BRIDGE).await.unwrap().into_inner()
}

/// The calls that must not arrive twice, as operations of the mock and as calls of the client.
const ACTS: [(Operation, Act); 4] = [
    (Operation::CreateLoginSession, Act::Create),
    (Operation::SubmitLoginStep, Act::Submit),
    (Operation::SubmitLoginStep, Act::Wait),
    (Operation::RemoveBridgeLogin, Act::Remove),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    Create,
    Submit,
    Wait,
    Remove,
}

impl Act {
    async fn call(self, client: &Client) -> Result<(), Error> {
        let done = |result: Result<ResponseValue<LoginSession>, Error>| result.map(drop);
        let submit = |kind| client.submit_login_step(BRIDGE, "s", "t", kind);
        match self {
            Self::Create => done(client.create_login_session(BRIDGE).await),
            Self::Submit => {
                let fields = [("password", "hunter2")];
                done(submit(LoginStepAnswerType::UserInput).fields(fields).await)
            }
            Self::Wait => done(submit(LoginStepAnswerType::DisplayAndWait).await),
            Self::Remove => {
                let removed = client.remove_bridge_login(BRIDGE, "l", LoginRemoveScope::AllDevices);
                removed.await.map(drop)
            }
        }
    }
}

//! A client that behaves when the server does not, over a real socket.
#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside of test functions"
)]

mod around_calls;
mod delivery_classes;
mod messages;
mod questions;
mod retries;
mod seeing;
mod strange_answers;
mod surroundings;
mod whole_exchange;

use beeper_desktop_client::types::{
    BridgeId, CreateLoginSessionRequest, LoginRemoveScope, LoginSession, RemoveBridgeLoginRequest,
    SubmitLoginStepRequest,
};
use beeper_desktop_client::{Client, ClientBuilder, Error, ResponseValue, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation};

async fn mock() -> MockDesktop {
    MockDesktop::start().await.unwrap()
}

/// Pauses between tries take no time here.
fn builder(mock: &MockDesktop) -> ClientBuilder {
    Client::builder()
        .base_url(mock.base_url())
        .access_token(mock.token())
        .clock(VirtualClock::new())
}

fn client(mock: &MockDesktop) -> Client {
    builder(mock).build().unwrap()
}

fn bridge() -> BridgeId {
    "mock-qr".parse().unwrap()
}

/// Starts a login on the built-in bridge.
async fn start_login(client: &Client) -> LoginSession {
    let start = CreateLoginSessionRequest::new();
    client
        .create_login_session(&bridge(), &start)
        .await
        .unwrap()
        .into_inner()
}

/// The calls that must not arrive twice, each as the mock and the client know it.
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
        let (session, step, login) = ("s".parse().unwrap(), "t".parse().unwrap(), "l".parse().unwrap());
        let done = |result: Result<ResponseValue<LoginSession>, Error>| result.map(drop);
        match self {
            Self::Create => done(
                client
                    .create_login_session(&bridge(), &CreateLoginSessionRequest::new())
                    .await,
            ),
            Self::Submit => {
                let answer = SubmitLoginStepRequest::user_input([("password".into(), "hunter2".into())]);
                done(client.submit_login_step(&bridge(), &session, &step, &answer).await)
            }
            Self::Wait => {
                let answer = SubmitLoginStepRequest::display_and_wait();
                done(client.submit_login_step(&bridge(), &session, &step, &answer).await)
            }
            Self::Remove => {
                let scope = RemoveBridgeLoginRequest::new(LoginRemoveScope::AllDevices);
                client.remove_bridge_login(&bridge(), &login, &scope).await.map(drop)
            }
        }
    }
}

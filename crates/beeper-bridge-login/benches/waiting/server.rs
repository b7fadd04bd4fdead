//! A mock server whose logins show a code and wait.

use std::time::Duration;

use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::{Value, json};

pub const BRIDGE: &str = "mock-qr";

/// How long servers commonly hold a wait before they respond that nothing has changed.
pub const HELD: Duration = Duration::from_secs(25);

/// How long a measurement waits after the last login began, so that no login sends a wait just as the measurement starts or ends.
pub const SETTLED: Duration = Duration::from_secs(5);

/// Starts a server whose login sessions begin with a code. The caller decides how it responds to waits.
pub async fn start() -> MockDesktop {
    let mock = MockDesktop::builder().token("t").start().await;
    let mock = mock.expect("a mock server");
    mock.on(Operation::CreateLoginSession).reply(still_waiting());
    // A login that was held up requests the state before its next wait.
    mock.on(Operation::GetLoginSession).reply(still_waiting());
    mock
}

/// Starts a server that completes the first login, which warms up the process, and never completes another.
pub async fn patient() -> MockDesktop {
    let mock = start().await;
    let submit = || mock.on(Operation::SubmitLoginStep);
    submit().answering(still_waiting()).delay(HELD);
    submit().once().reply(complete());
    mock
}

/// Starts a server that holds each wait for a short time, but for longer than a login pauses after a wait that was not held.
pub async fn quick() -> MockDesktop {
    let mock = start().await;
    mock.on(Operation::SubmitLoginStep)
        .answering(still_waiting())
        .delay(Duration::from_secs(2));
    mock
}

fn session(status: &str) -> Value {
    json!({"bridgeID": BRIDGE, "loginSessionID": "s1", "status": status})
}

pub fn still_waiting() -> Reply {
    let mut session = session("waiting_for_display");
    session["currentStep"] =
        json!({"type": "display_and_wait", "stepID": "q", "display": {"type": "qr", "data": "2@c29tZSBwYXlsb2Fk"}});
    Reply::json(200, session)
}

pub fn complete() -> Reply {
    let mut session = session("complete");
    session["loginID"] = "15550100".into();
    session["accountID"] = "local-whatsapp_ba_1".into();
    Reply::json(200, session)
}

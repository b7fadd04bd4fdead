//! Tests login sessions.

mod auto_approve;
mod built_in_login;
mod demo_bridges;
mod ended_sessions;
mod endings;
mod other_device;
mod reconnecting;
mod scripts;
mod sign_in_pages;

use beeper_desktop_mock::{LoginScript, MockDesktop, MockStep, OtherDevice};
use serde_json::Value;

use crate::{get, ok, session_path, started};

fn qr() -> LoginScript {
    LoginScript::new().ask(MockStep::qr("qr", ["first", "second", "third"]))
}

/// Starts a login of this script, and returns its session and its other device.
async fn running(script: LoginScript) -> (MockDesktop, Value, OtherDevice) {
    let (mock, session) = started(script).await;
    let phone = mock.other_device("scripted");
    (mock, session, phone)
}

async fn current(mock: &MockDesktop, session: &Value) -> Value {
    ok(get(mock, &session_path(session)).await)
}

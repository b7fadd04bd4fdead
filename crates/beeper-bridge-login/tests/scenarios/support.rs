//! A bridge on a mock, and a handler that plays the user.

use std::collections::VecDeque;

use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
use beeper_bridge_login::input::{FieldValues, InputStep};
use beeper_bridge_login::{
    Answer, BridgeLoginExt, BridgeRef, Display, DisplayStep, LoginError, LoginHandler, LoginSession, LoginState,
    RetryReason, Step, Stop,
};
use beeper_desktop_client::types::{AccountId, FlowId, LoginFlow, LoginId};
use beeper_desktop_client::{Client, VirtualClock};
use beeper_desktop_mock::{
    LoginScript, MockAccount, MockBridge, MockDesktop, MockLogin, MockStep, Operation, RecordedRequest, Reply,
};
use serde_json::{Value, json};

pub const BRIDGE: &str = "local-whatsapp";

/// Returns a client that waits with the test's clock.
pub fn client(mock: &MockDesktop, clock: &VirtualClock) -> Client {
    Client::builder()
        .base_url(mock.base_url())
        .access_token(mock.token())
        .clock(clock.clone())
        .build()
        .unwrap()
}

/// A mock with one bridge, and a handle on that bridge.
pub struct TestSetup {
    pub mock: MockDesktop,
    pub clock: VirtualClock,
    pub bridge: BridgeRef,
}

impl TestSetup {
    pub async fn new(bridge: MockBridge) -> Self {
        let mock = MockDesktop::builder().empty().start().await.unwrap();
        mock.put_bridge(bridge);
        let clock = VirtualClock::new();
        let bridge = client(&mock, &clock).bridge(BRIDGE);
        Self { mock, clock, bridge }
    }

    /// Starts a server that returns this session when one is created or requested.
    pub async fn with_session(session: Value) -> Self {
        let setup = Self::new(MockBridge::new(BRIDGE)).await;
        setup
            .mock
            .on(Operation::CreateLoginSession)
            .reply(Reply::json(200, session.clone()));
        setup.set_session(session);
        setup
    }

    /// Sets the session that requests for its state return from now on.
    pub fn set_session(&self, session: Value) {
        self.mock
            .on(Operation::GetLoginSession)
            .reply(Reply::json(200, session));
    }

    /// From now on, the server does not have the session.
    pub fn session_is_gone(&self) {
        self.mock.on(Operation::GetLoginSession).reply(not_found());
    }

    /// From now on, the server accepts a cancellation. Requests for the state return this session before it, and a cancelled
    /// one after it.
    pub fn accepts_cancellation(&self, session: Value) {
        let cancelled = Reply::json(200, session_with_status("cancelled"));
        self.mock.on(Operation::CancelLoginSession).reply(cancelled.clone());
        self.mock.on(Operation::GetLoginSession).reply(cancelled);
        let look = self.mock.on(Operation::GetLoginSession).first(1);
        look.reply(Reply::json(200, session));
    }

    /// Adds a login and an account that the next `lists` lists do not contain yet.
    pub fn login_appears_after(&self, lists: u64, login_id: &str, account_id: &str) {
        self.mock.put_login(login(login_id));
        self.mock.put_account(account(account_id, login_id));
        self.mock
            .on(Operation::ListBridgeLogins)
            .first(lists)
            .reply(Reply::json(200, json!({ "items": [] })));
        self.mock
            .on(Operation::ListAccounts)
            .first(lists)
            .reply(Reply::json(200, json!([])));
    }

    /// Returns the bodies of all submissions in order.
    pub fn submitted(&self) -> Vec<Value> {
        let requests = self.mock.requests_for(Operation::SubmitLoginStep);
        requests.iter().map(|request| request.json().unwrap()).collect()
    }

    pub fn call_count(&self, operation: Operation) -> usize {
        self.mock.requests_for(operation).len()
    }

    /// Returns the operations called after the session was created.
    pub fn called_since_start(&self) -> Vec<Operation> {
        let requests = self.mock.requests();
        let since = requests
            .into_iter()
            .skip_while(|it| it.operation() != Some(Operation::CreateLoginSession));
        since
            .skip(1)
            .filter_map(|request: RecordedRequest| request.operation())
            .collect()
    }
}

/// Returns a bridge that plays a script.
pub fn scripted_bridge(script: LoginScript) -> MockBridge {
    MockBridge::new(BRIDGE).login_script(script)
}

/// Returns a bridge whose session shows a code.
pub async fn showing_a_code() -> TestSetup {
    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"]));
    TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await
}

/// Returns a response with a connected session.
pub fn complete_reply() -> Reply {
    Reply::json(200, complete_session("login", "account"))
}

/// Returns a response with a session that shows a code.
pub fn qr_reply(data: &str) -> Reply {
    Reply::json(200, session_at(qr(data)))
}

pub fn not_found() -> Reply {
    Reply::error(404, "M_NOT_FOUND", "Login session not found")
}

/// Returns a session at this step.
pub fn session_at(step: Value) -> Value {
    let status = match step["type"].as_str().unwrap() {
        "user_input" => "waiting_for_input".to_owned(),
        "display_and_wait" => "waiting_for_display".to_owned(),
        other => format!("waiting_for_{other}"),
    };
    let mut session = session_with_status(&status);
    session["currentStep"] = step;
    session
}

/// Returns the step with these instructions.
pub fn with_instructions(mut step: Value, instructions: &str) -> Value {
    step["instructions"] = json!(instructions);
    step
}

/// Returns a session without a step.
pub fn session_with_status(status: &str) -> Value {
    json!({ "bridgeID": BRIDGE, "loginSessionID": "s1", "status": status })
}

/// Returns a session that has connected this login and account.
pub fn complete_session(login: &str, account: &str) -> Value {
    let mut session = session_with_status("complete");
    session["loginID"] = json!(login);
    session["accountID"] = json!(account);
    session
}

pub fn failed_session(code: &str, message: &str) -> Value {
    let mut session = session_with_status("failed");
    session["error"] = json!({ "code": code, "message": message });
    session
}

pub fn qr(data: &str) -> Value {
    json!({ "type": "display_and_wait", "stepID": "qr", "display": { "type": "qr", "data": data } })
}

pub fn input(id: &str, field: &str) -> Value {
    json!({ "type": "user_input", "stepID": id, "fields": [{ "id": field, "type": "password" }] })
}

pub fn cookies() -> Value {
    json!({ "type": "cookies", "stepID": "web", "url": "https://example.com/", "fields": [{ "id": "sid" }] })
}

pub fn login(id: &str) -> MockLogin {
    MockLogin::new(id).bridge(BRIDGE)
}

pub fn account(id: &str, login: &str) -> MockAccount {
    MockAccount::new(id).bridge(BRIDGE).login(login)
}

pub fn login_id(id: &str) -> LoginId {
    id.into()
}

pub fn account_id(id: &str) -> AccountId {
    id.into()
}

/// Returns the answer to the current step, with one field.
pub fn input_answer(state: &LoginState, field: &str, value: &str) -> Answer {
    let LoginState::Waiting(Step::Input(step)) = state else {
        panic!("{state:?}")
    };
    step.check(&FieldValues::new().with(field, value)).unwrap().into()
}

/// Returns the name of an error's kind.
pub fn kind_name(error: &LoginError) -> String {
    let kind = format!("{:?}", error.kind());
    kind.split([' ', '(']).next().unwrap_or_default().to_owned()
}

/// A handler that gives prepared answers, and records what it sees.
#[derive(Default)]
pub struct ScriptedHandler {
    pub answers: VecDeque<FieldValues>,
    pub browsers: VecDeque<WebSnapshot>,
    pub flow: Option<FlowId>,
    pub seen: Vec<String>,
    /// The IDs of the sessions that started.
    pub sessions: Vec<String>,
}

impl ScriptedHandler {
    pub fn typing<'a>(answers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self {
            answers: answers
                .into_iter()
                .map(|(field, value)| FieldValues::new().with(field, value))
                .collect(),
            ..Self::default()
        }
    }
}

impl LoginHandler for ScriptedHandler {
    fn started(&mut self, session: &LoginSession) {
        assert!(
            self.seen.iter().all(|seen| seen.ends_with("flows")),
            "the choice of a flow must come first"
        );
        self.sessions.push(session.id().to_string());
    }

    async fn fill(&mut self, step: &InputStep, retry_reason: Option<&RetryReason>) -> Result<FieldValues, Stop> {
        self.seen.push(match retry_reason {
            None => format!("input {}", step.id()),
            Some(reason) => format!("input {} again: {}", step.id(), name(reason)),
        });
        self.answers.pop_front().ok_or(Stop::Cancel)
    }

    async fn collect(&mut self, step: &CookieStep, retry_reason: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
        self.seen.push(match retry_reason {
            None => format!("cookies {}", step.id()),
            Some(reason) => format!("cookies {} again: {}", step.id(), name(reason)),
        });
        self.browsers.pop_front().ok_or(Stop::Cancel)
    }

    async fn show(&mut self, step: &DisplayStep) -> Result<(), Stop> {
        let stale = if step.is_stale() { " stale" } else { "" };
        self.seen.push(match step.display() {
            Display::Qr(data) => format!("qr {}{stale}", data.expose()),
            Display::Code(data) => format!("code {}{stale}", data.expose()),
            Display::Picture(url) => format!("picture {}{stale}", url.expose()),
            Display::Emoji(emoji) => format!("emoji {}{stale}", emoji.emoji().unwrap_or("-")),
            Display::Nothing => "nothing".to_owned(),
            _ => "unknown display".to_owned(),
        });
        Ok(())
    }

    fn hide(&mut self) {
        self.seen.push("hidden".to_owned());
    }

    fn reachability_changed(&mut self, is_reachable: bool) {
        self.seen
            .push(if is_reachable { "back" } else { "out of reach" }.to_owned());
    }

    async fn choose_flow(&mut self, flows: &[LoginFlow]) -> Result<FlowId, Stop> {
        self.seen.push(format!("{} flows", flows.len()));
        self.flow.clone().ok_or(Stop::Unsupported)
    }
}

fn name(reason: &RetryReason) -> String {
    let name = match reason {
        RetryReason::RateLimited { retry_after } => return format!("rate limited {retry_after:?}"),
        RetryReason::InvalidInput(_) => "invalid",
        RetryReason::MissingValues(_) => "missing",
        RetryReason::Refused { .. } => "refused",
        RetryReason::Unclear => "unclear",
        RetryReason::NotSent => "not sent",
        _ => "for another reason",
    };
    name.to_owned()
}

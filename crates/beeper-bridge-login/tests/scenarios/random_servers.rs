//! Tests servers with arbitrary responses: every login ends, within the rate limit, and nothing is sent twice.

use std::collections::BTreeSet;
use std::time::Duration;

use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
use beeper_bridge_login::input::{FieldValues, InputStep};
use beeper_bridge_login::{DisplayStep, LoginHandler, RetryReason, Stop};
use beeper_desktop_mock::{MockBridge, MockDesktop, Operation, Reply};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::support::{BRIDGE, TestSetup};

/// The mock's reaction to one call.
#[derive(Clone, Debug)]
enum Said {
    Session(Value),
    Error(u16, &'static str, Option<u16>),
    Page(u16),
    Reset,
    BreakOff,
}

fn step() -> impl Strategy<Value = Value> {
    let display = (select(vec!["qr", "code", "new"]), select(vec!["one", "two", "three"]))
        .prop_map(|(kind, data)| json!({ "type": "display_and_wait", "stepID": "show", "display": { "type": kind, "data": data } }));
    let input = (
        select(vec!["phone", "code"]),
        option::of(select(vec!["Again", "Wrong"])),
    )
        .prop_map(|(id, instructions)| {
            let mut step = json!({ "type": "user_input", "stepID": id, "fields": [{ "id": "value" }] });
            if let Some(instructions) = instructions {
                step["instructions"] = json!(instructions);
            }
            step
        });
    let url = select(vec!["https://example.com/", "http://example.com/", "javascript:"]);
    let cookies =
        url.prop_map(|url| json!({ "type": "cookies", "stepID": "web", "url": url, "fields": [{ "id": "value" }] }));
    prop_oneof![
        4 => display,
        4 => input,
        1 => cookies,
        1 => Just(json!({ "type": "complete" })),
        1 => Just(json!({ "type": "webauthn", "stepID": "key" })),
    ]
}

fn session() -> impl Strategy<Value = Value> {
    let status = select(vec![
        "waiting_for_input",
        "waiting_for_cookies",
        "waiting_for_display",
        "waiting_for_display",
        "paused",
        "complete",
        "failed",
        "cancelled",
    ]);
    let error = select(vec!["FI.MAU.BRIDGE.LOGIN_TIMED_OUT", "FI.MAU.X.WRONG", "M_UNKNOWN"]);
    let id = prop_oneof![20 => Just("s1"), 1 => Just("s2")];
    (status, option::weighted(0.9, step()), option::weighted(0.1, error), id).prop_map(|(status, step, error, id)| {
        let mut session = json!({ "bridgeID": BRIDGE, "loginSessionID": id, "status": status });
        if let Some(step) = step {
            session["currentStep"] = step;
        }
        if let Some(code) = error {
            session["error"] = json!({ "code": code, "message": "m" });
        }
        session
    })
}

/// Generates a session that continues, so that some logins are long.
fn ongoing() -> impl Strategy<Value = Value> {
    step().prop_map(|step| {
        json!({ "bridgeID": BRIDGE, "loginSessionID": "s1", "status": "waiting_for_input", "currentStep": step })
    })
}

fn said() -> impl Strategy<Value = Said> {
    let code = select(vec![
        "M_BAD_STATE",
        "M_NOT_FOUND",
        "M_UNKNOWN",
        "FI.MAU.BRIDGE.LOGIN_CANCELLED",
        "FI.MAU.BRIDGE.RATE_LIMITED",
        "FI.MAU.X.WRONG",
    ]);
    let status = select(vec![400, 401, 403, 404, 409, 410, 429, 500, 502, 503]);
    let wait = option::of(select(vec![1, 5, 90]));
    prop_oneof![
        8 => ongoing().prop_map(Said::Session),
        4 => session().prop_map(Said::Session),
        4 => (status, code, wait).prop_map(|(status, code, wait)| Said::Error(status, code, wait)),
        1 => select(vec![200, 204, 302, 404, 502]).prop_map(Said::Page),
        1 => Just(Said::Reset),
        1 => Just(Said::BreakOff),
    ]
}

#[derive(Clone, Debug)]
struct Server {
    create: Value,
    /// The responses to submissions; the last one repeats.
    submit: Vec<Said>,
    look: Vec<Said>,
    cancel: Said,
}

fn server() -> impl Strategy<Value = Server> {
    (ongoing(), vec(said(), 1..12), vec(said(), 1..8), said()).prop_map(|(create, submit, look, cancel)| Server {
        create,
        submit,
        look,
        cancel,
    })
}

fn prepare(mock: &MockDesktop, operation: Operation, says: &[Said]) {
    let say = |calls: &beeper_desktop_mock::Calls<'_>, said: &Said| match said {
        Said::Session(session) => calls.reply(Reply::json(200, session.clone())),
        Said::Error(status, code, None) => calls.reply(Reply::error(*status, code, "m")),
        Said::Error(status, code, Some(wait)) => {
            calls.reply(Reply::error(*status, code, "m").header("retry-after", &wait.to_string()));
        }
        Said::Page(204) => calls.reply(Reply::empty(204)),
        Said::Page(status @ 300..400) => calls.reply(Reply::redirect(*status, "/elsewhere")),
        Said::Page(status) => calls.reply(Reply::bytes(*status, "<html></html>")),
        Said::Reset => calls.answering(Reply::json(200, json!({}))).reset_before_answer(),
        Said::BreakOff => calls.answering(Reply::json(200, json!({}))).close_mid_body(),
    };
    let Some((last, first)) = says.split_last() else { return };
    say(&mock.on(operation), last);
    for (n, said) in (1..).zip(first) {
        say(&mock.on(operation).nth(n), said);
    }
}

/// A handler that never gives the same answer twice and never gives up.
#[derive(Default)]
struct Tireless(u32);

impl LoginHandler for Tireless {
    async fn fill(&mut self, _: &InputStep, _: Option<&RetryReason>) -> Result<FieldValues, Stop> {
        self.0 += 1;
        Ok(FieldValues::new().with("value", format!("answer {}", self.0)))
    }

    async fn collect(&mut self, _: &CookieStep, _: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
        self.0 += 1;
        let mut browser = WebSnapshot::new();
        browser.add_extracted("value", format!("answer {}", self.0));
        Ok(browser)
    }

    async fn show(&mut self, _: &DisplayStep) -> Result<(), Stop> {
        Ok(())
    }
}

async fn play(server: Server) {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    let create = Reply::json(200, server.create);
    setup.mock.on(Operation::CreateLoginSession).reply(create);
    prepare(&setup.mock, Operation::SubmitLoginStep, &server.submit);
    prepare(&setup.mock, Operation::GetLoginSession, &server.look);
    prepare(&setup.mock, Operation::CancelLoginSession, &[server.cancel]);

    let login = setup.bridge.connect().run(Tireless::default());
    let ended = tokio::time::timeout(Duration::from_secs(60), login).await;
    let ended = ended.expect("the login must end");

    if let Err(error) = &ended {
        assert!(!error.to_string().is_empty());
    }
    let (answers, waits): (Vec<_>, Vec<_>) = setup
        .submitted()
        .into_iter()
        .partition(|body| body["type"] != "display_and_wait");
    let different: BTreeSet<_> = answers.iter().map(|body| body["fields"]["value"].to_string()).collect();
    assert_eq!(different.len(), answers.len(), "an answer was sent twice: {answers:?}");
    assert!(answers.len() <= 100);
    let minutes = setup.clock.elapsed().as_secs_f64() / 60.0;
    let most_waits = 40.0 * (minutes + 1.0);
    assert!(
        waits.len() as f64 <= most_waits,
        "{} waits in {minutes} minutes",
        waits.len()
    );
    let looks = setup.call_count(Operation::GetLoginSession);
    // Three for an answer with an unknown effect, one for a failed wait.
    let most_looks = 4 * answers.len() + waits.len() + 10 + (120.0 * minutes) as usize;
    assert!(looks <= most_looks, "{looks} looks in {minutes} minutes");
    assert!(minutes <= 40.0, "{minutes}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, max_shrink_iters: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_login_ends_whatever_the_server_says(server in server()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(play(server));
    }
}

//! Tests that the login of a bridge prints and traces no secrets.

use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
use beeper_bridge_login::input::{FieldValues, InputStep};
use beeper_bridge_login::{BridgeLoginExt, DisplayStep, LoginHandler, LoginState, RetryReason, Stop};
use beeper_desktop_client::{Client, VirtualClock};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde_json::json;

use super::captured_output::{CapturedOutput, MARKER, capture_output};

/// A handler that answers every step with the marker, and prints everything that it receives.
struct PrintingHandler<'a>(&'a CapturedOutput);

impl LoginHandler for PrintingHandler<'_> {
    async fn fill(&mut self, step: &InputStep, retry_reason: Option<&RetryReason>) -> Result<FieldValues, Stop> {
        self.0.debug(&(step, retry_reason));
        if retry_reason.is_some() {
            return Err(Stop::Cancel);
        }
        let mut values = FieldValues::new();
        for field in step.fields() {
            values.insert(field.id().clone(), MARKER);
        }
        self.0.debug(&values);
        Ok(values)
    }

    async fn collect(&mut self, step: &CookieStep, retry_reason: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
        self.0.debug(&(step, retry_reason));
        let mut browser = WebSnapshot::new();
        for field in step.fields() {
            browser.add_extracted(field.id().clone(), MARKER);
        }
        browser.add_visited_url(format!("https://example.com/?code={MARKER}"));
        self.0.debug(&browser);
        Ok(browser)
    }

    async fn show(&mut self, step: &DisplayStep) -> Result<(), Stop> {
        self.0.debug(step);
        Ok(())
    }

    fn observe(&mut self, state: &LoginState) {
        self.0.debug(state);
    }
}

#[tokio::test]
async fn a_bridge_login_prints_no_secrets() {
    let printed = capture_output();
    let mock = MockDesktop::builder().token(MARKER).start().await.unwrap();
    let client = Client::builder()
        .base_url(mock.base_url())
        .access_token(MARKER)
        .clock(VirtualClock::new())
        .build()
        .unwrap();
    let echo = format!("{MARKER} is not right");
    let asking = [
        json!({"type": "user_input", "stepID": "p", "instructions": echo, "fields": [
            {"id": "password", "type": "password", "label": "Password", "initialValue": MARKER}]}),
        json!({"type": "cookies", "stepID": "w", "url": format!("https://example.com/{MARKER}"), "fields": [{"id": "sid"}],
            "initialCookies": [{"name": "device", "value": MARKER}], "txnID": MARKER}),
        json!({"type": "display_and_wait", "stepID": "q", "display": {"type": "code", "imageURL": MARKER}}),
        json!({"type": "display_and_wait", "stepID": "q", "display": {"type": "qr", "data": MARKER}}),
    ];
    let endings = [
        Reply::json(
            200,
            json!({"bridgeID": "mock-qr", "loginSessionID": "s1", "status": "complete", "loginID": "+1"}),
        ),
        Reply::json(
            200,
            json!({"bridgeID": "mock-qr", "loginSessionID": "s1", "status": "failed",
            "error": {"code": "FI.MAU.NO", "message": echo, "details": {"value": MARKER}}}),
        ),
        Reply::error(400, "FI.MAU.NO", &echo),
        Reply::error(500, "M_BAD_STATE", &echo),
        Reply::error(429, "M_LIMIT_EXCEEDED", &echo).header("retry-after", "90"),
        Reply::error(403, "M_FORBIDDEN", &echo),
        Reply::bytes(502, format!("<html>{echo}</html>")),
        Reply::json(200, json!({"status": MARKER})),
    ];
    for step in asking {
        let session = json!({"bridgeID": "mock-qr", "loginSessionID": "s1", "status": "waiting", "currentStep": step});
        for ending in &endings {
            mock.on(Operation::CreateLoginSession)
                .reply(Reply::json(200, session.clone()));
            mock.on(Operation::GetLoginSession)
                .reply(Reply::json(200, session.clone()));
            mock.on(Operation::SubmitLoginStep).reply(ending.clone());
            let bridge = client.bridge("mock-qr");
            match bridge.connect().run(PrintingHandler(printed)).await {
                Ok(connected) => printed.debug(&connected),
                Err(error) => printed.error(&error),
            }
        }
    }

    let text = printed.text();
    assert!(
        text.contains("requesting the state of the login session"),
        "the login traces"
    );
    let line = text.lines().find(|line| line.contains(MARKER));
    assert_eq!(line, None);
}

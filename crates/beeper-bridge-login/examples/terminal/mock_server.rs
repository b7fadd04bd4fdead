//! A mock server with a bridge of each kind, to try the example without Beeper.

use std::io;
use std::time::Duration;

use beeper_desktop_client::reqwest;
use beeper_desktop_mock::{
    Consent, Ending, LoginScript, MockAccount, MockBridge, MockDesktop, MockLogin, MockStep, Refusal,
};
use serde_json::{Value, json};

pub const HINTS: &str = "\
This is a mock: no account is real, and each question says what to type. You need not scan anything: codes change \
every five seconds, and the last one counts as scanned.
A page in the browser asks whether this program may use the mock; if no browser starts, the program allows it.
Accounts for `--reconnect`: `alice`, and `bob`, with whom somebody else signs in.";

/// How long each code is shown.
const INTERVAL: Duration = Duration::from_secs(5);

/// Six pixels of black and white.
const PICTURE: &str = "R0lGODdhAwACAIAAAAAAAP///ywAAAAAAwACAAACAwRiBQA7";

pub async fn start() -> io::Result<MockDesktop> {
    // Without the mock's built-in bridge, whose login is complete before its code is visible.
    let builder = MockDesktop::builder().empty().demo_bridges();
    let mock = builder.consent(Consent::Ask).real_time().start().await?;
    mock.put_bridge(bridge("mock-form", "Mock Form").login_script(LoginScript::new().ask(form())));
    mock.put_bridge(bridge("mock-large-qr", "Mock Large QR").login_script(LoginScript::new().ask(large_qr())));
    mock.put_bridge(
        bridge("mock-too-late", "Mock Too Late")
            .login_script(LoginScript::new().ask(large_qr()).cancel_comes_too_late()),
    );
    mock.put_bridge(bridge("mock-huge-qr", "Mock Huge QR").login_script(LoginScript::new().ask(huge_qr())));
    let never = Ending::complete().account_status("connecting");
    mock.put_bridge(bridge("mock-slow", "Mock Slow").login_script(LoginScript::new().ends(never)));
    let carol = Ending::complete()
        .login(MockLogin::new("carol"))
        .account(MockAccount::new("carol"));
    mock.put_bridge(bridge("mock-switch", "Mock Switch").login_script(LoginScript::new().ask(large_qr()).ends(carol)));
    for (name, bridge) in [("alice", "mock-linked-device"), ("bob", "mock-switch")] {
        mock.put_login(MockLogin::new(name).bridge(bridge));
        mock.put_account(
            MockAccount::new(name)
                .bridge(bridge)
                .login(name)
                .status("reconnect_required"),
        );
    }
    mock.auto_approve_logins(INTERVAL);
    Ok(mock)
}

/// Consents on a page that no browser shows.
pub fn consent(mock: &MockDesktop, page: &str) {
    mock.set_consent(Consent::Approve);
    let page = page.to_owned();
    tokio::spawn(async move {
        let browser = reqwest::Client::builder().no_proxy().build()?;
        browser.get(page).send().await
    });
}

fn bridge(id: &str, name: &str) -> MockBridge {
    MockBridge::new(id).display_name(name).multiple_accounts(true)
}

/// A code as large as WhatsApp's.
fn large_qr() -> MockStep {
    let code = |number: u8| format!("2@{}", format!("mock{number}+/=").repeat(30));
    MockStep::qr("qr", (1..=4).map(code)).instructions("Scan the code. This is a mock, so you need not.")
}

/// A payload that no QR code can contain.
fn huge_qr() -> MockStep {
    MockStep::qr("qr", [format!("2@{}", "mock+/=".repeat(500))]).instructions("Nobody can scan this. This is a mock.")
}

/// A form with every feature of forms.
fn form() -> MockStep {
    MockStep::input("form")
        .instructions("Fill this in. This is a mock: the picture says `cats`.")
        .field_json(json!({
            "id": "server", "type": "domain", "label": "Server", "initialValue": "chat.example",
            "description": "Where the account is.\nMost people are on chat.example.",
        }))
        .field_json(json!({
            "id": "how", "type": "select", "label": "Send a code by",
            "options": [{ "value": "sms", "label": "Text message" }, { "value": "voice", "label": "Call" }],
        }))
        .field_json(json!({ "id": "email", "type": "email", "label": "E-mail", "placeholder": "a@b.example", "optional": true }))
        .field_json(json!({ "id": "captcha", "type": "captcha_code", "label": "What the picture says" }))
        .property("attachments", picture())
        .accepts("captcha", "cats")
        .otherwise(Refusal::ask_again("That is not what the picture says. It is `cats`."))
}

fn picture() -> Value {
    json!([{
        "type": "m.image", "filename": "captcha.gif", "content": PICTURE,
        "info": { "mimetype": "image/gif", "w": 3, "h": 2 },
    }])
}

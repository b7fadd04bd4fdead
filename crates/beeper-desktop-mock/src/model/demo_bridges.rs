//! Bridges for demonstrations, which ask for the same things as real bridges.

use serde_json::json;

use crate::model::bridge::{MockBridge, MockLoginFlow};
use crate::model::login_script::ending::Ending;
use crate::model::login_script::refusal::Refusal;
use crate::model::login_script::step::MockStep;
use crate::model::login_script::{FailureReporting, LoginScript};

const PHONE_NUMBER: &str = "+15550100";

/// Bridges for demonstrations.
impl MockBridge {
    /// Returns six bridges for demonstrations, which ask for the same things as real bridges.
    ///
    /// They give people something to sign in to. Their instructions say what to type.
    ///
    /// | bridge | flow | asks for |
    /// |---|---|---|
    /// | `mock-linked-device` | `qr` | a QR code, which rotates twice |
    /// | | `phone` | the phone number `+15550100`, then shows a pairing code |
    /// | `mock-phone` | `phone` | the phone number `+15550100`, the code `123456`, the password `password` |
    /// | `mock-cookies` | `cookies` | any `session`, `csrf` and, from local storage, `user_id`; `device` is optional |
    /// | `mock-emoji` | `emoji` | an emoji to find on the phone |
    /// | `mock-token` | `token` | the token `secret` |
    /// | `mock-failing` | `expires` | a QR code that nobody scans: fails with `FI.MAU.BRIDGE.LOGIN_TIMED_OUT` |
    /// | | `rejected` | a QR code that the phone refuses: the session fails, without an HTTP error |
    ///
    /// Displayed codes wait for an [`OtherDevice`](crate::OtherDevice), or for
    /// [`MockDesktop::auto_approve_logins`](crate::MockDesktop::auto_approve_logins).
    #[must_use]
    pub fn demo() -> Vec<Self> {
        vec![linked_device(), phone(), cookies(), emoji(), token(), failing()]
    }
}

fn bridge(id: &str, name: &str, flows: impl IntoIterator<Item = MockLoginFlow>) -> MockBridge {
    MockBridge::new(id)
        .display_name(name)
        .multiple_accounts(true)
        .login_flows(flows)
}

fn linked_device() -> MockBridge {
    let qr = LoginScript::new().ask(
        MockStep::qr(
            "qr",
            ["mock-linked-device-1", "mock-linked-device-2", "mock-linked-device-3"],
        )
        .instructions("Scan the code. This is a mock: no phone is needed."),
    );
    let too_short = "The number is too short, or lacks its country code";
    let phone = LoginScript::new()
        .ask(phone_number().otherwise(Refusal::fail(400, "FI.MAU.WHATSAPP.PHONE_NUMBER_TOO_SHORT", too_short)))
        .ask(MockStep::code("pairing-code", "MOCK-1234").instructions("Type this code on the phone."));
    bridge(
        "mock-linked-device",
        "Mock Linked Device",
        [
            MockLoginFlow::new("qr").name("QR code").script(qr),
            MockLoginFlow::new("phone").name("Pairing code").script(phone),
        ],
    )
}

fn phone() -> MockBridge {
    let code = MockStep::input("code")
        .instructions("The code was sent to the phone. This is a mock: it is 123456.")
        .field_json(json!({ "id": "code", "type": "2fa_code", "label": "Code" }))
        .accepts("code", "123456")
        .otherwise(Refusal::ask_again_as(
            "code-incorrect",
            "That code is wrong. It is 123456.",
        ));
    let password = MockStep::input("password")
        .instructions("The account has a password. This is a mock: it is `password`.")
        .field_json(json!({ "id": "password", "type": "password", "label": "Password" }))
        .accepts("password", "password")
        .otherwise(Refusal::ask_again("That password is wrong. It is `password`."));
    let script = LoginScript::new()
        .ask(phone_number().otherwise(Refusal::ask_again("Nobody has that number. Try +15550100.")))
        .ask(code)
        .ask(password);
    bridge(
        "mock-phone",
        "Mock Phone",
        [MockLoginFlow::new("phone").name("Phone number").script(script)],
    )
}

fn phone_number() -> MockStep {
    MockStep::input("phone-number")
        .instructions("Enter the phone number, with its country code. This is a mock: it is +15550100.")
        .field_json(json!({
            "id": "phone_number",
            "type": "phone_number",
            "label": "Phone number",
            "placeholder": PHONE_NUMBER,
        }))
        .accepts("phone_number", PHONE_NUMBER)
}

fn cookies() -> MockBridge {
    let cookie = |name: &str| json!([{ "type": "cookie", "name": name, "cookieDomain": "chat.example" }]);
    let step = MockStep::cookies("web", "https://chat.example/login")
        .instructions(
            "Sign in on the page. This is a mock, without a page: any `session`, `csrf` and `user_id` are accepted.",
        )
        .property("userAgent", json!("Mozilla/5.0 (mock)"))
        .property("expectedFinalURLRegex", json!(r"^https://chat\.example/inbox"))
        .field_json(json!({ "id": "session", "required": true, "sources": cookie("session") }))
        .field_json(json!({
            "id": "csrf",
            "required": true,
            "pattern": "^[0-9A-Za-z]+$",
            "sources": [
                { "type": "cookie", "name": "csrf", "cookieDomain": "chat.example" },
                { "type": "request_header", "name": "X-CSRF-Token", "requestURLRegex": r"^https://chat\.example/api/" },
            ],
        }))
        .field_json(json!({
            "id": "user_id",
            "required": true,
            "sources": [{ "type": "local_storage", "name": "user_id" }],
        }))
        .field_json(json!({ "id": "device", "required": false, "sources": cookie("device") }))
        .accepts_when(|fields| {
            let required = ["session", "csrf", "user_id"];
            required
                .iter()
                .all(|id| fields.get(*id).is_some_and(|value| !value.is_empty()))
        })
        .otherwise(Refusal::fail(
            400,
            "FI.MAU.META_MISSING_COOKIES",
            "`session`, `csrf` and `user_id` are required",
        ));
    bridge(
        "mock-cookies",
        "Mock Cookies",
        [MockLoginFlow::new("cookies")
            .name("Web page")
            .script(LoginScript::new().ask(step))],
    )
}

fn emoji() -> MockBridge {
    let step = MockStep::emoji("emoji", "\u{1f41d}", "https://images.example/u1f41d.svg")
        .instructions("Choose this emoji on the phone. This is a mock: no phone is needed.");
    bridge(
        "mock-emoji",
        "Mock Emoji",
        [MockLoginFlow::new("emoji")
            .name("Emoji")
            .script(LoginScript::new().ask(step))],
    )
}

fn token() -> MockBridge {
    let step = MockStep::input("token")
        .instructions("Enter the token. This is a mock: it is `secret`.")
        .field_json(json!({ "id": "token", "type": "token", "label": "Token" }))
        .accepts("token", "secret")
        .otherwise(Refusal::ask_again("That token is wrong. It is `secret`."));
    bridge(
        "mock-token",
        "Mock Token",
        [MockLoginFlow::new("token")
            .name("Token")
            .script(LoginScript::new().ask(step))],
    )
}

/// Returns a bridge on which no login succeeds: after approval of the code, each flow fails.
fn failing() -> MockBridge {
    let expires = LoginScript::new()
        .ask(
            MockStep::qr("qr", ["mock-failing-1", "mock-failing-2"])
                .instructions("Scan the code. This is a mock: nobody will."),
        )
        .ends(Ending::fail(
            410,
            "FI.MAU.BRIDGE.LOGIN_TIMED_OUT",
            "Nobody scanned the code in time",
        ));
    let rejected = LoginScript::new()
        .ask(
            MockStep::qr("qr", ["mock-failing-3"])
                .instructions("Scan the code. This is a mock: the phone will refuse it."),
        )
        .fails(400, "FI.MAU.WHATSAPP.PAIR_ERROR", "The phone refused the code")
        .failure_reporting(FailureReporting::Session);
    bridge(
        "mock-failing",
        "Mock Failing",
        [
            MockLoginFlow::new("expires").name("Expires").script(expires),
            MockLoginFlow::new("rejected").name("Is rejected").script(rejected),
        ],
    )
}

//! The sign-in pages that the mock serves, and the bridges that ask for the values that they leave in a browser.

use serde_json::{Value, json};

use crate::model::bridge::{MockBridge, MockLoginFlow};
use crate::model::login_script::LoginScript;
use crate::model::login_script::refusal::Refusal;
use crate::model::login_script::step::MockStep;

/// The path below which the pages are served.
pub(crate) const PAGES: &str = "/mock/sign-in";

/// A page on which a person signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignInPage {
    /// A form that sets a cookie.
    Plain,
    /// A script that stores values in many places, some of them late.
    Rich,
    /// A separate window that signs in and closes.
    PopUp,
    /// A page that never loads another one.
    SinglePage,
}

/// The value of the cookie `session` before somebody signs in.
pub(crate) const GUEST: &str = "guest";

/// The request header that the page `rich` sends beside the cookie.
pub(crate) const CSRF_HEADER: &str = "X-Mock-CSRF";
pub(crate) const CSRF: &str = "mock-rich-csrf";
const DEVICE: &str = "mock-rich-device";
const USER_ID: &str = "mock-rich-user";
/// The final value of the refresh token, which replaces an earlier one after a moment.
const REFRESH_TOKEN: &str = "mock-rich-refresh-2";

impl SignInPage {
    pub(crate) const ALL: [Self; 4] = [Self::Plain, Self::Rich, Self::PopUp, Self::SinglePage];

    /// Returns the page's name in addresses, which is also the end of its bridge's ID.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Rich => "rich",
            Self::PopUp => "pop-up",
            Self::SinglePage => "single-page",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Plain => "Mock Web, plain",
            Self::Rich => "Mock Web, rich",
            Self::PopUp => "Mock Web, pop-up",
            Self::SinglePage => "Mock Web, single page",
        }
    }

    /// Returns the path of the first page.
    pub(crate) fn path(self) -> String {
        format!("{PAGES}/{}", self.name())
    }

    /// Returns the rest of the path at which the sign-in ends.
    pub(crate) fn end(self) -> &'static str {
        match self {
            Self::SinglePage => "/app#/inbox",
            Self::Plain | Self::Rich | Self::PopUp => "/inbox",
        }
    }

    /// Returns the value of the cookie `session` after a sign-in. In a cookie it has to be percent-encoded.
    pub(crate) fn session(self) -> String {
        format!("mock-{}/1+1=2", self.name())
    }

    fn step(self, base_url: &str) -> MockStep {
        let mut expected = vec![("session", self.session())];
        let mut fields = vec![json!({
            "id": "session",
            "pattern": "^mock-",
            "sources": [{ "type": "cookie", "name": "session" }],
        })];
        if self == Self::Rich {
            let field = |id: &str, source: Value| json!({ "id": id, "required": true, "sources": [source] });
            let requests = format!("^{}{}/api/", escaped(base_url), self.path());
            let header = json!({ "type": "request_header", "name": CSRF_HEADER, "requestURLRegex": requests });
            fields.push(field("csrf", header));
            fields.push(field("device", json!({ "type": "request_body", "name": "device" })));
            for id in ["user_id", "refresh_token"] {
                fields.push(field(id, json!({ "type": "local_storage", "name": id })));
            }
            expected.extend(
                [
                    ("csrf", CSRF),
                    ("device", DEVICE),
                    ("user_id", USER_ID),
                    ("refresh_token", REFRESH_TOKEN),
                ]
                .map(|(id, value)| (id, value.to_owned())),
            );
        }
        let end = format!("^{}{}{}$", escaped(base_url), self.path(), self.end());
        let step = MockStep::cookies("web", &format!("{base_url}{}", self.path()))
            .instructions("Sign in on the page. This is a mock, and so is the page: it accepts any name and password.")
            .property("expectedFinalURLRegex", json!(end));
        fields
            .into_iter()
            .fold(step, MockStep::field_json)
            .accepts_when(move |fields| {
                let is_there = |(id, value): &(&str, String)| fields.get(*id).is_some_and(|given| given == value);
                expected.iter().all(is_there)
            })
            .otherwise(Refusal::ask_again(
                "These values are not the ones that the page stores after a sign-in.",
            ))
    }
}

/// Bridges whose sign-in pages the mock serves.
impl MockBridge {
    /// Returns four bridges whose sign-in pages this mock serves, so that a whole login works in a real browser.
    ///
    /// The bridges ask for the values that the pages leave in the browser. Each page accepts any name and password.
    ///
    /// | bridge | its page |
    /// |---|---|
    /// | `mock-web-plain` | a form; the response to it sets the cookie |
    /// | `mock-web-rich` | sets a cookie, sends a request header and a body, and stores two values in the local storage, one of them late and changed once more |
    /// | `mock-web-pop-up` | signs in in a separate window, which then closes |
    /// | `mock-web-single-page` | never loads another page; the sign-in ends at an address with a fragment, which a script sets |
    ///
    /// The pages are at `http://127.0.0.1`, so a client has to allow that address. `base_url` is
    /// [the mock's](crate::MockDesktop::base_url).
    /// [`MockDesktopBuilder::demo_bridges`](crate::MockDesktopBuilder::demo_bridges) includes these bridges.
    ///
    /// ```
    /// use beeper_desktop_mock::{MockBridge, MockDesktop};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = MockDesktop::start().await?;
    /// for bridge in MockBridge::with_sign_in_pages(mock.base_url()) {
    ///     mock.put_bridge(bridge);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_sign_in_pages(base_url: &str) -> Vec<Self> {
        let base_url = base_url.trim_end_matches('/');
        let bridge = |page: SignInPage| {
            let script = LoginScript::new().ask(page.step(base_url));
            Self::new(format!("mock-web-{}", page.name()))
                .display_name(page.title())
                .multiple_accounts(true)
                .login_flows([MockLoginFlow::new("cookies").name("Web page").script(script)])
        };
        SignInPage::ALL.into_iter().map(bridge).collect()
    }
}

/// Escapes an address for use in a regular expression.
fn escaped(base_url: &str) -> String {
    base_url.replace('.', r"\.").replace('[', r"\[").replace(']', r"\]")
}

//! Tests whole logins, from start to connected, on the pages of the mock.

use std::thread;

use beeper_bridge_login::browser::Chromium;
use beeper_bridge_login::cookies::{CookieStep, WebSnapshot};
use beeper_bridge_login::{BridgeLoginExt, LoginHandler, RetryReason, Stop};
use beeper_desktop_client::Client;
use beeper_desktop_mock::{MockBridge, MockDesktop};

use crate::support::LIMIT;
use crate::support::watched::Watched;

struct Handler(Chromium);

impl LoginHandler for Handler {
    async fn collect(&mut self, step: &CookieStep, retry_reason: Option<&RetryReason>) -> Result<WebSnapshot, Stop> {
        assert!(retry_reason.is_none(), "{retry_reason:?}");
        self.0.collect(step).await
    }
}

/// The user's input on each page, once the page has loaded.
const FILL: &str = "(function fill() {
    if (document.readyState !== 'complete') return setTimeout(fill, 20);
    document.querySelectorAll('input').forEach(input => { input.value = 'x' });
    document.querySelector('button').click();
})()";

#[test]
fn a_user_signs_in_on_each_page_of_the_mock_without_pasting() {
    for (page, window) in [
        ("plain", None),
        ("rich", None),
        ("single-page", None),
        ("pop-up", Some("/pop-up/window")),
    ] {
        let Some(watched) = Watched::with_port() else { return };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let mock = runtime.block_on(MockDesktop::start()).unwrap();
        for bridge in MockBridge::with_sign_in_pages(mock.base_url()) {
            mock.put_bridge(bridge);
        }
        let client = Client::builder().base_url(mock.base_url()).access_token(mock.token());
        let client = client.build().unwrap();
        let connected = thread::scope(|scope| {
            scope.spawn(|| {
                watched.act(&format!("/mock/sign-in/{page}"), FILL);
                if let Some(window) = window {
                    watched.act(window, FILL);
                }
            });
            let bridge = client.bridge(format!("mock-web-{page}")).allow_http_pages_on_loopback();
            let handler = Handler(watched.chromium().time_limit(LIMIT));
            runtime.block_on(bridge.connect().run(handler))
        });
        let connected = connected.unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(connected.account_id().is_some(), "{page}");
        watched.assert_nothing_left();
    }
}

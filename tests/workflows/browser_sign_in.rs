//! Tests signing in with a real browser, in which a person clicks. Skipped without Chromium.

use std::path::PathBuf;

use beeper_desktop_client::Client;
use beeper_desktop_client::oauth::{Authorized, OAuthError, OAuthErrorKind};
use beeper_desktop_mock::{Consent, Endpoint, MockDesktop};
use tokio::task::spawn_blocking;

use crate::support::browser::{Browser, PageRequest, executable};

/// What the browser has shown and sent at the end.
struct Visit {
    address: String,
    title: String,
    requests: Vec<PageRequest>,
}

/// Opens the consent page, and clicks one of its buttons.
fn visit(executable: PathBuf, authorization_url: &str, button: &str) -> Visit {
    let mut browser = Browser::start(&executable);
    browser.open(authorization_url);
    assert_eq!(browser.title(), "Allow access to this mock of Beeper?");
    browser.click(&format!("button[value={button}]"));
    browser.wait_for_page(&callback_in(authorization_url));
    let visit = Visit {
        address: browser.address(),
        title: browser.title(),
        requests: browser.requests(),
    };
    browser.close();
    visit
}

/// Returns the address of a sign-in's callback, without a query.
fn callback_in(authorization_url: &str) -> String {
    let encoded = parameter(authorization_url, "redirect_uri");
    encoded.replace("%3A", ":").replace("%2F", "/")
}

fn parameter<'a>(url: &'a str, name: &str) -> &'a str {
    let (_, query) = url.split_once('?').unwrap();
    let mut parameters = query.split('&').filter_map(|it| it.split_once('='));
    parameters.find(|(known, _)| *known == name).unwrap().1
}

async fn sign_in(
    mock: &MockDesktop,
    executable: PathBuf,
    button: &'static str,
) -> (Result<Authorized, OAuthError>, Visit) {
    let client = Client::builder().base_url(mock.base_url()).build().unwrap();
    let authorization = client.authorize("Bees").begin().await.unwrap();
    let url = authorization.url().to_owned();
    let state = parameter(&url, "state").to_owned();
    let callback = callback_in(&url);
    // A panic in that thread becomes a panic here at once.
    let browser = async { spawn_blocking(move || visit(executable, &url, button)).await.unwrap() };
    let (result, visit) = tokio::join!(authorization.finish(), browser);

    assert!(visit.address.starts_with(&format!("{callback}?")), "{}", visit.address);
    assert_eq!(parameter(&visit.address, "state"), state);
    let sent: Vec<_> = visit.requests.iter().map(|it| (it.method.as_str(), &*it.url)).collect();
    let [(page, _), (decision, to), (end, address)] = sent[..] else {
        panic!("the browser should have made three requests: {sent:?}");
    };
    assert_eq!((page, decision, end), ("GET", "POST", "GET"));
    assert_eq!(
        (to, address),
        (&*format!("{}/oauth/authorize", mock.base_url()), &*visit.address)
    );
    assert!(visit.requests[1].body.contains(&format!("decision={button}")));
    // No header reveals to either server which page the browser comes from.
    for request in &visit.requests {
        assert!(!request.headers.contains(&state), "{request:?}");
        assert!(!request.headers.to_lowercase().contains("referer:"), "{request:?}");
        assert!(request.headers.to_lowercase().contains("user-agent:"), "{request:?}");
    }
    (result, visit)
}

async fn asking() -> MockDesktop {
    MockDesktop::builder().consent(Consent::Ask).start().await.unwrap()
}

#[tokio::test]
async fn a_browser_that_clicks_approve_gives_the_program_a_token() {
    let Some(executable) = executable::find() else { return };
    let mock = asking().await;
    let (result, visit) = sign_in(&mock, executable, "approve").await;

    result.unwrap().client().list_accounts().await.unwrap();
    assert_eq!(visit.title, "Access was granted");
    // The browser carries the code to the callback and nowhere else; the program exchanges it.
    let code = parameter(&visit.address, "code");
    for request in &visit.requests {
        let is_callback = request.url == visit.address;
        assert_eq!(request.url.contains(code), is_callback, "{request:?}");
        assert!(
            !request.headers.contains(code) && !request.body.contains(code),
            "{request:?}"
        );
    }
    let has_code = |bytes: &[u8]| bytes.windows(code.len()).any(|it| it == code.as_bytes());
    for request in mock.requests() {
        let query = request.query().unwrap_or_default();
        assert!(
            !has_code(request.path().as_bytes()) && !has_code(query.as_bytes()),
            "{request:?}"
        );
        assert!(!request.headers().any(|(_, value)| has_code(value)), "{request:?}");
        let is_exchange = request.endpoint() == Some(Endpoint::Token);
        assert_eq!(has_code(request.body()), is_exchange, "{request:?}");
    }
    assert_eq!(mock.requests_for(Endpoint::Token).len(), 1);
}

#[tokio::test]
async fn a_browser_that_clicks_deny_tells_the_program() {
    let Some(executable) = executable::find() else { return };
    let mock = asking().await;
    let (result, visit) = sign_in(&mock, executable, "deny").await;

    assert_eq!(result.unwrap_err().kind(), &OAuthErrorKind::Denied);
    assert_eq!(visit.title, "Access was not granted");
    assert!(mock.requests_for(Endpoint::Token).is_empty());
}

//! Tests the mock's sign-in pages, fetched and filled in as by a browser.

use beeper_desktop_mock::{MockBridge, MockDesktop};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use crate::{get, ok, post};

const PAGES: [&str; 4] = ["plain", "rich", "pop-up", "single-page"];

/// The state of a browser: one cookie.
struct Browser {
    client: Client,
    base_url: String,
    cookie: Option<String>,
}

impl Browser {
    fn new(mock: &MockDesktop) -> Self {
        Self {
            client: Client::builder().no_proxy().redirect(Policy::none()).build().unwrap(),
            base_url: mock.base_url().to_owned(),
            cookie: None,
        }
    }

    /// Sends a request, and stores the cookie of the response.
    async fn send(&mut self, method: Method, path: &str, header: Option<(&str, &str)>) -> Response {
        let mut request = self.client.request(method, format!("{}{path}", self.base_url));
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let response = request.send().await.unwrap();
        if let Some(set) = response.headers().get(SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (cookie, attributes) = set.split_once("; ").unwrap();
            assert!(
                attributes.contains("HttpOnly") && !attributes.contains("Domain"),
                "{set}"
            );
            self.cookie = Some(cookie.to_owned());
        }
        response
    }

    async fn page(&mut self, path: &str) -> String {
        let response = self.send(Method::GET, path, None).await;
        assert_eq!(response.status(), 200, "{path}");
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"));
        let html = response.text().await.unwrap();
        assert!(
            html.contains("part of a mock"),
            "{path} has to say that it belongs to a mock"
        );
        assert!(
            !html.contains("://") && !html.contains(" src="),
            "{path} must not load anything"
        );
        html
    }

    fn session(&self) -> String {
        let (name, value) = self.cookie.as_deref().unwrap().split_once('=').unwrap();
        assert_eq!(name, "session");
        value
            .replace("%2D", "-")
            .replace("%2F", "/")
            .replace("%2B", "+")
            .replace("%3D", "=")
    }
}

/// Returns the text of a page between two other texts.
fn between<'a>(html: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = html
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before} in {html}"));
    rest.split_once(after).unwrap().0
}

async fn start(mock: &MockDesktop, page: &str) -> Value {
    ok(post(mock, &format!("/v1/bridges/mock-web-{page}/login-sessions"), json!({})).await)
}

async fn submit(mock: &MockDesktop, page: &str, session: &Value, fields: Value) -> Value {
    let id = session["loginSessionID"].as_str().unwrap();
    let path = format!("/v1/bridges/mock-web-{page}/login-sessions/{id}/steps/web");
    ok(post(mock, &path, json!({ "type": "cookies", "fields": fields })).await)
}

async fn mock() -> MockDesktop {
    MockDesktop::builder().demo_bridges().start().await.unwrap()
}

/// Returns the path of a step's page.
fn path(mock: &MockDesktop, session: &Value) -> String {
    let url = session["currentStep"]["url"].as_str().unwrap();
    url.strip_prefix(mock.base_url()).unwrap().to_owned()
}

#[tokio::test]
async fn a_form_signs_in_on_the_plain_page() {
    let mock = mock().await;
    let session = start(&mock, "plain").await;
    let mut browser = Browser::new(&mock);

    let html = browser.page(&path(&mock, &session)).await;
    assert_eq!(browser.session(), "guest");
    assert_eq!(between(&html, "method=\"", "\""), "post");
    let answer = browser
        .send(Method::POST, between(&html, "action=\"", "\""), None)
        .await;
    assert_eq!(answer.status(), 303);
    let inbox = answer.headers()[LOCATION].to_str().unwrap().to_owned();
    assert!(browser.page(&inbox).await.contains("Signed in"));

    let end = format!("{}{inbox}", mock.base_url());
    let pattern = session["currentStep"]["expectedFinalURLRegex"].as_str().unwrap();
    assert_eq!(pattern, format!("^{}$", end.replace('.', r"\.")));
    let connected = submit(&mock, "plain", &session, json!({ "session": browser.session() })).await;
    assert_eq!(connected["status"], "complete");
}

#[tokio::test]
async fn scripts_sign_in_on_the_rich_page_and_leave_values_everywhere() {
    let mock = mock().await;
    let session = start(&mock, "rich").await;
    let mut browser = Browser::new(&mock);

    let html = browser.page(&path(&mock, &session)).await;
    let api = between(&html, "fetch(\"", "\"");
    assert_eq!(browser.send(Method::POST, api, None).await.status(), 403);
    assert_eq!(browser.session(), "guest");
    let header = ("X-Mock-CSRF", between(&html, "\"X-Mock-CSRF\": \"", "\""));
    assert_eq!(browser.send(Method::POST, api, Some(header)).await.status(), 204);
    let inbox = browser.page(between(&html, "location.assign(\"", "\"")).await;

    let fields = json!({
        "session": browser.session(),
        "csrf": header.1,
        "device": between(&html, "device: \"", "\""),
        "user_id": between(&html, "setItem(\"user_id\", \"", "\""),
        "refresh_token": between(&inbox, "setItem(\"refresh_token\", \"", "\""),
    });
    let again = submit(&mock, "rich", &session, fields.clone()).await;
    assert_eq!(
        again["status"], "waiting_for_cookies",
        "that token was replaced by another"
    );
    let (_, later) = inbox.split_once("setItem(").unwrap();
    let mut fields = fields;
    fields["refresh_token"] = between(later, "setItem(\"refresh_token\", \"", "\"").into();
    assert_eq!(submit(&mock, "rich", &session, fields).await["status"], "complete");
}

#[tokio::test]
async fn a_window_of_its_own_signs_in_on_the_page_with_a_pop_up() {
    let mock = mock().await;
    let session = start(&mock, "pop-up").await;
    let mut browser = Browser::new(&mock);

    let html = browser.page(&path(&mock, &session)).await;
    let window = browser.page(between(&html, "window.open(\"", "\"")).await;
    let answer = browser
        .send(Method::POST, between(&window, "action=\"", "\""), None)
        .await;
    let done = answer.headers()[LOCATION].to_str().unwrap().to_owned();
    let done = browser.page(&done).await;
    assert!(done.contains("window.close()"));
    assert!(html.contains(&format!(
        "event.data === \"{}\"",
        between(&done, "postMessage(\"", "\"")
    )));
    assert!(
        browser
            .page(between(&html, "location.assign(\"", "\""))
            .await
            .contains("Signed in")
    );

    let connected = submit(&mock, "pop-up", &session, json!({ "session": browser.session() })).await;
    assert_eq!(connected["status"], "complete");
}

#[tokio::test]
async fn the_single_page_ends_at_an_address_with_a_fragment() {
    let mock = mock().await;
    let session = start(&mock, "single-page").await;
    let mut browser = Browser::new(&mock);

    let html = browser.page(&path(&mock, &session)).await;
    assert_eq!(
        browser
            .send(Method::POST, between(&html, "fetch(\"", "\""), None)
            .await
            .status(),
        204
    );
    let end = between(&html, "history.pushState(null, \"\", \"", "\"");
    let pattern = session["currentStep"]["expectedFinalURLRegex"].as_str().unwrap();
    assert_eq!(pattern, format!("^{}{end}$", mock.base_url().replace('.', r"\.")));
    assert!(end.contains('#'));
    // The page still exists after a reload.
    browser.page(end.split_once('#').unwrap().0).await;

    let connected = submit(&mock, "single-page", &session, json!({ "session": browser.session() })).await;
    assert_eq!(connected["status"], "complete");
}

#[tokio::test]
async fn what_a_guest_has_is_not_accepted() {
    let mock = mock().await;
    for page in PAGES {
        let session = start(&mock, page).await;
        for fields in [
            json!({}),
            json!({ "session": "guest" }),
            json!({ "session": "mock-other/1+1=2" }),
        ] {
            assert_eq!(
                submit(&mock, page, &session, fields).await["status"],
                "waiting_for_cookies",
                "{page}"
            );
        }
        let mut browser = Browser::new(&mock);
        if page != "single-page" {
            let answer = browser
                .send(Method::GET, &format!("/mock/sign-in/{page}/inbox"), None)
                .await;
            assert_eq!(answer.status(), 303, "nobody has signed in on {page}");
        }
    }
}

#[tokio::test]
async fn what_is_no_page_is_not_there() {
    let mock = mock().await;
    let mut browser = Browser::new(&mock);
    for (method, path) in [
        (Method::GET, "/mock/sign-in/other"),
        (Method::GET, "/mock/sign-in/plain/other"),
        (Method::DELETE, "/mock/sign-in/plain"),
        (Method::GET, "/mock/sign-in"),
        (Method::GET, "/mock/sign-in/plain/../../../etc/passwd"),
    ] {
        assert_eq!(browser.send(method, path, None).await.status(), 404, "{path}");
    }
    let requests = mock.requests();
    assert_eq!(requests.len(), 5);
    assert!(requests.iter().all(|request| request.operation().is_none()));
}

#[tokio::test]
async fn pages_are_there_without_their_bridges_and_the_bridges_on_any_mock() {
    let mock = MockDesktop::builder().empty().start().await.unwrap();
    Browser::new(&mock).page("/mock/sign-in/plain").await;
    for bridge in MockBridge::with_sign_in_pages(mock.base_url()) {
        mock.put_bridge(bridge);
    }
    let bridges = ok(get(&mock, "/v1/bridges").await);
    let ids: Vec<_> = bridges["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, PAGES.map(|page| format!("mock-web-{page}")));
}

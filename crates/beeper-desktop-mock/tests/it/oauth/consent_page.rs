//! Tests the page that asks a person for consent.

use beeper_desktop_mock::{Consent, Endpoint, MockDesktop};
use serde_json::json;

use crate::oauth::{
    Parameters, REDIRECT_URI, authorization, authorize, browser, code_in, location, send_registration, with,
};

async fn asking() -> MockDesktop {
    MockDesktop::builder().consent(Consent::Ask).start().await.unwrap()
}

/// Returns the form of a page, as a browser sends it when a person presses a button.
fn press(page: &str, button: &str) -> Parameters {
    assert!(
        page.contains(&format!("<button name=\"decision\" value=\"{button}\">")),
        "{page}"
    );
    let (_, rest) = page.split_once("name=\"request\" value=\"").unwrap();
    let (secret, _) = rest.split_once('"').unwrap();
    vec![("request", secret.to_owned()), ("decision", button.to_owned())]
}

async fn decide(mock: &MockDesktop, form: &Parameters) -> reqwest::Response {
    let request = browser().post(format!("{}/oauth/authorize", mock.base_url()));
    request.form(form).send().await.unwrap()
}

#[tokio::test]
async fn the_page_says_who_asks_for_what() {
    let mock = asking().await;
    let metadata = json!({ "redirect_uris": [REDIRECT_URI], "client_name": "Bees <b>& friends</b>" });
    let (_, registered) = send_registration(&mock, metadata).await;
    let asked = authorization(registered["client_id"].as_str().unwrap());

    let page = authorize(&mock, &asked).await;

    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(
        policy.contains("form-action 'self' http://127.0.0.1:49152;"),
        "{policy}"
    );
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(page.headers()["cache-control"], "no-store");
    let page = page.text().await.unwrap();
    assert!(page.contains("Bees &lt;b&gt;&amp; friends&lt;/b&gt;"), "{page}");
    assert!(
        page.contains("<code>read</code>") && page.contains("<code>write</code>"),
        "{page}"
    );
    assert!(page.contains(REDIRECT_URI) && !page.contains("<script"), "{page}");
    // The page does not contain the program's state.
    assert!(!page.contains("a state"), "{page}");
}

#[tokio::test]
async fn approving_sends_the_browser_back_with_a_code() {
    let mock = asking().await;
    let page = authorize(&mock, &authorization("bees")).await.text().await.unwrap();

    let answer = decide(&mock, &press(&page, "approve")).await;

    assert_eq!(
        location(&answer),
        format!("{REDIRECT_URI}?code=mock-code-1&state=a%20state")
    );
    assert_eq!(mock.requests_for(Endpoint::Consent).len(), 1);
    assert_eq!(mock.requests_for(Endpoint::Authorize).len(), 1);
}

#[tokio::test]
async fn denying_sends_the_browser_back_with_an_error() {
    let mock = asking().await;
    let page = authorize(&mock, &authorization("bees")).await.text().await.unwrap();

    let answer = decide(&mock, &press(&page, "deny")).await;

    assert_eq!(
        location(&answer),
        format!("{REDIRECT_URI}?error=access_denied&state=a%20state")
    );
}

#[tokio::test]
async fn a_page_is_answered_once() {
    let mock = asking().await;
    let page = authorize(&mock, &authorization("bees")).await.text().await.unwrap();
    let form = press(&page, "deny");
    assert_eq!(decide(&mock, &form).await.status(), 302);

    let again = decide(&mock, &with(form, "decision", Some("approve"))).await;

    assert_eq!(again.status(), 400);
    assert_eq!(again.headers()["content-type"], "text/html; charset=utf-8");
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    let mock = asking().await;
    let page = authorize(&mock, &authorization("bees")).await.text().await.unwrap();
    let form = press(&page, "approve");

    for (name, value) in [
        ("request", None),
        ("request", Some("1")),
        ("decision", None),
        ("decision", Some("perhaps")),
    ] {
        let answer = decide(&mock, &with(form.clone(), name, value)).await;
        assert_eq!(answer.status(), 400, "{name}");
    }
    // None of these attempts used up the page.
    assert_eq!(code_in(location(&decide(&mock, &form).await)), "mock-code-1");
}

#[tokio::test]
async fn pages_have_secrets_of_their_own() {
    let mock = asking().await;
    let mut secrets = Vec::new();
    for _ in 0..3 {
        let page = authorize(&mock, &authorization("bees")).await.text().await.unwrap();
        secrets.push(press(&page, "approve")[0].1.clone());
    }

    assert!(secrets.iter().all(|secret| secret.len() == 32), "{secrets:?}");
    secrets.sort();
    secrets.dedup();
    assert_eq!(secrets.len(), 3);
}

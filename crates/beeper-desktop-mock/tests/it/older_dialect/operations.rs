//! Tests which operations the older dialect has.

use beeper_desktop_mock::{Dialect, MockDesktop, Operation};
use serde_json::json;

use crate::older_dialect::{header, older, plain, text};
use crate::{http, ok, request, send};

/// Returns the path of an operation, with values for its parameters.
fn some_path(operation: Operation) -> String {
    let segments = operation.path_template().split('/');
    let segments = segments.map(|it| if it.starts_with('{') { "some%20one" } else { it });
    segments.collect::<Vec<_>>().join("/")
}

#[test]
fn it_has_these_operations() {
    let has: Vec<_> = Operation::ALL.iter().filter(|it| Dialect::Older.has(**it)).collect();
    let mut routes: Vec<_> = has
        .iter()
        .map(|it| format!("{} {}", it.method(), it.path_template()))
        .collect();
    routes.sort();

    assert_eq!(
        routes,
        [
            "DELETE /v1/chats/{chatID}/messages/{messageID}/reactions/{reactionKey}",
            "DELETE /v1/chats/{chatID}/reminders",
            "GET /v1/accounts",
            "GET /v1/accounts/{accountID}/contacts",
            "GET /v1/accounts/{accountID}/contacts/list",
            "GET /v1/assets/serve",
            "GET /v1/chats",
            "GET /v1/chats/search",
            "GET /v1/chats/{chatID}",
            "GET /v1/chats/{chatID}/messages",
            "GET /v1/info",
            "GET /v1/messages/search",
            "GET /v1/search",
            "POST /v1/assets/download",
            "POST /v1/assets/upload",
            "POST /v1/assets/upload/base64",
            "POST /v1/chats",
            "POST /v1/chats/{chatID}/archive",
            "POST /v1/chats/{chatID}/messages",
            "POST /v1/chats/{chatID}/messages/{messageID}/reactions",
            "POST /v1/chats/{chatID}/reminders",
            "POST /v1/focus",
            "PUT /v1/chats/{chatID}/messages/{messageID}",
        ]
    );
}

#[tokio::test]
async fn an_operation_that_it_lacks_gets_404_or_405_in_plain_text() {
    let mock = older().await;
    let on_known_paths = [
        Operation::UpdateChat,
        Operation::StartChat,
        Operation::GetMessage,
        Operation::DeleteMessage,
    ];
    for &operation in Operation::ALL.iter().filter(|it| !Dialect::Older.has(**it)) {
        let refused = text(request(&mock, operation.method(), &some_path(operation)).json(&json!({}))).await;

        let expected = match on_known_paths.contains(&operation) {
            true => plain(405, "Method Not Allowed"),
            false => plain(404, "404 page not found"),
        };
        assert_eq!(refused, expected, "{operation}");
    }
}

#[tokio::test]
async fn every_operation_that_it_has_is_answered_as_json_or_with_nothing() {
    let mock = older().await;
    for &operation in Operation::ALL.iter().filter(|it| Dialect::Older.has(**it)) {
        let (status, kind, text) =
            text(request(&mock, operation.method(), &some_path(operation)).json(&json!({}))).await;

        assert!([200, 204, 400, 404].contains(&status), "{operation}: {status} {text}");
        assert_eq!(kind, if status == 204 { "" } else { "application/json" }, "{operation}");
    }
}

#[tokio::test]
async fn requests_for_operations_it_lacks_are_recorded_by_operation() {
    let mock = older().await;

    let path = "/v1/chats/!ana:beeper.local/messages/a%2Fb";
    text(request(&mock, "GET", path)).await;
    text(request(&mock, "POST", "/v1/chats/start")).await;
    text(request(&mock, "GET", "/v1/nowhere")).await;

    let requests = mock.requests_for(Operation::GetMessage);
    assert_eq!(requests[0].path_param("chatID"), Some("!ana:beeper.local"));
    assert_eq!(requests[0].path_param("messageID"), Some("a/b"));
    assert_eq!(mock.requests_for(Operation::StartChat).len(), 1);
    assert_eq!(mock.requests()[2].operation(), None);
}

#[tokio::test]
async fn only_the_current_dialect_tells_its_version_with_every_answer() {
    const VERSION: &str = "x-beeper-desktop-version";
    let (current, older) = (MockDesktop::start().await.unwrap(), older().await);
    for (method, path) in [
        ("GET", "/v1/info"),
        ("GET", "/v1/accounts"),
        ("GET", "/v1/chats/!nobody"),
        ("GET", "/v1/chats?cursor="),
        ("GET", "/v1/nowhere"),
        ("DELETE", "/v1/info"),
    ] {
        for token in ["mock-token", "wrong"] {
            let call = |mock: &MockDesktop| {
                let url = format!("{}{path}", mock.base_url());
                http().request(method.parse().unwrap(), url).bearer_auth(token).send()
            };
            let (answer, of_older) = (call(&current).await.unwrap(), call(&older).await.unwrap());
            assert_eq!(header(&answer, VERSION), env!("CARGO_PKG_VERSION"), "{method} {path}");
            assert_eq!(header(&of_older, VERSION), "", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn info_needs_no_token_and_lists_served_endpoints() {
    let mock = older().await;

    let info = ok(send(http().get(format!("{}/v1/info", mock.base_url()))).await);

    assert_eq!(info["server"]["base_url"], mock.base_url());
    assert!(info["app"]["version"].is_string() && info["platform"]["os"].is_string());
    let endpoints = info["endpoints"].as_object().unwrap();
    assert_eq!(endpoints.keys().collect::<Vec<_>>(), ["oauth", "ws_events"]);
    let token = format!("{}/oauth/token", mock.base_url());
    assert_eq!(endpoints["oauth"]["token_endpoint"], token);
}

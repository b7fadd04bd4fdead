//! The older dialect: which operations it has, how it refuses the others, and how it writes what is absent.

use beeper_desktop_mock::{Dialect, MockAccount, MockAsset, MockChat, MockDesktop, MockMessage, MockUser, Operation};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use crate::{done, get, http, ok, post, request, send};

const MESSAGES: &str = "/v1/chats/!ana/messages";

pub(crate) async fn older() -> MockDesktop {
    MockDesktop::builder().dialect(Dialect::Older).start().await.unwrap()
}

/// An older server with the chat `!ana`, and the message `1` of Ana there.
pub(crate) async fn with_message() -> MockDesktop {
    let mock = older().await;
    mock.put_chat(MockChat::new("!ana").participant(MockUser::new("@ana").name("Ana")));
    mock.put_message(MockMessage::new("!ana", "1").sender("@ana").text("Dinner?"));
    mock
}

/// The path of an operation with some values in it.
fn some_path(operation: Operation) -> String {
    let segments = operation.path_template().split('/');
    let segments = segments.map(|it| if it.starts_with('{') { "some%20one" } else { it });
    segments.collect::<Vec<_>>().join("/")
}

/// Status, content type and text.
async fn text(request: RequestBuilder) -> (u16, String, String) {
    let answer = request.send().await.unwrap();
    (
        answer.status().as_u16(),
        header(&answer, "content-type").to_owned(),
        answer.text().await.unwrap(),
    )
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn plain(status: u16, text: &str) -> (u16, String, String) {
    (status, "text/plain; charset=utf-8".to_owned(), text.to_owned())
}

#[test]
fn it_has_chats_messages_contacts_files_and_search() {
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
async fn what_it_lacks_is_recorded_as_what_it_is_in_the_api() {
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
async fn unknown_paths_and_methods_are_plain_text() {
    let mock = older().await;

    assert_eq!(
        text(request(&mock, "GET", "/v1/nowhere")).await,
        plain(404, "404 page not found")
    );
    assert_eq!(
        text(request(&mock, "PATCH", "/v1/chats")).await,
        plain(405, "Method Not Allowed")
    );
}

#[tokio::test]
async fn a_missing_or_wrong_token_is_plain_text_with_a_challenge() {
    let mock = older().await;
    let url = format!("{}/v1/chats", mock.base_url());

    for (call, expected) in [
        (http().get(&url), "no bearer token"),
        (http().get(&url).bearer_auth("wrong"), "invalid bearer token"),
    ] {
        let answer = call.send().await.unwrap();

        // It leads to nothing that is not served.
        assert_eq!(header(&answer, "www-authenticate"), "Bearer");
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "content-type")),
            (401, "text/plain; charset=utf-8")
        );
        assert_eq!(answer.text().await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_scope_that_does_not_reach_is_plain_text() {
    let builder = MockDesktop::builder().dialect(Dialect::Older).read_only_token();
    let mock = builder.start().await.unwrap();
    mock.put_chat(MockChat::new("!ana"));

    let refused = text(request(&mock, "POST", MESSAGES).json(&json!({ "text": "x" }))).await;

    assert_eq!(refused, plain(403, "insufficient scope"));
    ok(get(&mock, MESSAGES).await);
    assert_eq!(mock.messages("!ana"), [] as [Value; 0]);
}

#[tokio::test]
async fn its_own_errors_have_codes_in_capitals() {
    let mock = with_message().await;

    let (status, missing) = get(&mock, "/v1/chats/!nobody").await;
    assert_eq!(status, 404);
    assert_eq!(missing, json!({ "message": "Chat not found", "code": "NOT_FOUND" }));

    let (status, invalid) = post(&mock, MESSAGES, json!({ "text": 7 })).await;
    assert_eq!((status, &invalid["code"]), (400, &json!("VALIDATION_ERROR")));
    assert_eq!(invalid["details"], json!({ "text": invalid["message"] }));

    let (status, invalid) = send(request(&mock, "POST", MESSAGES).body("{")).await;
    assert_eq!((status, &invalid["code"]), (400, &json!("VALIDATION_ERROR")));
    assert_eq!(invalid["details"], json!({}));

    let foreign = send(request(&mock, "PUT", &format!("{MESSAGES}/1")).json(&json!({ "text": "x" }))).await;
    assert_eq!((foreign.0, &foreign.1["code"]), (403, &json!("FORBIDDEN")));

    mock.put_asset("mxc://beeper.local/bee", MockAsset::new("bee"));
    let path = "/v1/assets/serve?url=mxc://beeper.local/bee";
    let behind = request(&mock, "GET", path)
        .header("range", "bytes=9-")
        .send()
        .await
        .unwrap();
    assert_eq!(header(&behind, "content-range"), "bytes */3");
    assert_eq!(behind.json::<Value>().await.unwrap()["code"], "INVALID_PARAM");
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
async fn info_needs_no_token_and_names_what_there_is() {
    let mock = older().await;

    let info = ok(send(http().get(format!("{}/v1/info", mock.base_url()))).await);

    assert_eq!(info["server"]["base_url"], mock.base_url());
    assert!(info["app"]["version"].is_string() && info["platform"]["os"].is_string());
    assert_eq!(info["endpoints"], json!({}));
}

#[tokio::test]
async fn accounts_have_no_bridge_and_no_status() {
    let builder = MockDesktop::builder().dialect(Dialect::Older).realistic_chats();
    let mock = builder.start().await.unwrap();

    let accounts = ok(get(&mock, "/v1/accounts").await);

    assert_eq!(
        accounts,
        json!([{
            "accountID": "matrix_@mock-user:example.com",
            "loginID": "",
            "network": "Mock Linked Device",
            "statusText": "",
            "user": {
                "id": "@mock-user:example.com",
                "fullName": "Mock User",
                "isSelf": true,
                "email": "",
                "imgURL": "",
                "phoneNumber": "",
                "username": "",
            },
        }])
    );
    let contacts = ok(get(&mock, "/v1/accounts/matrix_@mock-user:example.com/contacts/list").await);
    assert_eq!(contacts["items"][0]["fullName"], "Ana");
    let chats = ok(get(&mock, "/v1/chats").await);
    assert_eq!(chats["items"][0]["accountID"], "matrix_@mock-user:example.com");
}

#[tokio::test]
async fn accounts_that_a_test_puts_keep_their_ids() {
    let mock = older().await;
    mock.put_account(MockAccount::new("matrix_@alice:example.org"));

    let accounts = ok(get(&mock, "/v1/accounts").await);

    assert_eq!(accounts[0]["accountID"], "matrix_@alice:example.org");
    ok(get(&mock, "/v1/accounts/matrix_@alice:example.org/contacts?query=ana").await);
}

#[tokio::test]
async fn absent_texts_are_empty_and_absent_lists_are_null() {
    let mock = with_message().await;

    let message = &ok(get(&mock, MESSAGES).await)["items"][0];
    for name in ["editedTimestamp", "linkedMessageID"] {
        assert_eq!(message[name], "", "{name}");
    }
    for name in ["attachments", "links", "mentions", "reactions"] {
        assert_eq!(message.get(name), Some(&Value::Null), "{name}");
    }
    let chats = ok(get(&mock, "/v1/chats").await);
    for chat in [&chats["items"][0], &ok(get(&mock, "/v1/chats/!ana").await)] {
        for name in ["description", "imgURL", "localChatID", "mergedIntoChatID"] {
            assert_eq!(chat[name], "", "{name}");
        }
        assert_eq!(chat["participants"]["items"][1]["phoneNumber"], "");
    }
    let found = ok(get(&mock, "/v1/search?query=dinner").await);
    let messages = &found["results"]["messages"];
    assert_eq!(found["results"]["in_groups"], Value::Null);
    assert_eq!(messages["items"][0]["linkedMessageID"], "");
    assert_eq!(messages["chats"]["!ana"]["imgURL"], "");
}

#[tokio::test]
async fn empty_lists_are_null() {
    let mock = older().await;
    mock.put_account(MockAccount::new("alice"));
    mock.put_chat(MockChat::new("!ana"));
    for path in [
        MESSAGES,
        "/v1/chats/search?query=nobody",
        "/v1/messages/search?query=nothing",
        "/v1/accounts/alice/contacts/list",
        "/v1/accounts/alice/contacts?query=nobody",
    ] {
        assert_eq!(ok(get(&mock, path).await).get("items"), Some(&Value::Null), "{path}");
    }
}

#[tokio::test]
async fn previews_of_chats_have_no_position() {
    let mock = with_message().await;

    let preview = &ok(get(&mock, "/v1/chats").await)["items"][0]["preview"];

    assert_eq!((&preview["id"], &preview["sortKey"]), (&json!("1"), &json!("-1")));
    assert_eq!(preview["attachments"], Value::Null);
}

#[tokio::test]
async fn times_have_no_to_three_decimals() {
    let mock = older().await;
    mock.put_chat(MockChat::new("!ana"));
    for second in 0..4 {
        let message = MockMessage::new("!ana", second.to_string());
        mock.put_message(message.timestamp(&format!("2025-01-01T00:00:0{second}Z")));
    }
    mock.put_message(MockMessage::new("!ana", "4").timestamp("2025-01-01T00:00:04.25Z"));

    let page = ok(get(&mock, MESSAGES).await);

    let times: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["timestamp"])
        .collect();
    assert_eq!(
        times,
        [
            "2025-01-01T00:00:04.25Z",
            "2025-01-01T00:00:03.000Z",
            "2025-01-01T00:00:02.00Z",
            "2025-01-01T00:00:01.0Z",
            "2025-01-01T00:00:00Z",
        ]
    );
}

#[tokio::test]
async fn what_changes_chats_works_as_ever() {
    let mock = with_message().await;

    done(&mock, "POST", "/v1/chats/!ana/archive", json!({})).await;
    let reminder = json!({ "reminder": { "remindAt": "2025-01-02T00:00:00Z" } });
    done(&mock, "POST", "/v1/chats/!ana/reminders", reminder).await;
    let chat = ok(get(&mock, "/v1/chats/!ana").await);
    assert_eq!(chat["isArchived"], true);
    assert_eq!(chat["reminder"]["remindAt"], "2025-01-02T00:00:00Z");

    let upload = json!({ "content": "QnV5IGhvbmV5", "fileName": "note.txt" });
    let upload = ok(post(&mock, "/v1/assets/upload/base64", upload).await);
    let attachment = json!({ "attachment": { "uploadID": upload["uploadID"] } });
    ok(post(&mock, MESSAGES, attachment).await);
    let sent = &ok(get(&mock, MESSAGES).await)["items"][0];
    assert_eq!(sent["attachments"][0]["fileName"], "note.txt");
    assert_eq!(sent["attachments"][0]["posterImg"], "");
    let download = json!({ "url": sent["attachments"][0]["srcURL"] });
    assert_eq!(ok(post(&mock, "/v1/assets/download", download).await)["error"], "");
}

#[tokio::test]
async fn the_current_dialect_refuses_a_scope_in_json() {
    let mock = MockDesktop::builder().read_only_token().start().await.unwrap();

    let (status, body) = post(&mock, "/v1/focus", json!({})).await;

    assert_eq!((status, &body["code"]), (403, &json!("M_FORBIDDEN")));
    ok(get(&mock, "/v1/chats").await);
}

//! Tests properties that all requests share: they have similar names, can be cloned and spawned, and print no secrets.

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::{Client, Method, OPERATIONS};
use beeper_desktop_mock::{MockDesktop, RecordedRequest, Reply};
use serde_json::json;

use crate::support::client;
use crate::support::tables::{CALLS, PLANTED, Stored};

/// The text that stands for everything that a user wrote, and for secrets.
const TEXT: &str = "PLANTED-271828";

/// Returns a request of each operation with all its arguments and setters, including handwritten and undocumented operations.
fn every_request(client: &Client) -> Vec<Box<dyn Stored>> {
    let mut requests: Vec<_> = PLANTED.iter().map(|it| (it.request)(client, TEXT)).collect();
    let upload = client.upload_asset(Upload::bytes(TEXT)).file_name(TEXT);
    let undocumented = client
        .execute(Method::POST, "/v1/undocumented/{thing}")
        .path("thing", TEXT)
        .query("q", TEXT)
        .json(&json!({ TEXT: TEXT }));
    requests.push(Box::new(client.serve_asset(TEXT).range(1..9).on_progress(|_| ())));
    requests.push(Box::new(upload.mime_type("text/plain")));
    requests.push(Box::new(undocumented));
    requests
}

/// Converts a method's name such as `list_bridges` to the name of its request type, `ListBridges`.
fn type_name(operation_id: &str) -> String {
    let words = operation_id.split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}

#[tokio::test]
async fn each_operation_has_a_request_type_named_as_its_method() {
    let client = client(&MockDesktop::start().await.unwrap());
    let mut found: Vec<_> = every_request(&client).iter().map(|it| it.name().to_owned()).collect();
    let mut expected: Vec<_> = OPERATIONS.iter().map(|operation| type_name(operation.id)).collect();
    expected.push("Execute".to_owned());
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn every_request_can_be_stored_cloned_spawned_and_sent_twice() {
    /// Returns the parts of a request that must be the same when it is sent again. The boundary of a form may differ.
    fn comparable_parts(request: &RecordedRequest) -> (String, String, Option<String>, Option<Vec<u8>>) {
        let is_form = request
            .header("content-type")
            .is_some_and(|it| it.starts_with("multipart"));
        (
            request.method().to_owned(),
            request.path().to_owned(),
            request.query().map(str::to_owned),
            (!is_form).then(|| request.body().to_vec()),
        )
    }

    let mock = MockDesktop::start().await.unwrap();
    mock.on_any().reply(Reply::json(200, json!({})));
    let client = client(&mock);
    let requests = every_request(&client);
    // The requests own everything that they need.
    drop(client);
    let mut with_text = 0;
    for request in requests {
        mock.clear_requests();
        let copy = request.cloned();
        request.spawned().await.unwrap();
        drop(request);
        copy.spawned().await.unwrap();
        let received: Vec<_> = mock.requests().iter().map(comparable_parts).collect();
        let (_, path, query, body) = &received[0];
        let body = body.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        let texts = [path, query.as_deref().unwrap_or_default(), &body];
        with_text += usize::from(texts.iter().any(|text| text.contains(TEXT)));
        assert_eq!(received.len(), 2, "{}", copy.name());
        assert_eq!(received[0], received[1], "{}", copy.name());
    }
    // Without the planted text, the tests below could not fail.
    assert!(with_text >= 25, "{with_text} requests have the text");
}

#[tokio::test]
async fn no_request_is_sent_before_it_is_awaited() {
    let mock = MockDesktop::start().await.unwrap();
    let requests = every_request(&client(&mock));
    let stored: Vec<_> = requests.iter().map(|request| request.cloned()).collect();
    drop((requests, stored));
    assert!(mock.requests().is_empty());
}

#[tokio::test]
async fn every_request_prints_its_ids_and_never_texts_files_or_secrets() {
    let mock = MockDesktop::start().await.unwrap();
    for request in every_request(&client(&mock)) {
        let printed = request.printed();
        assert!(printed.starts_with(request.name()), "{printed}");
        assert!(!printed.contains(TEXT) && !printed.contains(mock.token()), "{printed}");
    }
    let client = client(&mock);
    for planted in PLANTED {
        let printed = (planted.request)(&client, TEXT).printed();
        let call = CALLS.iter().find(|call| call.operation == planted.operation).unwrap();
        // A reaction key has no `ID` in its name, and is not printed, because a user chose it.
        for (_, id) in call.path.iter().filter(|(name, _)| name.ends_with("ID")) {
            assert!(printed.contains(id), "{id} in {printed}");
        }
    }
}

#[tokio::test]
async fn a_request_prints_neither_headers_nor_the_token() {
    let mock = MockDesktop::start().await.unwrap();
    let request = client(&mock).get_chat("id-chat").header("cookie", TEXT);
    let printed = format!(
        "{request:?} {:?} {:?}",
        request.clone().raw(),
        request.clone().into_future()
    );
    assert!(printed.contains("id-chat"), "{printed}");
    assert!(!printed.contains(TEXT) && !printed.contains(mock.token()), "{printed}");
}

//! Tests each operation of the document: the request that its method sends, and the value that it decodes from the answer.

use std::collections::BTreeSet;

use beeper_desktop_client::files::Upload;
use beeper_desktop_client::reqwest::Url;
use beeper_desktop_client::{Client, Error, Method, OPERATIONS};
use beeper_desktop_mock::{Dialect, MockDesktop, RecordedRequest, Reply};
use serde_json::{Value, json};

use super::encoding_cases::{Case, FILE, answer, cases, parts};
use crate::support::samples;
use crate::support::tables::{CALLS, Call};
use crate::support::{assert_names, client, mock_operation};

fn needs_token(operation: &str) -> bool {
    let known = OPERATIONS.iter().find(|known| known.id == operation);
    known.unwrap().needs_token
}

#[test]
fn every_operation_of_the_document_is_called() {
    let operations: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
    let calls = CALLS.iter().map(|call| call.operation);
    let called: BTreeSet<_> = calls.chain(cases().iter().map(|case| case.operation)).collect();
    assert_names(
        &called,
        &operations,
        "the calls in tests/generated.rs, and in tests/operations/encoding_cases.rs of what is written by hand,",
    );
    let described: BTreeSet<_> = samples::operations().map(|(id, _)| id).collect();
    assert_names(&operations, &described, "the operations of the client");
}

#[tokio::test]
async fn every_operation_sends_what_it_is_given_and_decodes_what_it_gets() {
    for &dialect in Dialect::ALL {
        let mock = MockDesktop::builder().dialect(dialect).start().await.unwrap();
        for call in CALLS {
            mock.clear_requests();
            mock.reset_replies();
            let answer = call.answer.map_or(Value::Null, |answer| {
                samples::put_together(&serde_json::from_str(answer).unwrap())
            });
            let result = if dialect.has(mock_operation(call.operation)) {
                let reply = call
                    .answer
                    .map_or_else(|| Reply::empty(204), |_| Reply::json(200, answer.clone()));
                mock.on(mock_operation(call.operation)).reply(reply);
                Some(answer)
            } else {
                None
            };
            let received = (call.send)(client(&mock)).await;
            match result {
                Some(answer) => assert_eq!(received.unwrap(), answer, "{}", call.operation),
                None => assert_not_supported(&mock, call.operation, &received.unwrap_err()),
            }
            assert_sent(&only_request(&mock, call.operation), call);
        }
    }
}

/// Asserts that a request has the form on the wire that the table has for the call.
fn assert_sent(request: &RecordedRequest, call: &Call) {
    let id = call.operation;
    assert_eq!(
        request.operation(),
        Some(mock_operation(id)),
        "{id} was sent to {}",
        request.path()
    );
    for (name, value) in call.path {
        assert_eq!(request.path_param(name), Some(*value), "{id}");
    }
    let query = request.query().unwrap_or_default();
    let address = Url::parse(&format!("http://localhost/?{query}")).unwrap();
    let mut sent: Vec<_> = address
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut given: Vec<_> = call
        .query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    sent.sort();
    given.sort();
    assert_eq!(sent, given, "{id}");
    for (name, value) in call.headers {
        assert_eq!(request.header(name), Some(*value), "{id}");
    }
    assert_usual_headers(
        request,
        id,
        if call.answer.is_some() {
            "application/json"
        } else {
            "*/*"
        },
    );
    assert_body(
        request,
        id,
        call.body.map(|body| serde_json::from_str(body).unwrap()).as_ref(),
    );
}

#[tokio::test]
async fn encoding_cases_are_sent_as_documented() {
    let mock = MockDesktop::start().await.unwrap();
    for case in cases() {
        mock.clear_requests();
        mock.reset_replies();
        let answer = answer(case.answer);
        let reply = match case.answer {
            "" => Reply::empty(204),
            FILE => Reply::bytes(200, FILE),
            _ => Reply::json(200, answer.clone()),
        };
        mock.on(mock_operation(case.operation)).reply(reply);
        let decoded = (case.call)(client(&mock))
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(decoded, answer, "{}", case.operation);

        let request = &only_request(&mock, case.operation);
        let query = request.query().map(|query| format!("?{query}")).unwrap_or_default();
        assert_eq!(format!("{} {}{query}", request.method(), request.path()), case.request);
        assert_eq!(request.operation(), Some(mock_operation(case.operation)));
        let accepts = match case.answer {
            "" => "*/*",
            FILE => "application/octet-stream, */*",
            _ => "application/json",
        };
        assert_usual_headers(request, case.operation, accepts);
        match &case.body {
            Some(form @ Value::Array(_)) => assert_eq!(parts(request), *form, "{}", case.operation),
            body => assert_body(request, case.operation, body.as_ref()),
        }
    }
}

/// Handwritten operations behave like generated ones on a server that does not have them.
#[tokio::test]
async fn an_operation_that_the_server_lacks_is_not_supported() {
    let mock = MockDesktop::builder().dialect(Dialect::Older).start().await.unwrap();
    for Case { operation, call, .. } in cases()
        .iter()
        .filter(|it| !Dialect::Older.has(mock_operation(it.operation)))
    {
        assert_not_supported(&mock, operation, &call(client(&mock)).await.unwrap_err());
    }
}

#[track_caller]
fn assert_not_supported(mock: &MockDesktop, operation: &str, error: &Error) {
    assert!(error.is_not_supported(), "{error}");
    assert_eq!(error.operation_id(), Some(operation));
    let line = error.to_string();
    let names = format!("{operation}: the server at {} ", mock.base_url());
    assert!(line.starts_with(&names) && line.lines().count() == 1, "{line}");
}

/// Returns the only request that a call has sent.
fn only_request(mock: &MockDesktop, operation: &str) -> RecordedRequest {
    let mut requests = mock.requests();
    assert_eq!(requests.len(), 1, "{operation}");
    requests.remove(0)
}

fn assert_usual_headers(request: &RecordedRequest, operation: &str, accepts: &str) {
    assert_eq!(request.header("accept"), Some(accepts), "{operation}");
    assert_eq!(
        request.header("authorization"),
        Some("Bearer mock-token"),
        "{operation}"
    );
    assert_eq!(request.header("api-version"), None, "{operation}");
    let agent = request.header("user-agent").unwrap();
    assert!(agent.starts_with("beeper-desktop-client/"), "{agent}");
}

fn assert_body(request: &RecordedRequest, operation: &str, body: Option<&Value>) {
    match body {
        Some(body) => {
            assert_eq!(request.json().unwrap(), *body, "{operation}");
            assert_eq!(request.header("content-type"), Some("application/json"), "{operation}");
        }
        None => {
            assert!(request.body().is_empty(), "{operation}");
            assert_eq!(request.header("content-type"), None, "{operation}");
        }
    }
}

#[tokio::test]
async fn without_a_token_only_open_operations_are_sent() {
    let mock = MockDesktop::start().await.unwrap();
    let client = Client::builder().base_url(mock.base_url()).build().unwrap();
    let special: Vec<_> = cases().iter().map(|case| (case.operation, case.call)).collect();
    for (operation, send) in CALLS.iter().map(|call| (call.operation, call.send)).chain(special) {
        let open = !needs_token(operation);
        mock.clear_requests();
        match send(client.clone()).await {
            _ if open => {}
            Ok(_) => panic!("{operation}"),
            Err(error) => {
                let expected = format!("{operation}: needs an access token, and the client has none");
                assert!(error.to_string().starts_with(&expected), "{error}");
                assert!(error.is_unauthorized());
            }
        }
        assert_eq!(mock.requests().len(), usize::from(open), "{operation}");
    }
}

#[test]
fn operations_before_sign_in_need_no_token() {
    let open: Vec<_> = OPERATIONS
        .iter()
        .filter(|operation| !operation.needs_token)
        .map(|it| it.id)
        .collect();
    let expected = [
        "start_setup",
        "submit_setup_email",
        "submit_setup_response",
        "register_setup",
    ];
    assert_eq!(open, ["get_info"].iter().chain(&expected).copied().collect::<Vec<_>>());
}

#[tokio::test]
async fn an_answer_without_a_documented_body_may_have_any() {
    let mock = MockDesktop::start().await.unwrap();
    for reply in [
        Reply::empty(200),
        Reply::empty(204),
        Reply::json(200, json!({"success": true})),
        Reply::json(201, json!([])),
        Reply::bytes(200, "OK"),
    ] {
        mock.reset_replies();
        mock.on_any().reply(reply);
        let done = client(&mock).delete_chat_reminder("c").await.unwrap();
        assert!(done.status().is_success());
    }
}

#[tokio::test]
async fn the_path_of_the_base_url_is_a_prefix() {
    let mock = MockDesktop::start().await.unwrap();
    for slash in ["", "/"] {
        let address = format!("{}/through/a%20proxy{slash}", mock.base_url());
        let client = Client::builder().base_url(address).access_token("t").build().unwrap();
        client.list_bridges().await.unwrap_err();
        let request = mock.requests().pop().unwrap();
        assert_eq!(request.path(), "/through/a%20proxy/v1/bridges");
    }
}

#[test]
fn clients_and_requests_can_be_shared_between_tasks_and_spawned() {
    fn shareable<T: Send + Sync + Clone + 'static>(_: &T) {}
    fn spawnable<T: IntoFuture<IntoFuture: Send + 'static> + Send + 'static>(_: &T) {}
    let client = Client::builder().build().unwrap();
    shareable(&client);
    shareable(&client.list_bridges());
    spawnable(&client.list_bridges());
    spawnable(&client.upload_asset(Upload::bytes("")));
    spawnable(&client.serve_asset("mxc://x/y"));
    spawnable(&client.execute(Method::GET, "/v1/info"));
}

//! One case for each operation: what its method sends, and what it makes of the answer.

use std::collections::BTreeSet;
use std::pin::Pin;

use beeper_desktop_client::types::{
    CreateLoginSessionRequest, LoginRemoveScope, LoginStepAnswerType, RemoveBridgeLoginRequest, SubmitLoginStepRequest,
};
use beeper_desktop_client::{Client, Error, OPERATIONS, ResponseValue, Secret};
use beeper_desktop_mock::{MockDesktop, Operation, Reply};
use serde::Serialize;
use serde_json::{Value, json};

use crate::client;

type Decoded = Pin<Box<dyn Future<Output = Result<Value, Error>>>>;

struct Case {
    operation: &'static str,
    /// The method, the path and the query on the wire.
    request: &'static str,
    /// The body on the wire.
    body: Option<Value>,
    /// The fixture that the server answers with, and the client has to give back.
    answer: &'static str,
    call: fn(Client) -> Decoded,
}

fn value<T: Serialize>(result: Result<ResponseValue<T>, Error>) -> Result<Value, Error> {
    result.map(|value| serde_json::to_value(&*value).unwrap())
}

/// A case's call, with the arguments' texts made into IDs.
macro_rules! call {
    ($method:ident($($id:literal),* $(; $body:expr)?)) => {
        |client| Box::pin(async move { value(client.$method($(&$id.parse().unwrap(),)* $(&$body)?).await) })
    };
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            operation: "list_accounts",
            request: "GET /v1/accounts",
            body: None,
            answer: "[Account]",
            call: call!(list_accounts()),
        },
        Case {
            operation: "get_account",
            request: "GET /v1/accounts/slackgo.T-U",
            body: None,
            answer: "Account",
            call: call!(get_account("slackgo.T-U")),
        },
        Case {
            operation: "list_bridges",
            request: "GET /v1/bridges",
            body: None,
            answer: "BridgeList",
            call: call!(list_bridges()),
        },
        Case {
            operation: "get_bridge",
            request: "GET /v1/bridges/local-whatsapp",
            body: None,
            answer: "Bridge",
            call: call!(get_bridge("local-whatsapp")),
        },
        Case {
            operation: "get_bridge_capabilities",
            request: "GET /v1/bridges/b/capabilities",
            body: None,
            answer: "ProvisioningCapabilities",
            call: call!(get_bridge_capabilities("b")),
        },
        Case {
            operation: "list_login_flows",
            request: "GET /v1/bridges/b/login-flows",
            body: None,
            answer: "LoginFlowList",
            call: call!(list_login_flows("b")),
        },
        Case {
            operation: "list_bridge_logins",
            request: "GET /v1/bridges/b/logins",
            body: None,
            answer: "BridgeLoginList",
            call: call!(list_bridge_logins("b")),
        },
        Case {
            operation: "get_bridge_login",
            request: "GET /v1/bridges/b/logins/+1555%2F2",
            body: None,
            answer: "BridgeLogin",
            call: call!(get_bridge_login("b", "+1555/2")),
        },
        Case {
            operation: "remove_bridge_login",
            request: "POST /v1/bridges/b/logins/l/remove",
            body: Some(json!({"scope": "all-devices"})),
            answer: "RemoveBridgeLoginResponse",
            call: call!(remove_bridge_login("b", "l"; RemoveBridgeLoginRequest::new(LoginRemoveScope::AllDevices))),
        },
        Case {
            operation: "create_login_session",
            request: "POST /v1/bridges/b/login-sessions",
            body: Some(json!({"accountID": "a", "flowID": "f", "loginID": "l"})),
            answer: "LoginSession",
            call: call!(create_login_session("b"; CreateLoginSessionRequest {
                account_id: Some("a".parse().unwrap()),
                flow_id: Some("f".parse().unwrap()),
                login_id: Some("l".parse().unwrap()),
            })),
        },
        Case {
            operation: "create_login_session",
            request: "POST /v1/bridges/b/login-sessions",
            body: Some(json!({})),
            answer: "LoginSession",
            call: call!(create_login_session("b"; CreateLoginSessionRequest::new())),
        },
        Case {
            operation: "get_login_session",
            request: "GET /v1/bridges/b/login-sessions/s",
            body: None,
            answer: "LoginSession",
            call: call!(get_login_session("b", "s")),
        },
        Case {
            operation: "cancel_login_session",
            request: "DELETE /v1/bridges/b/login-sessions/s",
            body: None,
            answer: "CancelLoginSessionResponse",
            call: call!(cancel_login_session("b", "s")),
        },
        Case {
            operation: "submit_login_step",
            request: "POST /v1/bridges/b/login-sessions/s/steps/t",
            body: Some(json!({
                "type": "cookies",
                "fields": {"a": "1", "b": ""},
                "lastURL": "https://chat.example/",
                "source": "browser_extension",
            })),
            answer: "LoginSession",
            call: call!(submit_login_step("b", "s", "t"; SubmitLoginStepRequest {
                fields: Some([("a".to_owned(), Secret::from("1")), ("b".to_owned(), Secret::from(""))].into()),
                last_url: Some("https://chat.example/".into()),
                source: Some("browser_extension".into()),
                type_: LoginStepAnswerType::Cookies,
            })),
        },
        Case {
            operation: "submit_login_step",
            request: "POST /v1/bridges/b/login-sessions/s/steps/t",
            body: Some(json!({"type": "display_and_wait"})),
            answer: "LoginSession",
            call: call!(submit_login_step("b", "s", "t"; SubmitLoginStepRequest::new(LoginStepAnswerType::DisplayAndWait))),
        },
        Case {
            operation: "get_info",
            request: "GET /v1/info",
            body: None,
            answer: "Info",
            call: call!(get_info()),
        },
    ]
}

/// A fixture by its name; in brackets, a list of it.
fn answer(name: &str) -> Value {
    let path = |name| format!("{}/fixtures/wire/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let read = |name| serde_json::from_slice(&std::fs::read(path(name)).unwrap()).unwrap();
    match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(item) => Value::Array(vec![read(item), read(item)]),
        None => read(name),
    }
}

fn mocked(operation: &str) -> Operation {
    let name = operation.replace('_', "");
    let known = Operation::ALL
        .iter()
        .find(|it| it.operation_id().to_lowercase() == name);
    *known.unwrap_or_else(|| panic!("the mock does not know {operation}"))
}

#[test]
fn every_operation_has_a_case_and_every_case_an_operation() {
    let operations: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
    let cases: BTreeSet<_> = cases().iter().map(|case| case.operation).collect();
    assert_eq!(operations, cases);
}

#[tokio::test]
async fn every_operation_sends_what_it_should_and_decodes_what_it_gets() {
    let mock = MockDesktop::start().await.unwrap();
    for case in cases() {
        let (operation, answer) = (mocked(case.operation), answer(case.answer));
        mock.clear_requests();
        mock.on(operation).reply(Reply::json(200, answer.clone()));

        let decoded = (case.call)(client(&mock))
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(decoded, answer, "{}", case.operation);

        let requests = mock.requests();
        let [request] = requests.as_slice() else {
            panic!("{}: {} requests", case.operation, requests.len());
        };
        let query = request.query().map(|query| format!("?{query}")).unwrap_or_default();
        assert_eq!(format!("{} {}{query}", request.method(), request.path()), case.request);
        assert_eq!(request.operation(), Some(operation));
        assert_eq!(request.header("accept"), Some("application/json"), "{}", case.operation);
        assert_eq!(
            request.header("authorization"),
            Some("Bearer mock-token"),
            "{}",
            case.operation
        );
        assert_eq!(request.header("api-version"), None, "{}", case.operation);
        let agent = request.header("user-agent").unwrap();
        assert!(agent.starts_with("beeper-desktop-client/"), "{agent}");
        match case.body {
            Some(body) => {
                assert_eq!(request.json().unwrap(), body, "{}", case.operation);
                assert_eq!(
                    request.header("content-type"),
                    Some("application/json"),
                    "{}",
                    case.operation
                );
            }
            None => assert!(request.body().is_empty(), "{}", case.operation),
        }
    }
}

#[tokio::test]
async fn without_a_token_only_what_needs_none_is_sent() {
    let mock = MockDesktop::start().await.unwrap();
    let client = Client::builder().base_url(mock.base_url()).build().unwrap();
    for case in cases() {
        let open = case.operation == "get_info";
        mock.clear_requests();
        match (case.call)(client.clone()).await {
            Ok(_) => assert!(open, "{}", case.operation),
            Err(error) => {
                assert!(!open, "{error}");
                let expected = format!("{}: needs an access token, and the client has none", case.operation);
                assert_eq!(error.to_string(), expected);
                assert!(error.is_unauthorized());
            }
        }
        assert_eq!(mock.requests().len(), usize::from(open), "{}", case.operation);
    }
}

#[tokio::test]
async fn a_path_in_the_address_comes_before_every_other() {
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
fn a_client_can_be_shared_between_tasks_and_cloned() {
    fn shareable<T: Send + Sync + Clone + 'static>(_: &T) {}
    fn sendable<T: Send>(_: &T) {}
    let client = Client::builder().build().unwrap();
    shareable(&client);
    sendable(&client.list_bridges());
}

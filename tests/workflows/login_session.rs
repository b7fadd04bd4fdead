//! Tests whole login sessions with the client's methods, without the login crate.

use beeper_desktop_client::types::{
    BridgeId, LoginDisplay, LoginRemoveScope, LoginSession, LoginSessionStatus, LoginStep, LoginStepAnswerType, StepId,
};
use beeper_desktop_client::{Client, Method};
use beeper_desktop_mock::{MockBridge, MockDesktop, MockLoginFlow, Operation};
use serde_json::{Value, json};

use crate::support::client;

fn shown_code(session: &LoginSession) -> (StepId, String) {
    let Some(LoginStep::DisplayAndWait(step)) = &session.current_step else {
        panic!("nothing is displayed: {session:?}");
    };
    let Some(LoginDisplay::Qr(qr)) = &step.display else {
        panic!("no QR code is displayed: {session:?}");
    };
    (step.step_id.clone(), qr.data.as_ref().unwrap().expose().to_owned())
}

#[tokio::test]
async fn a_qr_login_runs_from_start_to_end() {
    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    let bridge = BridgeId::new("mock-qr");

    let flows = client.list_login_flows(&bridge).await.unwrap();
    let start = client.create_login_session(&bridge).flow_id(&flows.items[0].id);
    let session = start.await.unwrap().into_inner();
    let id = session.login_session_id.clone();
    assert_eq!(session.status, LoginSessionStatus::WaitingForDisplay);
    let (step, first) = shown_code(&session);

    let session = client
        .submit_login_step(&bridge, &id, &step, LoginStepAnswerType::DisplayAndWait)
        .await
        .unwrap()
        .into_inner();
    let (same_step, second) = shown_code(&session);
    assert_eq!(step, same_step);
    assert_ne!(first, second, "the code has to rotate");
    let seen = client.get_login_session(&bridge, &id).await.unwrap();
    assert_eq!(shown_code(&seen).1, second);

    let session = client
        .submit_login_step(&bridge, &id, &step, LoginStepAnswerType::DisplayAndWait)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(session.status, LoginSessionStatus::Complete);
    let account = session.account.unwrap();
    let login = session.login.unwrap();
    assert_eq!(session.account_id, Some(account.account_id.clone()));
    assert_eq!(session.login_id, Some(login.login_id.clone()));

    let accounts = client.list_accounts().await.unwrap();
    assert_eq!(
        accounts.iter().map(|account| &account.account_id).collect::<Vec<_>>(),
        [&account.account_id]
    );
    assert_eq!(
        client.list_bridge_logins(&bridge).await.unwrap().items[0].login_id,
        login.login_id
    );

    let removed = client
        .remove_bridge_login(&bridge, &login.login_id, LoginRemoveScope::CurrentDevice)
        .await
        .unwrap();
    assert_eq!(removed.affected_account_ids.as_deref(), Some(&[account.account_id][..]));
    assert!(client.list_accounts().await.unwrap().is_empty());
}

#[tokio::test]
async fn input_and_cookies_arrive_as_they_were_given() {
    let mock = MockDesktop::builder().empty().start().await.unwrap();
    let client = client(&mock);
    let bridge = BridgeId::new("typed");
    mock.put_bridge(MockBridge::new("typed").login_flows([MockLoginFlow::new("all").steps([
        json!({"type": "user_input", "stepID": "phone", "fields": [{"id": "number", "type": "phone_number"}]}),
        json!({"type": "cookies", "stepID": "web", "url": "https://chat.example", "fields": [{"id": "session"}]}),
    ])]));

    let session = client.create_login_session(&bridge).await.unwrap();
    let id = session.login_session_id.clone();
    assert_eq!(session.status, LoginSessionStatus::WaitingForInput);
    let typed = client
        .submit_login_step(&bridge, &id, "phone", LoginStepAnswerType::UserInput)
        .fields([("number", "+1 555 0100")]);
    let session = typed.await.unwrap();
    assert_eq!(session.status, LoginSessionStatus::WaitingForCookies);
    let cookies = client
        .submit_login_step(&bridge, &id, "web", LoginStepAnswerType::Cookies)
        .fields([("session", "a+b%2B")])
        .last_url("https://chat.example/inbox")
        .source("webview");
    let session = cookies.await.unwrap();
    assert_eq!(session.status, LoginSessionStatus::Complete);

    let bodies: Vec<Value> = mock
        .requests_for(Operation::SubmitLoginStep)
        .iter()
        .map(|request| request.json().unwrap())
        .collect();
    assert_eq!(
        bodies,
        [
            json!({"type": "user_input", "fields": {"number": "+1 555 0100"}}),
            json!({
                "type": "cookies",
                "fields": {"session": "a+b%2B"},
                "lastURL": "https://chat.example/inbox",
                "source": "webview",
            }),
        ]
    );
}

#[tokio::test]
async fn a_cancelled_session_says_so() {
    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    let bridge = BridgeId::new("mock-qr");
    let session = client.create_login_session(&bridge).await.unwrap();
    let id = &session.login_session_id;
    assert_eq!(
        client.cancel_login_session(&bridge, id).await.unwrap().status.as_str(),
        "cancelled"
    );
    assert_eq!(
        client.get_login_session(&bridge, id).await.unwrap().status,
        LoginSessionStatus::Cancelled
    );
    assert_eq!(
        client
            .cancel_login_session(&bridge, id)
            .await
            .unwrap_err()
            .status()
            .unwrap(),
        404
    );
}

/// Compares what the mock sends with what the client's types write.
///
/// The types would drop a name that the document does not have, and report one that it requires.
#[tokio::test]
async fn the_mock_sends_only_documented_properties() {
    async fn raw(client: &Client, path: &str) -> Value {
        client
            .execute(Method::GET, path)
            .await
            .unwrap()
            .into_inner()
            .as_value()
            .clone()
    }
    macro_rules! same {
        ($client:ident, $path:expr, $call:expr) => {
            assert_eq!(
                serde_json::to_value(&*$call.await.unwrap()).unwrap(),
                raw(&$client, $path).await,
                "{}",
                $path
            );
        };
    }
    let mock = MockDesktop::start().await.unwrap();
    let client = client(&mock);
    let bridge = BridgeId::new("mock-qr");
    let session = client.create_login_session(&bridge).await.unwrap();
    let id = session.login_session_id.clone();
    let (step, _) = shown_code(&session);
    let session_path = format!("/v1/bridges/mock-qr/login-sessions/{id}");
    same!(client, &session_path, client.get_login_session(&bridge, &id));
    for _ in 0..2 {
        let wait = client.submit_login_step(&bridge, &id, &step, LoginStepAnswerType::DisplayAndWait);
        wait.await.unwrap();
        same!(client, &session_path, client.get_login_session(&bridge, &id));
    }

    same!(client, "/v1/info", client.get_info());
    same!(client, "/v1/accounts", client.list_accounts());
    let account = client.list_accounts().await.unwrap()[0].account_id.clone();
    same!(client, &format!("/v1/accounts/{account}"), client.get_account(&account));
    same!(client, "/v1/bridges", client.list_bridges());
    same!(client, "/v1/bridges/mock-qr", client.get_bridge(&bridge));
    same!(
        client,
        "/v1/bridges/mock-qr/capabilities",
        client.get_bridge_capabilities(&bridge)
    );
    same!(
        client,
        "/v1/bridges/mock-qr/login-flows",
        client.list_login_flows(&bridge)
    );
    same!(client, "/v1/bridges/mock-qr/logins", client.list_bridge_logins(&bridge));
    let login = client.list_bridge_logins(&bridge).await.unwrap().items[0]
        .login_id
        .clone();
    same!(
        client,
        &format!("/v1/bridges/mock-qr/logins/{login}"),
        client.get_bridge_login(&bridge, &login)
    );
}

//! Tests which login flow is used.

use beeper_bridge_login::{LoginErrorKind, LoginHandler, LoginState, Step, Stop};
use beeper_desktop_client::types::LoginFlow;
use beeper_desktop_mock::{LoginScript, MockBridge, MockLoginFlow, MockStep, Operation};
use serde_json::{Value, json};

use crate::support::{BRIDGE, ScriptedHandler, TestSetup, kind_name};

#[tokio::test]
async fn the_only_flow_is_taken_and_one_of_several_is_chosen() {
    let flow = |id| MockLoginFlow::new(id).script(LoginScript::new());
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_flows([flow("only")])).await;
    setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();
    assert_eq!(flow_sent(&setup), json!("only"));

    setup
        .mock
        .put_bridge(MockBridge::new(BRIDGE).login_flows([flow("qr"), flow("phone")]));
    let mut handler = ScriptedHandler {
        flow: Some("phone".into()),
        ..ScriptedHandler::default()
    };
    setup.bridge.connect().run(&mut handler).await.unwrap();
    assert_eq!(handler.seen, ["2 flows"]);
    assert_eq!(flow_sent(&setup), json!("phone"));

    setup
        .bridge
        .connect()
        .flow("qr")
        .run(ScriptedHandler::default())
        .await
        .unwrap();
    assert_eq!(flow_sent(&setup), json!("qr"));

    setup
        .bridge
        .connect()
        .default_flow()
        .run(ScriptedHandler::default())
        .await
        .unwrap();
    assert_eq!(flow_sent(&setup), json!(null));

    let error = setup.bridge.connect().start().await.unwrap_err();
    assert!(
        matches!(error.kind(), LoginErrorKind::FlowNotChosen(flows) if flows.len() == 2),
        "{error}"
    );
    let expected = r#"the bridge has several login flows; choose one of "qr", "phone""#;
    assert_eq!(error.to_string(), expected);
    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), expected, "the handler chose none");
}

#[tokio::test]
async fn a_login_by_hand_asks_for_a_flow_where_there_is_a_choice() {
    let flow = |id| MockLoginFlow::new(id).script(LoginScript::new().ask(MockStep::code("pair", "1")));
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_flows([flow("qr"), flow("phone")])).await;

    // The closure may borrow, and its future may be sent to another thread.
    let mut asked = Vec::new();
    let choosing = setup.bridge.connect().start_choosing(async |flows: Vec<LoginFlow>| {
        asked.extend(flows.iter().map(|flow| flow.id.to_string()));
        tokio::task::yield_now().await;
        Ok(flows[1].id.clone())
    });
    let session = sendable(choosing).await.unwrap();
    assert!(matches!(session.state(), LoginState::Waiting(Step::Display(_))));
    assert_eq!(
        (flow_sent(&setup), asked),
        (json!("phone"), vec!["qr".into(), "phone".into()])
    );
    session.cancel().await.unwrap();

    // The handler chooses a flow.
    let mut handler = ScriptedHandler {
        flow: Some("qr".into()),
        ..ScriptedHandler::default()
    };
    let choosing = setup.bridge.connect();
    let choosing = choosing.start_choosing(async |flows| handler.choose_flow(&flows).await);
    let session = sendable(choosing).await.unwrap();
    assert_eq!(flow_sent(&setup), json!("qr"));
    session.cancel().await.unwrap();

    // The bridge offers only one flow.
    let never = async |_| unreachable!("there is no choice");
    let connect = setup.bridge.connect().flow("phone");
    connect.start_choosing(never).await.unwrap().cancel().await.unwrap();
    let connect = setup.bridge.connect().default_flow();
    connect.start_choosing(never).await.unwrap().cancel().await.unwrap();
    setup
        .mock
        .put_bridge(MockBridge::new(BRIDGE).login_flows([flow("only")]));
    let only = setup.bridge.connect().start_choosing(never).await.unwrap();
    assert_eq!(flow_sent(&setup), json!("only"));
    only.cancel().await.unwrap();
}

fn sendable<T>(future: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
    future
}

#[tokio::test]
async fn a_login_by_hand_whose_flow_is_not_chosen_does_not_begin() {
    let flow = |id| MockLoginFlow::new(id).script(LoginScript::new());
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_flows([flow("qr"), flow("phone")])).await;
    let of: [(Result<&str, Stop>, &str); 4] = [
        (Err(Stop::Cancel), "Cancelled"),
        (Err(Stop::Unsupported), "FlowNotChosen"),
        (Err("the window is gone".into()), "Handler"),
        (Ok("another"), "UnknownFlow"),
    ];
    for (chosen, expected) in of {
        let choose = async |_| Ok(chosen?.into());
        let error = setup.bridge.connect().start_choosing(choose).await.unwrap_err();
        assert_eq!(kind_name(&error), expected);
        assert!(!error.may_leave_session());
    }
    assert_eq!(setup.call_count(Operation::CreateLoginSession), 0);
}

fn flow_sent(setup: &TestSetup) -> Value {
    let requests = setup.mock.requests_for(Operation::CreateLoginSession);
    requests.last().unwrap().json().unwrap()["flowID"].clone()
}

//! Which login flow is taken.

use beeper_bridge_login::{LoginErrorKind, LoginHandler, LoginState, Step, Stop};
use beeper_desktop_client::types::LoginFlow;
use beeper_desktop_mock::{LoginScript, MockBridge, MockLoginFlow, MockStep, Operation};
use serde_json::{Value, json};

use crate::support::{BRIDGE, Player, Stage, kind};

#[tokio::test]
async fn the_only_flow_is_taken_and_one_of_several_is_chosen() {
    let flow = |id| MockLoginFlow::new(id).script(LoginScript::new());
    let stage = Stage::new(MockBridge::new(BRIDGE).login_flows([flow("only")])).await;
    stage.bridge.connect().run(Player::default()).await.unwrap();
    assert_eq!(flow_sent(&stage), json!("only"));

    stage
        .mock
        .put_bridge(MockBridge::new(BRIDGE).login_flows([flow("qr"), flow("phone")]));
    let mut player = Player {
        flow: Some("phone".into()),
        ..Player::default()
    };
    stage.bridge.connect().run(&mut player).await.unwrap();
    assert_eq!(player.seen, ["2 flows"]);
    assert_eq!(flow_sent(&stage), json!("phone"));

    stage.bridge.connect().flow("qr").run(Player::default()).await.unwrap();
    assert_eq!(flow_sent(&stage), json!("qr"));

    stage
        .bridge
        .connect()
        .default_flow()
        .run(Player::default())
        .await
        .unwrap();
    assert_eq!(flow_sent(&stage), json!(null));

    let error = stage.bridge.connect().start().await.unwrap_err();
    assert!(
        matches!(error.kind(), LoginErrorKind::FlowNotChosen(flows) if flows.len() == 2),
        "{error}"
    );
    let expected = r#"the bridge has several login flows, choose one of "qr", "phone""#;
    assert_eq!(error.to_string(), expected);
    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();
    assert_eq!(error.to_string(), expected, "the handler chose none");
}

#[tokio::test]
async fn a_login_by_hand_asks_for_a_flow_where_there_is_a_choice() {
    let flow = |id| MockLoginFlow::new(id).script(LoginScript::new().ask(MockStep::code("pair", "1")));
    let stage = Stage::new(MockBridge::new(BRIDGE).login_flows([flow("qr"), flow("phone")])).await;

    // What asks may be borrowed, and the future be sent to another thread.
    let mut asked = Vec::new();
    let choosing = stage.bridge.connect().start_choosing(async |flows: Vec<LoginFlow>| {
        asked.extend(flows.iter().map(|flow| flow.id.to_string()));
        tokio::task::yield_now().await;
        Ok(flows[1].id.clone())
    });
    let session = sendable(choosing).await.unwrap();
    assert!(matches!(session.state(), LoginState::Waiting(Step::Display(_))));
    assert_eq!(
        (flow_sent(&stage), asked),
        (json!("phone"), vec!["qr".into(), "phone".into()])
    );
    session.cancel().await.unwrap();

    // A handler's own choice.
    let mut player = Player {
        flow: Some("qr".into()),
        ..Player::default()
    };
    let choosing = stage.bridge.connect();
    let choosing = choosing.start_choosing(async |flows| player.choose_flow(&flows).await);
    let session = sendable(choosing).await.unwrap();
    assert_eq!(flow_sent(&stage), json!("qr"));
    session.cancel().await.unwrap();

    // Nothing to choose.
    let never = async |_| unreachable!("there is no choice");
    let connect = stage.bridge.connect().flow("phone");
    connect.start_choosing(never).await.unwrap().cancel().await.unwrap();
    let connect = stage.bridge.connect().default_flow();
    connect.start_choosing(never).await.unwrap().cancel().await.unwrap();
    stage
        .mock
        .put_bridge(MockBridge::new(BRIDGE).login_flows([flow("only")]));
    let only = stage.bridge.connect().start_choosing(never).await.unwrap();
    assert_eq!(flow_sent(&stage), json!("only"));
    only.cancel().await.unwrap();
}

fn sendable<T>(future: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
    future
}

#[tokio::test]
async fn a_login_by_hand_whose_flow_is_not_chosen_does_not_begin() {
    let flow = |id| MockLoginFlow::new(id).script(LoginScript::new());
    let stage = Stage::new(MockBridge::new(BRIDGE).login_flows([flow("qr"), flow("phone")])).await;
    let of: [(Result<&str, Stop>, &str); 4] = [
        (Err(Stop::Cancel), "Cancelled"),
        (Err(Stop::Unsupported), "FlowNotChosen"),
        (Err("the window is gone".into()), "Handler"),
        (Ok("another"), "UnknownFlow"),
    ];
    for (chosen, expected) in of {
        let choose = async |_| Ok(chosen?.into());
        let error = stage.bridge.connect().start_choosing(choose).await.unwrap_err();
        assert_eq!(kind(&error), expected);
        assert!(!error.may_leave_session());
    }
    assert_eq!(stage.calls(Operation::CreateLoginSession), 0);
}

fn flow_sent(stage: &Stage) -> Value {
    let requests = stage.mock.requests_for(Operation::CreateLoginSession);
    requests.last().unwrap().json().unwrap()["flowID"].clone()
}

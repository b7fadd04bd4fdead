//! Logins in which everybody does what they should.

use beeper_bridge_login::Arrival;
use beeper_desktop_mock::{MockBridge, MockLoginFlow, Operation};
use serde_json::json;

use crate::support::{BRIDGE, Player, Stage};

#[tokio::test]
async fn a_qr_code_is_shown_each_time_it_changes_and_taken_away_in_the_end() {
    let stage = Stage::new(MockBridge::new(BRIDGE)).await;
    let mut player = Player::default();

    let connected = stage.bridge.connect().run(&mut player).await.unwrap();

    assert_eq!(connected.arrival(), &Arrival::New);
    assert_eq!(connected.login_id().unwrap(), "mock-login-1");
    assert_eq!(player.seen.len(), 3);
    assert_eq!(player.seen[2], "hidden");
    assert_eq!(stage.mock.requests_for(Operation::SubmitLoginStep).len(), 2);
    assert_eq!(stage.mock.requests_for(Operation::CancelLoginSession).len(), 0);
}

#[tokio::test]
async fn a_phone_number_is_normalised_before_it_is_sent() {
    let stage = Stage::new(MockBridge::new(BRIDGE).login_flows([MockLoginFlow::new("phone").steps([
        json!({ "type": "user_input", "stepID": "phone", "fields": [{ "id": "number", "type": "phone_number" }] }),
        json!({ "type": "display_and_wait", "stepID": "pair", "display": { "type": "code", "data": "ABCD-1234" } }),
    ])]))
    .await;
    let mut player = Player::typing([("number", "+1 (555) 0100")]);

    stage.bridge.connect().run(&mut player).await.unwrap();

    assert_eq!(player.seen, ["input phone", "code ABCD-1234", "hidden"]);
    let submitted = &stage.mock.requests_for(Operation::SubmitLoginStep)[0];
    assert_eq!(submitted.json().unwrap()["fields"]["number"], "+15550100");
}

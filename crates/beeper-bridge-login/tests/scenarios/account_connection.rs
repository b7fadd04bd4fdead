//! Tests waiting until a signed-in account is connected.

use std::time::Duration;

use beeper_bridge_login::NotConnected;
use beeper_desktop_client::types::AccountStatus;
use beeper_desktop_mock::{Ending, LoginScript, MockBridge, Operation, Reply};

use crate::support::{BRIDGE, ScriptedHandler, TestSetup, account, account_id};

#[tokio::test]
async fn a_complete_login_is_waited_for_until_its_account_works() {
    let ending = Ending::complete().account_status("connecting");
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new().ends(ending))).await;
    let connected = setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();
    let id = connected.account_id().unwrap();

    let (account, ()) = tokio::join!(setup.bridge.wait_until_connected(id, Duration::from_secs(60)), async {
        while setup.clock.elapsed() < Duration::from_secs(20) {
            tokio::task::yield_now().await;
        }
        setup
            .mock
            .update_account(id.as_str(), |account| account.status("backfilling"));
    });

    assert_eq!(account.unwrap().status, AccountStatus::Backfilling);
}

#[tokio::test]
async fn an_account_that_does_not_get_there_is_said_to_be_so() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    let (id, limit) = (account_id("alice"), Duration::from_secs(30));

    let error = setup.bridge.wait_until_connected(&id, limit).await.unwrap_err();
    assert!(matches!(error, NotConnected::TimeLimit { last: None }), "{error:?}");
    assert!((30..32).contains(&setup.clock.elapsed().as_secs()));

    setup.mock.put_account(account("alice", "+1").status("connecting"));
    let error = setup.bridge.wait_until_connected(&id, limit).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the account did not connect within the time limit (connecting)"
    );

    for status in [
        "reconnect_required",
        "attention_required",
        "connection_required",
        "disabled",
    ] {
        setup.mock.put_account(account("alice", "+1").status(status));
        let error = setup.bridge.wait_until_connected(&id, limit).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the account needs action by its user ({status})")
        );
    }

    setup
        .mock
        .on(Operation::GetAccount)
        .reply(Reply::error(401, "M_UNKNOWN_TOKEN", "Revoked"));
    let error = setup.bridge.wait_until_connected(&id, limit).await.unwrap_err();
    assert!(matches!(error, NotConnected::Call(_)), "{error:?}");
}

#[tokio::test]
async fn an_account_may_be_waited_for_without_a_limit() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    setup.mock.put_account(account("alice", "+1").status("connecting"));
    let looked = setup.mock.on(Operation::GetAccount).once().hold_answer();
    setup.clock.advance(Duration::from_secs(1));

    let id = account_id("alice");
    let (account, ()) = tokio::join!(setup.bridge.wait_until_connected(&id, Duration::MAX), async {
        looked.arrived().await;
        setup
            .mock
            .update_account("alice", |account| account.status("connected"));
        looked.release();
    });

    assert_eq!(account.unwrap().status, AccountStatus::Connected);
    assert_eq!(setup.call_count(Operation::GetAccount), 2);
}

#[tokio::test]
async fn an_account_is_not_waited_for_longer_while_a_request_hangs() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    let held = setup.mock.on(Operation::GetAccount).hold();

    let (id, limit) = (account_id("alice"), Duration::from_secs(5));
    let (waited, ()) = tokio::join!(setup.bridge.wait_until_connected(&id, limit), async {
        held.arrived().await;
        setup.clock.advance(limit);
    });

    let error = waited.unwrap_err();
    assert!(matches!(error, NotConnected::TimeLimit { last: None }), "{error:?}");
}

#[tokio::test]
async fn an_account_that_could_not_be_fetched_is_fetched_again() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    setup.mock.put_account(account("alice", "+1"));
    // As many failures as the client retries by itself.
    let failing = setup.mock.on(Operation::GetAccount).first(3);
    failing.reply(Reply::bytes(502, ""));

    let (id, limit) = (account_id("alice"), Duration::from_secs(60));
    let account = setup.bridge.wait_until_connected(&id, limit).await.unwrap();

    assert_eq!(account.status, AccountStatus::Connected);
    assert_eq!(setup.call_count(Operation::GetAccount), 4);
    // Two pauses between the client's retries, and one before the next request.
    let pauses = setup.clock.pauses();
    assert_eq!((pauses.len(), pauses[2]), (3, Duration::from_secs(1)));
}

//! Which login a session has made, among all those that are there and come and go.

use beeper_bridge_login::{Arrival, LoginSession};
use beeper_desktop_mock::{MockAccount, MockBridge, Operation, Reply};
use serde_json::{Value, json};

use crate::support::{
    BRIDGE, Player, Stage, account, account_id, asking, complete_as, ended, failed, input, kind, login, login_id,
    not_found, qr,
};

const STEP: Operation = Operation::SubmitLoginStep;
const CANCEL: Operation = Operation::CancelLoginSession;

/// Alice, who is to sign in again.
fn alice_is_signed_out(stage: &Stage) {
    stage.mock.put_login(login("+1").status("needs_login"));
    stage
        .mock
        .put_account(account("alice", "+1").status("reconnect_required"));
}

fn complete_with(name: &str, id: &str) -> Reply {
    let mut session = ended("complete");
    session[name] = json!(id);
    Reply::json(200, session)
}

#[tokio::test]
async fn a_completion_that_names_one_id_is_filled_in_from_the_lists() {
    for (name, id) in [("loginID", "+1"), ("accountID", "alice")] {
        let stage = Stage::telling(asking(qr("one"))).await;
        let session = stage.bridge.connect().start().await.unwrap();
        stage.mock.put_login(login("+1"));
        stage.mock.put_account(account("alice", "+1"));
        stage.mock.on(STEP).reply(complete_with(name, id));

        let connected = session.run(Player::default()).await.unwrap();

        assert_eq!(connected.login_id().unwrap(), "+1");
        assert_eq!(connected.account_id().unwrap(), "alice");
        assert_eq!(connected.arrival(), &Arrival::New);
    }
}

#[tokio::test]
async fn every_account_of_the_login_that_was_to_be_reconnected_is_the_right_one() {
    let stage = Stage::telling(asking(qr("one"))).await;
    stage.mock.put_login(login("+1").status("needs_login"));
    for id in ["home", "work"] {
        stage.mock.put_account(account(id, "+1"));
    }
    for id in ["home", "work"] {
        stage.mock.on(STEP).reply(complete_with("accountID", id));

        let reconnect = stage.bridge.reconnect(login_id("+1"));
        let connected = reconnect.run(Player::default()).await.unwrap();

        assert_eq!(connected.arrival(), &Arrival::Reconnected);
        assert_eq!(connected.account_id().unwrap(), id);
    }
}

#[tokio::test]
async fn somebody_else_who_signs_in_meanwhile_is_not_what_a_cancelled_reconnect_has_made() {
    let stage = Stage::telling(asking(qr("one"))).await;
    alice_is_signed_out(&stage);
    stage.cancels();
    let session = stage.bridge.reconnect(login_id("+1")).start().await.unwrap();
    stage.mock.put_login(login("+2"));
    stage.mock.put_account(account("bob", "+2"));

    session.cancel().await.unwrap();
}

#[tokio::test]
async fn another_account_of_a_login_that_was_up_is_not_what_a_cancelled_login_has_made() {
    let stage = Stage::telling(asking(qr("one"))).await;
    stage.mock.put_login(login("+1"));
    stage.mock.put_account(account("work", "+1"));
    stage.cancels();
    let session = stage.bridge.connect().start().await.unwrap();
    stage.mock.put_account(account("new-workspace", "+1"));

    session.cancel().await.unwrap();
}

#[tokio::test]
async fn an_account_that_is_connecting_does_not_show_that_a_cancellation_came_too_late() {
    for (status, expected) in [("connecting", None), ("connected", Some("CancelledButConnected"))] {
        let stage = Stage::telling(asking(qr("one"))).await;
        alice_is_signed_out(&stage);
        stage.cancels();
        let session = stage.bridge.reconnect(account_id("alice")).start().await.unwrap();
        stage.mock.update_account("alice", |account| account.status(status));

        let cancelled = session.cancel().await;

        assert_eq!(cancelled.err().map(|error| kind(&error)).as_deref(), expected);

        let by_another_program = Reply::json(200, ended("cancelled"));
        stage
            .mock
            .update_account("alice", |account| account.status("reconnect_required"));
        stage.mock.on(STEP).reply(by_another_program);
        let mut session = stage.bridge.reconnect(account_id("alice")).start().await.unwrap();
        stage.mock.update_account("alice", |account| account.status(status));

        let error = session.wait().await.unwrap_err();

        assert_eq!(kind(&error), expected.unwrap_or("Cancelled"));
    }
}

#[tokio::test]
async fn without_a_list_of_logins_a_revived_login_is_found_by_its_account() {
    let stage = Stage::telling(asking(input("code", "code"))).await;
    let no_such_path = Reply::error(404, "M_UNRECOGNIZED", "No such path");
    stage.mock.on(Operation::ListBridgeLogins).reply(no_such_path);
    alice_is_signed_out(&stage);
    let session = stage.bridge.reconnect(login_id("+1")).start().await.unwrap();
    stage
        .mock
        .update_account("alice", |account| account.status("connected"));
    stage.mock.on(STEP).reset_before_answer();
    stage.session_is_gone();

    let connected = session.run(Player::typing([("code", "123456")])).await.unwrap();

    assert!(connected.was_found_by_looking());
    assert_eq!(connected.account_id().unwrap(), "alice");
    assert_eq!(connected.arrival(), &Arrival::Reconnected);
}

#[tokio::test]
async fn a_reconnect_of_what_was_connected_all_along_shows_nothing_when_its_answer_is_lost() {
    let stage = Stage::telling(asking(input("code", "code"))).await;
    stage.mock.put_login(login("+1"));
    stage.mock.put_account(account("alice", "+1"));
    stage.mock.on(STEP).reset_before_answer();
    let session = stage.bridge.reconnect(login_id("+1")).start().await.unwrap();
    stage.session_is_gone();

    let error = session.run(Player::typing([("code", "123456")])).await.unwrap_err();

    assert_eq!(kind(&error), "OutcomeUnknown");
}

/// As a server lists them that does not say which bridge an account is on.
fn accounts_without_a_bridge(names: &[&str]) -> Reply {
    let account = |name: &&str| json!({ "accountID": name, "status": "connected", "user": { "id": format!("@{name}:chat.example") } });
    Reply::json(200, names.iter().map(account).collect())
}

#[tokio::test]
async fn accounts_that_do_not_name_their_bridge_are_told_by_the_logins_that_hold_them() {
    let lists = |logins: &[(&str, &str)]| {
        let login = |(id, account): &(&str, &str)| {
            json!({
                "accountIDs": [account], "bridgeID": BRIDGE, "loginID": id, "removeScopes": [], "status": "connected",
                "user": { "id": "@kim:chat.example" },
            })
        };
        Reply::json(200, json!({ "items": logins.iter().map(login).collect::<Vec<_>>() }))
    };
    for (new_login, expected) in [(None, Err("OutcomeUnknown")), (Some(("+3", "carol")), Ok("carol"))] {
        let stage = Stage::telling(asking(input("code", "code"))).await;
        stage
            .mock
            .on(Operation::ListBridgeLogins)
            .reply(lists(&[("+1", "alice")]));
        let before = accounts_without_a_bridge(&["alice", "dora"]);
        stage.mock.on(Operation::ListAccounts).reply(before);
        let session = stage.bridge.connect().start().await.unwrap();
        // Bob's account is another bridge's, and appears during the login.
        let after = accounts_without_a_bridge(&["alice", "bob", "carol", "dora"]);
        stage.mock.on(Operation::ListAccounts).reply(after);
        let logins: Vec<_> = [("+1", "alice")].into_iter().chain(new_login).collect();
        stage.mock.on(Operation::ListBridgeLogins).reply(lists(&logins));
        stage.mock.on(STEP).reset_before_answer();
        stage.session_is_gone();

        let ended = session.run(Player::typing([("code", "123456")])).await;

        let found = ended.as_ref().map(|connected| connected.account_id().unwrap().as_str());
        assert_eq!(found.map_err(kind), expected.map_err(str::to_owned));
    }
}

#[tokio::test]
async fn an_account_elsewhere_that_does_not_name_its_bridge_is_in_nobodys_way() {
    let stage = Stage::telling(complete_as("+1", "alice")).await;
    stage.mock.put_login(login("+1"));
    stage
        .mock
        .on(Operation::ListAccounts)
        .reply(accounts_without_a_bridge(&["dora"]));

    let connected = stage.bridge.connect().run(Player::default()).await.unwrap();

    assert_eq!(connected.account_id().unwrap(), "alice");
    assert_eq!(stage.calls(Operation::ListAccounts), 1);
}

#[tokio::test]
async fn accounts_of_other_bridges_are_not_taken_for_the_logins() {
    let stage = Stage::telling(asking(input("code", "code"))).await;
    stage.mock.put_bridge(MockBridge::new("local-signal"));
    stage.mock.on(STEP).reset_before_answer();
    let session = stage.bridge.connect().start().await.unwrap();
    stage
        .mock
        .put_account(MockAccount::new("bob").bridge("local-signal").login("+2"));
    stage.session_is_gone();

    let error = session.run(Player::typing([("code", "123456")])).await.unwrap_err();

    assert_eq!(kind(&error), "OutcomeUnknown");
}

#[tokio::test]
async fn a_session_that_somebody_else_cancelled_too_late_is_connected() {
    let cancelled = failed("FI.MAU.BRIDGE.LOGIN_CANCELLED", "Cancelled");
    for session in [ended("cancelled"), cancelled] {
        let stage = Stage::telling(asking(qr("one"))).await;
        let mut here = stage.bridge.connect().start().await.unwrap();
        stage.mock.put_login(login("+1"));
        stage.mock.put_account(account("alice", "+1"));
        stage.mock.on(STEP).reply(Reply::json(200, session));

        let error = here.wait().await.unwrap_err();

        assert_eq!(kind(&error), "CancelledButConnected");
        assert!(here.is_over());
    }
}

#[tokio::test]
async fn a_bridge_may_take_some_looks_to_show_what_was_connected_in_spite_of_a_cancellation() {
    let other_program = |stage: &Stage| stage.mock.on(STEP).reply(Reply::json(200, ended("cancelled")));
    for (lists, expected) in [
        (0, "CancelledButConnected"),
        (1, "CancelledButConnected"),
        (2, "CancelledButConnected"),
        (3, "Cancelled"),
    ] {
        let stage = Stage::telling(asking(qr("one"))).await;
        let mut session = stage.bridge.connect().start().await.unwrap();
        stage.appears_after(lists, "+1", "alice");
        other_program(&stage);

        let error = session.wait().await.unwrap_err();

        assert_eq!(kind(&error), expected, "{lists}");
    }
    let done = Reply::json(200, ended("cancelled"));
    for (answer, lists, is_noticed) in [
        (done.clone(), 1, true),
        (done, 2, false),
        (not_found(), 2, true),
        (not_found(), 3, false),
    ] {
        let stage = Stage::telling(asking(qr("one"))).await;
        let session = stage.bridge.connect().start().await.unwrap();
        stage.appears_after(lists, "+1", "alice");
        stage.mock.on(CANCEL).reply(answer);

        let cancelled = session.cancel().await;

        assert_eq!(cancelled.is_err(), is_noticed, "{lists} {cancelled:?}");
    }
}

#[tokio::test]
async fn a_start_whose_answer_was_lost_is_looked_for_more_than_once() {
    let stage = Stage::telling(asking(qr("one"))).await;
    stage
        .mock
        .on(Operation::CreateLoginSession)
        .answering(Reply::empty(200))
        .reset_before_answer();
    // One list before the start, and one after it.
    stage.appears_after(2, "+1", "alice");

    let connected = stage.bridge.connect().run(Player::default()).await.unwrap();

    assert!(connected.was_found_by_looking());
    assert_eq!(connected.account_id().unwrap(), "alice");
    assert_eq!(connected.arrival(), &Arrival::New);
}

async fn resumed(stage: &Stage, session: Value) -> LoginSession {
    stage.looks_find(session);
    stage.bridge.resume("s1").await.unwrap()
}

#[tokio::test]
async fn a_running_session_that_names_somebody_is_resumed_as_a_reconnect() {
    for (name, id) in [("loginID", "+1"), ("accountID", "alice")] {
        let mut running = asking(qr("one"));
        running[name] = json!(id);
        let stage = Stage::telling(running.clone()).await;
        alice_is_signed_out(&stage);

        stage.mock.on(STEP).reply(Reply::json(200, complete_as("+1", "alice")));
        let session = resumed(&stage, running.clone()).await;
        let connected = session.run(Player::default()).await.unwrap();
        assert_eq!(connected.arrival(), &Arrival::Reconnected);

        stage.mock.on(STEP).reply(Reply::json(200, complete_as("+2", "bob")));
        let session = resumed(&stage, running).await;
        let connected = session.run(Player::default()).await.unwrap();
        let switched = connected.switched().unwrap();
        assert_eq!(switched.old.login_id().unwrap(), "+1");
        assert_eq!(switched.old.account_id().unwrap(), "alice");
        assert_eq!(switched.new.account_id().unwrap(), "bob");
    }
}

#[tokio::test]
async fn a_complete_session_that_is_resumed_does_not_say_what_it_was_meant_for() {
    let stage = Stage::new(MockBridge::new(BRIDGE)).await;
    stage.mock.put_login(login("+1"));
    stage.mock.put_account(account("alice", "+1"));
    for (session, arrival) in [
        (complete_as("+1", "alice"), Arrival::Unknown),
        (complete_as("+2", "bob"), Arrival::New),
    ] {
        let session = resumed(&stage, session).await;
        assert!(session.is_over());
        let connected = session.run(Player::default()).await.unwrap();
        assert_eq!(connected.arrival(), &arrival);
    }
    assert_eq!(stage.calls(CANCEL), 0);
}

//! Tests which login and account count as connected by a session, while others appear and disappear.

use beeper_bridge_login::{ConnectedKind, LoginSession};
use beeper_desktop_mock::{MockAccount, MockBridge, Operation, Reply};
use serde_json::{Value, json};

use crate::support::{
    BRIDGE, ScriptedHandler, TestSetup, account, account_id, complete_session, failed_session, input, kind_name, login,
    login_id, not_found, qr, session_at, session_with_status,
};

const STEP: Operation = Operation::SubmitLoginStep;
const CANCEL: Operation = Operation::CancelLoginSession;

/// Lists Alice as signed out, who is to sign in again.
fn alice_is_signed_out(setup: &TestSetup) {
    setup.mock.put_login(login("+1").status("needs_login"));
    setup
        .mock
        .put_account(account("alice", "+1").status("reconnect_required"));
}

/// Changes Alice's status after the next list of accounts, which shows her signed out.
fn alice_gets_after_one_list(setup: &TestSetup, status: &str) {
    let listed = json!([{
        "accountID": "alice", "loginID": "+1", "status": "reconnect_required", "user": { "id": "alice" },
        "bridge": { "id": BRIDGE, "type": "mock", "provider": "local" },
    }]);
    setup.mock.update_account("alice", |account| account.status(status));
    let lists = setup.mock.on(Operation::ListAccounts).first(1);
    lists.reply(Reply::json(200, listed));
}

fn complete_with(name: &str, id: &str) -> Reply {
    let mut session = session_with_status("complete");
    session[name] = json!(id);
    Reply::json(200, session)
}

#[tokio::test]
async fn a_completion_that_names_one_id_is_filled_in_from_the_lists() {
    for (name, id) in [("loginID", "+1"), ("accountID", "alice")] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        let session = setup.bridge.connect().start().await.unwrap();
        setup.mock.put_login(login("+1"));
        setup.mock.put_account(account("alice", "+1"));
        setup.mock.on(STEP).reply(complete_with(name, id));

        let connected = session.run(ScriptedHandler::default()).await.unwrap();

        assert_eq!(connected.login_id().unwrap(), "+1");
        assert_eq!(connected.account_id().unwrap(), "alice");
        assert_eq!(connected.kind(), &ConnectedKind::New);
    }
}

#[tokio::test]
async fn every_account_of_the_login_that_was_to_be_reconnected_is_the_right_one() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.put_login(login("+1").status("needs_login"));
    for id in ["home", "work"] {
        setup.mock.put_account(account(id, "+1"));
    }
    for id in ["home", "work"] {
        setup.mock.on(STEP).reply(complete_with("accountID", id));

        let reconnect = setup.bridge.reconnect(login_id("+1"));
        let connected = reconnect.run(ScriptedHandler::default()).await.unwrap();

        assert_eq!(connected.kind(), &ConnectedKind::Reconnected);
        assert_eq!(connected.account_id().unwrap(), id);
    }
}

#[tokio::test]
async fn somebody_else_who_signs_in_meanwhile_is_not_what_a_cancelled_reconnect_has_made() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    alice_is_signed_out(&setup);
    setup.accepts_cancellation(session_at(qr("one")));
    let session = setup.bridge.reconnect(login_id("+1")).start().await.unwrap();
    setup.mock.put_login(login("+2"));
    setup.mock.put_account(account("bob", "+2"));

    session.cancel().await.unwrap();
}

#[tokio::test]
async fn another_account_of_a_login_that_was_up_is_not_what_a_cancelled_login_has_made() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup.mock.put_login(login("+1"));
    setup.mock.put_account(account("work", "+1"));
    setup.accepts_cancellation(session_at(qr("one")));
    let session = setup.bridge.connect().start().await.unwrap();
    setup.mock.put_account(account("new-workspace", "+1"));

    session.cancel().await.unwrap();
}

#[tokio::test]
async fn an_account_that_is_connecting_does_not_show_that_a_cancellation_came_too_late() {
    for (status, expected) in [("connecting", None), ("connected", Some("CancelledButConnected"))] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        alice_is_signed_out(&setup);
        setup.accepts_cancellation(session_at(qr("one")));
        let session = setup.bridge.reconnect(account_id("alice")).start().await.unwrap();
        alice_gets_after_one_list(&setup, status);

        let cancelled = session.cancel().await;

        assert_eq!(cancelled.err().map(|error| kind_name(&error)).as_deref(), expected);
    }
}

#[tokio::test]
async fn without_a_list_of_logins_a_revived_login_is_found_by_its_account() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    let no_such_path = Reply::error(404, "M_UNRECOGNIZED", "No such path");
    setup.mock.on(Operation::ListBridgeLogins).reply(no_such_path);
    alice_is_signed_out(&setup);
    let session = setup.bridge.reconnect(login_id("+1")).start().await.unwrap();
    setup
        .mock
        .update_account("alice", |account| account.status("connected"));
    setup.mock.on(STEP).reset_before_answer();
    setup.session_is_gone();

    let connected = session
        .run(ScriptedHandler::typing([("code", "123456")]))
        .await
        .unwrap();

    assert!(connected.was_inferred());
    assert_eq!(connected.account_id().unwrap(), "alice");
    assert_eq!(connected.kind(), &ConnectedKind::Reconnected);
}

#[tokio::test]
async fn a_reconnect_of_what_was_connected_all_along_shows_nothing_when_its_answer_is_lost() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    setup.mock.put_login(login("+1"));
    setup.mock.put_account(account("alice", "+1"));
    setup.mock.on(STEP).reset_before_answer();
    let session = setup.bridge.reconnect(login_id("+1")).start().await.unwrap();
    setup.session_is_gone();

    let error = session
        .run(ScriptedHandler::typing([("code", "123456")]))
        .await
        .unwrap_err();

    assert_eq!(kind_name(&error), "OutcomeUnknown");
}

/// Lists accounts like a server that does not say which bridge they belong to.
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
        let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
        setup
            .mock
            .on(Operation::ListBridgeLogins)
            .reply(lists(&[("+1", "alice")]));
        let before = accounts_without_a_bridge(&["alice", "dora"]);
        setup.mock.on(Operation::ListAccounts).reply(before);
        let session = setup.bridge.connect().start().await.unwrap();
        // Bob's account belongs to another bridge, and appears during the login.
        let after = accounts_without_a_bridge(&["alice", "bob", "carol", "dora"]);
        setup.mock.on(Operation::ListAccounts).reply(after);
        let logins: Vec<_> = [("+1", "alice")].into_iter().chain(new_login).collect();
        setup.mock.on(Operation::ListBridgeLogins).reply(lists(&logins));
        setup.mock.on(STEP).reset_before_answer();
        setup.session_is_gone();

        let ended = session.run(ScriptedHandler::typing([("code", "123456")])).await;

        let found = ended.as_ref().map(|connected| connected.account_id().unwrap().as_str());
        assert_eq!(found.map_err(kind_name), expected.map_err(str::to_owned));
    }
}

#[tokio::test]
async fn an_account_elsewhere_that_does_not_name_its_bridge_is_in_nobodys_way() {
    let setup = TestSetup::with_session(complete_session("+1", "alice")).await;
    setup.mock.put_login(login("+1"));
    setup
        .mock
        .on(Operation::ListAccounts)
        .reply(accounts_without_a_bridge(&["dora"]));

    let connected = setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    assert_eq!(connected.account_id().unwrap(), "alice");
    assert_eq!(setup.call_count(Operation::ListAccounts), 1);
}

#[tokio::test]
async fn accounts_of_other_bridges_are_not_taken_for_the_logins() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    setup.mock.put_bridge(MockBridge::new("local-signal"));
    setup.mock.on(STEP).reset_before_answer();
    let session = setup.bridge.connect().start().await.unwrap();
    setup
        .mock
        .put_account(MockAccount::new("bob").bridge("local-signal").login("+2"));
    setup.session_is_gone();

    let error = session
        .run(ScriptedHandler::typing([("code", "123456")]))
        .await
        .unwrap_err();

    assert_eq!(kind_name(&error), "OutcomeUnknown");
}

#[tokio::test]
async fn a_session_that_somebody_else_cancelled_is_cancelled_whatever_came_meanwhile() {
    let cancelled = failed_session("FI.MAU.BRIDGE.LOGIN_CANCELLED", "Cancelled");
    for session in [session_with_status("cancelled"), cancelled] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        let mut here = setup.bridge.connect().start().await.unwrap();
        setup.mock.put_login(login("+1"));
        setup.mock.put_account(account("alice", "+1"));
        setup.mock.on(STEP).reply(Reply::json(200, session));

        let error = here.wait().await.unwrap_err();

        assert_eq!(kind_name(&error), "Cancelled");
        assert!(here.is_over());
    }
}

#[tokio::test]
async fn a_bridge_may_show_only_after_some_requests_what_was_connected_in_spite_of_a_cancellation() {
    // The first list is requested before the cancellation, and three more after it, within three seconds.
    for is_found in [true, false] {
        for (lists, is_noticed) in [(0, false), (1, true), (3, true), (4, false)] {
            let setup = TestSetup::with_session(session_at(qr("one"))).await;
            let session = setup.bridge.connect().start().await.unwrap();
            setup.login_appears_after(lists, "+1", "alice");
            match is_found {
                true => setup.accepts_cancellation(session_at(qr("one"))),
                false => setup.mock.on(CANCEL).reply(not_found()),
            }

            let cancelled = session.cancel().await;

            assert_eq!(cancelled.is_err(), is_noticed, "{lists} {cancelled:?}");
        }
    }
}

#[tokio::test]
async fn a_start_whose_answer_was_lost_is_searched_for_more_than_once() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    setup
        .mock
        .on(Operation::CreateLoginSession)
        .answering(Reply::empty(200))
        .reset_before_answer();
    // One list before the start, and one after it.
    setup.login_appears_after(2, "+1", "alice");

    let connected = setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    assert!(connected.was_inferred());
    assert_eq!(connected.account_id().unwrap(), "alice");
    assert_eq!(connected.kind(), &ConnectedKind::New);
}

async fn resumed(setup: &TestSetup, session: Value) -> LoginSession {
    setup.set_session(session);
    setup.bridge.resume("s1").await.unwrap()
}

#[tokio::test]
async fn a_running_session_that_names_somebody_is_resumed_as_a_reconnect() {
    for (name, id) in [("loginID", "+1"), ("accountID", "alice")] {
        let mut running = session_at(qr("one"));
        running[name] = json!(id);
        let setup = TestSetup::with_session(running.clone()).await;
        alice_is_signed_out(&setup);

        setup
            .mock
            .on(STEP)
            .reply(Reply::json(200, complete_session("+1", "alice")));
        let session = resumed(&setup, running.clone()).await;
        let connected = session.run(ScriptedHandler::default()).await.unwrap();
        assert_eq!(connected.kind(), &ConnectedKind::Reconnected);

        setup
            .mock
            .on(STEP)
            .reply(Reply::json(200, complete_session("+2", "bob")));
        let session = resumed(&setup, running).await;
        let connected = session.run(ScriptedHandler::default()).await.unwrap();
        let switched = connected.switched().unwrap();
        assert_eq!(switched.old.login_id().unwrap(), "+1");
        assert_eq!(switched.old.account_id().unwrap(), "alice");
        assert_eq!(switched.new.account_id().unwrap(), "bob");
    }
}

#[tokio::test]
async fn a_complete_session_that_is_resumed_does_not_say_what_it_was_meant_for() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    setup.mock.put_login(login("+1"));
    setup.mock.put_account(account("alice", "+1"));
    for (session, arrival) in [
        (complete_session("+1", "alice"), ConnectedKind::Unknown),
        (complete_session("+2", "bob"), ConnectedKind::New),
    ] {
        let session = resumed(&setup, session).await;
        assert!(session.is_over());
        let connected = session.run(ScriptedHandler::default()).await.unwrap();
        assert_eq!(connected.kind(), &arrival);
    }
    assert_eq!(setup.call_count(CANCEL), 0);
}

//! Tests reconnects, their purpose, and the account on which they end.

use beeper_bridge_login::{ConnectedKind, Reconnect};
use beeper_desktop_mock::{Ending, LoginScript, MockBridge, MockStep, Operation, Reply};
use serde_json::json;

use crate::support::{
    BRIDGE, ScriptedHandler, TestSetup, account, account_id, complete_session, input, login, login_id, session_at,
};

#[tokio::test]
async fn a_reconnect_that_ends_on_another_account_names_both() {
    let whom: [Reconnect; 2] = [login_id("+1").into(), account_id("alice").into()];
    for whom in whom {
        for ending in [
            Ending::complete(),
            Ending::complete().names_old_account(),
            Ending::complete().without_objects(),
        ] {
            let ending = ending.login(login("+2")).account(account("bob", "+2"));
            let script = LoginScript::new().ask(MockStep::qr("qr", ["one"])).ends(ending);
            let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
            setup.mock.put_login(login("+1"));
            setup.mock.put_account(account("alice", "+1"));
            let phone = setup.mock.other_device(BRIDGE);

            let reconnect = setup.bridge.reconnect(whom.clone());
            let (connected, ()) = tokio::join!(reconnect.run(ScriptedHandler::default()), async {
                phone.waiting().await;
                phone.approve();
            });

            let connected = connected.unwrap();
            let switched = connected.switched().unwrap();
            assert_eq!(switched.old.login_id().unwrap(), "+1");
            assert_eq!(switched.old.account_id().unwrap(), "alice");
            assert_eq!(switched.new.login_id().unwrap(), "+2");
            assert_eq!(switched.new.account_id().unwrap(), "bob");
        }
    }
}

#[tokio::test]
async fn a_resumed_reconnect_knows_what_it_was_meant_for() {
    for names_it in [true, false] {
        for (ends_on, is_switched) in [("+1", false), ("+2", true)] {
            let ending = Ending::complete()
                .login(login(ends_on))
                .account(account(if is_switched { "bob" } else { "alice" }, ends_on));
            let script = LoginScript::new()
                .ask(MockStep::input("code").field("code", "2fa_code"))
                .ends(ending);
            let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
            setup.mock.put_login(login("+1"));
            setup.mock.put_account(account("alice", "+1"));
            let reconnect = || setup.bridge.reconnect(account_id("alice"));
            let id = reconnect().start().await.unwrap().detach();
            if !names_it {
                // Not every server reports in a running session what it is to reconnect.
                let running = json!({ "bridgeID": BRIDGE, "loginSessionID": id.as_str(), "status": "waiting_for_input",
                    "currentStep": { "type": "user_input", "stepID": "code", "fields": [{ "id": "code" }] } });
                setup
                    .mock
                    .on(Operation::GetLoginSession)
                    .reply(Reply::json(200, running));
            }

            let resumed = match names_it {
                true => setup.bridge.resume(id).await.unwrap(),
                false => reconnect().resume(id).await.unwrap(),
            };
            let connected = resumed
                .run(ScriptedHandler::typing([("code", "123456")]))
                .await
                .unwrap();

            assert_eq!(connected.switched().is_some(), is_switched, "{connected:?}");
            assert_eq!(connected.kind() == &ConnectedKind::Reconnected, !is_switched);
        }
    }
}

#[tokio::test]
async fn a_resumed_session_that_says_nothing_of_its_purpose_may_end_on_what_was_there() {
    let script = LoginScript::new().ask(MockStep::input("code").field("code", "2fa_code"));
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script)).await;
    setup.mock.put_login(login("+1"));
    let running = session_at(input("code", "code"));
    setup
        .mock
        .on(Operation::GetLoginSession)
        .reply(Reply::json(200, running));
    for (ends_on, arrival) in [("+1", ConnectedKind::Unknown), ("+2", ConnectedKind::New)] {
        let complete = Reply::json(200, complete_session(ends_on, "account"));
        setup.mock.on(Operation::SubmitLoginStep).reply(complete);

        let resumed = setup.bridge.resume("s1").await.unwrap();
        let connected = resumed
            .run(ScriptedHandler::typing([("code", "123456")]))
            .await
            .unwrap();

        assert_eq!(connected.kind(), &arrival);
    }
}

#[tokio::test]
async fn a_switch_whose_answer_was_lost_is_found_all_the_same() {
    let ending = Ending::complete().login(login("+2")).account(account("bob", "+2"));
    let script = LoginScript::new()
        .ask(MockStep::input("code").field("code", "2fa_code"))
        .ends(ending);
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script.forgets_ended_sessions())).await;
    setup.mock.put_login(login("+1"));
    setup.mock.put_account(account("alice", "+1"));
    setup.mock.on(Operation::SubmitLoginStep).reset_before_answer();

    let reconnect = setup.bridge.reconnect(login_id("+1"));
    let connected = reconnect
        .run(ScriptedHandler::typing([("code", "123456")]))
        .await
        .unwrap();

    assert!(connected.was_inferred());
    assert_eq!(connected.switched().unwrap().new.account_id().unwrap(), "bob");
}

#[tokio::test]
async fn a_revived_login_is_found_by_its_status() {
    let script = LoginScript::new().ask(MockStep::input("code").field("code", "2fa_code"));
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(script.forgets_ended_sessions())).await;
    setup.mock.put_login(login("+1").status("needs_login"));
    setup
        .mock
        .put_account(account("alice", "+1").status("reconnect_required"));
    setup.mock.on(Operation::SubmitLoginStep).reset_before_answer();

    let reconnect = setup.bridge.reconnect(account_id("alice"));
    let connected = reconnect
        .run(ScriptedHandler::typing([("code", "123456")]))
        .await
        .unwrap();

    assert_eq!(connected.kind(), &ConnectedKind::Reconnected);
    assert_eq!(connected.account_id().unwrap(), "alice");
}

#[tokio::test]
async fn one_login_may_hold_several_accounts() {
    let ending = Ending::complete()
        .login(login("+1"))
        .account(account("work", "+1"))
        .account(account("home", "+1"));
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new().ends(ending))).await;

    let connected = setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    assert_eq!(connected.account_id().unwrap(), "work");
    assert_eq!(connected.login().unwrap().account_ids.as_ref().unwrap().len(), 2);
}

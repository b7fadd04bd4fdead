//! Before a session: what is refused, and what a reconnect ends on.

use std::time::Duration;

use beeper_bridge_login::{Arrival, BridgeLoginExt, LoginErrorKind, NotConnected, Reconnect};
use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::types::{AccountStatus, BridgeStatus};
use beeper_desktop_mock::{Ending, LoginScript, MockBridge, MockDesktop, MockStep, Operation, Reply};
use serde_json::json;

use crate::support::{
    BRIDGE, Player, Stage, account, account_id, asking, client, complete_as, input, kind, login, login_id, not_found,
};

const CREATE: Operation = Operation::CreateLoginSession;

#[tokio::test]
async fn a_bridge_that_takes_no_new_login_is_refused_before_the_start_and_reconnects_all_the_same() {
    for status in ["limit_reached", "temporarily_unavailable", "disabled"] {
        let bridge = MockBridge::new(BRIDGE)
            .login_script(LoginScript::new())
            .status(status)
            .property("statusText", json!("Come \u{1b}[31mback later"));
        let stage = Stage::new(bridge).await;
        stage.mock.put_login(login("+1").status("needs_login"));

        let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();

        let expected = format!("the bridge takes no new login ({status}): Come back later");
        assert_eq!(error.to_string(), expected);
        assert_eq!(stage.calls(CREATE), 0);

        let reconnected = stage
            .bridge
            .reconnect(login_id("+1"))
            .run(Player::default())
            .await
            .unwrap();
        assert_eq!(reconnected.arrival(), &Arrival::Reconnected);
    }
}

#[tokio::test]
async fn a_bridge_that_is_connected_can_be_asked_for_another_login() {
    let stage = Stage::new(
        MockBridge::new(BRIDGE)
            .login_script(LoginScript::new())
            .status("connected"),
    )
    .await;

    stage.bridge.connect().run(Player::default()).await.unwrap();
}

#[tokio::test]
async fn a_limit_that_shows_only_when_starting_is_the_same_refusal() {
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    let too_many = Reply::error(403, "FI.MAU.BRIDGE.TOO_MANY_LOGINS", "One is enough");
    stage.mock.on(CREATE).reply(too_many);

    let error = stage.bridge.connect().start().await.unwrap_err();

    let LoginErrorKind::BridgeUnavailable { status, .. } = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(status, &BridgeStatus::LimitReached);
    assert_eq!(error.message().unwrap().as_str(), "One is enough");
}

#[tokio::test]
async fn a_login_or_account_that_is_not_there_cannot_be_reconnected() {
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;

    let error = stage.bridge.reconnect(login_id("+1")).start().await.unwrap_err();
    assert!(
        matches!(error.kind(), LoginErrorKind::UnknownLogin(id) if *id == "+1"),
        "{error:?}"
    );
    assert_eq!(error.to_string(), r#"there is no login "+1" on this bridge"#);

    let error = stage.bridge.reconnect(account_id("alice")).start().await.unwrap_err();
    assert!(
        matches!(error.kind(), LoginErrorKind::UnknownAccount(id) if *id == "alice"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_flow_that_the_bridge_does_not_have_is_refused_here() {
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;

    let error = stage.bridge.connect().flow("qr").start().await.unwrap_err();

    assert_eq!(error.to_string(), r#"the bridge has no login flow "qr", but "default""#);
    assert_eq!(stage.calls(CREATE), 0);

    stage.mock.put_bridge(MockBridge::new(BRIDGE).login_flows([]));
    let error = stage.bridge.connect().start().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::NoFlows));
}

#[tokio::test]
async fn an_unknown_bridge_and_a_server_without_bridges_are_told_apart() {
    let mock = MockDesktop::start().await.unwrap();
    let bridge = client(&mock, &VirtualClock::new()).bridge("local-whatsapp");

    let error = bridge.connect().start().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::UnknownBridge(_)), "{error:?}");
    assert_eq!(error.to_string(), r#"there is no bridge "local-whatsapp""#);

    let no_such_path = Reply::error(404, "M_UNRECOGNIZED", "No such path");
    mock.on(Operation::GetBridge).reply(no_such_path.clone());
    mock.on(Operation::ListBridges).reply(no_such_path.clone());
    let error = bridge.connect().start().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::ServerTooOld), "{error:?}");

    let with_bridge = Stage::new(MockBridge::new(BRIDGE)).await;
    for reply in [
        no_such_path,
        Reply::bytes(404, "<html>Not found</html>"),
        Reply::bytes(405, "Method Not Allowed").header("content-type", "text/plain"),
        Reply::empty(501),
    ] {
        with_bridge.mock.on(CREATE).reply(reply);
        let error = with_bridge.bridge.connect().start().await.unwrap_err();
        assert!(matches!(error.kind(), LoginErrorKind::ServerTooOld), "{error:?}");
        let line = "the server has no login sessions; update Beeper";
        assert_eq!((error.to_string().as_str(), error.server_version()), (line, None));
    }
}

#[tokio::test]
async fn a_server_that_is_too_old_is_named_with_its_version() {
    let lacking = || Reply::bytes(404, "404 page not found").header("x-beeper-desktop-version", "4.1.2");
    // Of these, a server that is too old lacks all, or the last.
    let operations = [Operation::GetBridge, Operation::ListBridges, CREATE];
    for lacks in [&operations[..], &operations[2..]] {
        let stage = Stage::new(MockBridge::new(BRIDGE)).await;
        for operation in lacks {
            stage.mock.on(*operation).reply(lacking());
        }

        let error = stage.bridge.connect().start().await.unwrap_err();

        assert!(matches!(error.kind(), LoginErrorKind::ServerTooOld), "{error:?}");
        assert_eq!(
            error.to_string(),
            "the server (version 4.1.2) has no login sessions; update Beeper"
        );
        assert_eq!(error.server_version(), Some("4.1.2"));
    }
}

#[tokio::test]
async fn a_server_is_too_old_only_where_it_lacks_an_operation() {
    for (list, expected) in [
        (Reply::error(401, "M_UNKNOWN_TOKEN", "No"), "Unauthorized"),
        (Reply::json(200, json!([])), "Protocol"),
        (Reply::error(409, "BUSY", "No"), "Transport"),
        (Reply::json(200, json!({ "items": [] })), "UnknownBridge"),
        (Reply::bytes(404, "404 page not found"), "ServerTooOld"),
    ] {
        let stage = Stage::new(MockBridge::new(BRIDGE)).await;
        let not_found = Reply::error(404, "NOT_FOUND", "No such bridge");
        stage.mock.on(Operation::GetBridge).reply(not_found.clone());
        stage.mock.on(Operation::ListBridges).reply(list);
        let error = stage.bridge.connect().start().await.unwrap_err();
        assert_eq!(kind(&error), expected, "{error:?}");

        // A session is refused in this way where the bridge knows neither login nor account, not where there are no sessions.
        let stage = Stage::new(MockBridge::new(BRIDGE)).await;
        stage.mock.on(CREATE).reply(not_found.clone());
        let error = stage.bridge.connect().start().await.unwrap_err();
        assert_eq!(kind(&error), "Rejected", "{error:?}");
    }
    let stage = Stage::new(MockBridge::new(BRIDGE)).await;
    stage
        .mock
        .on(Operation::GetBridge)
        .reply(Reply::error(404, "NOT_FOUND", "No such bridge"));
    let error = stage.bridge.connect().start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the server contradicts its documentation: a bridge that it lists is not found"
    );
}

#[tokio::test]
async fn a_server_without_a_list_of_logins_is_good_enough() {
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    for reply in [
        Reply::error(404, "M_UNRECOGNIZED", "No such path"),
        Reply::json(200, json!({ "items": [{ "no": "login" }] })),
    ] {
        stage.mock.on(Operation::ListBridgeLogins).reply(reply);
        stage.bridge.connect().run(Player::default()).await.unwrap();
    }
}

#[tokio::test]
async fn without_a_token_or_a_server_nothing_begins() {
    let stage = Stage::new(MockBridge::new(BRIDGE)).await;
    let nameless = beeper_desktop_client::Client::builder()
        .base_url(stage.mock.base_url())
        .build()
        .unwrap();
    let error = nameless.bridge(BRIDGE).connect().start().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::MissingToken), "{error:?}");

    stage.mock.go_offline().await;
    let error = stage.bridge.connect().start().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::Transport), "{error:?}");
    assert!(!error.may_leave_session());
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.starts_with("get_bridge: could not connect to http://"), "{cause}");
}

#[tokio::test]
async fn a_start_that_takes_long_is_waited_for() {
    assert!(beeper_desktop_client::Timeouts::default().login >= Duration::from_secs(60));
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    let slow = stage.mock.on(CREATE).once().hold();

    let (connected, ()) = tokio::join!(stage.bridge.connect().run(Player::default()), async {
        slow.arrived().await;
        stage.clock.advance(Duration::from_secs(60));
        slow.release();
    });

    connected.unwrap();
    assert_eq!(stage.calls(CREATE), 1);
}

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
            let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
            stage.mock.put_login(login("+1"));
            stage.mock.put_account(account("alice", "+1"));
            let phone = stage.mock.other_device(BRIDGE);

            let reconnect = stage.bridge.reconnect(whom.clone());
            let (connected, ()) = tokio::join!(reconnect.run(Player::default()), async {
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
            let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
            stage.mock.put_login(login("+1"));
            stage.mock.put_account(account("alice", "+1"));
            let reconnect = || stage.bridge.reconnect(account_id("alice"));
            let id = reconnect().start().await.unwrap().detach();
            if !names_it {
                // Not every server says in a running session what it is to reconnect.
                let running = json!({ "bridgeID": BRIDGE, "loginSessionID": id.as_str(), "status": "waiting_for_input",
                    "currentStep": { "type": "user_input", "stepID": "code", "fields": [{ "id": "code" }] } });
                stage
                    .mock
                    .on(Operation::GetLoginSession)
                    .reply(Reply::json(200, running));
            }

            let resumed = match names_it {
                true => stage.bridge.resume(id).await.unwrap(),
                false => reconnect().resume(id).await.unwrap(),
            };
            let connected = resumed.run(Player::typing([("code", "123456")])).await.unwrap();

            assert_eq!(connected.switched().is_some(), is_switched, "{connected:?}");
            assert_eq!(connected.arrival() == &Arrival::Reconnected, !is_switched);
        }
    }
}

#[tokio::test]
async fn a_resumed_session_that_says_nothing_of_its_purpose_may_end_on_what_was_there() {
    let script = LoginScript::new().ask(MockStep::input("code").field("code", "2fa_code"));
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script)).await;
    stage.mock.put_login(login("+1"));
    let running = asking(input("code", "code"));
    stage
        .mock
        .on(Operation::GetLoginSession)
        .reply(Reply::json(200, running));
    for (ends_on, arrival) in [("+1", Arrival::Unknown), ("+2", Arrival::New)] {
        let complete = Reply::json(200, complete_as(ends_on, "account"));
        stage.mock.on(Operation::SubmitLoginStep).reply(complete);

        let resumed = stage.bridge.resume("s1").await.unwrap();
        let connected = resumed.run(Player::typing([("code", "123456")])).await.unwrap();

        assert_eq!(connected.arrival(), &arrival);
    }
}

#[tokio::test]
async fn a_switch_whose_answer_was_lost_is_found_all_the_same() {
    let ending = Ending::complete().login(login("+2")).account(account("bob", "+2"));
    let script = LoginScript::new()
        .ask(MockStep::input("code").field("code", "2fa_code"))
        .ends(ending);
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script.forgets_ended_sessions())).await;
    stage.mock.put_login(login("+1"));
    stage.mock.put_account(account("alice", "+1"));
    stage.mock.on(Operation::SubmitLoginStep).reset_before_answer();

    let reconnect = stage.bridge.reconnect(login_id("+1"));
    let connected = reconnect.run(Player::typing([("code", "123456")])).await.unwrap();

    assert!(connected.was_found_by_looking());
    assert_eq!(connected.switched().unwrap().new.account_id().unwrap(), "bob");
}

#[tokio::test]
async fn a_revived_login_is_found_by_its_status() {
    let script = LoginScript::new().ask(MockStep::input("code").field("code", "2fa_code"));
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(script.forgets_ended_sessions())).await;
    stage.mock.put_login(login("+1").status("needs_login"));
    stage
        .mock
        .put_account(account("alice", "+1").status("reconnect_required"));
    stage.mock.on(Operation::SubmitLoginStep).reset_before_answer();

    let reconnect = stage.bridge.reconnect(account_id("alice"));
    let connected = reconnect.run(Player::typing([("code", "123456")])).await.unwrap();

    assert_eq!(connected.arrival(), &Arrival::Reconnected);
    assert_eq!(connected.account_id().unwrap(), "alice");
}

#[tokio::test]
async fn one_login_may_hold_several_accounts() {
    let ending = Ending::complete()
        .login(login("+1"))
        .account(account("work", "+1"))
        .account(account("home", "+1"));
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new().ends(ending))).await;

    let connected = stage.bridge.connect().run(Player::default()).await.unwrap();

    assert_eq!(connected.account_id().unwrap(), "work");
    assert_eq!(connected.login().unwrap().account_ids.as_ref().unwrap().len(), 2);
}

#[tokio::test]
async fn a_complete_login_is_waited_for_until_its_account_works() {
    let ending = Ending::complete().account_status("connecting");
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new().ends(ending))).await;
    let connected = stage.bridge.connect().run(Player::default()).await.unwrap();
    let id = connected.account_id().unwrap();

    let (account, ()) = tokio::join!(stage.bridge.wait_until_connected(id, Duration::from_secs(60)), async {
        while stage.clock.elapsed() < Duration::from_secs(20) {
            tokio::task::yield_now().await;
        }
        stage
            .mock
            .update_account(id.as_str(), |account| account.status("backfilling"));
    });

    assert_eq!(account.unwrap().status, AccountStatus::Backfilling);
}

#[tokio::test]
async fn an_account_that_does_not_get_there_is_said_to_be_so() {
    let stage = Stage::new(MockBridge::new(BRIDGE)).await;
    let (id, limit) = (account_id("alice"), Duration::from_secs(30));

    let error = stage.bridge.wait_until_connected(&id, limit).await.unwrap_err();
    assert!(matches!(error, NotConnected::TimeLimit { last: None }), "{error:?}");
    assert!((30..32).contains(&stage.clock.elapsed().as_secs()));

    stage.mock.put_account(account("alice", "+1").status("connecting"));
    let error = stage.bridge.wait_until_connected(&id, limit).await.unwrap_err();
    assert_eq!(error.to_string(), "the account is not connected in time (connecting)");

    for status in [
        "reconnect_required",
        "attention_required",
        "connection_required",
        "disabled",
    ] {
        stage.mock.put_account(account("alice", "+1").status(status));
        let error = stage.bridge.wait_until_connected(&id, limit).await.unwrap_err();
        assert_eq!(error.to_string(), format!("the account needs its user ({status})"));
    }

    stage
        .mock
        .on(Operation::GetAccount)
        .reply(Reply::error(401, "M_UNKNOWN_TOKEN", "Revoked"));
    let error = stage.bridge.wait_until_connected(&id, limit).await.unwrap_err();
    assert!(matches!(error, NotConnected::Call(_)), "{error:?}");
}

#[tokio::test]
async fn a_limit_is_known_by_the_end_of_its_code() {
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    let too_many = Reply::error(403, "TOO_MANY_LOGINS", "One is enough");
    stage.mock.on(CREATE).reply(too_many);

    let error = stage.bridge.connect().start().await.unwrap_err();

    assert_eq!(kind(&error), "BridgeUnavailable");
}

#[tokio::test]
async fn a_bridge_that_has_the_flow_and_refuses_it_all_the_same_is_not_said_to_lack_it() {
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    stage.mock.on(CREATE).reply(not_found());

    let login = stage.bridge.connect().flow("default");
    let error = login.start().await.unwrap_err();

    assert_eq!(error.to_string(), "the network refused the login");
}

#[tokio::test]
async fn a_start_whose_answer_cannot_be_read_is_said_to_leave_a_session() {
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    stage.mock.on(CREATE).reply(Reply::json(200, json!({})));

    let error = stage.bridge.connect().run(Player::default()).await.unwrap_err();

    assert_eq!(kind(&error), "Protocol");
    assert!(error.may_leave_session());
}

#[tokio::test]
async fn a_server_that_is_asked_too_often_says_so_before_the_start() {
    let stage = Stage::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    let slow_down = Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down").header("retry-after", "90");
    stage.mock.on(Operation::GetBridge).reply(slow_down);

    let error = stage.bridge.connect().start().await.unwrap_err();

    let LoginErrorKind::RateLimited { retry_after } = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(*retry_after, Some(Duration::from_secs(90)));
    assert_eq!(error.code(), Some("M_LIMIT_EXCEEDED"));
    assert_eq!(stage.calls(CREATE), 0);
}

#[tokio::test]
async fn an_account_may_be_waited_for_without_a_limit() {
    let stage = Stage::new(MockBridge::new(BRIDGE)).await;
    stage.mock.put_account(account("alice", "+1").status("connecting"));
    let looked = stage.mock.on(Operation::GetAccount).once().hold_answer();
    stage.clock.advance(Duration::from_secs(1));

    let id = account_id("alice");
    let (account, ()) = tokio::join!(stage.bridge.wait_until_connected(&id, Duration::MAX), async {
        looked.arrived().await;
        stage
            .mock
            .update_account("alice", |account| account.status("connected"));
        looked.release();
    });

    assert_eq!(account.unwrap().status, AccountStatus::Connected);
    assert_eq!(stage.calls(Operation::GetAccount), 2);
}

#[tokio::test]
async fn an_account_is_not_waited_for_longer_while_a_request_hangs() {
    let stage = Stage::new(MockBridge::new(BRIDGE)).await;
    let held = stage.mock.on(Operation::GetAccount).hold();

    let (id, limit) = (account_id("alice"), Duration::from_secs(5));
    let (waited, ()) = tokio::join!(stage.bridge.wait_until_connected(&id, limit), async {
        held.arrived().await;
        stage.clock.advance(limit);
    });

    let error = waited.unwrap_err();
    assert!(matches!(error, NotConnected::TimeLimit { last: None }), "{error:?}");
}

#[tokio::test]
async fn a_login_waits_with_its_clients_clock_unless_it_is_given_another() {
    let stage = Stage::new(MockBridge::new(BRIDGE)).await;
    let (id, limit) = (account_id("nobody"), Duration::from_secs(60));
    stage.bridge.wait_until_connected(&id, limit).await.unwrap_err();
    assert_eq!(stage.clock.elapsed(), limit);

    let clock = VirtualClock::new();
    let bridge = stage.bridge.clock(clock.clone());
    bridge.wait_until_connected(&id, limit).await.unwrap_err();
    assert_eq!((stage.clock.elapsed(), clock.elapsed()), (limit, limit));
}

#[tokio::test]
async fn an_account_that_could_not_be_looked_at_is_looked_at_again() {
    let stage = Stage::new(MockBridge::new(BRIDGE)).await;
    stage.mock.put_account(account("alice", "+1"));
    // As often as the client tries by itself.
    let failing = stage.mock.on(Operation::GetAccount).first(3);
    failing.reply(Reply::bytes(502, ""));

    let (id, limit) = (account_id("alice"), Duration::from_secs(60));
    let account = stage.bridge.wait_until_connected(&id, limit).await.unwrap();

    assert_eq!(account.status, AccountStatus::Connected);
    assert_eq!(stage.calls(Operation::GetAccount), 4);
    // Two between the client's tries, and one before the next look.
    let pauses = stage.clock.pauses();
    assert_eq!((pauses.len(), pauses[2]), (3, Duration::from_secs(1)));
}

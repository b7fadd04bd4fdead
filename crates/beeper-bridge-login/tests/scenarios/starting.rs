//! Tests logins that cannot begin, and their errors.

use std::time::Duration;

use beeper_bridge_login::{BridgeLoginExt, ConnectedKind, LoginErrorKind};
use beeper_desktop_client::VirtualClock;
use beeper_desktop_client::types::BridgeStatus;
use beeper_desktop_mock::{LoginScript, MockBridge, MockDesktop, Operation, Reply};
use serde_json::json;

use crate::support::{BRIDGE, ScriptedHandler, TestSetup, account_id, client, kind_name, login, login_id, not_found};

const CREATE: Operation = Operation::CreateLoginSession;

#[tokio::test]
async fn a_bridge_that_takes_no_new_login_is_refused_before_the_start_and_reconnects_all_the_same() {
    for status in ["limit_reached", "temporarily_unavailable", "disabled"] {
        let bridge = MockBridge::new(BRIDGE)
            .login_script(LoginScript::new())
            .status(status)
            .property("statusText", json!("Come \u{1b}[31mback later"));
        let setup = TestSetup::new(bridge).await;
        setup.mock.put_login(login("+1").status("needs_login"));

        let error = setup
            .bridge
            .connect()
            .run(ScriptedHandler::default())
            .await
            .unwrap_err();

        let expected = format!("the bridge accepts no new login ({status}): Come back later");
        assert_eq!(error.to_string(), expected);
        assert_eq!(setup.call_count(CREATE), 0);

        let reconnected = setup
            .bridge
            .reconnect(login_id("+1"))
            .run(ScriptedHandler::default())
            .await
            .unwrap();
        assert_eq!(reconnected.kind(), &ConnectedKind::Reconnected);
    }
}

#[tokio::test]
async fn a_bridge_that_is_connected_can_be_asked_for_another_login() {
    let setup = TestSetup::new(
        MockBridge::new(BRIDGE)
            .login_script(LoginScript::new())
            .status("connected"),
    )
    .await;

    setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();
}

#[tokio::test]
async fn a_limit_that_shows_only_when_starting_is_the_same_refusal() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    let too_many = Reply::error(403, "FI.MAU.BRIDGE.TOO_MANY_LOGINS", "One is enough");
    setup.mock.on(CREATE).reply(too_many);

    let error = setup.bridge.connect().start().await.unwrap_err();

    let LoginErrorKind::BridgeUnavailable { status, .. } = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(status, &BridgeStatus::LimitReached);
    assert_eq!(error.message().unwrap().as_str(), "One is enough");
}

#[tokio::test]
async fn a_login_or_account_that_is_not_there_cannot_be_reconnected() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;

    let error = setup.bridge.reconnect(login_id("+1")).start().await.unwrap_err();
    assert!(
        matches!(error.kind(), LoginErrorKind::UnknownLogin(id) if *id == "+1"),
        "{error:?}"
    );
    assert_eq!(error.to_string(), r#"the bridge has no login "+1""#);

    let error = setup.bridge.reconnect(account_id("alice")).start().await.unwrap_err();
    assert!(
        matches!(error.kind(), LoginErrorKind::UnknownAccount(id) if *id == "alice"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_flow_that_the_bridge_does_not_have_is_refused_here() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;

    let error = setup.bridge.connect().flow("qr").start().await.unwrap_err();

    assert_eq!(
        error.to_string(),
        r#"the bridge has no login flow "qr", only "default""#
    );
    assert_eq!(setup.call_count(CREATE), 0);

    setup.mock.put_bridge(MockBridge::new(BRIDGE).login_flows([]));
    let error = setup.bridge.connect().start().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::NoFlows));
}

#[tokio::test]
async fn an_unknown_bridge_and_a_server_without_bridges_are_told_apart() {
    let mock = MockDesktop::start().await.unwrap();
    let bridge = client(&mock, &VirtualClock::new()).bridge("local-whatsapp");

    let error = bridge.connect().start().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::UnknownBridge(_)), "{error:?}");
    assert_eq!(error.to_string(), r#"the server has no bridge "local-whatsapp""#);

    let no_such_path = Reply::error(404, "M_UNRECOGNIZED", "No such path");
    mock.on(Operation::GetBridge).reply(no_such_path.clone());
    mock.on(Operation::ListBridges).reply(no_such_path.clone());
    let error = bridge.connect().start().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::ServerTooOld), "{error:?}");

    let with_bridge = TestSetup::new(MockBridge::new(BRIDGE)).await;
    for reply in [
        no_such_path,
        Reply::bytes(404, "<html>Not found</html>"),
        Reply::bytes(405, "Method Not Allowed").header("content-type", "text/plain"),
        Reply::empty(501),
    ] {
        with_bridge.mock.on(CREATE).reply(reply);
        let error = with_bridge.bridge.connect().start().await.unwrap_err();
        assert!(matches!(error.kind(), LoginErrorKind::ServerTooOld), "{error:?}");
        let line = "the server does not support login sessions; update Beeper";
        assert_eq!((error.to_string().as_str(), error.server_version()), (line, None));
    }
}

#[tokio::test]
async fn a_server_that_is_too_old_is_named_with_its_version() {
    let lacking = || Reply::bytes(404, "404 page not found").header("x-beeper-desktop-version", "4.1.2");
    // A server that is too old lacks all of these, or the last one.
    let operations = [Operation::GetBridge, Operation::ListBridges, CREATE];
    for lacks in [&operations[..], &operations[2..]] {
        let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
        for operation in lacks {
            setup.mock.on(*operation).reply(lacking());
        }

        let error = setup.bridge.connect().start().await.unwrap_err();

        assert!(matches!(error.kind(), LoginErrorKind::ServerTooOld), "{error:?}");
        assert_eq!(
            error.to_string(),
            "the server (version 4.1.2) does not support login sessions; update Beeper"
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
        let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
        let not_found = Reply::error(404, "NOT_FOUND", "No such bridge");
        setup.mock.on(Operation::GetBridge).reply(not_found.clone());
        setup.mock.on(Operation::ListBridges).reply(list);
        let error = setup.bridge.connect().start().await.unwrap_err();
        assert_eq!(kind_name(&error), expected, "{error:?}");

        // A session is refused with this if the bridge has no such login or account, not if the server has no sessions.
        let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
        setup.mock.on(CREATE).reply(not_found.clone());
        let error = setup.bridge.connect().start().await.unwrap_err();
        assert_eq!(kind_name(&error), "Rejected", "{error:?}");
    }
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    setup
        .mock
        .on(Operation::GetBridge)
        .reply(Reply::error(404, "NOT_FOUND", "No such bridge"));
    let error = setup.bridge.connect().start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the server contradicts its documentation: a bridge that it lists is not found"
    );
}

#[tokio::test]
async fn a_server_without_a_list_of_logins_is_good_enough() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    for reply in [
        Reply::error(404, "M_UNRECOGNIZED", "No such path"),
        Reply::json(200, json!({ "items": [{ "no": "login" }] })),
    ] {
        setup.mock.on(Operation::ListBridgeLogins).reply(reply);
        setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();
    }
}

#[tokio::test]
async fn without_a_token_or_a_server_nothing_begins() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    let nameless = beeper_desktop_client::Client::builder()
        .base_url(setup.mock.base_url())
        .build()
        .unwrap();
    let error = nameless.bridge(BRIDGE).connect().start().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::MissingToken), "{error:?}");

    setup.mock.go_offline().await;
    let error = setup.bridge.connect().start().await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::Transport), "{error:?}");
    assert!(!error.may_leave_session());
    let cause = std::error::Error::source(&error).unwrap().to_string();
    let address = setup.mock.base_url();
    assert!(
        cause.starts_with(&format!(
            "get_bridge: could not connect to {address}; is Beeper Desktop running"
        )),
        "{cause}"
    );
    assert_eq!(
        (error.to_string(), error.user_message()),
        (cause.clone(), cause.clone())
    );
    // The line of the call is there once.
    let line = format!("{error:?}");
    assert!(line.starts_with(&format!("{cause}; caused by: ")), "{line}");
    assert_eq!(line.matches("get_bridge").count(), 1, "{line}");
}

#[tokio::test]
async fn a_start_that_takes_long_is_waited_for() {
    assert!(beeper_desktop_client::Timeouts::default().login >= Duration::from_secs(60));
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    let slow = setup.mock.on(CREATE).once().hold();

    let (connected, ()) = tokio::join!(setup.bridge.connect().run(ScriptedHandler::default()), async {
        slow.arrived().await;
        setup.clock.advance(Duration::from_secs(60));
        slow.release();
    });

    connected.unwrap();
    assert_eq!(setup.call_count(CREATE), 1);
}

#[tokio::test]
async fn a_limit_is_known_by_the_end_of_its_code() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    let too_many = Reply::error(403, "TOO_MANY_LOGINS", "One is enough");
    setup.mock.on(CREATE).reply(too_many);

    let error = setup.bridge.connect().start().await.unwrap_err();

    assert_eq!(kind_name(&error), "BridgeUnavailable");
}

#[tokio::test]
async fn a_bridge_that_has_the_flow_and_refuses_it_all_the_same_is_not_said_to_lack_it() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    setup.mock.on(CREATE).reply(not_found());

    let login = setup.bridge.connect().flow("default");
    let error = login.start().await.unwrap_err();

    assert_eq!(error.to_string(), "the network refused the login");
}

#[tokio::test]
async fn a_start_whose_answer_cannot_be_read_is_said_to_leave_a_session() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    setup.mock.on(CREATE).reply(Reply::json(200, json!({})));

    let error = setup
        .bridge
        .connect()
        .run(ScriptedHandler::default())
        .await
        .unwrap_err();

    assert_eq!(kind_name(&error), "Protocol");
    assert!(error.may_leave_session());
}

#[tokio::test]
async fn a_server_that_is_asked_too_often_says_so_before_the_start() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE).login_script(LoginScript::new())).await;
    let slow_down = Reply::error(429, "M_LIMIT_EXCEEDED", "Slow down").header("retry-after", "90");
    setup.mock.on(Operation::GetBridge).reply(slow_down);

    let error = setup.bridge.connect().start().await.unwrap_err();

    let LoginErrorKind::RateLimited { retry_after } = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(*retry_after, Some(Duration::from_secs(90)));
    assert_eq!(error.code(), Some("M_LIMIT_EXCEEDED"));
    assert_eq!(setup.call_count(CREATE), 0);
}

#[tokio::test]
async fn a_login_waits_with_its_clients_clock_unless_it_is_given_another() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    let (id, limit) = (account_id("nobody"), Duration::from_secs(60));
    setup.bridge.wait_until_connected(&id, limit).await.unwrap_err();
    assert_eq!(setup.clock.elapsed(), limit);

    let clock = VirtualClock::new();
    let bridge = setup.bridge.clock(clock.clone());
    bridge.wait_until_connected(&id, limit).await.unwrap_err();
    assert_eq!((setup.clock.elapsed(), clock.elapsed()), (limit, limit));
}

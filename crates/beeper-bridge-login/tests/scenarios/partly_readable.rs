//! Tests partly malformed responses: the login continues with the readable parts.

use beeper_bridge_login::{LoginState, Step};
use beeper_desktop_mock::{MockBridge, Operation, Reply};
use serde_json::{Value, json};

use crate::support::{
    BRIDGE, ScriptedHandler, TestSetup, account, complete_session, input, kind_name, login, qr, session_at,
};

const STEP: Operation = Operation::SubmitLoginStep;
const ACCOUNTS: Operation = Operation::ListAccounts;
const LOGINS: Operation = Operation::ListBridgeLogins;

fn readable_account(id: &str, bridge: &str) -> Value {
    json!({
        "accountID": id, "loginID": "login", "status": "connected", "user": { "id": "u" },
        "bridge": { "id": bridge, "type": "mock", "provider": "local" },
    })
}

#[tokio::test]
async fn a_complete_session_with_one_odd_member_is_connected_and_what_is_odd_is_told() {
    let odd_account = |member: &str, value: Value| {
        let mut account = readable_account("account", BRIDGE);
        account[member] = value;
        ("account", account)
    };
    for (member, odd) in [
        odd_account("accountID", json!({})),
        odd_account("bridge", json!("whatsapp")),
        odd_account("user", json!(17)),
        odd_account("status", json!([])),
        ("account", json!("account")),
        ("account", json!([])),
        ("login", json!("login")),
        ("login", json!({ "loginID": {} })),
        ("error", json!("none")),
        ("error", json!([])),
        ("error", json!({})),
        ("currentStep", json!("complete")),
        ("currentStep", json!({})),
        ("currentStep", json!({ "type": "complete", "account": 17 })),
        ("currentStep", json!({ "type": "user_input", "fields": 3 })),
    ] {
        let mut complete = complete_session("login", "account");
        complete[member] = odd;
        let what = complete.to_string();
        for step in [qr("one"), input("code", "code")] {
            let setup = TestSetup::with_session(session_at(step)).await;
            setup.mock.on(STEP).reply(Reply::json(200, complete.clone()));

            let handler = ScriptedHandler::typing([("code", "1")]);
            let connected = setup.bridge.connect().run(handler).await.expect(&what);

            assert_eq!(connected.login_id().unwrap(), "login", "{what}");
            assert!(!connected.unreadable_parts().is_empty(), "{what}");
            assert_eq!(setup.call_count(STEP), 1);
            assert_eq!(setup.call_count(Operation::CancelLoginSession), 0);
        }
    }
}

#[tokio::test]
async fn a_complete_session_that_names_neither_itself_nor_its_bridge_is_connected() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let said = json!({ "status": "complete", "loginID": "login", "accountID": "account" });
    setup.mock.on(STEP).reply(Reply::json(200, said));

    let connected = setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    assert_eq!(connected.account_id().unwrap(), "account");
}

#[tokio::test]
async fn an_empty_error_is_none() {
    let setup = TestSetup::with_session(session_at(qr("one"))).await;
    let mut complete = complete_session("login", "account");
    complete["error"] = json!({ "code": "", "message": "" });
    setup.mock.on(STEP).reply(Reply::json(200, complete));

    setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();
}

#[tokio::test]
async fn a_complete_session_of_another_bridge_is_an_error() {
    let mut of_login = complete_session("login", "account");
    of_login["login"] =
        json!({ "bridgeID": "local-signal", "loginID": "login", "status": "connected", "removeScopes": [] });
    let mut of_account = complete_session("login", "account");
    of_account["account"] = readable_account("account", "local-signal");
    let mut in_the_step = complete_session("login", "account");
    in_the_step["currentStep"] = json!({ "type": "complete", "account": readable_account("account", "local-signal") });
    for complete in [of_login, of_account, in_the_step] {
        let setup = TestSetup::with_session(session_at(qr("one"))).await;
        setup.mock.on(STEP).reply(Reply::json(200, complete));

        let error = setup
            .bridge
            .connect()
            .run(ScriptedHandler::default())
            .await
            .unwrap_err();

        assert_eq!(kind_name(&error), "Protocol", "{error}");
        assert!(error.to_string().contains("another bridge"), "{error}");
        assert_eq!(setup.call_count(Operation::CancelLoginSession), 1);
    }
}

#[tokio::test]
async fn an_odd_account_of_another_bridge_is_in_nobodys_way_when_an_answer_was_lost() {
    let odd = json!({ "accountID": "odd", "bridge": { "id": "local-signal" }, "user": 17, "status": {} });
    for odd in [odd, json!({ "bridge": { "id": "local-signal" } })] {
        let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
        let before = Reply::json(200, json!([odd]));
        let after = Reply::json(200, json!([odd, readable_account("account", BRIDGE)]));
        setup.mock.on(ACCOUNTS).reply(after);
        setup.mock.on(ACCOUNTS).first(1).reply(before);
        setup.mock.on(STEP).reset_before_answer();
        setup.session_is_gone();

        let handler = ScriptedHandler::typing([("code", "1")]);
        let connected = setup.bridge.connect().run(handler).await.unwrap();

        assert_eq!(connected.account_id().unwrap(), "account");
        assert!(connected.was_inferred());
    }
}

#[tokio::test]
async fn an_account_that_could_not_be_read_before_is_not_new_when_it_can() {
    let mut odd = readable_account("account", BRIDGE);
    odd["user"] = json!(17);
    let mut nameless = odd.clone();
    nameless["accountID"] = json!({});
    for odd in [odd, nameless] {
        let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
        let after = Reply::json(200, json!([readable_account("account", BRIDGE)]));
        setup.mock.on(ACCOUNTS).reply(after);
        setup.mock.on(ACCOUNTS).first(1).reply(Reply::json(200, json!([odd])));
        setup.mock.on(STEP).reset_before_answer();
        setup.session_is_gone();

        let handler = ScriptedHandler::typing([("code", "1")]);
        let error = setup.bridge.connect().run(handler).await.unwrap_err();

        assert_eq!(kind_name(&error), "OutcomeUnknown");
    }
}

#[tokio::test]
async fn odd_logins_in_a_bridges_lists_keep_nobody_from_signing_in() {
    for odd in [
        json!({ "bridgeID": BRIDGE, "loginID": "", "status": "connected", "removeScopes": [] }),
        json!({ "loginID": {} }),
        json!(null),
        json!("login"),
    ] {
        let listed = json!({ "bridgeID": BRIDGE, "loginID": "old", "status": "connected", "removeScopes": [] });
        let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
        let logins = Reply::json(200, json!({ "items": [odd, listed] }));
        setup.mock.on(LOGINS).reply(logins);
        setup
            .mock
            .on(STEP)
            .reply(Reply::json(200, complete_session("login", "account")));

        let logins = setup.bridge.logins().await.unwrap();
        assert_eq!(logins.len(), 1, "the readable rest of the list");
        let handler = ScriptedHandler::typing([("code", "1")]);
        setup.bridge.connect().run(handler).await.unwrap();
    }
}

#[tokio::test]
async fn an_odd_account_or_login_of_a_bridge_leaves_its_flows() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    setup.mock.put_login(login(""));
    setup.mock.put_account(account("", ""));
    let session = session_at(input("code", "code"));
    setup
        .mock
        .on(Operation::CreateLoginSession)
        .reply(Reply::json(200, session.clone()));
    setup.set_session(session);

    assert_eq!(setup.bridge.login_flows().await.unwrap().len(), 1);
    let session = setup.bridge.connect().start().await.unwrap();

    assert!(matches!(session.state(), LoginState::Waiting(Step::Input(_))));
    session.detach();
}

#[tokio::test]
async fn no_fields_are_an_empty_list_and_leave_nothing_behind() {
    for step in [
        json!({ "type": "user_input", "stepID": "confirm", "fields": null }),
        json!({ "type": "cookies", "stepID": "web", "url": "https://example.com/", "fields": null }),
    ] {
        let setup = TestSetup::with_session(session_at(step)).await;

        let session = setup.bridge.connect().start().await.unwrap();

        match session.state() {
            LoginState::Waiting(Step::Input(step)) => assert!(step.fields().is_empty()),
            LoginState::Waiting(Step::Cookies(step)) => assert!(step.fields().is_empty()),
            state => panic!("{state:?}"),
        }
        session.detach();
    }
}

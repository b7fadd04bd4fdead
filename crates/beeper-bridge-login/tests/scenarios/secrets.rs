//! Tests that typed, displayed and collected values never appear in printed output.

use std::error::Error;
use std::time::Duration;

use beeper_bridge_login::cookies::WebSnapshot;
use beeper_bridge_login::input::FieldValues;
use beeper_bridge_login::{BridgeLoginExt, LoginErrorKind, LoginHandler, LoginState, Unattended};
use beeper_desktop_client::Client;
use beeper_desktop_mock::{MockBridge, MockDesktop, Operation, Reply};
use serde_json::{Value, json};

use crate::support::{
    BRIDGE, ScriptedHandler, TestSetup, account, account_id, complete_session, failed_session, input, qr, session_at,
};

const MARKER: &str = "hunter2-marker";

fn check_chain(error: &(dyn Error + 'static)) {
    let mut next = Some(error);
    while let Some(error) = next {
        assert!(!error.to_string().contains(MARKER), "{error}");
        assert!(!format!("{error:?} {error:#?}").contains(MARKER), "{error:?}");
        next = error.source();
    }
}

#[tokio::test]
async fn no_error_repeats_what_a_server_echoes() {
    let message = format!("{MARKER} is not the password");
    for code in [
        "FI.MAU.BRIDGE.NO",
        "not a code: hunter2-marker",
        "FI.MAU.BRIDGE.RATE_LIMITED",
    ] {
        for answer in [
            Reply::error(400, code, &message),
            Reply::error(500, code, &message),
            Reply::json(400, json!({ "errcode": code, "error": message })),
            Reply::json(200, failed_session(code, &message)),
            Reply::bytes(502, format!("<html>{message}</html>")),
        ] {
            let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
            setup.mock.on(Operation::SubmitLoginStep).reply(answer);
            setup.session_is_gone();

            let error = setup
                .bridge
                .connect()
                .run(ScriptedHandler::typing([("password", MARKER)]))
                .await
                .unwrap_err();

            check_chain(&error);
            assert!(!format!("{error:?}").contains("is not the password"));
        }
    }
}

#[tokio::test]
async fn an_error_that_main_returns_is_one_line_that_says_what_happened_and_why() {
    let setup = TestSetup::with_session(session_at(qr(MARKER))).await;
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::error(429, "M_LIMIT_EXCEEDED", &format!("{MARKER}: too often")).header("retry-after", "90"));
    let handler = ScriptedHandler::default();
    let error: Box<dyn Error> = setup.bridge.connect().run(handler).await.unwrap_err().into();
    let printed = format!("{error:?}");
    let (line, source) = printed.split_once("; caused by: ").unwrap();
    assert_eq!(line, error.to_string());
    assert!(source.contains("429 Too Many Requests"), "{printed}");
    assert!(!printed.contains(MARKER) && !printed.contains('\n'), "{printed}");

    let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
    let session = setup.bridge.connect().start().await.unwrap();
    let LoginState::Waiting(beeper_bridge_login::Step::Input(step)) = session.state() else {
        panic!("{session:?}")
    };
    let values = FieldValues::new().with("another", MARKER);
    let error: Box<dyn Error> = step.check(&values).unwrap_err().into();
    assert_eq!(format!("{error:?}"), error.to_string());
    assert!(error.to_string().contains("a value is needed"), "{error}");
    check_chain(&*error);
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn an_account_that_is_not_connected_is_told_in_one_line() {
    let setup = TestSetup::new(MockBridge::new(BRIDGE)).await;
    let account = account("alice", "+1").status("odd\u{1b}[2J\nstatus");
    setup.mock.put_account(account);
    let (id, limit) = (account_id("alice"), Duration::from_secs(60));
    let error = setup.bridge.wait_until_connected(&id, limit).await.unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        "the account did not connect within the time limit (odd status)"
    );

    setup
        .mock
        .on(Operation::GetAccount)
        .reply(Reply::error(403, "M_FORBIDDEN", MARKER));
    let error = setup.bridge.wait_until_connected(&id, limit).await.unwrap_err();
    let printed = format!("{error:?}");
    assert!(
        printed.starts_with("the status of the account could not be requested; caused by: get_account: 403"),
        "{printed}"
    );
    check_chain(&error);
}

#[tokio::test]
async fn without_a_token_a_login_says_how_to_give_one() {
    let mock = MockDesktop::start().await.unwrap();
    let client = Client::builder().base_url(mock.base_url()).build().unwrap();
    let bridge = client.bridge(BRIDGE);
    let error = bridge.connect().run(ScriptedHandler::default()).await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::MissingToken));
    let said = error.to_string();
    assert!(
        said.contains("BEEPER_ACCESS_TOKEN") && said.contains("Beeper Desktop's settings"),
        "{said}"
    );
    assert!(format!("{error:?}").starts_with(&said));
}

#[tokio::test]
async fn nothing_prints_what_a_session_holds() {
    let steps: [Value; 6] = [
        qr(MARKER),
        json!({ "type": "display_and_wait", "stepID": "s", "display": { "type": "code", "data": MARKER } }),
        json!({ "type": "display_and_wait", "stepID": "s", "display": { "type": "new", "data": MARKER } }),
        json!({ "type": "user_input", "stepID": "s", "instructions": MARKER, "fields": [
            { "id": "f", "initialValue": MARKER, "default_value": MARKER, "type": "password" },
        ]}),
        json!({ "type": "cookies", "stepID": "s", "url": format!("https://example.com/{MARKER}"),
            "instructions": MARKER, "extractJS": MARKER, "fields": [] }),
        json!({ "type": "webauthn", "stepID": "s", "challenge": MARKER }),
    ];
    for step in steps {
        let setup = TestSetup::with_session(session_at(step)).await;
        let session = setup.bridge.connect().start().await.unwrap();

        assert!(!format!("{session:?}").contains(MARKER), "{session:?}");
        assert!(!format!("{:#?}", session.state()).contains(MARKER));
        session.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn nothing_prints_an_answer() {
    let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
    let session = setup.bridge.connect().start().await.unwrap();
    let LoginState::Waiting(step) = session.state() else {
        panic!("{session:?}")
    };
    let mut handler = Unattended::new([("password", MARKER)]);
    assert!(!format!("{handler:?}").contains(MARKER));
    let beeper_bridge_login::Step::Input(step) = step else {
        panic!("{step:?}")
    };

    let values = handler.fill(step, None).await.unwrap();
    assert!(!format!("{values:?}").contains(MARKER));
    let answer = beeper_bridge_login::Answer::from(step.check(&values).unwrap());
    assert!(!format!("{answer:?}").contains(MARKER));
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn cookies_and_the_last_address_are_not_printed() {
    let step =
        json!({ "type": "cookies", "stepID": "web", "url": "https://example.com/", "fields": [{ "id": "sid" }] });
    let setup = TestSetup::with_session(session_at(step)).await;
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, complete_session("login", "account")));
    let session = setup.bridge.connect().start().await.unwrap();
    let LoginState::Waiting(beeper_bridge_login::Step::Cookies(step)) = session.state() else {
        panic!("{session:?}")
    };
    let mut browser = WebSnapshot::new();
    browser
        .add_extracted("sid", MARKER)
        .add_visited_url(format!("https://example.com/?code={MARKER}"));

    let answer = step.answer(&browser).unwrap();

    assert!(!format!("{answer:?}").contains(MARKER), "{answer:?}");
    session.cancel().await.unwrap();
}

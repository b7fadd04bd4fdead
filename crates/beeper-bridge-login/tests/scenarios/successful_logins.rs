//! Tests logins that succeed, with steps of every kind.

use std::collections::BTreeSet;

use beeper_bridge_login::cookies::{Cookie, WebSnapshot};
use beeper_bridge_login::input::{FieldKind, FieldValues};
use beeper_bridge_login::{Connected, ConnectedKind, Display, LoginError, LoginHandler, LoginState, StartLogin, Step};
use beeper_desktop_mock::{Ending, LoginScript, MockBridge, MockStep, Operation, Reply};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::{
    BRIDGE, ScriptedHandler, TestSetup, complete_session, input, login_id, scripted_bridge, session_at,
};

#[tokio::test]
async fn a_qr_code_is_waited_on_until_it_is_scanned() {
    let setup = TestSetup::new(scripted_bridge(LoginScript::new().ask(MockStep::qr("qr", ["one"])))).await;
    let phone = setup.mock.other_device(BRIDGE);
    let mut handler = ScriptedHandler::default();

    let (connected, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
        phone.waiting().await;
        phone.approve();
    });

    let connected = connected.unwrap();
    assert_eq!(connected.kind(), &ConnectedKind::New);
    assert_eq!(connected.login_id().unwrap(), "mock-login-1");
    assert_eq!(connected.account_id().unwrap(), "mock-account-1");
    assert!(connected.login().is_some() && connected.account().is_some());
    assert!(!connected.was_inferred());
    assert_eq!(handler.seen, ["qr one", "hidden"]);
    assert_eq!(setup.called_since_start(), [Operation::SubmitLoginStep]);
}

#[tokio::test]
async fn a_qr_code_is_shown_each_time_it_changes_and_taken_away_in_the_end() {
    let setup = TestSetup::new(scripted_bridge(
        LoginScript::new().ask(MockStep::qr("qr", ["one", "two", "three"])),
    ))
    .await;
    let phone = setup.mock.other_device(BRIDGE);
    let mut handler = ScriptedHandler::default();

    let (connected, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
        for _ in 0..2 {
            phone.waiting().await;
            phone.rotate();
        }
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(handler.seen, ["qr one", "qr two", "qr three", "hidden"]);
    assert_eq!(setup.call_count(Operation::SubmitLoginStep), 3);
    assert_eq!(setup.call_count(Operation::CancelLoginSession), 0);
}

#[tokio::test]
async fn a_qr_code_may_be_followed_by_a_password() {
    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"])).ask(
        MockStep::input("password")
            .field("password", "password")
            .accepts("password", "hunter2"),
    );
    let setup = TestSetup::new(scripted_bridge(script)).await;
    let phone = setup.mock.other_device(BRIDGE);
    let mut handler = ScriptedHandler::typing([("password", "hunter2")]);

    let (connected, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(handler.seen, ["qr one", "hidden", "input password"]);
}

#[tokio::test]
async fn a_phone_number_is_normalised_and_its_pairing_code_shown_once() {
    let script = LoginScript::new()
        .ask(
            MockStep::input("phone")
                .field("number", "phone_number")
                .accepts("number", "+15550100"),
        )
        .ask(MockStep::code("pair", "ABCD-1234"));
    let setup = TestSetup::new(scripted_bridge(script)).await;
    let phone = setup.mock.other_device(BRIDGE);
    let mut handler = ScriptedHandler::typing([("number", "+1 (555) 0100")]);

    let (connected, ()) = tokio::join!(setup.bridge.connect().run(&mut handler), async {
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(handler.seen, ["input phone", "code ABCD-1234", "hidden"]);
    assert_eq!(setup.submitted()[0]["fields"], json!({ "number": "+15550100" }));
}

#[tokio::test]
async fn an_emoji_is_its_picture_and_perhaps_itself() {
    for (display, emoji) in [
        (
            json!({ "type": "emoji", "imageURL": "https://example.com/1.png" }),
            None,
        ),
        (
            json!({ "type": "emoji", "imageURL": "https://example.com/1.png", "data": "🦊" }),
            Some("🦊"),
        ),
    ] {
        let step = json!({ "type": "display_and_wait", "stepID": "emoji", "display": display });
        let setup = TestSetup::with_session(session_at(step)).await;

        let session = setup.bridge.connect().start().await.unwrap();

        let LoginState::Waiting(Step::Display(step)) = session.state() else {
            panic!("{session:?}")
        };
        let Display::Emoji(shown) = step.display() else {
            panic!("{step:?}")
        };
        assert_eq!(shown.emoji(), emoji);
        assert_eq!(shown.image_url(), Some("https://example.com/1.png"));
        session.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn nothing_but_instructions_can_be_displayed() {
    let script = LoginScript::new().ask(MockStep::nothing("approve", "Open the app on your phone"));
    let setup = TestSetup::new(scripted_bridge(script)).await;

    let session = setup.bridge.connect().start().await.unwrap();

    let LoginState::Waiting(step) = session.state() else {
        panic!("{session:?}")
    };
    assert_eq!(step.instructions().unwrap().as_str(), "Open the app on your phone");
    assert!(matches!(step, Step::Display(step) if matches!(step.display(), Display::Nothing)));
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn cookies_are_collected_whichever_way_their_fields_are_described() {
    let plain = json!([{ "id": "session" }, { "id": "token", "name": "X-Token", "type": "header" }]);
    let rich = json!([
        { "id": "session", "sources": [{ "type": "cookie", "name": "session", "cookieDomain": ".example.com" }] },
        { "id": "token", "required": true, "pattern": "^t", "sources": [{ "type": "request_header", "name": "x-token" }] },
        { "id": "extra", "required": false, "sources": [{ "type": "local_storage", "name": "extra" }] },
    ]);
    for fields in [plain, rich] {
        let step = json!({ "type": "cookies", "stepID": "web", "url": "https://www.example.com/", "fields": fields });
        let setup = TestSetup::with_session(session_at(step)).await;
        setup
            .mock
            .on(Operation::SubmitLoginStep)
            .reply(Reply::json(200, complete_session("login", "account")));
        let mut guest = WebSnapshot::new();
        guest.add_cookie(Cookie::new("session", "a%2Fb+c").domain(".example.com"));
        let mut signed_in = guest.clone();
        signed_in.add_request_header("https://api.example.com/", "X-TOKEN", "t0k3n");
        signed_in.add_visited_url("https://www.example.com/inbox");
        let mut handler = ScriptedHandler::default();
        handler.browsers.extend([guest, signed_in]);

        setup.bridge.connect().run(&mut handler).await.unwrap();

        assert_eq!(handler.seen, ["cookies web", "cookies web again: missing"]);
        let sent = json!({
            "type": "cookies",
            "fields": { "session": "a/b+c", "token": "t0k3n" },
            "lastURL": "https://www.example.com/inbox",
        });
        assert_eq!(setup.submitted(), [sent]);
    }
}

#[tokio::test]
async fn a_session_can_be_complete_when_it_is_created() {
    let setup = TestSetup::new(scripted_bridge(LoginScript::new())).await;

    let connected = setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    assert_eq!(connected.account_id().unwrap(), "mock-account-1");
    assert_eq!(setup.called_since_start(), []);
}

#[tokio::test]
async fn a_complete_step_ends_a_session_whatever_its_status_says() {
    let mut session = session_at(json!({ "type": "complete", "instructions": "Open the chat list" }));
    session["status"] = json!("waiting_for_display");
    session["loginID"] = json!("+1");
    let setup = TestSetup::with_session(session).await;

    let connected = setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    assert_eq!(connected.login_id().unwrap(), "+1");
    assert_eq!(connected.instructions().unwrap().as_str(), "Open the chat list");
}

#[tokio::test]
async fn a_completion_that_names_nobody_is_filled_in_from_the_lists() {
    let ending = Ending::complete().without_objects().without_ids();
    let setup = TestSetup::new(scripted_bridge(LoginScript::new().ends(ending))).await;

    let connected = setup.bridge.connect().run(ScriptedHandler::default()).await.unwrap();

    assert_eq!(connected.login_id().unwrap(), "mock-login-1");
    assert_eq!(connected.account_id().unwrap(), "mock-account-1");
    assert!(!connected.was_inferred(), "the session itself reported its completion");
}

#[tokio::test]
async fn a_handler_learns_which_session_it_serves_once_and_before_all_else() {
    let setup = TestSetup::with_session(session_at(input("password", "password"))).await;
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, complete_session("l", "a")));

    let mut handler = ScriptedHandler::typing([("password", "hunter2")]);
    setup.bridge.connect().run(&mut handler).await.unwrap();
    assert_eq!(handler.sessions, ["s1"]);

    let mut handler = ScriptedHandler::typing([("password", "hunter2")]);
    let resumed = setup.bridge.resume("s1").await.unwrap();
    resumed.run(&mut handler).await.unwrap();
    assert_eq!(handler.sessions, ["s1"]);

    let mut handler = ScriptedHandler::default();
    setup.mock.put_bridge(MockBridge::new(BRIDGE).login_flows([]));
    setup.bridge.connect().run(&mut handler).await.unwrap_err();
    assert!(handler.sessions.is_empty());
}

/// Checks that a login can be spawned, whatever its handler is.
#[tokio::test]
async fn a_login_runs_in_a_task_of_its_own() {
    fn spawned<H: LoginHandler + 'static>(login: StartLogin, handler: H) -> JoinHandle<Result<Connected, LoginError>> {
        tokio::spawn(login.run(handler))
    }
    let setup = TestSetup::new(scripted_bridge(LoginScript::new())).await;
    spawned(setup.bridge.connect(), ScriptedHandler::default())
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn a_reconnect_may_begin_with_a_code() {
    let script = LoginScript::new().ask(MockStep::code("pair", "ABCD-1234"));
    let setup = TestSetup::new(scripted_bridge(script)).await;
    let login = beeper_desktop_mock::MockLogin::new("+15550100")
        .bridge(BRIDGE)
        .status("needs_login");
    setup.mock.put_login(login);
    let phone = setup.mock.other_device(BRIDGE);
    let mut handler = ScriptedHandler::default();

    let reconnect = setup.bridge.reconnect(login_id("+15550100"));
    let (connected, ()) = tokio::join!(reconnect.run(&mut handler), async {
        phone.waiting().await;
        phone.approve();
    });

    assert_eq!(connected.unwrap().kind(), &ConnectedKind::Reconnected);
    assert_eq!(handler.seen, ["code ABCD-1234", "hidden"]);
}

#[tokio::test]
async fn options_and_attachments_reach_the_handler() {
    let step = json!({
        "type": "user_input",
        "stepID": "captcha",
        "fields": [{ "id": "how", "type": "select", "options": ["sms", "call"] }],
        "attachments": [
            { "type": "m.image", "filename": "captcha.png", "content": "iVBORw0KGgo=", "info": { "mimetype": "image/png" } },
            { "type": "m.audio", "filename": "captcha.ogg", "content": "T2dnUw==" },
        ],
    });
    let setup = TestSetup::with_session(session_at(step)).await;

    let session = setup.bridge.connect().start().await.unwrap();

    let LoginState::Waiting(Step::Input(step)) = session.state() else {
        panic!("{session:?}")
    };
    assert_eq!(step.fields()[0].kind(), &FieldKind::Select);
    assert_eq!(step.fields()[0].options().len(), 2);
    assert_eq!(step.attachments()[0].bytes(), b"\x89PNG\r\n\x1a\n");
    assert_eq!(step.attachments()[1].bytes(), b"OggS");
    session.cancel().await.unwrap();
}

#[tokio::test]
async fn optional_fields_stay_out_and_initial_values_are_an_offer() {
    let step = json!({ "type": "user_input", "stepID": "server", "fields": [
        { "id": "url", "type": "url", "initialValue": "https://example.com/" },
        { "id": "nick", "optional": true },
    ]});
    let setup = TestSetup::with_session(session_at(step)).await;
    setup
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, complete_session("login", "account")));

    let mut handler = ScriptedHandler::default();
    handler.answers.push_back(FieldValues::new().with("nick", ""));
    setup.bridge.connect().run(&mut handler).await.unwrap_err();
    assert_eq!(
        setup.submitted().len(),
        0,
        "an initial value is sent only if the handler includes it"
    );
    assert_eq!(handler.seen, ["input server", "input server again: invalid"]);

    let mut handler = ScriptedHandler::default();
    handler.answers.push_back(FieldValues::new().with_initial_values());
    setup.bridge.connect().run(&mut handler).await.unwrap();
    let sent = json!({ "type": "user_input", "fields": { "url": "https://example.com/" } });
    assert_eq!(setup.submitted(), [sent]);
}

#[tokio::test]
async fn step_tokens_differ_with_what_a_step_asks_or_shows() {
    let step = |id: &str, shown: Value| json!({ "type": "display_and_wait", "stepID": id, "display": { "type": "qr", "data": shown } });
    let asked = |instructions: &str, field: &str| json!({ "type": "user_input", "stepID": "s", "instructions": instructions, "fields": [{ "id": field }] });
    let cookies = |url: &str| json!({ "type": "cookies", "stepID": "s", "url": url, "fields": [] });
    let steps = [
        step("s", json!("one")),
        step("s", json!("two")),
        step("t", json!("one")),
        asked("Sign in", "code"),
        asked("Wrong", "code"),
        asked("Sign in", "password"),
        cookies("https://example.com/a"),
        cookies("https://example.com/b"),
        json!({ "type": "webauthn", "stepID": "s", "challenge": 1 }),
        json!({ "type": "webauthn", "stepID": "s", "challenge": 2 }),
    ];
    let mut tokens = BTreeSet::new();
    for step in &steps {
        let setup = TestSetup::with_session(session_at(step.clone())).await;
        let token = || async {
            let session = setup.bridge.connect().start().await.unwrap().keep_when_dropped();
            let LoginState::Waiting(step) = session.state() else {
                panic!("{session:?}")
            };
            step.token()
        };
        assert_eq!(token().await, token().await);
        assert!(tokens.insert(token().await), "{step}");
    }
}

#[tokio::test]
async fn a_login_can_be_spawned_and_its_session_shared() {
    fn is_send<T: Send>(_: &T) {}
    fn is_sync<T: Sync>(_: &T) {}
    let setup = TestSetup::new(scripted_bridge(LoginScript::new().ask(MockStep::qr("qr", ["one"])))).await;
    let mut session = setup.bridge.connect().start().await.unwrap();
    is_sync(&session);
    is_send(&session.wait());
    is_send(&session.refresh());
    is_send(&setup.bridge.connect().run(ScriptedHandler::default()));
    let cancelling = session.cancel();
    is_send(&cancelling);
    cancelling.await.unwrap();
}

//! Logins in which everybody does what they should.

use std::collections::BTreeSet;
use std::time::Duration;

use beeper_bridge_login::cookies::{Browser, Cookie};
use beeper_bridge_login::input::{FieldKind, FieldValues};
use beeper_bridge_login::{
    Arrival, Connected, Display, LoginError, LoginErrorKind, LoginHandler, LoginState, StartLogin, Step, Unattended,
};
use beeper_desktop_mock::{Ending, LoginScript, MockBridge, MockStep, Operation, Refusal, Reply};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::{BRIDGE, Player, Stage, asking, complete_as, input, login_id};

fn bridge(script: LoginScript) -> MockBridge {
    MockBridge::new(BRIDGE).login_script(script)
}

#[tokio::test]
async fn a_qr_code_is_waited_on_until_it_is_scanned() {
    let stage = Stage::new(bridge(LoginScript::new().ask(MockStep::qr("qr", ["one"])))).await;
    let phone = stage.mock.other_device(BRIDGE);
    let mut player = Player::default();

    let (connected, ()) = tokio::join!(stage.bridge.connect().run(&mut player), async {
        phone.waiting().await;
        phone.approve();
    });

    let connected = connected.unwrap();
    assert_eq!(connected.arrival(), &Arrival::New);
    assert_eq!(connected.login_id().unwrap(), "mock-login-1");
    assert_eq!(connected.account_id().unwrap(), "mock-account-1");
    assert!(connected.login().is_some() && connected.account().is_some());
    assert!(!connected.was_found_by_looking());
    assert_eq!(player.seen, ["qr one", "hidden"]);
    assert_eq!(stage.called_since_start(), [Operation::SubmitLoginStep]);
}

#[tokio::test]
async fn a_qr_code_is_shown_each_time_it_changes_and_taken_away_in_the_end() {
    let stage = Stage::new(bridge(
        LoginScript::new().ask(MockStep::qr("qr", ["one", "two", "three"])),
    ))
    .await;
    let phone = stage.mock.other_device(BRIDGE);
    let mut player = Player::default();

    let (connected, ()) = tokio::join!(stage.bridge.connect().run(&mut player), async {
        for _ in 0..2 {
            phone.waiting().await;
            phone.rotate();
        }
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(player.seen, ["qr one", "qr two", "qr three", "hidden"]);
    assert_eq!(stage.calls(Operation::SubmitLoginStep), 3);
    assert_eq!(stage.calls(Operation::CancelLoginSession), 0);
}

#[tokio::test]
async fn a_qr_code_may_be_followed_by_a_password() {
    let script = LoginScript::new().ask(MockStep::qr("qr", ["one"])).ask(
        MockStep::input("password")
            .field("password", "password")
            .accepts("password", "hunter2"),
    );
    let stage = Stage::new(bridge(script)).await;
    let phone = stage.mock.other_device(BRIDGE);
    let mut player = Player::typing([("password", "hunter2")]);

    let (connected, ()) = tokio::join!(stage.bridge.connect().run(&mut player), async {
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(player.seen, ["qr one", "hidden", "input password"]);
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
    let stage = Stage::new(bridge(script)).await;
    let phone = stage.mock.other_device(BRIDGE);
    let mut player = Player::typing([("number", "+1 (555) 0100")]);

    let (connected, ()) = tokio::join!(stage.bridge.connect().run(&mut player), async {
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(player.seen, ["input phone", "code ABCD-1234", "hidden"]);
    assert_eq!(stage.submitted()[0]["fields"], json!({ "number": "+15550100" }));
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
        let stage = Stage::telling(asking(step)).await;

        let session = stage.bridge.connect().start().await.unwrap();

        let LoginState::Waiting(Step::Display(step)) = session.state() else {
            panic!("{session:?}")
        };
        let Display::Emoji(shown) = step.display() else {
            panic!("{step:?}")
        };
        assert_eq!(shown.emoji(), emoji);
        assert_eq!(shown.image_url(), "https://example.com/1.png");
        session.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn nothing_but_instructions_can_be_displayed() {
    let script = LoginScript::new().ask(MockStep::nothing("approve", "Open the app on your phone"));
    let stage = Stage::new(bridge(script)).await;

    let session = stage.bridge.connect().start().await.unwrap();

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
        let stage = Stage::telling(asking(step)).await;
        stage
            .mock
            .on(Operation::SubmitLoginStep)
            .reply(Reply::json(200, complete_as("login", "account")));
        let mut guest = Browser::new();
        guest.add_cookie(Cookie::new("session", "a%2Fb+c").domain(".example.com"));
        let mut signed_in = guest.clone();
        signed_in.add_request_header("https://api.example.com/", "X-TOKEN", "t0k3n");
        signed_in.set_current_url("https://www.example.com/inbox");
        let mut player = Player::default();
        player.browsers.extend([guest, signed_in]);

        stage.bridge.connect().run(&mut player).await.unwrap();

        assert_eq!(player.seen, ["cookies web", "cookies web again: missing"]);
        let sent = json!({
            "type": "cookies",
            "fields": { "session": "a/b+c", "token": "t0k3n" },
            "lastURL": "https://www.example.com/inbox",
        });
        assert_eq!(stage.submitted(), [sent]);
    }
}

#[tokio::test]
async fn a_session_can_be_complete_when_it_is_created() {
    let stage = Stage::new(bridge(LoginScript::new())).await;

    let connected = stage.bridge.connect().run(Player::default()).await.unwrap();

    assert_eq!(connected.account_id().unwrap(), "mock-account-1");
    assert_eq!(stage.called_since_start(), []);
}

#[tokio::test]
async fn a_complete_step_ends_a_session_whatever_its_status_says() {
    let mut session = asking(json!({ "type": "complete", "instructions": "Open the chat list" }));
    session["status"] = json!("waiting_for_display");
    session["loginID"] = json!("+1");
    let stage = Stage::telling(session).await;

    let connected = stage.bridge.connect().run(Player::default()).await.unwrap();

    assert_eq!(connected.login_id().unwrap(), "+1");
    assert_eq!(connected.instructions().unwrap().as_str(), "Open the chat list");
}

#[tokio::test]
async fn a_completion_that_names_nobody_is_filled_in_from_the_lists() {
    let ending = Ending::complete().without_objects().without_ids();
    let stage = Stage::new(bridge(LoginScript::new().ends(ending))).await;

    let connected = stage.bridge.connect().run(Player::default()).await.unwrap();

    assert_eq!(connected.login_id().unwrap(), "mock-login-1");
    assert_eq!(connected.account_id().unwrap(), "mock-account-1");
    assert!(
        !connected.was_found_by_looking(),
        "the session did say that it is complete"
    );
}

#[tokio::test]
async fn a_handler_learns_which_session_it_serves_once_and_before_all_else() {
    let stage = Stage::telling(asking(input("password", "password"))).await;
    stage
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, complete_as("l", "a")));

    let mut player = Player::typing([("password", "hunter2")]);
    stage.bridge.connect().run(&mut player).await.unwrap();
    assert_eq!(player.sessions, ["s1"]);

    let mut player = Player::typing([("password", "hunter2")]);
    let resumed = stage.bridge.resume("s1").await.unwrap();
    resumed.run(&mut player).await.unwrap();
    assert_eq!(player.sessions, ["s1"]);

    let mut player = Player::default();
    stage.mock.put_bridge(MockBridge::new(BRIDGE).login_flows([]));
    stage.bridge.connect().run(&mut player).await.unwrap_err();
    assert!(player.sessions.is_empty());
}

/// A login can be spawned whatever its handler is.
#[tokio::test]
async fn a_login_runs_in_a_task_of_its_own() {
    fn spawned<H: LoginHandler + 'static>(login: StartLogin, handler: H) -> JoinHandle<Result<Connected, LoginError>> {
        tokio::spawn(login.run(handler))
    }
    let stage = Stage::new(bridge(LoginScript::new())).await;
    spawned(stage.bridge.connect(), Player::default())
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn a_reconnect_may_begin_with_a_code() {
    let script = LoginScript::new().ask(MockStep::code("pair", "ABCD-1234"));
    let stage = Stage::new(bridge(script)).await;
    let login = beeper_desktop_mock::MockLogin::new("+15550100")
        .bridge(BRIDGE)
        .status("needs_login");
    stage.mock.put_login(login);
    let phone = stage.mock.other_device(BRIDGE);
    let mut player = Player::default();

    let reconnect = stage.bridge.reconnect(login_id("+15550100"));
    let (connected, ()) = tokio::join!(reconnect.run(&mut player), async {
        phone.waiting().await;
        phone.approve();
    });

    assert_eq!(connected.unwrap().arrival(), &Arrival::Reconnected);
    assert_eq!(player.seen, ["code ABCD-1234", "hidden"]);
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
    let stage = Stage::telling(asking(step)).await;

    let session = stage.bridge.connect().start().await.unwrap();

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
    let stage = Stage::telling(asking(step)).await;
    stage
        .mock
        .on(Operation::SubmitLoginStep)
        .reply(Reply::json(200, complete_as("login", "account")));

    let mut player = Player::default();
    player.answers.push_back(FieldValues::new().with("nick", ""));
    stage.bridge.connect().run(&mut player).await.unwrap_err();
    assert_eq!(stage.submitted().len(), 0, "the initial value is not forced on anybody");
    assert_eq!(player.seen, ["input server", "input server again: invalid"]);

    let mut player = Player::default();
    player.answers.push_back(FieldValues::new().with_initial_values());
    stage.bridge.connect().run(&mut player).await.unwrap();
    let sent = json!({ "type": "user_input", "fields": { "url": "https://example.com/" } });
    assert_eq!(stage.submitted(), [sent]);
}

#[tokio::test]
async fn a_login_runs_unattended_from_prepared_values() {
    let script = LoginScript::new()
        .ask(
            MockStep::input("who")
                .field("username", "username")
                .field("password", "password"),
        )
        .ask(MockStep::cookies("web", "https://example.com/").field_json(json!({ "id": "sid" })));
    let stage = Stage::new(bridge(script)).await;
    let values = [
        ("username", "alice"),
        ("password", "hunter2"),
        ("sid", "abc"),
        ("unused", "x"),
    ];

    stage.bridge.connect().run(Unattended::new(values)).await.unwrap();

    assert_eq!(
        stage.submitted()[0]["fields"],
        json!({ "username": "alice", "password": "hunter2" })
    );
    assert_eq!(stage.submitted()[1]["fields"], json!({ "sid": "abc" }));
}

#[tokio::test]
async fn what_is_missing_unattended_is_named_and_the_session_cancelled() {
    let fields = MockStep::input("who")
        .field("username", "username")
        .field("password", "password");
    let cookies = MockStep::cookies("web", "https://example.com/").field_json(json!({ "id": "sid" }));
    for (values, step, expected) in [
        (
            vec![("username", "alice")],
            fields,
            "the login cannot go on: password: a value is needed",
        ),
        (vec![], cookies, "the login cannot go on: not found: sid"),
    ] {
        let stage = Stage::new(bridge(LoginScript::new().ask(step))).await;

        let error = stage.bridge.connect().run(Unattended::new(values)).await.unwrap_err();

        assert_eq!(error.to_string(), expected);
        assert_eq!(stage.calls(Operation::SubmitLoginStep), 0);
        assert_eq!(stage.mock.running_login_sessions(), 0);
    }
}

#[tokio::test]
async fn unattended_no_value_is_given_twice() {
    let wrong = MockStep::input("password")
        .field("password", "password")
        .accepts("password", "other")
        .otherwise(Refusal::ask_again("That was not right"));
    let stage = Stage::new(bridge(LoginScript::new().ask(wrong))).await;

    let error = stage
        .bridge
        .connect()
        .run(Unattended::new([("password", "hunter2")]))
        .await
        .unwrap_err();

    let expected = r#"the login cannot go on: asked once more for what has been given already: "password""#;
    assert_eq!(error.to_string(), expected);
    // The network's words are for people.
    assert_eq!(error.for_people(), format!("{expected}: That was not right"));
    assert_eq!(stage.calls(Operation::SubmitLoginStep), 1);
    assert_eq!(stage.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn unattended_a_code_that_nobody_scans_ends_with_the_time_limit() {
    let stage = Stage::new(bridge(LoginScript::new().ask(MockStep::qr("qr", ["one"])))).await;
    let phone = stage.mock.other_device(BRIDGE);

    let limited = stage.bridge.connect().time_limit(Duration::from_secs(120));
    let nobody = Unattended::new([] as [(&str, &str); 0]);
    let (ended, ()) = tokio::join!(limited.run(nobody), async {
        phone.waiting().await;
        stage.clock.advance(Duration::from_secs(120));
    });

    assert!(matches!(ended.unwrap_err().kind(), LoginErrorKind::TimeLimit));
    assert_eq!(stage.mock.running_login_sessions(), 0);
}

#[tokio::test]
async fn a_token_stands_for_what_a_step_asks_or_shows() {
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
        let stage = Stage::telling(asking(step.clone())).await;
        let token = || async {
            let session = stage.bridge.connect().start().await.unwrap().keep_when_dropped();
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
    let stage = Stage::new(bridge(LoginScript::new().ask(MockStep::qr("qr", ["one"])))).await;
    let mut session = stage.bridge.connect().start().await.unwrap();
    is_sync(&session);
    is_send(&session.wait());
    is_send(&session.refresh());
    is_send(&stage.bridge.connect().run(Player::default()));
    let cancelling = session.cancel();
    is_send(&cancelling);
    cancelling.await.unwrap();
}

//! Tests what happens on the server to dropped logins and to sessions that are kept.

use beeper_bridge_login::{LoginErrorKind, LoginHandler, Stop};
use beeper_desktop_mock::Operation;

use crate::support::{BRIDGE, ScriptedHandler, TestSetup, input, session_at, showing_a_code};

const CANCEL: Operation = Operation::CancelLoginSession;

#[tokio::test]
async fn a_login_that_is_dropped_while_it_is_created_ends_on_the_server() {
    let setup = showing_a_code().await;
    let created = setup.mock.on(Operation::CreateLoginSession).once().hold_answer();

    tokio::select! {
        _ = setup.bridge.connect().run(ScriptedHandler::default()) => panic!("the mock holds the request"),
        () = created.arrived() => {}
    }
    created.release();

    setup.mock.until_no_running_login_session().await;
}

#[tokio::test]
async fn a_login_that_is_dropped_ends_on_the_server() {
    let setup = showing_a_code().await;
    let phone = setup.mock.other_device(BRIDGE);

    tokio::select! {
        _ = setup.bridge.connect().run(ScriptedHandler::default()) => panic!("the mock holds the request"),
        () = phone.waiting() => {}
    }

    setup.mock.until_no_running_login_session().await;
}

#[tokio::test]
async fn a_session_that_is_dropped_by_hand_ends_on_the_server() {
    let setup = showing_a_code().await;

    drop(setup.bridge.connect().start().await.unwrap());

    setup.mock.until_no_running_login_session().await;
}

#[tokio::test]
async fn a_panic_ends_the_session_on_the_server() {
    struct Panicking;
    impl LoginHandler for Panicking {
        async fn show(&mut self, _: &beeper_bridge_login::DisplayStep) -> Result<(), Stop> {
            panic!("intended panic")
        }
    }
    let setup = showing_a_code().await;

    let ended = tokio::spawn(setup.bridge.connect().run(Panicking)).await;

    assert!(ended.unwrap_err().is_panic());
    setup.mock.until_no_running_login_session().await;
}

#[test]
fn a_session_that_outlives_its_runtime_ends_on_the_server() {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let first = runtime();
    let (setup, session) = first.block_on(async {
        let setup = showing_a_code().await;
        let session = setup.bridge.connect().start().await.unwrap();
        (setup, session)
    });
    drop(first);

    drop(session);

    runtime().block_on(setup.mock.until_no_running_login_session());
}

#[tokio::test]
async fn a_detached_session_lives_and_can_be_resumed() {
    let setup = showing_a_code().await;
    let phone = setup.mock.other_device(BRIDGE);
    let id = setup.bridge.connect().start().await.unwrap().detach();
    assert_eq!(setup.mock.running_login_sessions(), 1);

    let mut handler = ScriptedHandler::default();
    let resumed = setup.bridge.resume(id).await.unwrap();
    let (connected, ()) = tokio::join!(resumed.run(&mut handler), async {
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(handler.seen, ["qr one", "hidden"]);
    assert_eq!(setup.call_count(CANCEL), 0);
}

#[tokio::test]
async fn a_session_that_is_kept_when_dropped_lives_through_errors() {
    let setup = TestSetup::with_session(session_at(input("code", "code"))).await;
    let session = setup.bridge.connect().start().await.unwrap().keep_when_dropped();

    drop(session);
    let resumed = setup.bridge.connect().resume("s1").await.unwrap();
    resumed.keep_when_dropped().cancel().await.unwrap();

    assert_eq!(setup.call_count(CANCEL), 1, "only the explicit cancellation");
}

#[tokio::test]
async fn a_session_that_nobody_knows_cannot_be_resumed() {
    let setup = showing_a_code().await;

    let error = setup.bridge.resume("unknown").await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::SessionGone));

    setup.mock.remove_bridge(BRIDGE);
    let error = setup.bridge.resume("unknown").await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::UnknownBridge(_)), "{error:?}");
}

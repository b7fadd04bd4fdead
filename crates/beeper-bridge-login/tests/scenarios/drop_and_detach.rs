//! Logins that are dropped, and sessions that are kept: what becomes of them on the server.


use beeper_bridge_login::{LoginErrorKind, LoginHandler, Stop};
use beeper_desktop_mock::Operation;

use crate::support::{BRIDGE, Player, Stage, asking, input, showing_a_code};

const CANCEL: Operation = Operation::CancelLoginSession;

#[tokio::test]
async fn a_login_that_is_dropped_while_it_is_created_ends_on_the_server() {
    let stage = showing_a_code().await;
    let created = stage.mock.on(Operation::CreateLoginSession).once().hold_answer();

    tokio::select! {
        _ = stage.bridge.connect().run(Player::default()) => panic!("it is held"),
        () = created.arrived() => {}
    }
    created.release();

    stage.mock.until_no_live_login_session().await;
}

#[tokio::test]
async fn a_login_that_is_dropped_ends_on_the_server() {
    let stage = showing_a_code().await;
    let phone = stage.mock.other_device(BRIDGE);

    tokio::select! {
        _ = stage.bridge.connect().run(Player::default()) => panic!("it is held"),
        () = phone.waiting() => {}
    }

    stage.mock.until_no_live_login_session().await;
}

#[tokio::test]
async fn a_session_that_is_dropped_by_hand_ends_on_the_server() {
    let stage = showing_a_code().await;

    drop(stage.bridge.connect().start().await.unwrap());

    stage.mock.until_no_live_login_session().await;
}

#[tokio::test]
async fn a_panic_ends_the_session_on_the_server() {
    struct Panicking;
    impl LoginHandler for Panicking {
        async fn show(&mut self, _: &beeper_bridge_login::DisplayStep) -> Result<(), Stop> {
            panic!("on purpose")
        }
    }
    let stage = showing_a_code().await;

    let ended = tokio::spawn(stage.bridge.connect().run(Panicking)).await;

    assert!(ended.unwrap_err().is_panic());
    stage.mock.until_no_live_login_session().await;
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
    let (stage, session) = first.block_on(async {
        let stage = showing_a_code().await;
        let session = stage.bridge.connect().start().await.unwrap();
        (stage, session)
    });
    drop(first);

    drop(session);

    runtime().block_on(stage.mock.until_no_live_login_session());
}

#[tokio::test]
async fn a_detached_session_lives_and_can_be_resumed() {
    let stage = showing_a_code().await;
    let phone = stage.mock.other_device(BRIDGE);
    let id = stage.bridge.connect().start().await.unwrap().detach();
    assert_eq!(stage.mock.live_login_sessions(), 1);

    let mut player = Player::default();
    let resumed = stage.bridge.resume(id).await.unwrap();
    let (connected, ()) = tokio::join!(resumed.run(&mut player), async {
        phone.waiting().await;
        phone.approve();
    });

    connected.unwrap();
    assert_eq!(player.seen, ["qr one", "hidden"]);
    assert_eq!(stage.calls(CANCEL), 0);
}

#[tokio::test]
async fn a_session_that_is_kept_when_dropped_lives_through_errors() {
    let stage = Stage::telling(asking(input("code", "code"))).await;
    let session = stage.bridge.connect().start().await.unwrap().keep_when_dropped();

    drop(session);
    let resumed = stage.bridge.connect().resume("s1").await.unwrap();
    resumed.keep_when_dropped().cancel().await.unwrap();

    assert_eq!(stage.calls(CANCEL), 1, "by hand");
}

#[tokio::test]
async fn a_session_that_nobody_knows_cannot_be_resumed() {
    let stage = showing_a_code().await;

    let error = stage.bridge.resume("unknown").await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::SessionGone));

    stage.mock.remove_bridge(BRIDGE);
    let error = stage.bridge.resume("unknown").await.unwrap_err();
    assert!(matches!(error.kind(), LoginErrorKind::UnknownBridge(_)), "{error:?}");
}

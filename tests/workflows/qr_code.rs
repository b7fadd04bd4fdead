//! Tests drawing the QR code of a login session for a terminal and as pictures.

use beeper_bridge_login::qr::{Qr, TerminalStyle};
use beeper_desktop_client::types::{LoginDisplay, LoginStep};
use beeper_desktop_mock::MockDesktop;

use crate::support::client;

#[tokio::test]
async fn the_code_of_a_login_session_is_drawn() {
    let mock = MockDesktop::start().await.unwrap();
    let session = client(&mock).create_login_session("mock-qr").await.unwrap();
    let Some(LoginStep::DisplayAndWait(step)) = &session.current_step else {
        panic!("nothing is displayed: {session:?}");
    };
    let Some(LoginDisplay::Qr(display)) = &step.display else {
        panic!("no QR code is displayed: {session:?}");
    };

    let qr = Qr::encode(display.data.as_ref().unwrap()).unwrap();
    assert!(qr.terminal_columns() <= 80 && qr.terminal_lines() <= 24);
    let drawing = qr.to_terminal(TerminalStyle::default());
    assert_eq!(drawing.lines().count(), qr.terminal_lines());
    assert!(qr.to_svg().starts_with("<svg "));
    assert!(qr.to_png(8).unwrap().starts_with(b"\x89PNG"));
}

//! Signs in to an account, call by call, on a mock server that this program starts itself.
//!
//! `cargo run -p beeper-desktop-client --example login`

use std::error::Error;

use beeper_desktop_client::Client;
use beeper_desktop_client::types::{LoginDisplay, LoginSession, LoginSessionStatus, LoginStep, LoginStepAnswerType};
use beeper_desktop_mock::MockDesktop;
use clap::Command;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // `get_matches` exits the program for `--help`, `--version` and wrong arguments.
    command().get_matches();
    let mock = MockDesktop::start().await?;
    println!("the mock of Beeper Desktop listens on {}", mock.base_url());
    let client = Client::builder()
        .base_url(mock.base_url())
        .access_token(mock.token())
        .build()?;

    let info = client.get_info().await?;
    println!("the server is {} {}", info.app.name, info.app.version);
    let bridges = client.list_bridges().await?;
    for bridge in &bridges.items {
        println!(
            "bridge {}: {}, {}, {} accounts",
            bridge.id,
            bridge.display_name,
            bridge.status,
            bridge.accounts.len()
        );
    }
    let bridge = &bridges.items.first().ok_or("the server has no bridge")?.id;

    let mut session = client.create_login_session(bridge).await?.into_inner();
    println!("login session {} is {}", session.login_session_id, session.status);
    while session.status != LoginSessionStatus::Complete {
        let step = session
            .current_step
            .as_ref()
            .ok_or("the session ended without a login")?;
        session = answer(&client, &session, step).await?;
        println!("login session {} is {}", session.login_session_id, session.status);
    }

    for account in client.list_accounts().await?.iter() {
        println!("account {} is {}", account.account_id, account.status);
    }
    println!("the server received {} requests", mock.requests().len());
    Ok(())
}

fn command() -> Command {
    Command::new("login")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Signs in to an account on a mock server that this program starts itself")
        .after_help("It needs no server and no access token.\n\nReturns 0 if it succeeded, 1 if it failed, and 2 if an argument is not valid.")
}

/// Shows the display of the step, and waits for the next state of the session.
async fn answer(client: &Client, session: &LoginSession, step: &LoginStep) -> Result<LoginSession, Box<dyn Error>> {
    let LoginStep::DisplayAndWait(step) = step else {
        return Err(format!("this example cannot answer a step of type {}", step.kind()).into());
    };
    match &step.display {
        Some(LoginDisplay::Qr(qr)) => match (&qr.data, &qr.image_url) {
            (Some(data), _) => println!("  scan a QR code of: {}", data.expose()),
            (None, Some(picture)) => println!("  scan the QR code at {}", picture.expose()),
            (None, None) => println!("  scan the QR code, which the server did not send"),
        },
        Some(display) => println!("  look at the {} on the other device", display.kind()),
        None => println!("  look at the other device"),
    }
    let (bridge, id) = (&session.bridge_id, &session.login_session_id);
    let wait = client.submit_login_step(bridge, id, &step.step_id, LoginStepAnswerType::DisplayAndWait);
    Ok(wait.await?.into_inner())
}

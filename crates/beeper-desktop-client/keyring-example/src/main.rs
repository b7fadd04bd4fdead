//! Lists the accounts of the server on this computer, with the access token from the keyring of the system.
//!
//! On the first run, it stores the token in `BEEPER_ACCESS_TOKEN` in the keyring.

use std::error::Error;
use std::process::ExitCode;

use beeper_desktop_client::discover;
use beeper_desktop_client::tokens::{AccessToken, TokenKey, TokenStore};
use beeper_desktop_keyring_example::Keyring;

/// The name under which the keyring shows the token.
const NAME: &str = "beeper-desktop-keyring-example";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Err(error) = list_accounts().await else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{error}");
    // The source is the error of the keyring itself.
    if let Some(source) = error.source() {
        eprintln!("  {source}");
    }
    ExitCode::FAILURE
}

async fn list_accounts() -> Result<(), Box<dyn Error + Send + Sync>> {
    let server = discover().await?.into_best();
    let key = TokenKey::new(&server, NAME);
    // Runs on another thread, as the keyring may wait until the user unlocks it.
    let token = tokio::task::spawn_blocking(move || token(&key)).await??;
    for account in &server.client(token)?.list_accounts().await? {
        println!("{}", account.account_id);
    }
    Ok(())
}

fn token(key: &TokenKey) -> Result<AccessToken, Box<dyn Error + Send + Sync>> {
    let keyring = Keyring::of_the_system()?;
    if let Some(token) = keyring.load(key)? {
        return Ok(token);
    }
    let token = std::env::var("BEEPER_ACCESS_TOKEN")
        .map_err(|_| "the keyring has no token: set BEEPER_ACCESS_TOKEN for the first run")?;
    let token = AccessToken::new(token);
    keyring.store(key, &token)?;
    Ok(token)
}

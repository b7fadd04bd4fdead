//! Finds the server and an access token: from the environment, from an earlier run, or by the user's consent in the browser.

use std::env;
use std::error::Error;
use std::time::SystemTime;

use beeper_desktop_client::discovery::{DiscoveredServer, Discovery, DiscoveryErrorKind};
use beeper_desktop_client::oauth::{Authorized, OAuthError, OAuthErrorKind};
use beeper_desktop_client::tokens::{TokenFile, TokenKey, TokenStore, TokenStoreErrorKind};
use beeper_desktop_client::{BuildError, Client};

use crate::browser;
use crate::exit::{Exit, NOT_CONNECTED, USAGE};
use crate::screen::Screen;

/// The program's name, which the browser shows and under which the token is stored.
const NAME: &str = "beeper-login-terminal";

/// Finds Beeper Desktop, and gets a token for it unless the environment or an earlier run provides one.
pub async fn to_beeper(screen: &Screen) -> Result<Client, Exit> {
    if env::var_os("BEEPER_ACCESS_TOKEN").is_some_and(|token| !token.is_empty()) {
        return Client::from_env().map_err(|error| of_settings(&error));
    }
    let server = find(Discovery::new(), screen).await?;
    let key = TokenKey::new(&server, NAME);
    let store = TokenFile::for_app(NAME).map_err(|error| not_connected(&error))?;
    let kept = match store.load(&key) {
        // The next token will replace the stored one.
        Err(error) if is_replaced(error.kind()) => {
            screen.say(&format!("The stored access token is not used: {error}."));
            None
        }
        kept => kept.map_err(|error| not_connected(&error))?,
    };
    if let Some(token) = kept.filter(|token| !token.is_expired_at(SystemTime::now())) {
        let client = server.client_builder().access_token(&token).build();
        let client = client.map_err(|error| of_settings(&error))?;
        match client.list_accounts().await {
            Err(error) if error.is_unauthorized() => screen.say("The stored access token is no longer valid."),
            // The request that needs the server reports any other error.
            _ => return Ok(client),
        }
    }
    let authorized = ask(&server, screen, |_| {}).await?;
    match store.store(&key, authorized.access_token()) {
        Ok(()) => screen.say(&format!("The access token is stored in {}.", store.path().display())),
        Err(error) => screen.say(&format!("The access token could not be stored: {error}.")),
    }
    Ok(authorized.into_client())
}

/// Returns `true` if storing a new token resolves the error.
fn is_replaced(kind: TokenStoreErrorKind) -> bool {
    use TokenStoreErrorKind::{InvalidToken, NotRegular, ReadableByOthers};

    matches!(kind, InvalidToken | NotRegular | ReadableByOthers)
}

/// Does the same with a mock server at this address, without storing anything.
///
/// If no browser starts, `answer` receives the page.
pub async fn to_mock(address: &str, screen: &Screen, answer: impl FnOnce(&str)) -> Result<Client, Exit> {
    // Searches no other port: if the mock fails, the example must not sign in a real account.
    let server = find(Discovery::new().preferred(address).ports([]), screen).await?;
    Ok(ask(&server, screen, answer).await?.into_client())
}

async fn find(discovery: Discovery, screen: &Screen) -> Result<DiscoveredServer, Exit> {
    let found = discovery.find().await.map_err(|error| match error.kind() {
        DiscoveryErrorKind::InvalidAddress => Exit::new(USAGE, format!("error: {error}")),
        _ => not_connected(&error),
    })?;
    if let Some(address) = found.missed_preferred() {
        screen.say(&format!("No server responds at {address}."));
    }
    screen.say(&format!("Found {}.", found.best()));
    Ok(found.into_best())
}

async fn ask(
    server: &DiscoveredServer,
    screen: &Screen,
    without_browser: impl FnOnce(&str),
) -> Result<Authorized, Exit> {
    let client = server.client_builder().build().map_err(|error| of_settings(&error))?;
    let authorization = client
        .authorize(NAME)
        .begin()
        .await
        .map_err(|error| of_consent(&error))?;
    screen.say(&format!(
        "Open this page and allow access:\n    {}",
        authorization.url()
    ));
    if !browser::open(authorization.url()) {
        without_browser(authorization.url());
    }
    let authorized = authorization.finish().await.map_err(|error| of_consent(&error))?;
    for scope in authorized.missing_scopes() {
        screen.say(&format!("The token lacks `{scope}`, so a login may fail."));
    }
    Ok(authorized)
}

fn of_consent(error: &OAuthError) -> Exit {
    match error.kind() {
        OAuthErrorKind::Denied => Exit::new(NOT_CONNECTED, "Not connected: access was denied in the browser."),
        _ => not_connected(error),
    }
}

fn not_connected(error: &dyn Error) -> Exit {
    Exit::new(NOT_CONNECTED, format!("Not connected: {error}."))
}

fn of_settings(error: &BuildError) -> Exit {
    Exit::new(USAGE, format!("error: {error}"))
}

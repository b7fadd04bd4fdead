//! One login, from the choice of a bridge until the account works.

use std::sync::Arc;
use std::time::{Duration, Instant};

use beeper_bridge_login::{
    BridgeLoginExt, BridgeRef, CancellationToken, Connected, LoginError, NotConnected, StartLogin,
};
use beeper_desktop_client::types::{Account, AccountId, Bridge, BridgeId};
use beeper_desktop_client::{Client, Error};

use crate::console::{Console, Echo, choose};
use crate::exit::{self, Exit, NOT_CONNECTED, USAGE};
use crate::handler::TerminalHandler;
use crate::server_text::line;

/// How long to wait until a signed-in account works.
const MAX_ACCOUNT_WAIT: Duration = Duration::from_secs(60);

/// The server through which the login runs.
#[derive(Clone, Copy)]
pub struct Server<'a> {
    pub client: &'a Client,
    pub is_mock: bool,
}

impl Server<'_> {
    fn bridge(self, id: &BridgeId) -> BridgeRef {
        let bridge = self.client.bridge(id);
        match self.is_mock {
            // The mock serves the sign-in pages itself.
            true => bridge.allow_http_pages_on_loopback(),
            false => bridge,
        }
    }
}

/// Connects a new account, on the named bridge or on one that the user chooses.
pub async fn connect(
    server: Server<'_>,
    bridge: Option<String>,
    console: &mut Console,
    cancel: CancellationToken,
) -> Result<Exit, Exit> {
    let bridge = tokio::select! {
        bridge = choose_bridge(server.client, bridge, console) => bridge?,
        () = cancel.cancelled() => return Err(Exit::cancelled()),
    };
    let bridge = server.bridge(&bridge.id);
    let login = bridge.connect();
    sign_in(&bridge, login, console, cancel).await
}

/// Signs an account in again.
pub async fn reconnect(
    server: Server<'_>,
    account: AccountId,
    console: &mut Console,
    cancel: CancellationToken,
) -> Result<Exit, Exit> {
    let account = find_account(server.client, account, &cancel).await?;
    let who = exit::account_name(&account);
    let Some(bridge) = &account.bridge else {
        let what = format!("error: the server does not say which bridge {who} is on; update Beeper");
        return Err(Exit::new(NOT_CONNECTED, what));
    };
    console.screen.say(&format!(
        "Reconnecting {who}. Sign in to no other account: {who} would be signed out, and its chats removed from here."
    ));
    let bridge = server.bridge(&bridge.id);
    let login = bridge.reconnect(&account.account_id);
    sign_in(&bridge, login, console, cancel).await
}

async fn sign_in(
    bridge: &BridgeRef,
    login: StartLogin,
    console: &mut Console,
    cancel: CancellationToken,
) -> Result<Exit, Exit> {
    let connected = run_until_cancelled(login, console, &cancel).await;
    let connected = connected.map_err(|error| Exit::of_login_error(&error))?;
    if let Some(instructions) = connected.instructions().map(|text| line(text.as_str())) {
        console.screen.say(&instructions);
    }
    let account = tokio::select! {
        account = wait_for_account(bridge, &connected, console) => account,
        () = cancel.cancelled() => None,
    };
    Ok(Exit::of_connected(&connected, account))
}

/// Runs the login, and on a cancellation reports that cancelling takes a moment.
async fn run_until_cancelled(
    login: StartLogin,
    console: &mut Console,
    cancel: &CancellationToken,
) -> Result<Connected, LoginError> {
    let screen = Arc::clone(&console.screen);
    let login = login.cancel_token(cancel.clone()).run(TerminalHandler::new(console));
    tokio::pin!(login);
    tokio::select! {
        // Checked first, so that nothing else is printed after this message.
        biased;
        connected = &mut login => connected,
        () = cancel.cancelled() => {
            screen.say("Cancelling …");
            login.await
        }
    }
}

async fn find_account(client: &Client, id: AccountId, cancel: &CancellationToken) -> Result<Account, Exit> {
    let accounts = tokio::select! {
        accounts = client.list_accounts() => accounts.map_err(|error| Exit::of_call(&error))?.into_inner(),
        () = cancel.cancelled() => return Err(Exit::cancelled()),
    };
    let ids: Vec<_> = accounts
        .iter()
        .map(|account| line(account.account_id.as_str()))
        .collect();
    accounts
        .into_iter()
        .find(|account| account.account_id == id)
        .ok_or_else(|| {
            let what = format!(
                "error: there is no account {:?}; the accounts are: {}",
                line(id.as_str()),
                ids.join(", ")
            );
            Exit::new(USAGE, what)
        })
}

async fn choose_bridge(client: &Client, wanted: Option<String>, console: &mut Console) -> Result<Bridge, Exit> {
    let bridges = client
        .list_bridges()
        .await
        .map_err(|error: Error| Exit::of_call(&error))?;
    let bridges = bridges.into_inner().items;
    if let Some(wanted) = wanted {
        let ids: Vec<_> = bridges.iter().map(|bridge| line(bridge.id.as_str())).collect();
        return bridges.into_iter().find(|bridge| bridge.id == *wanted).ok_or_else(|| {
            let what = format!(
                "error: there is no bridge {:?}; the bridges are: {}",
                line(&wanted),
                ids.join(", ")
            );
            Exit::new(USAGE, what)
        });
    }
    if bridges.is_empty() {
        return Err(Exit::new(NOT_CONNECTED, "Not connected: the server has no bridges."));
    }
    console.screen.say("\nBridges:");
    for (number, bridge) in (1..).zip(&bridges) {
        let (name, id, status) = (
            line(&bridge.display_name),
            line(bridge.id.as_str()),
            line(bridge.status.as_str()),
        );
        let text = bridge.status_text.as_deref().map(line).unwrap_or_default();
        console
            .screen
            .say(format!("{number:3}  {name:20} {id:20} {status} {text}").trim_end());
    }
    loop {
        let typed = console
            .line("Number or ID: ", Echo::On)
            .await
            .ok_or_else(Exit::cancelled)?;
        match choose(&bridges, &typed, |bridge| bridge.id.as_str()) {
            Some(bridge) => return Ok(bridge.clone()),
            None => console
                .screen
                .say(&format!("Type a number from 1 to {}, or an ID.", bridges.len())),
        }
    }
}

/// Waits until the account works, and counts the seconds. `None` if no account is known.
async fn wait_for_account(
    bridge: &BridgeRef,
    connected: &Connected,
    console: &Console,
) -> Option<Result<Account, NotConnected>> {
    let account = bridge.wait_until_connected(connected.account_id()?, MAX_ACCOUNT_WAIT);
    tokio::pin!(account);
    let begin = Instant::now();
    let mut second = tokio::time::interval(Duration::from_secs(1));
    let is_terminal = console.screen.is_terminal();
    let mut is_written = false;
    loop {
        tokio::select! {
            biased;
            account = &mut account => {
                if is_terminal && is_written {
                    console.screen.rewrite("", "");
                }
                return Some(account);
            }
            _ = second.tick() => {
                let seconds = begin.elapsed().as_secs();
                if is_terminal {
                    console.screen.rewrite("", &format!("Signed in. Waiting for the account to work … {seconds} s"));
                } else if !is_written {
                    console.screen.say("Signed in. Waiting for the account to work …");
                }
                is_written = true;
            }
        }
    }
}

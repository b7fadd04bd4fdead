//! Connects a chat account from a terminal.
//!
//! ```console
//! $ cargo run -p beeper-bridge-login --example terminal -- --mock
//! ```
//!
//! Without `--mock` it talks to the Beeper Desktop on this computer, with the access token in `BEEPER_ACCESS_TOKEN`.

mod attachments;
mod console;
mod exit;
mod handler;
mod mock_server;
mod screen;

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use beeper_bridge_login::{
    BridgeLoginExt, BridgeRef, CancellationToken, Connected, LoginError, NotConnected, StartLogin,
};
use beeper_desktop_client::types::{Account, AccountId, Bridge};
use beeper_desktop_client::{Client, Error};
use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use console::{Console, Echo};
use exit::{End, NOT_CONNECTED, USAGE};
use handler::{Person, chosen, line};

const USAGE_LINES: &str = "terminal [--mock] [BRIDGE]\n       terminal [--mock] --reconnect ACCOUNT_ID";

const NOTES: &str = "\
Ctrl-C cancels.

Environment:
  BEEPER_ACCESS_TOKEN  The access token, made in Beeper Desktop's settings
  BEEPER_BASE_URL      Where Beeper Desktop listens, unless on http://localhost:23373

Returns 0 if the account is connected, 1 if not (yet), and 2 if what was asked for makes no sense.";

/// How long to wait until an account works that has been signed in.
const PATIENCE: Duration = Duration::from_secs(60);

struct Arguments {
    is_mock: bool,
    wanted: Wanted,
}

enum Wanted {
    /// A new login; on this bridge, or on one to be asked for.
    Connect(Option<String>),
    Reconnect(AccountId),
}

fn main() -> ExitCode {
    // Ends the program itself after `--help`, `--version` and mistakes.
    let arguments = Arguments::of(command().get_matches());
    let end = run(arguments).unwrap_or_else(|end| end);
    // Not `println!`, which panics when nobody reads.
    let _ = match end.code {
        USAGE => writeln!(io::stderr(), "{}", end.line),
        _ => writeln!(io::stdout(), "{}", end.line),
    };
    ExitCode::from(end.code)
}

fn command() -> Command {
    Command::new("terminal")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Connects a chat account through Beeper Desktop")
        .override_usage(USAGE_LINES)
        .after_help(NOTES)
        .args([
            Arg::new("bridge")
                .value_name("BRIDGE")
                .value_parser(NonEmptyStringValueParser::new())
                .conflicts_with("reconnect")
                .help("The bridge to connect an account on; asked for if left out"),
            Arg::new("reconnect")
                .long("reconnect")
                .value_name("ACCOUNT_ID")
                .value_parser(NonEmptyStringValueParser::new())
                .help("Sign an account in again that is there already, on its own bridge"),
            Arg::new("mock")
                .long("mock")
                .action(ArgAction::SetTrue)
                .help("Play with a server that this program starts, instead of Beeper Desktop"),
        ])
}

impl Arguments {
    fn of(mut matches: ArgMatches) -> Self {
        Self {
            is_mock: matches.get_flag("mock"),
            wanted: match matches.remove_one::<String>("reconnect") {
                Some(account) => Wanted::Reconnect(AccountId::from(account)),
                None => Wanted::Connect(matches.remove_one("bridge")),
            },
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn run(arguments: Arguments) -> Result<End, End> {
    let cannot_begin = |error: &dyn std::error::Error| End::new(NOT_CONNECTED, format!("Cannot begin: {error}."));
    let mock = match arguments.is_mock {
        true => Some(mock_server::start().await.map_err(|error| cannot_begin(&error))?),
        false => None,
    };
    let client = match &mock {
        Some(mock) => Client::builder()
            .base_url(mock.base_url())
            .access_token(mock.token())
            .build(),
        None if std::env::var_os("BEEPER_ACCESS_TOKEN").is_none_or(|token| token.is_empty()) => {
            let advice =
                "error: BEEPER_ACCESS_TOKEN is not set. Make a token in Beeper Desktop's settings, or try --mock.";
            return Err(End::new(USAGE, advice));
        }
        None => Client::from_env(),
    };
    let client = client.map_err(|error| End::new(USAGE, format!("error: {error}")))?;

    let cancel = CancellationToken::new();
    let mut console = Console::open(&cancel).map_err(|error| cannot_begin(&error))?;
    if mock.is_some() {
        console.screen.say(mock_server::HINTS);
    }
    sign_in(&client, arguments.wanted, &mut console, cancel).await
}

async fn sign_in(
    client: &Client,
    wanted: Wanted,
    console: &mut Console,
    cancel: CancellationToken,
) -> Result<End, End> {
    let (bridge, login) = match wanted {
        Wanted::Reconnect(id) => {
            let account = find_account(client, id, &cancel).await?;
            let who = exit::named(&account);
            let Some(bridge) = &account.bridge else {
                let what = format!("error: the server does not say which bridge {who} is on; update Beeper");
                return Err(End::new(NOT_CONNECTED, what));
            };
            console.screen.say(&format!(
                "Reconnecting {who}. Sign in as nobody else: {who} would be signed out, and its chats gone from here."
            ));
            let bridge = client.bridge(&bridge.id);
            let login = bridge.reconnect(&account.account_id);
            (bridge, login)
        }
        Wanted::Connect(wanted) => {
            let bridge = tokio::select! {
                bridge = choose_bridge(client, wanted, console) => bridge?,
                () = cancel.cancelled() => return Err(End::cancelled()),
            };
            let bridge = client.bridge(bridge.id);
            let login = bridge.connect();
            (bridge, login)
        }
    };
    let connected = run_or_say_cancelling(login, console, &cancel).await;
    let connected = connected.map_err(|error| End::of_login_error(&error))?;
    if let Some(instructions) = connected.instructions().map(|text| line(text.as_str())) {
        console.screen.say(&instructions);
    }
    let account = tokio::select! {
        account = wait(&bridge, &connected, console) => account,
        () = cancel.cancelled() => None,
    };
    Ok(End::of_connected(&connected, account))
}

/// Cancelling takes a moment, in which it is looked whether the network was faster.
async fn run_or_say_cancelling(
    login: StartLogin,
    console: &mut Console,
    cancel: &CancellationToken,
) -> Result<Connected, LoginError> {
    let screen = Arc::clone(&console.screen);
    let login = login.cancel_token(cancel.clone()).run(Person::new(console));
    tokio::pin!(login);
    tokio::select! {
        // First, so that nothing is shown any more when this is said.
        biased;
        connected = &mut login => connected,
        () = cancel.cancelled() => {
            screen.say("Cancelling …");
            login.await
        }
    }
}

async fn find_account(client: &Client, id: AccountId, cancel: &CancellationToken) -> Result<Account, End> {
    let accounts = tokio::select! {
        accounts = client.list_accounts() => accounts.map_err(|error| End::of_call(&error))?.into_inner(),
        () = cancel.cancelled() => return Err(End::cancelled()),
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
                "error: there is no account {:?}; there are: {}",
                line(id.as_str()),
                ids.join(", ")
            );
            End::new(USAGE, what)
        })
}

async fn choose_bridge(client: &Client, wanted: Option<String>, console: &mut Console) -> Result<Bridge, End> {
    let bridges = client
        .list_bridges()
        .await
        .map_err(|error: Error| End::of_call(&error))?;
    let bridges = bridges.into_inner().items;
    if let Some(wanted) = wanted {
        let ids: Vec<_> = bridges.iter().map(|bridge| line(bridge.id.as_str())).collect();
        return bridges.into_iter().find(|bridge| bridge.id == *wanted).ok_or_else(|| {
            let what = format!(
                "error: there is no bridge {:?}; there are: {}",
                line(&wanted),
                ids.join(", ")
            );
            End::new(USAGE, what)
        });
    }
    if bridges.is_empty() {
        return Err(End::new(NOT_CONNECTED, "Not connected: the server has no bridges."));
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
            .ok_or_else(End::cancelled)?;
        match chosen(&bridges, &typed, |bridge| bridge.id.as_str()) {
            Some(bridge) => return Ok(bridge.clone()),
            None => console
                .screen
                .say(&format!("Type a number from 1 to {}, or an ID.", bridges.len())),
        }
    }
}

/// Waits until the account works, and counts the seconds meanwhile. `None` if no account is known.
async fn wait(bridge: &BridgeRef, connected: &Connected, console: &Console) -> Option<Result<Account, NotConnected>> {
    let account = bridge.wait_until_connected(connected.account_id()?, PATIENCE);
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

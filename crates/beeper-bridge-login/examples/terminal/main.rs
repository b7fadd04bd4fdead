//! Connects a chat account from a terminal.
//!
//! ```console
//! $ cargo run -p beeper-bridge-login --example terminal -- --mock
//! ```
//!
//! The README of the crate describes the bridges of this mock.
//!
//! Without `--mock`, the program finds the Beeper Desktop on this computer, asks for access in the browser, and stores the
//! access token for the next run. `BEEPER_ACCESS_TOKEN` can contain a token that was created in Beeper Desktop's settings.

mod access;
mod attachments;
mod browser;
mod console;
mod exit;
mod handler;
mod mock_server;
mod pasting;
mod screen;
mod server_text;
mod sign_in;
mod wrapping;

use std::io::{self, Write};
use std::process::ExitCode;

use beeper_bridge_login::CancellationToken;
use beeper_desktop_client::types::AccountId;
use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use console::Console;
use exit::{Exit, NOT_CONNECTED, USAGE};
use sign_in::Server;

const USAGE_LINES: &str = "terminal [--mock] [BRIDGE]\n       terminal [--mock] --reconnect ACCOUNT_ID";

const NOTES: &str = "\
Ctrl-C cancels.

Environment:
  BEEPER_ACCESS_TOKEN  An access token from Beeper Desktop's settings; without it, the program
                       asks for access in the browser, and stores the token for the next run
  BEEPER_BASE_URL      The address of Beeper Desktop; without it, the program tries the usual ports
  BEEPER_BROWSER       The Chromium, Chrome, Edge or Brave for signing in on web pages; without it,
                       the program searches for one

Returns 0 if the account is connected, 1 if it is not (yet), and 2 for invalid arguments and for a bridge or account that
does not exist.";

struct Arguments {
    is_mock: bool,
    login: Login,
}

enum Login {
    /// Sign in a new account, on this bridge or on one to be chosen.
    Connect(Option<String>),
    Reconnect(AccountId),
}

fn main() -> ExitCode {
    // Exits the program after `--help`, `--version` and invalid arguments.
    let arguments = Arguments::of(command().get_matches());
    let exit = run(arguments).unwrap_or_else(|exit| exit);
    // Not `println!`, which panics if nobody reads the output.
    let _ = match exit.code {
        USAGE => writeln!(io::stderr(), "{}", exit.line),
        _ => writeln!(io::stdout(), "{}", exit.line),
    };
    ExitCode::from(exit.code)
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
                .help("The bridge to connect an account on; by default, the program asks"),
            Arg::new("reconnect")
                .long("reconnect")
                .value_name("ACCOUNT_ID")
                .value_parser(NonEmptyStringValueParser::new())
                .help("Sign in an existing account again, on its own bridge"),
            Arg::new("mock")
                .long("mock")
                .action(ArgAction::SetTrue)
                .help("Use a mock server that this program starts, instead of Beeper Desktop"),
        ])
}

impl Arguments {
    fn of(mut matches: ArgMatches) -> Self {
        Self {
            is_mock: matches.get_flag("mock"),
            login: match matches.remove_one::<String>("reconnect") {
                Some(account) => Login::Reconnect(AccountId::from(account)),
                None => Login::Connect(matches.remove_one("bridge")),
            },
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn run(arguments: Arguments) -> Result<Exit, Exit> {
    let cannot_begin = |error: &dyn std::error::Error| Exit::new(NOT_CONNECTED, format!("Cannot start: {error}."));
    let mock = match arguments.is_mock {
        true => Some(mock_server::start().await.map_err(|error| cannot_begin(&error))?),
        false => None,
    };
    let cancel = CancellationToken::new();
    let mut console = Console::open(&cancel).map_err(|error| cannot_begin(&error))?;
    if mock.is_some() {
        console.screen.say(mock_server::HINTS);
    }
    let connecting = async {
        match &mock {
            Some(mock) => {
                access::to_mock(mock.base_url(), &console.screen, |page| {
                    mock_server::consent(mock, page)
                })
                .await
            }
            None => access::to_beeper(&console.screen).await,
        }
    };
    let client = tokio::select! {
        client = connecting => client?,
        () = cancel.cancelled() => return Err(Exit::cancelled()),
    };
    let server = Server {
        client: &client,
        is_mock: mock.is_some(),
    };
    match arguments.login {
        Login::Connect(bridge) => sign_in::connect(server, bridge, &mut console, cancel).await,
        Login::Reconnect(account) => sign_in::reconnect(server, account, &mut console, cancel).await,
    }
}

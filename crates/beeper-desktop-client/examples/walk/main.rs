//! Calls every harmless operation of a running server, and prints whether the responses fit the types of this crate:
//!
//! ```console
//! $ cargo run -p beeper-desktop-client --example walk
//! ```
//!
//! It prints no IDs, texts or secrets, so its output can be part of a bug report.

mod head;
mod list;
mod read;
mod report;
mod scope;
mod walk;
mod write;

use std::io::{self, Write};
use std::process::ExitCode;

use beeper_desktop_client::types::{Chat, ChatId};
use beeper_desktop_client::{Client, Error, ErrorKind};
use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, Command};

use report::Report;
use walk::Walk;

const NOTES: &str = "\
It only reads, unless you name a chat that it may write to. It prints no contents, IDs or secrets.

Environment:
  BEEPER_ACCESS_TOKEN  The access token, created in Beeper Desktop's settings
  BEEPER_BASE_URL      The address of the server; the default is http://localhost:23373

Returns 0 if no call failed, 1 if a call failed, and 2 if the walk could not start.";

/// The reason why the walk cannot start, which the user has to fix first.
struct Unusable(String);

impl From<&Error> for Unusable {
    fn from(error: &Error) -> Self {
        Self(error.to_string())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // `get_matches` exits the program for `--help`, `--version` and wrong arguments.
    let write_to = command().get_matches().remove_one::<String>("write-to");
    let walked = run(write_to.map(ChatId::from)).await;
    match walked {
        Ok(report) => ExitCode::from(u8::from(report.has_failed())),
        Err(Unusable(why)) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

fn command() -> Command {
    Command::new("walk")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Calls the operations of Beeper's Desktop API on a running server, and prints whether the responses fit")
        .after_help(NOTES)
        .arg(
            Arg::new("write-to")
                .long("write-to")
                .value_name("CHAT_ID")
                .value_parser(NonEmptyStringValueParser::new())
                .help("Also sends a message to this chat, edits and deletes it, and calls other operations that can be undone"),
        )
}

async fn run(write_to: Option<ChatId>) -> Result<Report, Unusable> {
    let client = Client::from_env().map_err(|error| Unusable(error.to_string()))?;
    let mut walk = Walk::new(client);
    let info = walk.attempt("get_info", walk.client().get_info()).await;
    if let Err(error) = &info
        && matches!(error.kind(), ErrorKind::Connect | ErrorKind::ConnectTimeout { .. })
    {
        return Err(error.into());
    }
    let accounts = walk.attempt("list_accounts", walk.client().list_accounts()).await;
    if let (Err(error), Err(other)) = (&info, &accounts)
        && error.is_not_supported()
        && other.is_not_supported()
    {
        return Err(Unusable(format!(
            "the server is not Beeper Desktop, or does not have its API: {error}"
        )));
    }
    let account = match accounts {
        Err(error) if error.is_unauthorized() => return Err((&error).into()),
        accounts => accounts
            .ok()
            .and_then(|accounts| accounts.into_inner().into_iter().next()),
    };
    let chat = match &write_to {
        Some(id) => chat_to_write_to(&mut walk, id).await?,
        None => None,
    };

    print(&head::of(info.as_ref().ok()));
    if write_to.is_some() {
        print(write::ANNOUNCEMENT);
    }
    print("");
    read::everything(&mut walk, account).await;
    let left_behind = match &write_to {
        Some(_) => write::to(&mut walk, chat.as_ref()).await,
        None => Vec::new(),
    };
    let mut report = walk.into_report();
    scope::fill_in(&mut report, write_to.is_some());
    print(&report.to_string());
    if !left_behind.is_empty() {
        print(&format!("still changed in the chat: {}", left_behind.join(", ")));
    }
    Ok(report)
}

/// Returns the chat that the user named. Returns `None` if the server does not show its state, which could then not be restored.
async fn chat_to_write_to(walk: &mut Walk, id: &ChatId) -> Result<Option<Chat>, Unusable> {
    match walk.attempt("get_chat", walk.client().get_chat(id)).await {
        Ok(chat) => Ok(Some(chat.into_inner())),
        Err(error) if error.is_not_found() => Err(Unusable(
            "the chat in `--write-to` does not exist; `list_chats` returns the IDs of chats".to_owned(),
        )),
        Err(error) if matches!(error.kind(), ErrorKind::InvalidArgument { .. }) => Err((&error).into()),
        Err(_) => Ok(None),
    }
}

/// Prints a line. Unlike `println!`, this does not panic if nobody reads the output, as with a pipe to `head`.
fn print(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

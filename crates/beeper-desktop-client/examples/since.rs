//! Prints the messages that a chat received since the last run, oldest first:
//!
//! ```console
//! $ cargo run --example since -- '!room:beeper.local' position.txt
//! ```
//!
//! The file stores how far the last run came. The first run creates it and prints nothing. The program needs a running Beeper
//! Desktop, and an access token in `BEEPER_ACCESS_TOKEN`.

use std::error::Error;
use std::process::ExitCode;
use std::{fs, io};

use beeper_desktop_client::Client;
use beeper_desktop_client::types::PageDirection;
use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, Command};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // `get_matches` exits the program for `--help`, `--version` and wrong arguments.
    let arguments = command().get_matches();
    let [chat, file] = ["chat", "file"].map(|name| arguments.get_one::<String>(name).map_or("", String::as_str));
    match run(chat, file).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Command {
    let required = |name, value, help| {
        let argument = Arg::new(name).value_name(value).help(help).required(true);
        argument.value_parser(NonEmptyStringValueParser::new())
    };
    Command::new("since")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Prints the messages that a chat received since the last run, oldest first")
        .after_help("The access token comes from the variable BEEPER_ACCESS_TOKEN.\n\nReturns 0 if it succeeded, 1 if it failed, and 2 if an argument is not valid.")
        .arg(required("chat", "CHAT_ID", "The chat to read"))
        .arg(required("file", "FILE", "The file that stores how far the last run came; created if it does not exist"))
}

async fn run(chat: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let messages = Client::from_env()?.list_messages(chat);
    let mut new = match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut latest = messages.items();
            // One message is enough to get the newest cursor of the list.
            latest.next().await.transpose()?;
            return keep(file, latest.newest_cursor().map_or("", |cursor| cursor.as_str()));
        }
        // The chat was empty during the last run.
        Ok(cursor) if cursor.is_empty() => messages.items().newer(),
        Ok(cursor) => messages.direction(PageDirection::After).starting_at(cursor).items(),
        Err(error) => return Err(format!("{file}: {error}").into()),
    };
    while let Some(message) = new.next().await {
        let message = message?;
        let sender = message.sender_name.as_deref().unwrap_or("somebody");
        println!("{sender}: {}", message.text.as_deref().unwrap_or("(no text)"));
    }
    keep(file, new.newest_cursor().map_or("", |cursor| cursor.as_str()))
}

fn keep(file: &str, cursor: &str) -> Result<(), Box<dyn Error>> {
    fs::write(file, cursor).map_err(|error| format!("{file}: {error}").into())
}

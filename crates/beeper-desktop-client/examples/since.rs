//! Prints what has come into a chat since the last time, oldest first:
//!
//! ```console
//! $ cargo run --example since -- '!room:beeper.local' position.txt
//! ```
//!
//! The file keeps where it stopped. Without one, it begins with what comes from now on. It needs a running Beeper Desktop, and
//! an access token in `BEEPER_ACCESS_TOKEN`.

use std::error::Error;
use std::process::ExitCode;
use std::{env, fs, io};

use beeper_desktop_client::Client;
use beeper_desktop_client::types::PageDirection;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (Some(chat), Some(file)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: since CHAT_ID FILE");
        return ExitCode::from(2);
    };
    match run(&chat, &file).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(chat: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let messages = Client::from_env()?.list_messages(chat);
    let mut new = match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut latest = messages.items();
            // One item is enough to learn where the list is at its newest.
            latest.next().await.transpose()?;
            return keep(file, latest.newest_cursor().map_or("", |cursor| cursor.as_str()));
        }
        // The chat was empty.
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

//! Says again what others say, to whoever said it, once:
//!
//! ```console
//! $ cargo run --example echo_bot --features events -- position.json '!room:beeper.local'
//! ```
//!
//! It begins with what comes from now on. Started again, it goes on where it was, as the file says, which is saved before each answer:
//! a crash can cost an answer, and never sends one twice. Without chats it answers in all of them, also to other bots. It needs a
//! running Beeper Desktop, and an access token in `BEEPER_ACCESS_TOKEN`.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use beeper_desktop_client::Client;
use beeper_desktop_client::live::{WatchEvent, WatchPosition};
use clap::{ArgMatches, Command, arg, value_parser};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // Ends the program itself after `--help`, `--version` and mistakes.
    let Err(error) = run(&command().get_matches()).await else {
        return ExitCode::SUCCESS;
    };
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

fn command() -> Command {
    let file = arg!(<FILE> "The file that keeps what was answered; made if it is not there");
    Command::new("echo_bot")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Says again what others say, to whoever said it, once")
        .after_help("The access token comes from the variable BEEPER_ACCESS_TOKEN.\n\nReturns 0 if it went well, 1 if not, and 2 for arguments that make no sense.")
        .arg(file.value_parser(value_parser!(PathBuf)))
        .arg(arg!([CHAT_ID]... "The chats to answer in; without them in all"))
}

async fn run(arguments: &ArgMatches) -> Result<(), Box<dyn Error>> {
    let path = arguments.get_one::<PathBuf>("FILE").ok_or("no file")?;
    let about_file = |error: &dyn Error| format!("{}: {error}", path.display());
    let client = Client::from_env()?;
    let mut watch = client.watch();
    if let Some(chats) = arguments.get_many::<String>("CHAT_ID") {
        watch = watch.chats(chats.cloned());
    }
    let saved = fs::read_to_string(path);
    if !matches!(&saved, Err(error) if error.kind() == io::ErrorKind::NotFound) {
        let saved = saved.map_err(|error| about_file(&error))?.parse();
        watch = watch.resume_from(saved.map_err(|error| about_file(&error))?);
    }
    let accounts = client.list_accounts().await?;
    while let Some(event) = watch.next().await.transpose()? {
        save(path, &watch.position()).map_err(|error| about_file(&error))?;
        if let WatchEvent::NewMessage(message) = event
            && message.is_sender != Some(true)
            && accounts.iter().all(|account| account.user.id != message.sender_id)
        {
            let words = message.text.as_deref().unwrap_or("(no text)");
            let answer = client.send_message(&message.chat_id).text(words).reply_to(&message.id);
            answer.await.map_or_else(|error| eprintln!("no answer: {error}"), drop);
        }
    }
    Ok(())
}

/// Replaces the file as a whole, and waits until that outlives a crash of the computer.
fn save(path: &Path, position: &WatchPosition) -> io::Result<()> {
    let new = format!("{}.new", path.display());
    let mut file = File::create(&new)?;
    file.write_all(position.to_string().as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    #[cfg(unix)]
    File::open(path.canonicalize()?.parent().unwrap_or(path))?.sync_all()?;
    Ok(())
}

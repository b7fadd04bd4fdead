//! Answers each new message of other people at most once, by repeating its text:
//!
//! ```console
//! $ cargo run --example echo_bot --features events -- position.json '!room:beeper.local'
//! ```
//!
//! The first run answers the messages that arrive from then on. Later runs continue from the position in the file, which the bot
//! saves before each answer: a crash may lose an answer, but never sends one twice. If you name no chats, it answers in all of
//! them, even to other bots. It does not answer messages that were sent more than an hour ago, because a watch returns all
//! messages of a chat that is new to it, even those of past years. It needs a running Beeper Desktop, and an access token in
//! `BEEPER_ACCESS_TOKEN`.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use beeper_desktop_client::Client;
use beeper_desktop_client::live::{WatchEvent, WatchPosition};
use beeper_desktop_client::sending::SendOutcome;
use clap::{ArgMatches, Command, arg, value_parser};

/// How old a message may be to be answered.
const MAX_AGE: Duration = Duration::from_secs(60 * 60);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // `get_matches` exits the program for `--help`, `--version` and wrong arguments.
    let Err(error) = run(&command().get_matches()).await else {
        return ExitCode::SUCCESS;
    };
    eprintln!("error: {error}");
    ExitCode::FAILURE
}

fn command() -> Command {
    let file = arg!(<FILE> "The file that stores how far the bot came; created if it does not exist");
    Command::new("echo_bot")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Answers each new message of other people at most once, by repeating its text")
        .after_help("The access token comes from the variable BEEPER_ACCESS_TOKEN.\n\nReturns 0 if it succeeded, 1 if it failed, and 2 if an argument is not valid.")
        .arg(file.value_parser(value_parser!(PathBuf)))
        .arg(arg!([CHAT_ID]... "The chats to answer in; the default is all"))
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
            && let Ok(time) = message.timestamp.to_system_time()
            && time > SystemTime::now() - MAX_AGE
        {
            let words = message.text.as_deref().unwrap_or("(no text)");
            let answer = client.send_message(&message.chat_id).text(words).reply_to(&message.id);
            match answer.confirmed().await {
                Ok(SendOutcome::Sent(sent)) => println!("sent as {}", sent.id()),
                Ok(SendOutcome::Failed(failed)) => eprintln!("not sent: {failed}"),
                Ok(SendOutcome::Unclear(unclear)) => eprintln!("unclear: {unclear}"),
                Err(error) => eprintln!("not sent: {error}"),
            }
        }
    }
    Ok(())
}

/// Replaces the whole file, and waits until the new one would survive a crash of the computer.
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

//! Prints the unread chats with their latest messages, and sends a text to those with a certain title:
//!
//! ```console
//! $ cargo run --example unread -- "Book club" "I'll be there."
//! ```
//!
//! It needs a running Beeper Desktop, and an access token in `BEEPER_ACCESS_TOKEN`.

use std::process::ExitCode;

use beeper_desktop_client::types::Chat;
use beeper_desktop_client::{Client, Error};
use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, Command};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // `get_matches` exits the program for `--help`, `--version` and wrong arguments.
    let mut arguments = command().get_matches();
    let answer = arguments.remove_one("title").zip(arguments.remove_one("text"));
    let done = match Client::from_env() {
        Ok(client) => run(&client, answer).await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Command {
    let argument = |name, value, help| {
        let argument = Arg::new(name).value_name(value).help(help);
        argument.value_parser(NonEmptyStringValueParser::new())
    };
    Command::new("unread")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Prints the unread chats with their latest messages, and sends a text to those with a certain title")
        .override_usage("unread [TITLE TEXT]")
        .after_help("The access token comes from the variable BEEPER_ACCESS_TOKEN.\n\nReturns 0 if it succeeded, 1 if it failed, and 2 if an argument is not valid.")
        .arg(argument("title", "TITLE", "The title of the chats to answer in").requires("text"))
        .arg(argument("text", "TEXT", "The text to send"))
}

async fn run(client: &Client, answer: Option<(String, String)>) -> Result<(), Error> {
    let info = client.get_info().await?;
    println!("{} {}", info.app.name, info.app.version);
    let mut unread = client.search_chats().unread_only(true).items();
    while let Some(chat) = unread.next().await {
        let chat = chat?;
        println!("\n{} ({} unread)", chat.title, chat.unread_count);
        for message in client.list_messages(&chat.id).items().up_to(3).await? {
            let sender = message.sender_name.as_deref().unwrap_or("somebody");
            println!("  {sender}: {}", message.text.as_deref().unwrap_or("(no text)"));
        }
        if let Some((title, text)) = &answer
            && chat.title == *title
        {
            reply(client, &chat, text).await?;
        }
    }
    Ok(())
}

/// Sends a text to a chat and marks the chat as read, unless the chat already contains the text.
async fn reply(client: &Client, chat: &Chat, text: &str) -> Result<(), Error> {
    let said = client.search_messages().chat_ids([&chat.id]).query(text).await?;
    if !said.items.is_empty() {
        println!("  (the chat already contains this text)");
        return Ok(());
    }
    client.send_message(&chat.id).text(text).await?;
    println!("  you: {text}");
    match client.mark_chat_read(&chat.id).await {
        // Older servers cannot mark a chat as read; it stays unread until the user opens it.
        Err(error) if error.is_not_supported() => Ok(()),
        marked => marked.map(drop),
    }
}

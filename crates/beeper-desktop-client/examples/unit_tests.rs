//! Prints a line about each chat. The tests below check the function that formats it, without a server:
//!
//! ```console
//! $ cargo test --example unit_tests
//! ```

use beeper_desktop_client::Client;
use beeper_desktop_client::types::{Chat, Message};
use clap::Command;

/// Returns a line about a chat: its title, its unread count, and the latest message if it is unread.
fn summary(chat: &Chat, latest: Option<&Message>) -> String {
    let text = latest.and_then(|message| message.text.as_deref());
    match (chat.unread_count, text) {
        (0, _) => chat.title.clone(),
        (unread, None) => format!("{} ({unread} unread)", chat.title),
        (unread, Some(text)) => format!("{} ({unread} unread): {text}", chat.title),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // `get_matches` exits the program for `--help`, `--version` and wrong arguments.
    command().get_matches();
    let client = Client::from_env()?;
    let mut chats = client.search_chats().items();
    while let Some(chat) = chats.next().await.transpose()? {
        let latest = client.list_messages(&chat.id).items().next().await.transpose()?;
        println!("{}", summary(&chat, latest.as_ref()));
    }
    Ok(())
}

fn command() -> Command {
    Command::new("unit_tests")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Prints a line about each chat")
        .after_help("The access token comes from the variable BEEPER_ACCESS_TOKEN.\n\nReturns 0 if it succeeded, 1 if it failed, and 2 if an argument is not valid.")
}

#[cfg(test)]
mod tests {
    use beeper_desktop_client::testing::fixture;
    use beeper_desktop_client::types::{Chat, Message};
    use serde_json::json;

    use clap::error::ErrorKind;

    use super::{command, summary};

    #[test]
    fn a_chat_that_is_read_is_its_title() {
        let chat: Chat = fixture(json!({"title": "Book club"}));
        assert_eq!(summary(&chat, None), "Book club");
    }

    #[test]
    fn an_unread_chat_shows_how_much_and_what_came_last() {
        let chat: Chat = fixture(json!({"title": "Book club", "unreadCount": 2}));
        let latest: Message = fixture(json!({"text": "See you at eight"}));
        assert_eq!(summary(&chat, Some(&latest)), "Book club (2 unread): See you at eight");
        // Messages like pictures have no text.
        let latest: Message = fixture(json!({}));
        assert_eq!(summary(&chat, Some(&latest)), "Book club (2 unread)");
    }

    #[test]
    fn the_command_line_takes_help_and_version_alone() {
        let refused = |argument| {
            command()
                .try_get_matches_from(["unit_tests", argument])
                .unwrap_err()
                .kind()
        };
        assert_eq!(refused("--help"), ErrorKind::DisplayHelp);
        assert_eq!(refused("--version"), ErrorKind::DisplayVersion);
        assert_eq!(refused("Book club"), ErrorKind::UnknownArgument);
    }
}

//! Mock servers for the watches.

use beeper_desktop_mock::{MockAccount, MockChat, MockDesktop, MockMessage};

/// The number of accounts that the chats belong to.
const ACCOUNTS: usize = 4;

/// Starts a server with `chats` chats on several accounts, with two messages each.
pub async fn quiet(chats: usize) -> MockDesktop {
    let mock = MockDesktop::builder().token("t").start().await.expect("a mock server");
    (0..ACCOUNTS).for_each(|index| mock.put_account(MockAccount::new(account(index))));
    for index in 0..chats {
        let chat = MockChat::new(chat(index)).account(account(index % ACCOUNTS));
        mock.put_chat(chat.title(&format!("Chat {index}")));
    }
    (0..2).for_each(|round| say(&mock, chats, round));
    mock
}

/// Adds a message to each chat.
pub fn say(mock: &MockDesktop, chats: usize, round: usize) {
    for index in 0..chats {
        let message = MockMessage::new(chat(index), format!("$message-{round}")).sender("@kim:chat.example");
        mock.put_message(message.text("See you at the station at half past nine, platform four."));
    }
}

fn account(index: usize) -> String {
    format!("account-{index}")
}

fn chat(index: usize) -> String {
    format!("!room-number-{index:04}:beeper.local")
}

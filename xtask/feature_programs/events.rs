//! Lists the chats and prints new messages.

use beeper_desktop_client::Client;
use beeper_desktop_client::live::WatchEvent;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let mut chats = client.list_chats().items();
    while let Some(chat) = chats.next().await.transpose()? {
        println!("{}", chat.id.as_str());
    }
    let mut watch = client.watch();
    while let Some(event) = watch.next().await.transpose()? {
        if let WatchEvent::NewMessage(message) = event {
            println!("{}", message.text.as_deref().unwrap_or_default());
        }
    }
    Ok(())
}

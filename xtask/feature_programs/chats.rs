//! Lists the chats.

use beeper_desktop_client::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut chats = Client::from_env()?.list_chats().items();
    while let Some(chat) = chats.next().await.transpose()? {
        println!("{}", chat.id.as_str());
    }
    Ok(())
}

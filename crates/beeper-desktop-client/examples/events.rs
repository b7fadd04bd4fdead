//! Prints the events of all chats as they arrive, until the connection ends:
//!
//! ```console
//! $ cargo run --example events --features events
//! ```
//!
//! It needs a running Beeper Desktop, and an access token in `BEEPER_ACCESS_TOKEN`.

use std::error::Error;

use beeper_desktop_client::Client;
use beeper_desktop_client::live::Subscription;
use beeper_desktop_client::types::EventFrame;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut connection = Client::from_env()?.events().connect().await?;
    connection.subscribe(Subscription::all()).await?;
    while let Some(frame) = connection.next().await {
        let frame = frame?;
        match &*frame {
            EventFrame::MessageUpserted(event) => {
                for message in event.entries.iter().flatten() {
                    let sender = message.sender_name.as_deref().unwrap_or(message.sender_id.as_str());
                    // Print it quoted, so that control characters in it do not reach the terminal.
                    println!("{sender:?}: {:?}", message.text.as_deref().unwrap_or_default());
                }
            }
            EventFrame::MessageDeleted(event) => println!("{} messages were deleted", event.ids.len()),
            EventFrame::ChatUpserted(event) => println!("the chat {} changed", event.chat_id),
            other => println!("{}", other.kind()),
        }
        frame.misfits().iter().for_each(|misfit| eprintln!("{misfit}"));
    }
    Ok(())
}

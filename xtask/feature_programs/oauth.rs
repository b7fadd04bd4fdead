//! Gets an access token by the user's consent in a browser, and lists the chats.

use beeper_desktop_client::discover;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let authorization = discover().await?.into_best().authorize("Program").begin().await?;
    println!("{}", authorization.url());
    let client = authorization.finish().await?.into_client();
    let mut chats = client.list_chats().items();
    while let Some(chat) = chats.next().await.transpose()? {
        println!("{}", chat.id.as_str());
    }
    Ok(())
}

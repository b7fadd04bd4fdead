//! As little as a program can do: asks the server what it is. The benchmarks look at how large it is.

use beeper_desktop_client::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let info = Client::from_env()?.get_info().await?;
    println!("{} {}", info.app.name, info.app.version);
    Ok(())
}

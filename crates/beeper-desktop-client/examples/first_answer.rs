//! Asks the server for its name and version, with as little code as a program can have.
//!
//! The benchmarks measure how large this program is. Therefore it reads no command line, unlike the other examples.

use beeper_desktop_client::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let info = Client::from_env()?.get_info().await?;
    println!("{} {}", info.app.name, info.app.version);
    Ok(())
}

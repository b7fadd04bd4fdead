//! Prints the name and the version of the server, in the shortest program possible.
//!
//! Benchmarks measure the size of this program. For that reason it does not parse a command line, unlike the other examples.

use beeper_desktop_client::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let info = Client::from_env()?.get_info().await?;
    println!("{} {}", info.app.name, info.app.version);
    Ok(())
}

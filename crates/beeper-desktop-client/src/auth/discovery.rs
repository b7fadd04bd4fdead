//! Finds the servers that run on this computer.
//!
//! Beeper Desktop listens on port 23373 or, if that is taken, on one of the next ports, and so do a second profile and Beeper
//! Server. [`discover`] probes these ports at the same time and returns the servers that it finds, the most likely one first:
//!
//! ```no_run
//! use beeper_desktop_client::discovery::discover;
//!
//! # async fn example(token: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let server = discover().await?.into_best();
//! println!("{} {} at {}", server.name(), server.version(), server.base_url());
//! let client = server.client(token)?;
//! println!("{} accounts", client.list_accounts().await?.len());
//! # Ok(())
//! # }
//! ```
//!
//! [`Discovery`] probes other ports, or gives them more time. [`wait_for_server`] is for programs that start before Beeper
//! Desktop does.
//!
//! Discovery recognizes a server by its response to `/v1/info`. Any other program on a port is ignored, and delays discovery
//! at most by the time limit of a port: it may respond with a web page, another product's JSON, TLS, an endless body, or not
//! at all. Discovery sends no access token, follows no redirects, and uses no proxy.

mod error;
mod plan;
mod probe;
mod search;
pub(crate) mod server;
mod server_state;
mod targets;

pub use error::{DiscoveryError, DiscoveryErrorKind};
pub use search::Discovery;
pub use server::{DiscoveredServer, DiscoveredServers};
pub use server_state::ServerState;

/// Finds the servers that run on this computer, the most likely one first: [`Discovery::find`] with its defaults.
///
/// It prefers the address in `BEEPER_BASE_URL` or `BEEPER_DESKTOP_BASE_URL`, if one is set. If that is the address of another
/// computer, it probes only this address.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// for server in &beeper_desktop_client::discover().await? {
///     println!("{server}");
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Returns an error if it finds no server, or if the variable does not contain a valid address. The error says which
/// addresses were probed, and what to do.
pub async fn discover() -> Result<DiscoveredServers, DiscoveryError> {
    Discovery::new().find().await
}

/// Waits until a server runs on this computer, for up to two minutes: [`Discovery::wait`] with its defaults.
///
/// ```no_run
/// use beeper_desktop_client::discovery::wait_for_server;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// // This program starts with the computer, as Beeper Desktop does.
/// let server = wait_for_server().await?.into_best();
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Returns the errors of [`discover`] when the time limit expires.
pub async fn wait_for_server() -> Result<DiscoveredServers, DiscoveryError> {
    Discovery::new().wait().await
}

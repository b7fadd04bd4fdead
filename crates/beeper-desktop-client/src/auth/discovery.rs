//! Discovery: finds the servers that run on this computer.
//!
//! Beeper Desktop listens on port 23373 or, if that is taken, on one of those after it; a second profile and Beeper Server do so too.
//! [`discover`] looks at these ports at the same time and returns what it finds, the most likely server first:
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
//! [`Discovery`] looks at other ports, or gives them more time, and [`wait_for_server`] is for programs that start before Beeper
//! Desktop does.
//!
//! A server is recognized by what it says of itself at `/v1/info`. Whatever else listens on a port is not a server and no error, and
//! costs no more than the time that a port has: a page, JSON of another product, TLS, silence, an answer without an end. No access
//! token is sent while looking, redirects are not followed, and no proxy is asked.

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
/// The address in `BEEPER_BASE_URL` or `BEEPER_DESKTOP_BASE_URL`, if there is one, is preferred. If it is one of another computer,
/// no other is looked at.
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
/// If there is no server, or the variable holds no address. The error says where this function looked, and what to do.
pub async fn discover() -> Result<DiscoveredServers, DiscoveryError> {
    Discovery::new().find().await
}

/// Waits until a server runs on this computer, for up to two minutes: [`Discovery::wait`] with its defaults.
///
/// ```no_run
/// use beeper_desktop_client::discovery::wait_for_server;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// // Started with the computer, as Beeper Desktop is.
/// let server = wait_for_server().await?.into_best();
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As [`discover`], when the time is over.
pub async fn wait_for_server() -> Result<DiscoveredServers, DiscoveryError> {
    Discovery::new().wait().await
}

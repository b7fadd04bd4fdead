//! The servers that discovery found.

use std::fmt;
use std::ops::Deref;

use crate::auth::discovery::server_state::ServerState;
use crate::client::Client;
use crate::client::build_error::BuildError;
use crate::client::builder::ClientBuilder;
use crate::client::origin::Origin;
use crate::generated::types::Info;
use crate::values::secret::Secret;

/// A server that discovery found.
///
/// It displays as one line: name and version, address, and the state unless it is unknown.
#[derive(Clone, Debug)]
pub struct DiscoveredServer {
    pub(super) base_url: String,
    pub(super) origin: Origin,
    pub(super) version: String,
    pub(super) info: Info,
    pub(super) state: ServerState,
    pub(super) is_preferred: bool,
}

impl DiscoveredServer {
    /// Returns the address at which the server responded, as in `http://127.0.0.1:23373`.
    ///
    /// The server may name another address, which is ignored.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the server's origin, to which a stored token has to belong.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the application's name, as the server sent it. It may be empty.
    pub fn name(&self) -> &str {
        &self.info.app.name
    }

    /// Returns the application's version, as the server sent it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns all of the server's information. Missing members are empty.
    pub fn info(&self) -> &Info {
        &self.info
    }

    /// Returns the application's state, as far as the server reveals it without a token.
    pub fn state(&self) -> &ServerState {
        &self.state
    }

    /// Returns whether the server is at the address that the program or the environment prefers.
    pub fn is_preferred(&self) -> bool {
        self.is_preferred
    }

    /// Creates a builder for a client of this server.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = beeper_desktop_client::discover().await?.into_best();
    /// let client = server.client_builder().user_agent("my-bot/1.0").build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder().base_url(&self.base_url)
    }

    /// Builds a client for this server, with an access token.
    ///
    /// # Errors
    ///
    /// Returns an error if the access token is empty or invalid. The error does not show it.
    pub fn client(&self, access_token: impl Into<Secret>) -> Result<Client, BuildError> {
        self.client_builder().access_token(access_token).build()
    }
}

impl From<&DiscoveredServer> for Origin {
    fn from(server: &DiscoveredServer) -> Self {
        server.origin.clone()
    }
}

impl fmt::Display for DiscoveredServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, version) = (Plain(self.name()), Plain(self.version()));
        write!(f, "{name} {version} at {}", self.base_url)?;
        self.state.words().map_or(Ok(()), |words| write!(f, " ({words})"))
    }
}

/// Prints a server's text without control and direction characters, and cut to the length of a name.
struct Plain<'a>(&'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = |c: &char| c.is_alphanumeric() || " ._-+()".contains(*c);
        let plain: String = self.0.chars().filter(is_plain).take(60).collect();
        match plain.trim() {
            "" => f.write_str("(no name)"),
            plain => f.write_str(plain),
        }
    }
}

/// The servers that discovery found, at least one, with the most likely one first.
///
/// A server at the preferred address precedes all others. Servers that somebody is signed in to precede those that nobody is
/// signed in to. Otherwise the lowest port is first. The servers can be used as a slice, and in a `for` loop.
#[derive(Clone, Debug)]
pub struct DiscoveredServers {
    servers: Vec<DiscoveredServer>,
    /// The first server.
    best: DiscoveredServer,
    missed: Option<String>,
}

impl DiscoveredServers {
    /// Sorts the servers, which are in the order of their ports. Returns `None` without any.
    pub(super) fn new(mut servers: Vec<DiscoveredServer>, preferred: Option<String>) -> Option<Self> {
        servers.sort_by_key(|server| (!server.is_preferred, server.state.distance()));
        let best = servers.first()?.clone();
        let missed = preferred.filter(|_| !best.is_preferred);
        if let Some(preferred) = &missed {
            // Somebody chose the preferred address, and a program that takes the best server now uses another.
            tracing::warn!(
                preferred,
                found = best.base_url,
                "no server at the preferred address; another one was found"
            );
        }
        Some(Self { servers, best, missed })
    }

    /// Returns the most likely server.
    pub fn best(&self) -> &DiscoveredServer {
        &self.best
    }

    /// Returns the most likely server, and drops the others.
    pub fn into_best(self) -> DiscoveredServer {
        self.best
    }

    /// Returns the preferred address, as scheme, host and port, if no server responded there.
    ///
    /// All servers are then at other addresses, about which discovery also traces an event at warn level.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use beeper_desktop_client::discovery::Discovery;
    ///
    /// let found = Discovery::new().preferred("http://127.0.0.1:23380").find().await?;
    /// if let Some(address) = found.missed_preferred() {
    ///     eprintln!("no server at {address}; this is {}", found.best());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn missed_preferred(&self) -> Option<&str> {
        self.missed.as_deref()
    }
}

impl Deref for DiscoveredServers {
    type Target = [DiscoveredServer];

    fn deref(&self) -> &[DiscoveredServer] {
        &self.servers
    }
}

impl<'a> IntoIterator for &'a DiscoveredServers {
    type Item = &'a DiscoveredServer;
    type IntoIter = std::slice::Iter<'a, DiscoveredServer>;

    fn into_iter(self) -> Self::IntoIter {
        self.servers.iter()
    }
}

impl IntoIterator for DiscoveredServers {
    type Item = DiscoveredServer;
    type IntoIter = std::vec::IntoIter<DiscoveredServer>;

    fn into_iter(self) -> Self::IntoIter {
        self.servers.into_iter()
    }
}

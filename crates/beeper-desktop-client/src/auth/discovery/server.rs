//! The servers that were found.

use std::fmt;
use std::ops::Deref;

use crate::auth::discovery::server_state::ServerState;
use crate::client::Client;
use crate::client::build_error::BuildError;
use crate::client::builder::ClientBuilder;
use crate::client::origin::Origin;
use crate::generated::types::Info;
use crate::values::secret::Secret;

/// A server that was found.
///
/// It displays as one line: name and version, address and state.
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
    /// Returns the address at which the server answered, as in `http://127.0.0.1:23373`.
    ///
    /// The server may name another one, which counts for nothing.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the server's origin, which a stored token has to be for.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the application's name, as the server says it. May be empty.
    pub fn name(&self) -> &str {
        &self.info.app.name
    }

    /// Returns the application's version, as the server says it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns all that the server says of itself. What it left out is empty.
    pub fn info(&self) -> &Info {
        &self.info
    }

    /// Returns how far the application is, as far as the server says so without a token.
    pub fn state(&self) -> &ServerState {
        &self.state
    }

    /// Returns whether this is the server at the address that the program or the environment prefers.
    pub fn is_preferred(&self) -> bool {
        self.is_preferred
    }

    /// Starts making a client for this server.
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

    /// Makes a client for this server, with an access token.
    ///
    /// # Errors
    ///
    /// If the access token is empty or cannot be one. The error does not show it.
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
        write!(f, "{name} {version} at {} ({})", self.base_url, self.state.words())
    }
}

/// A text of a server without what could be more than a name: control and direction characters, or a page of text.
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

/// The servers that were found, at least one, the most likely one first.
///
/// A server at the preferred address comes before all others, and those to which somebody has signed in before those to which
/// nobody has. Otherwise the lowest port is the first.
/// They are used as a slice, and go into a `for` loop.
#[derive(Clone, Debug)]
pub struct DiscoveredServers {
    servers: Vec<DiscoveredServer>,
    /// The first of them.
    best: DiscoveredServer,
    missed: Option<String>,
}

impl DiscoveredServers {
    /// Puts servers in order. They come in the order of their ports. `None` if there are none.
    pub(super) fn new(mut servers: Vec<DiscoveredServer>, preferred: Option<String>) -> Option<Self> {
        servers.sort_by_key(|server| (!server.is_preferred, server.state.distance()));
        let best = servers.first()?.clone();
        let missed = preferred.filter(|_| !best.is_preferred);
        if let Some(preferred) = &missed {
            // Somebody named it, and a program that takes the best server goes elsewhere now.
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

    /// Takes the most likely server out.
    pub fn into_best(self) -> DiscoveredServer {
        self.best
    }

    /// Returns the preferred address, as scheme, host and port, if no server answered there. The servers are others then, which is
    /// traced as one event at warn level, too.
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

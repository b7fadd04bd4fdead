//! The error of discovery.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::client::build_error::BuildError;
use crate::error::source_chain::fmt_with_sources;

/// An error of [discovery](super), which found no server or could not begin.
///
/// Its `Display` is one line that says which addresses were probed and what to do, and its `Debug` adds the source errors to
/// the same line. They show only scheme, host and port of addresses.
#[derive(Clone)]
pub struct DiscoveryError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: DiscoveryErrorKind,
    line: String,
    waited: Option<Duration>,
    source: Option<BuildError>,
}

/// The kind of a [`DiscoveryError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DiscoveryErrorKind {
    /// Discovery found no server at any of the addresses. A later attempt may find one.
    NoServer,
    /// The preferred address, from the program or the environment, is not one that a client can call.
    InvalidAddress,
    /// The HTTP client could not be set up.
    Http,
}

/// Advice for the case that no server was found.
const ADVICE: &str = "start Beeper Desktop and enable its API (Settings, Developers)";

impl DiscoveryError {
    /// Creates an error that no server was found at `places`.
    pub(super) fn no_server(places: &impl fmt::Display, has_preferred: bool) -> Self {
        let or_name = match has_preferred {
            true => "or correct the address",
            false => "or set BEEPER_BASE_URL if it has another address",
        };
        let line = format!("no server of Beeper's Desktop API was found {places}; {ADVICE}, {or_name}");
        Self::new(DiscoveryErrorKind::NoServer, line, None)
    }

    /// Creates an error that the preferred address cannot be called.
    pub(super) fn invalid_address(error: BuildError) -> Self {
        Self::new(DiscoveryErrorKind::InvalidAddress, error.to_string(), Some(error))
    }

    pub(super) fn http(error: BuildError) -> Self {
        Self::new(DiscoveryErrorKind::Http, error.to_string(), Some(error))
    }

    fn new(kind: DiscoveryErrorKind, line: String, source: Option<BuildError>) -> Self {
        Self(Box::new(Inner {
            kind,
            line,
            waited: None,
            source,
        }))
    }

    /// Adds how long discovery has waited.
    pub(super) fn after(mut self, limit: Duration) -> Self {
        self.0.waited = Some(limit);
        self
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> DiscoveryErrorKind {
        self.0.kind
    }
}

impl fmt::Display for DiscoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(limit) = self.0.waited {
            write!(f, "within {limit:?}, ")?;
        }
        f.write_str(&self.0.line)
    }
}

impl fmt::Debug for DiscoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_with_sources(self, f)
    }
}

impl StdError for DiscoveryError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // Its own line is printed already.
        self.0.source.as_ref()?.source()
    }
}

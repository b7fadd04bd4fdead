//! Why no server was found.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::client::build_error::BuildError;
use crate::error::source_chain::fmt_with_sources;

/// Why [discovery](super) found no server.
///
/// It displays as one line that says where discovery looked and what to do, and its `Debug` adds the errors below it, in the same
/// line. Of addresses these show scheme, host and port alone.
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
    /// No server was found at any of the addresses. One may be found later.
    NoServer,
    /// The preferred address, which the program or the environment names, cannot be called.
    InvalidAddress,
    /// The HTTP client cannot be set up.
    Http,
}

/// What to do when there is no server.
const ADVICE: &str = "start Beeper Desktop and switch its API on (Settings, Developers)";

impl DiscoveryError {
    /// No server was found; `places` says where.
    pub(super) fn no_server(places: &impl fmt::Display, has_preferred: bool) -> Self {
        let or_name = match has_preferred {
            true => "or correct the address",
            false => "or name its address in BEEPER_BASE_URL if it is at another one",
        };
        let line = format!("no server of Beeper's Desktop API was found {places}; {ADVICE}, {or_name}");
        Self::new(DiscoveryErrorKind::NoServer, line, None)
    }

    /// The preferred address cannot be called.
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

    /// Says how long was waited.
    pub(super) fn after(mut self, limit: Duration) -> Self {
        self.0.waited = Some(limit);
        self
    }

    /// Returns what happened.
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

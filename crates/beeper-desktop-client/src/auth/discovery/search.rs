//! The settings of discovery, and how it waits.

use std::env;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use crate::auth::discovery::error::{DiscoveryError, DiscoveryErrorKind};
use crate::auth::discovery::plan::{Limited, Plan};
use crate::auth::discovery::server::DiscoveredServers;
use crate::auth::discovery::targets::Ports;
use crate::client::environment::{self, Setting};
use crate::runtime::clock::{Clock, SystemClock};

/// The first port that Beeper Desktop tries to listen on.
const FIRST_PORT: u16 = 23373;
const LAST_PORT: u16 = 23392;

/// The addresses of this computer; `localhost` is one of these.
const HOSTS: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// The time limit of a port: enough for a busy server, and short for a person who waits.
const TIMEOUT: Duration = Duration::from_millis(500);

/// The time limit of the preferred address.
const PREFERRED_TIMEOUT: Duration = Duration::from_secs(3);

const WAIT_LIMIT: Duration = Duration::from_secs(120);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Settings for finding servers: which addresses to probe, and for how long.
///
/// By default it probes the ports 23373 to 23392 of `127.0.0.1` and `[::1]`, all at once and 500 ms each. It also probes the
/// address in `BEEPER_BASE_URL` or `BEEPER_DESKTOP_BASE_URL`, if one is set, and prefers it.
///
/// ```no_run
/// use std::time::Duration;
///
/// use beeper_desktop_client::discovery::Discovery;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let found = Discovery::new().ports(9000..9010).timeout(Duration::from_secs(1)).find().await?;
/// println!("{} servers, the first of them {}", found.len(), found.best());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct Discovery {
    hosts: Vec<IpAddr>,
    ports: Vec<u16>,
    timeout: Duration,
    preferred: Option<String>,
    preferred_timeout: Duration,
    has_environment: bool,
    wait_limit: Duration,
    clock: Arc<dyn Clock>,
}

impl Discovery {
    /// Creates a discovery with the default settings.
    pub fn new() -> Self {
        Self {
            hosts: HOSTS.to_vec(),
            ports: (FIRST_PORT..=LAST_PORT).collect(),
            timeout: TIMEOUT,
            preferred: None,
            preferred_timeout: PREFERRED_TIMEOUT,
            has_environment: true,
            wait_limit: WAIT_LIMIT,
            clock: Arc::new(SystemClock),
        }
    }

    /// Sets the ports to probe; 23373 to 23392 by default.
    pub fn ports(mut self, ports: impl IntoIterator<Item = u16>) -> Self {
        self.ports = ports.into_iter().collect();
        self
    }

    /// Sets the addresses of this computer to probe; `127.0.0.1` and `::1` by default.
    ///
    /// If a server responds at several of them on one port, the first one is used.
    pub fn hosts(mut self, hosts: impl IntoIterator<Item = IpAddr>) -> Self {
        self.hosts = hosts.into_iter().collect();
        self
    }

    /// Sets the time limit of each port; 500 ms by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the preferred address, in the form of [`ClientBuilder::base_url`](crate::ClientBuilder::base_url).
    ///
    /// It replaces the one from the environment, has a time limit of three seconds, and comes first in the result. If no
    /// server responds there, [`DiscoveredServers::missed_preferred`] returns it. If it is an address of another computer,
    /// discovery probes only this address.
    pub fn preferred(mut self, base_url: impl Into<String>) -> Self {
        self.preferred = Some(base_url.into());
        self
    }

    /// Sets the time limit of the preferred address; three seconds by default.
    pub fn preferred_timeout(mut self, timeout: Duration) -> Self {
        self.preferred_timeout = timeout;
        self
    }

    /// Ignores the environment variables for the preferred address.
    pub fn without_environment(mut self) -> Self {
        self.has_environment = false;
        self
    }

    /// Sets how long [`wait`](Self::wait) waits for a server; two minutes by default, and forever with [`Duration::MAX`].
    pub fn wait_limit(mut self, limit: Duration) -> Self {
        self.wait_limit = limit;
        self
    }

    /// Sets the clock for the pauses between attempts; [`SystemClock`] by default.
    ///
    /// Tests can set a [`VirtualClock`](crate::VirtualClock), with which pauses end at once. The clients of servers that are
    /// found do not use this clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Probes all addresses once, and returns the servers that it finds.
    ///
    /// It probes 56 addresses at a time, and each takes at most its time limit.
    ///
    /// # Errors
    ///
    /// Returns an error if it finds no server, or if the preferred address cannot be called. The error says which addresses
    /// were probed, and what to do.
    pub async fn find(&self) -> Result<DiscoveredServers, DiscoveryError> {
        self.plan()?.find().await
    }

    /// Probes all addresses until it finds a server, for programs that start before the server does.
    ///
    /// It pauses between attempts, for half a second at first and for up to five seconds later.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use beeper_desktop_client::discovery::Discovery;
    ///
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = Discovery::new().wait_limit(Duration::MAX).wait().await?.into_best();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if it has found no server when the time limit expires; it completes an attempt that has begun.
    /// Returns an error at once if the preferred address cannot be called.
    pub async fn wait(&self) -> Result<DiscoveredServers, DiscoveryError> {
        let plan = self.plan()?;
        let began = self.clock.now();
        let mut pause = FIRST_PAUSE;
        loop {
            let error = match plan.find().await {
                Err(error) if error.kind() == DiscoveryErrorKind::NoServer => error,
                found => return found,
            };
            let waited = self.clock.now().saturating_duration_since(began);
            let left = self.wait_limit.saturating_sub(waited);
            if left.is_zero() {
                return Err(error.after(self.wait_limit));
            }
            self.clock.sleep(pause.min(left)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn plan(&self) -> Result<Plan, DiscoveryError> {
        let preferred = match &self.preferred {
            Some(address) => Some(Setting::from_program(address.clone())),
            None if self.has_environment => from_environment()?,
            None => None,
        };
        Plan::new(
            Limited {
                setting: preferred,
                limit: self.preferred_timeout,
            },
            Limited {
                setting: Ports::new(&self.hosts, &self.ports),
                limit: self.timeout,
            },
        )
    }
}

fn from_environment() -> Result<Option<Setting<String>>, DiscoveryError> {
    environment::base_url(|name| env::var(name)).map_err(DiscoveryError::invalid_address)
}

impl Default for Discovery {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Discovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An unchecked address may contain credentials.
        f.debug_struct("Discovery")
            .field("hosts", &self.hosts)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

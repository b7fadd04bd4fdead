//! Discovery as a program sets it up, and how it waits.

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

/// Where Beeper Desktop listens, and where it and others go if that is taken.
const FIRST_PORT: u16 = 23373;
const LAST_PORT: u16 = 23392;

/// `localhost` is one of these.
const HOSTS: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// Enough for a server that is busy, and little for a person who waits.
const TIMEOUT: Duration = Duration::from_millis(500);

/// For the address that somebody named.
const PREFERRED_TIMEOUT: Duration = Duration::from_secs(3);

const WAIT_LIMIT: Duration = Duration::from_secs(120);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Finds servers: where to look, and for how long.
///
/// By default it looks at the ports 23373 to 23392 of `127.0.0.1` and `[::1]`, all at once and 500 ms each, and at the address in
/// `BEEPER_BASE_URL` or `BEEPER_DESKTOP_BASE_URL`, if there is one, which it prefers.
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
    /// Makes a discovery that looks where a server usually is.
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

    /// Sets the ports to look at; 23373 to 23392 by default.
    pub fn ports(mut self, ports: impl IntoIterator<Item = u16>) -> Self {
        self.ports = ports.into_iter().collect();
        self
    }

    /// Sets the addresses of this computer to look at; `127.0.0.1` and `::1` by default.
    ///
    /// If a server answers at several of them, on one port, the first one counts.
    pub fn hosts(mut self, hosts: impl IntoIterator<Item = IpAddr>) -> Self {
        self.hosts = hosts.into_iter().collect();
        self
    }

    /// Sets how long each port may take to answer; 500 ms by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the address at which a server is most likely, in the form of [`ClientBuilder::base_url`](crate::ClientBuilder::base_url).
    ///
    /// It takes the place of the one in the environment, has three seconds to answer, and comes first in what is found. If no server
    /// answers there, [`DiscoveredServers::missed_preferred`] says so. If it is an address of another computer, discovery looks at
    /// this one alone.
    pub fn preferred(mut self, base_url: impl Into<String>) -> Self {
        self.preferred = Some(base_url.into());
        self
    }

    /// Sets how long the preferred address may take to answer; three seconds by default.
    pub fn preferred_timeout(mut self, timeout: Duration) -> Self {
        self.preferred_timeout = timeout;
        self
    }

    /// Looks at no environment variable for the preferred address.
    pub fn without_environment(mut self) -> Self {
        self.has_environment = false;
        self
    }

    /// Sets how long [`wait`](Self::wait) waits for a server; two minutes by default, and for ever with [`Duration::MAX`].
    pub fn wait_limit(mut self, limit: Duration) -> Self {
        self.wait_limit = limit;
        self
    }

    /// Sets the clock of the pauses between two looks; [`SystemClock`] by default. A test gives it a
    /// [`VirtualClock`](crate::VirtualClock), and waits for nothing. What is found makes clients without this clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Looks once at all addresses, and returns the servers there.
    ///
    /// It takes as long as the slowest of the addresses, and that is limited; for more than 56 addresses, once more for each 56 of them.
    ///
    /// # Errors
    ///
    /// If there is no server, or the preferred address is none that can be called. The error says where this method looked, and what
    /// to do.
    pub async fn find(&self) -> Result<DiscoveredServers, DiscoveryError> {
        self.plan()?.find().await
    }

    /// Looks at all addresses until there is a server: for programs that start before the server does.
    ///
    /// Between two looks it pauses, for half a second at first, and up to five seconds later.
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
    /// If there is no server when the time is over; a look that has begun is not cut short. At once if the preferred address is none
    /// that can be called.
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
        // An address may hold credentials until it has been checked.
        f.debug_struct("Discovery")
            .field("hosts", &self.hosts)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

//! Configures and starts a server.

use std::net::{Ipv4Addr, TcpListener as StdListener};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use std::{fmt, io};

use axum::body::Bytes;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::answers::info::info;
use crate::dialect::Dialect;
use crate::faults::wait_timeout::WaitTimeout;
use crate::http::endpoint::Endpoint;
use crate::model::account::BUILT_IN_BRIDGE;
use crate::model::bridge::MockBridge;
use crate::model::consent::Consent;
use crate::model::setup::MockSetup;
use crate::server::accept_loop::{AcceptLoop, run};
use crate::server::connection::ConnectionCounter;
use crate::server::dispatch::router;
use crate::server::mock_desktop::{MockDesktop, Running};
use crate::server::shared_state::{Settings, Shared};
use crate::state::app_setup::AppSetup;
use crate::state::demo_chats;
use crate::state::oauth::scopes::Scopes;
use crate::state::store::State;

/// Starting a server.
impl MockDesktop {
    /// Starts a server on a free port, with one bridge, `mock-qr`, whose login completes by itself.
    ///
    /// # Errors
    ///
    /// Returns an error if the operating system provides no port, thread or event queue.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// The ports on which clients look for Beeper's servers.
    pub const USUAL_PORTS: RangeInclusive<u16> = 23373..=23392;

    /// Returns a builder for a server with other settings, such as its token, its port or the bridges at the start.
    pub fn builder() -> MockDesktopBuilder {
        MockDesktopBuilder {
            dialect: Dialect::Current,
            token: "mock-token".to_owned(),
            only_reads: false,
            port: Port::Number(0),
            empty: false,
            demo_bridges: false,
            demo_chats: false,
            setup: MockSetup::ready(),
            consent: Consent::default(),
            token_lifetime: None,
            real_time: false,
            spec: None,
            wait_timeout: WaitTimeout::DEFAULT,
        }
    }
}

/// The port on which a server listens.
#[derive(Clone, Copy, Debug)]
enum Port {
    /// This port; 0 for any free one.
    Number(u16),
    /// One of the usual ports if one is free, otherwise any free port.
    Usual,
}

impl Port {
    fn bind(self) -> io::Result<StdListener> {
        match self {
            Self::Number(port) => bind(port),
            Self::Usual => bind_preferably(MockDesktop::USUAL_PORTS),
        }
    }
}

fn bind(port: u16) -> io::Result<StdListener> {
    StdListener::bind((Ipv4Addr::LOCALHOST, port))
}

/// Binds the first of these ports that is free, or else any free port.
fn bind_preferably(mut ports: RangeInclusive<u16>) -> io::Result<StdListener> {
    ports.find_map(|port| bind(port).ok()).map_or_else(|| bind(0), Ok)
}

/// The settings of a server before it starts; [`MockDesktop::builder`] creates them.
#[derive(Clone)]
#[must_use = "the server does not run before `start`"]
pub struct MockDesktopBuilder {
    dialect: Dialect,
    token: String,
    only_reads: bool,
    port: Port,
    empty: bool,
    demo_bridges: bool,
    demo_chats: bool,
    setup: MockSetup,
    consent: Consent,
    /// The lifetime of tokens; `None` for the dialect's.
    token_lifetime: Option<Option<Duration>>,
    real_time: bool,
    spec: Option<String>,
    wait_timeout: Duration,
}

impl MockDesktopBuilder {
    /// Sets the version of the server that the mock imitates; [`Dialect::Current`] by default.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// Sets the bearer token; `mock-token` by default.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = token.into();
        self
    }

    /// Limits the bearer token to the scope `read`: the server refuses with 403 every request that changes something.
    pub fn read_only_token(mut self) -> Self {
        self.only_reads = true;
        self
    }

    /// Sets the port; 0, the default, chooses a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Port::Number(port);
        self
    }

    /// Chooses the first free port of [`MockDesktop::USUAL_PORTS`], so that clients that look for servers find this one.
    ///
    /// This is for programs that people run. If none of these ports is free, the server uses any other.
    pub fn usual_port(mut self) -> Self {
        self.port = Port::Usual;
        self
    }

    /// Starts the server without the built-in bridge `mock-qr`.
    pub fn empty(mut self) -> Self {
        self.empty = true;
        self
    }

    /// Adds the bridges of [`MockBridge::demo`] and [`MockBridge::with_sign_in_pages`].
    pub fn demo_bridges(mut self) -> Self {
        self.demo_bridges = true;
        self
    }

    /// Adds an account with contacts, labels, chats, messages and a picture, as something to read in a demonstration.
    ///
    /// Its ID is `mock-account`, or `matrix_@mock-user:example.com` in the older dialect.
    pub fn demo_chats(mut self) -> Self {
        self.demo_chats = true;
        self
    }

    /// Sets the state of the app's setup; [`MockSetup::ready`] by default.
    pub fn setup(mut self, setup: MockSetup) -> Self {
        self.setup = setup;
        self
    }

    /// Sets what happens when a program asks for a token; [`Consent::Approve`] by default.
    pub fn consent(mut self, consent: Consent) -> Self {
        self.consent = consent;
        self
    }

    /// Sets the lifetime of tokens that programs ask for; `None` for no limit, and no `expires_in`.
    ///
    /// By default, it is the dialect's: no limit in the current one, a day in the older one.
    pub fn token_lifetime(mut self, lifetime: impl Into<Option<Duration>>) -> Self {
        self.token_lifetime = Some(lifetime.into());
        self
    }

    /// Lets the codes and tokens of OAuth expire **in real time**.
    ///
    /// This is for programs that people run, not for tests. Without it, only [`MockDesktop::advance_time`] lets codes and tokens
    /// expire.
    pub fn real_time(mut self) -> Self {
        self.real_time = true;
        self
    }

    /// Sets the API's description, in JSON or YAML, which the server returns at `/v1/spec` even without a token.
    ///
    /// Without a description, that path is unknown.
    pub fn spec(mut self, text: impl Into<String>) -> Self {
        self.spec = Some(text.into());
        self
    }

    /// Sets how long waiting methods wait before they panic, so that a test fails instead of hanging; a minute by default.
    ///
    /// These are methods such as [`Hold::arrived`](crate::Hold::arrived) and
    /// [`OtherDevice::waiting`](crate::OtherDevice::waiting). The limit is **real time**, even if the test pauses its clock. A
    /// program in which they wait for a person sets `Duration::MAX`.
    pub fn wait_timeout(mut self, wait_timeout: Duration) -> Self {
        self.wait_timeout = wait_timeout;
        self
    }

    /// Starts the server, which accepts connections as soon as this returns.
    ///
    /// # Errors
    ///
    /// Returns an error if the port is in use, or if the operating system provides no port, thread or event queue.
    pub async fn start(self) -> io::Result<MockDesktop> {
        let listener = self.port.bind()?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        let base_url = format!("http://{addr}");

        let mut state = State::new(self.dialect);
        if !self.empty {
            state
                .bridges
                .push(MockBridge::new(BUILT_IN_BRIDGE).display_name("Mock QR"));
        }
        if self.demo_bridges {
            state.bridges.extend(MockBridge::demo());
            state.bridges.extend(MockBridge::with_sign_in_pages(&base_url));
        }
        if self.demo_chats {
            demo_chats::add_to(&mut state);
        }
        state.setup = AppSetup::new(self.setup, self.token.clone());
        let oauth = &mut state.oauth;
        let scopes = if self.only_reads { Scopes::READ } else { Scopes::ALL };
        oauth.add_settings_token(self.token.clone(), scopes);
        if self.real_time {
            oauth.clock.follow_real_time();
        }
        oauth.consent = self.consent;
        oauth.token_lifetime = self.token_lifetime.unwrap_or(self.dialect.rules().oauth.token_lifetime);
        let endpoints = self.dialect.rules().endpoints.iter().copied();
        let endpoints: Vec<_> = endpoints
            .filter(|endpoint| *endpoint != Endpoint::Spec || self.spec.is_some())
            .collect();
        let info = info(&base_url, addr, &endpoints);
        let settings = Settings {
            base_url,
            dialect: self.dialect,
            token: self.token,
        };
        let spec = self.spec.map(Bytes::from);
        let shared = Arc::new(Shared::new(settings, info, spec, endpoints, state));

        let (commands, received) = mpsc::unbounded_channel();
        let (ready, is_ready) = oneshot::channel();
        let connections = Arc::new(ConnectionCounter::default());
        let server = AcceptLoop {
            addr,
            router: router(Arc::clone(&shared)),
            counter: Arc::clone(&connections),
            connections: JoinSet::new(),
            shared: Arc::clone(&shared),
            auto_approval: JoinSet::new(),
            incoming_messages: JoinSet::new(),
        };
        let thread = thread::Builder::new()
            .name("beeper-desktop-mock".to_owned())
            .spawn(move || run(server, listener, ready, received))?;
        let running = Running {
            commands: Some(commands),
            thread: Some(thread),
        };
        let runtime = Arc::new(is_ready.await.map_err(io::Error::other)??);
        Ok(MockDesktop {
            shared,
            addr,
            connections,
            running,
            wait_timeout: WaitTimeout::new(Arc::downgrade(&runtime), self.wait_timeout),
            _runtime: runtime,
        })
    }
}

impl fmt::Debug for MockDesktopBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockDesktopBuilder")
            .field("dialect", &self.dialect)
            .field("port", &self.port)
            .field("empty", &self.empty)
            .field("demo_bridges", &self.demo_bridges)
            .field("demo_chats", &self.demo_chats)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_port_is_taken_where_the_preferred_ones_are_in_use() {
        let port_of = |listener: &StdListener| listener.local_addr().unwrap().port();
        let first = bind(0).unwrap();
        let in_use = port_of(&first);

        let second = bind_preferably(in_use..=in_use).unwrap();
        assert_ne!(port_of(&second), in_use);

        drop(first);
        // Another process may take the freed port first, but not every time.
        let is_preferred = || bind_preferably(in_use..=in_use).is_ok_and(|it| port_of(&it) == in_use);
        assert!((0..5).any(|_| is_preferred()));
    }
}

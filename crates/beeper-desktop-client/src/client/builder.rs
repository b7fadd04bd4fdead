//! The builder of a client.

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};

use crate::client::build_error::BuildError;
use crate::client::environment::{Environment, Setting};
use crate::client::http_client::{self, HttpOptions};
use crate::client::observer::{Exchange, Observer};
use crate::client::server_origin::ServerOrigin;
use crate::client::settings::Settings;
use crate::client::timeouts::Timeouts;
use crate::client::token::authorization;
use crate::client::{Client, Shared, base_url, environment};
use crate::runtime::clock::{Clock, SystemClock};
use crate::runtime::request::address::Address;
use crate::runtime::request::reserved_headers::is_reserved_header;
use crate::runtime::retry::{DEFAULT_RETRIES, DEFAULT_RETRY_WITHIN};
use crate::values::secret::Secret;

const DEFAULT_BASE_URL: &str = "http://localhost:23373";

/// Large enough for any list, and small enough to keep in memory.
const DEFAULT_MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// Far larger than any documented refusal.
const MAX_REFUSAL_BYTES: usize = 1024 * 1024;

/// A builder for a [`Client`].
///
/// [`Client::builder`] creates it, and [`build`](Self::build) makes the client.
#[derive(Clone, Default)]
pub struct ClientBuilder {
    token: Option<Setting<Secret>>,
    base_url: Option<Setting<String>>,
    timeouts: Timeouts,
    max_body_bytes: Option<usize>,
    clock: Option<Arc<dyn Clock>>,
    observer: Option<Observer>,
    http: HttpOptions,
    /// The first default header that was refused.
    refused: Option<BuildError>,
}

/// # Making a client
impl Client {
    /// Creates a builder for a client of `http://localhost:23373` without an access token.
    ///
    /// ```
    /// use beeper_desktop_client::Client;
    ///
    /// let client = Client::builder()
    ///     .access_token("made-in-Beeper-Desktop")
    ///     .base_url("http://127.0.0.1:23374")
    ///     .build()?;
    /// # Ok::<(), beeper_desktop_client::BuildError>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Creates a client from environment variables.
    ///
    /// `BEEPER_ACCESS_TOKEN` contains the access token; if it is unset or empty, the client has none. `BEEPER_BASE_URL` contains
    /// the server's address; if it is unset or empty, `BEEPER_DESKTOP_BASE_URL` does. Without either, the client calls
    /// `http://localhost:23373`. If the server listens on another port, [`discover`](crate::discover) finds it.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`ClientBuilder::build`], and an error if the value of a variable is not valid Unicode.
    pub fn from_env() -> Result<Self, BuildError> {
        ClientBuilder::from_env()?.build()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An unchecked address may contain credentials, and so may any header.
        f.debug_struct("ClientBuilder")
            .field("token", &self.token.as_ref().map(|token| &token.value))
            .field("timeouts", &self.timeouts)
            .field("max_body_bytes", &self.max_body_bytes)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Creates a builder with the settings from environment variables, as [`Client::from_env`] reads them.
    ///
    /// # Errors
    ///
    /// Returns an error if the value of a variable is not valid Unicode.
    pub fn from_env() -> Result<Self, BuildError> {
        let Environment { token, base_url } = environment::read(|name| std::env::var(name))?;
        Ok(Self {
            token,
            base_url,
            ..Self::default()
        })
    }

    /// Sets the access token.
    ///
    /// White space, quotes and a leading `Bearer` are removed. Without an access token, a program can call only the
    /// operations that need none, such as [`get_info`](Client::get_info).
    #[must_use]
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(Setting::from_program(token.into()));
        self
    }

    /// Sets the server's address, including the scheme.
    ///
    /// If the address has a path, it precedes the path of every operation. A `/v1` at its end is removed, because the paths
    /// of the operations begin with it.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(Setting::from_program(base_url.into()));
        self
    }

    /// Sets the time limits of calls.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets the largest response that the client accepts, in bytes; 16 MiB by default.
    #[must_use]
    pub fn max_body_bytes(mut self, max_body_bytes: usize) -> Self {
        self.max_body_bytes = Some(max_body_bytes);
        self
    }

    /// Sets the clock that the client waits with, between attempts, in watches and in logins; [`SystemClock`] by default.
    ///
    /// Tests can set a [`VirtualClock`](crate::VirtualClock), with which pauses end at once.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Sets an observer: a function that the client calls after each exchange with the server, for metrics and logs.
    ///
    /// See [`Exchange`] for what it receives. The task that waits for the response calls the function, so it should return
    /// quickly. Setting another observer replaces the first.
    #[must_use]
    pub fn observer(mut self, observer: impl Fn(&Exchange<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Sets the `User-Agent` header of every request; `beeper-desktop-client/` and the crate's version by default.
    ///
    /// [`build`](Self::build) refuses a value that is not allowed in a header.
    #[must_use]
    pub fn user_agent(self, user_agent: impl TryInto<HeaderValue>) -> Self {
        self.default_header(USER_AGENT, user_agent)
    }

    /// Adds a header to every request that does not set this header itself.
    ///
    /// A second value for the same name replaces the first. [`build`](Self::build) refuses invalid names and values, and the
    /// headers that each request sets: `Authorization`, `Host`, `Transfer-Encoding` and those that begin with `Content-`.
    ///
    /// ```
    /// use beeper_desktop_client::{BuildError, Client};
    ///
    /// let client = Client::builder().default_header("x-tunnel-key", "opens-it").user_agent("my-bot/1.0").build()?;
    ///
    /// let refused = Client::builder().default_header("authorization", "Bearer x").build();
    /// assert!(matches!(refused, Err(BuildError::ReservedHeader { name }) if name == "authorization"));
    /// # Ok::<(), BuildError>(())
    /// ```
    #[must_use]
    pub fn default_header(mut self, name: impl TryInto<HeaderName>, value: impl TryInto<HeaderValue>) -> Self {
        if let Err(refused) = add_header(&mut self.http.headers, name, value) {
            self.refused.get_or_insert(refused);
        }
        self
    }

    /// Configures the underlying HTTP client: certificates, a proxy for remote servers, name resolution, a Unix socket.
    ///
    /// The function receives reqwest's builder. It is called for each connection pool: [`build`](Self::build) makes one, and
    /// [`Client::with_new_connections`] another. A second function replaces the first.
    ///
    /// Afterwards, this crate sets what it relies on. reqwest follows no redirects, repeats no requests, and uses no proxy
    /// for loopback addresses. Connecting takes at most [`Timeouts::connect`], and idle connections close before local
    /// servers close them. reqwest's own limits for whole calls and for reading are lifted, because [`Timeouts`] limits
    /// calls. Requests ask for no compressed responses and send no `Referer`, and `http://` is allowed. A header that
    /// [`default_header`](Self::default_header) refuses is refused here as well.
    ///
    /// ```
    /// use std::net::SocketAddr;
    ///
    /// use beeper_desktop_client::Client;
    ///
    /// let client = Client::builder()
    ///     .base_url("http://desktop.internal:23373")
    ///     .configure_http(|http| http.resolve("desktop.internal", SocketAddr::from(([10, 0, 0, 7], 23373))))
    ///     .build()?;
    /// # Ok::<(), beeper_desktop_client::BuildError>(())
    /// ```
    #[must_use]
    pub fn configure_http(
        mut self,
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.http.configure = Some(Arc::new(configure));
        self
    }

    /// Builds the client, without sending anything.
    ///
    /// # Errors
    ///
    /// Returns an error if the access token is empty or invalid, if the client cannot call the address, if a default header
    /// is invalid or reserved, or if the HTTP client could not be set up. The error names the setting, and shows neither
    /// token, address nor header value.
    pub fn build(self) -> Result<Client, BuildError> {
        if let Some(refused) = self.refused {
            return Err(refused);
        }
        let base_url = self.base_url;
        let variable = base_url.as_ref().and_then(|it| it.variable);
        let url = base_url::parse(base_url.as_ref().map_or(DEFAULT_BASE_URL, |it| &it.value), variable)?;
        let token = self.token.as_ref();
        let authorization = token.map(|it| authorization(&it.value, it.variable)).transpose()?;
        let http = http_client::build(&url, self.timeouts.connect, &self.http)?;
        let settings = Settings {
            authorization,
            server: ServerOrigin::new(&url, variable),
            http: Arc::new(self.http),
            timeouts: self.timeouts,
            max_body_bytes: self.max_body_bytes.unwrap_or(DEFAULT_MAX_BODY_BYTES),
            max_refusal_bytes: MAX_REFUSAL_BYTES,
            retries: DEFAULT_RETRIES,
            retry_within: DEFAULT_RETRY_WITHIN,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
            observer: self.observer,
        };
        Ok(Client::new(Shared {
            address: Address::new(url),
            http,
            settings,
            send_wakeups: Arc::default(),
        }))
    }
}

/// Adds a default header, or refuses it.
fn add_header(
    headers: &mut HeaderMap,
    name: impl TryInto<HeaderName>,
    value: impl TryInto<HeaderValue>,
) -> Result<(), BuildError> {
    let name = name.try_into().map_err(|_| BuildError::InvalidHeader { name: None })?;
    if is_reserved_header(&name) {
        return Err(BuildError::ReservedHeader { name });
    }
    let Ok(mut value) = value.try_into() else {
        return Err(BuildError::InvalidHeader { name: Some(name) });
    };
    // The HTTP client prints its default headers, and this value may be a credential.
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}

/// # Making a client
impl Client {
    /// Returns a client with another access token, which shares the connections.
    ///
    /// # Errors
    ///
    /// Returns an error if the access token is empty or invalid. The error does not show it.
    pub fn with_access_token(&self, token: impl Into<Secret>) -> Result<Self, BuildError> {
        let mut shared = Shared::clone(self.shared());
        shared.settings.authorization = Some(authorization(&token.into(), None)?);
        Ok(Self::new(shared))
    }

    /// Returns a client with the same settings and its own connections.
    ///
    /// Connections belong to the runtime that opened them. Use this method for another runtime if the first one may end
    /// earlier.
    ///
    /// ```no_run
    /// # fn example(client: &beeper_desktop_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let client = client.with_new_connections()?;
    /// let last_words = std::thread::spawn(move || {
    ///     let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    ///     runtime.block_on(async { client.get_info().await }).map_err(std::io::Error::other)
    /// });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the HTTP client could not be set up, as [`ClientBuilder::build`] does.
    pub fn with_new_connections(&self) -> Result<Self, BuildError> {
        let mut shared = Shared::clone(self.shared());
        let settings = &shared.settings;
        shared.http = http_client::build(shared.address.base(), settings.timeouts.connect, &settings.http)?;
        Ok(Self::new(shared))
    }

    /// Returns a client with the same settings and its own HTTP/1.1 connections, which can be upgraded to another protocol.
    #[cfg(feature = "events")]
    pub(crate) fn with_http1_connections(&self) -> Result<Self, BuildError> {
        let mut shared = Shared::clone(self.shared());
        let settings = &shared.settings;
        shared.http = http_client::build_http1(shared.address.base(), settings.timeouts.connect, &settings.http)?;
        Ok(Self::new(shared))
    }
}

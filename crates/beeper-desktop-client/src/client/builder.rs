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

/// Far above what a list of everything takes, and far below what would hurt.
const DEFAULT_MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// Far above what says why a call was refused.
const MAX_REFUSAL_BYTES: usize = 1024 * 1024;

/// Makes a [`Client`]; made by [`Client::builder`], finished by [`build`](Self::build).
#[derive(Clone, Default)]
pub struct ClientBuilder {
    token: Option<Setting<Secret>>,
    base_url: Option<Setting<String>>,
    timeouts: Timeouts,
    max_body_bytes: Option<usize>,
    clock: Option<Arc<dyn Clock>>,
    observer: Option<Observer>,
    http: HttpOptions,
    /// The first default header that cannot be one.
    refused: Option<BuildError>,
}

/// # Making a client
impl Client {
    /// Starts making a client for `http://localhost:23373`, without an access token.
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

    /// Makes a client with what the environment says: the access token in `BEEPER_ACCESS_TOKEN`, and the server's address in
    /// `BEEPER_BASE_URL` or, if that says nothing, `BEEPER_DESKTOP_BASE_URL`.
    ///
    /// Each may be unset or empty: then there is no token, and the address is `http://localhost:23373`. Where a server listens on
    /// another port, [`discover`](crate::discover) finds it.
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::build`], and if a variable does not hold text.
    pub fn from_env() -> Result<Self, BuildError> {
        ClientBuilder::from_env()?.build()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address may hold credentials until it has been checked, and a header may hold some always.
        f.debug_struct("ClientBuilder")
            .field("token", &self.token.as_ref().map(|token| &token.value))
            .field("timeouts", &self.timeouts)
            .field("max_body_bytes", &self.max_body_bytes)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Starts with what the environment says, as [`Client::from_env`] does.
    ///
    /// # Errors
    ///
    /// If a variable does not hold text.
    pub fn from_env() -> Result<Self, BuildError> {
        let Environment { token, base_url } = environment::read(|name| std::env::var(name))?;
        Ok(Self {
            token,
            base_url,
            ..Self::default()
        })
    }

    /// Sets the access token. Without one, only operations that need none can be called, such as
    /// [`get_info`](Client::get_info).
    ///
    /// White space, quotes and `Bearer` around it are taken off.
    #[must_use]
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(Setting::from_program(token.into()));
        self
    }

    /// Sets the server's address, with the scheme. A path in it is put in front of every operation's own; a `/v1` at its end
    /// is taken off, because the operations' paths begin with it.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(Setting::from_program(base_url.into()));
        self
    }

    /// Sets how long calls may take.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets the largest answer to accept, in bytes. 16 MiB by default.
    #[must_use]
    pub fn max_body_bytes(mut self, max_body_bytes: usize) -> Self {
        self.max_body_bytes = Some(max_body_bytes);
        self
    }

    /// Sets what to wait with between two tries, and in logins; [`SystemClock`] by default. A test gives it a
    /// [`VirtualClock`](crate::VirtualClock), and waits for nothing.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Has each exchange with the server told to a function when it is over, for metrics and logs: see [`Exchange`].
    ///
    /// The function is called by the task that waits for the answer, so it should not take long. Of several the last one
    /// counts.
    #[must_use]
    pub fn observer(mut self, observer: impl Fn(&Exchange<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Sets the `User-Agent` of every request; `beeper-desktop-client/` and the crate's version by default.
    ///
    /// A value that cannot stand in a header is refused by [`build`](Self::build).
    #[must_use]
    pub fn user_agent(self, user_agent: impl TryInto<HeaderValue>) -> Self {
        self.default_header(USER_AGENT, user_agent)
    }

    /// Sends a header with every request that has none of this name. A second value for the same name replaces the first.
    ///
    /// `Authorization`, `Host`, `Transfer-Encoding` and names that begin with `Content-` are the requests' own: they are
    /// refused by [`build`](Self::build), and so is what cannot stand in a header.
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

    /// Configures the HTTP client below: certificates, a proxy for servers elsewhere, name resolution, a Unix socket.
    ///
    /// The function is given reqwest's builder, and is called for each pool of connections that is made:
    /// [`build`](Self::build) makes one, [`Client::with_new_connections`] another. A second function replaces the first.
    ///
    /// What this crate relies on is set after it, and wins: redirects are not followed and nothing is repeated by reqwest, no
    /// proxy is used for loopback addresses, and connections end after the time that [`Timeouts::connect`] and local servers
    /// give them. reqwest's own limits for whole calls and for reading are lifted, because waits take as long as [`Timeouts`]
    /// says. Answers are not asked for in compressed form, no `Referer` is sent, and `http://` may be called. A header that
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

    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// If the access token is empty or cannot be one, the address is not one that can be called, a default header cannot be
    /// one, or the HTTP client cannot be set up. The error says which, and shows neither token, address nor header.
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

/// Adds a default header, if it can be one.
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
    // The HTTP client prints its default headers, and this one may let somebody in.
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}

/// # Making a client
impl Client {
    /// Makes a client that is the same, except for the access token. It shares the connections.
    ///
    /// # Errors
    ///
    /// If the access token is empty or cannot be one. The error does not show it.
    pub fn with_access_token(&self, token: impl Into<Secret>) -> Result<Self, BuildError> {
        let mut shared = Shared::clone(self.shared());
        shared.settings.authorization = Some(authorization(&token.into(), None)?);
        Ok(Self::new(shared))
    }

    /// Makes a client that is the same, except that it shares no connections with this one.
    ///
    /// Connections belong to the runtime in which they were made. Use such a client in another runtime, if the first one
    /// may stop running before.
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
    /// If the HTTP client cannot be set up, as in [`ClientBuilder::build`].
    pub fn with_new_connections(&self) -> Result<Self, BuildError> {
        let mut shared = Shared::clone(self.shared());
        let settings = &shared.settings;
        shared.http = http_client::build(shared.address.base(), settings.timeouts.connect, &settings.http)?;
        Ok(Self::new(shared))
    }

    /// Makes a client that is the same, except that it has connections of its own, which can change to another protocol.
    #[cfg(feature = "events")]
    pub(crate) fn with_http1_connections(&self) -> Result<Self, BuildError> {
        let mut shared = Shared::clone(self.shared());
        let settings = &shared.settings;
        shared.http = http_client::build_http1(shared.address.base(), settings.timeouts.connect, &settings.http)?;
        Ok(Self::new(shared))
    }
}

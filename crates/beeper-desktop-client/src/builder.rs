use std::env::VarError;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::{Url, redirect};

use crate::client::Shared;
use crate::observer::Observer;
use crate::runtime::{Address, DEFAULT_RETRIES, DEFAULT_RETRY_WITHIN, Settings, bearer};
use crate::{Client, Clock, Exchange, Secret, SystemClock, Timeouts};

const DEFAULT_BASE_URL: &str = "http://localhost:23373";
const TOKEN_VARIABLE: &str = "BEEPER_ACCESS_TOKEN";
const BASE_URL_VARIABLE: &str = "BEEPER_BASE_URL";

/// Below what servers keep a connection for. Making another one costs nothing on the same computer.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// Far above what a list of everything takes, and far below what would hurt.
const DEFAULT_MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// Makes a [`Client`]; made by [`Client::builder`], finished by [`build`](Self::build).
#[derive(Clone, Default)]
pub struct ClientBuilder {
    token: Option<Secret>,
    base_url: Option<String>,
    timeouts: Timeouts,
    max_body_bytes: Option<usize>,
    clock: Option<Arc<dyn Clock>>,
    observer: Option<Observer>,
}

impl Client {
    /// Starts making a client for `http://localhost:23373`, without an access token.
    ///
    /// ```
    /// use beeper_desktop_client::Client;
    ///
    /// let client = Client::builder()
    ///     .access_token("made in Beeper Desktop's settings")
    ///     .base_url("http://127.0.0.1:23374")
    ///     .build()?;
    /// # Ok::<(), beeper_desktop_client::BuildError>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Makes a client with what the environment says: `BEEPER_ACCESS_TOKEN`, the access token, and `BEEPER_BASE_URL`,
    /// the server's address. Either may be unset.
    ///
    /// # Errors
    ///
    /// As [`ClientBuilder::build`], and if a variable does not hold text.
    pub fn from_env() -> Result<Self, BuildError> {
        ClientBuilder::from_env()?.build()
    }
}

fn from_variables(variable: impl Fn(&str) -> Result<String, VarError>) -> Result<ClientBuilder, BuildError> {
    let variable = |name: &'static str| match variable(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(BuildError::NotText { variable: name }),
    };
    Ok(ClientBuilder {
        token: variable(TOKEN_VARIABLE)?.map(Secret::from),
        base_url: variable(BASE_URL_VARIABLE)?,
        ..ClientBuilder::default()
    })
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address may hold credentials until it has been checked.
        f.debug_struct("ClientBuilder")
            .field("token", &self.token)
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
        from_variables(|name| std::env::var(name))
    }

    /// The access token. Without one, only operations that need none can be called, such as
    /// [`get_info`](Client::get_info).
    #[must_use]
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// The server's address, with the scheme; a path is put in front of every operation's own.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// How long calls may take.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// The largest answer to accept, in bytes. 16 MiB by default.
    #[must_use]
    pub fn max_body_bytes(mut self, max_body_bytes: usize) -> Self {
        self.max_body_bytes = Some(max_body_bytes);
        self
    }

    /// What to wait with between two tries, and in logins; [`SystemClock`] by default. A test gives it a
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

    /// Makes the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// If the access token is empty or cannot stand in a header, or the address is not one that can be called. The
    /// error shows neither.
    pub fn build(self) -> Result<Client, BuildError> {
        let base_url = checked_base_url(self.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL))?;
        let authorization = self.token.as_ref().map(authorization).transpose()?;
        let http = http_client(&base_url, &self.timeouts)?;
        let settings = Settings {
            authorization,
            timeouts: self.timeouts,
            max_body_bytes: self.max_body_bytes.unwrap_or(DEFAULT_MAX_BODY_BYTES),
            retries: DEFAULT_RETRIES,
            retry_within: DEFAULT_RETRY_WITHIN,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
            observer: self.observer,
        };
        Ok(Client::new(Shared {
            address: Address::new(base_url),
            http,
            settings,
        }))
    }
}

impl Client {
    /// A client that is the same, except for the access token. It shares the connections.
    ///
    /// # Errors
    ///
    /// If the access token is empty or cannot stand in a header. The error does not show it.
    pub fn with_access_token(&self, token: impl Into<Secret>) -> Result<Self, BuildError> {
        let mut shared = Shared::clone(self.shared());
        shared.settings.authorization = Some(authorization(&token.into())?);
        Ok(Self::new(shared))
    }

    /// A client that is the same, except that it shares no connections with this one.
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
    /// If the system gives no resources for it.
    pub fn with_new_connections(&self) -> Result<Self, BuildError> {
        let mut shared = Shared::clone(self.shared());
        shared.http = http_client(shared.address.base(), &shared.settings.timeouts)?;
        Ok(Self::new(shared))
    }
}

fn http_client(base_url: &Url, timeouts: &Timeouts) -> Result<reqwest::Client, BuildError> {
    let mut http = reqwest::Client::builder()
        .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        // These would switch themselves on as soon as another crate of the program enables them in the HTTP client.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        // Local servers close idle connections after five seconds; one that was closed costs an act its certainty.
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        .connect_timeout(timeouts.connect);
    if is_loopback(base_url) {
        http = http.no_proxy();
    }
    http.build()
        .map_err(|error| BuildError::Http(Box::new(error.without_url())))
}

fn authorization(token: &Secret) -> Result<HeaderValue, BuildError> {
    if token.expose().trim().is_empty() {
        return Err(BuildError::EmptyToken);
    }
    bearer(token).ok_or(BuildError::InvalidToken)
}

fn checked_base_url(text: &str) -> Result<Url, BuildError> {
    let invalid = |reason| Err(BuildError::InvalidBaseUrl { reason });
    // `localhost:23373` is an address too, with the scheme `localhost`.
    if !text.contains("://") {
        return invalid("it has no scheme; write it as in `http://localhost:23373`");
    }
    // Reading an address drops or mends what is not one, and would lead to a host that nobody meant.
    let odd = text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') || text.contains("///");
    let Ok(url) = Url::parse(text) else {
        return invalid("it cannot be read as one");
    };
    if odd {
        return invalid("it cannot be read as one");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return invalid("it holds credentials; give the access token apart from it");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return invalid("it has a query or a fragment, which every path would come after");
    }
    match url.scheme() {
        "http" => Ok(url),
        "https" if cfg!(feature = "rustls") => Ok(url),
        "https" => Err(BuildError::TlsUnavailable),
        _ => invalid("its scheme is not `http` or `https`"),
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_local = |address: IpAddr| address.to_canonical().is_loopback() || address.is_unspecified();
    host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(is_local)
}

/// Why a [`Client`] cannot be made. Shows neither the access token nor the address.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The access token is empty. To have none, give none.
    EmptyToken,
    /// The access token holds a line break or another character that a header cannot hold.
    InvalidToken,
    /// The server's address cannot be called.
    InvalidBaseUrl {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The server's address starts with `https://`, and the crate was built without its feature `rustls`.
    TlsUnavailable,
    /// An environment variable does not hold text.
    NotText {
        /// The variable.
        variable: &'static str,
    },
    /// The HTTP client cannot be set up.
    Http(Box<dyn std::error::Error + Send + Sync>),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyToken => f.write_str("the access token is empty"),
            Self::InvalidToken => f.write_str("the access token holds a character that a header cannot hold"),
            Self::InvalidBaseUrl { reason } => write!(f, "the server's address cannot be called: {reason}"),
            Self::TlsUnavailable => {
                f.write_str("the server's address starts with `https://`, which needs the crate's feature `rustls`")
            }
            Self::NotText { variable } => write!(f, "the environment variable `{variable}` does not hold text"),
            Self::Http(_) => f.write_str("the HTTP client cannot be set up"),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Http(source) => Some(&**source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(builder: ClientBuilder) -> String {
        let error = builder.build().expect_err("it was built");
        assert!(!format!("{error:?} {error}").contains("PLANTED"), "{error:?}");
        error.to_string()
    }

    #[test]
    fn a_token_that_cannot_be_sent_is_refused_unprinted() {
        for (token, expected) in [
            ("", "the access token is empty"),
            (" \t", "the access token is empty"),
            (
                "PLANTED\nx",
                "the access token holds a character that a header cannot hold",
            ),
            (
                "PLANTED\r\n",
                "the access token holds a character that a header cannot hold",
            ),
            (
                "PLANTED\0",
                "the access token holds a character that a header cannot hold",
            ),
        ] {
            assert_eq!(error(Client::builder().access_token(token)), expected, "{token:?}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_called_is_refused_unprinted() {
        for (address, expected) in [
            (
                "localhost:23373",
                "it has no scheme; write it as in `http://localhost:23373`",
            ),
            ("", "it has no scheme; write it as in `http://localhost:23373`"),
            ("http://", "it cannot be read as one"),
            ("http://PLANTED:x", "it cannot be read as one"),
            (
                "http://user:PLANTED@localhost",
                "it holds credentials; give the access token apart from it",
            ),
            (
                "http://PLANTED@localhost",
                "it holds credentials; give the access token apart from it",
            ),
            (
                "http://localhost/?PLANTED",
                "it has a query or a fragment, which every path would come after",
            ),
            (
                "http://localhost/#PLANTED",
                "it has a query or a fragment, which every path would come after",
            ),
            ("http:///PLANTED", "it cannot be read as one"),
            ("http:///x://PLANTED", "it cannot be read as one"),
            ("http://loc\talhost", "it cannot be read as one"),
            (" http://localhost", "it cannot be read as one"),
            (
                "http:\\\\PLANTED",
                "it has no scheme; write it as in `http://localhost:23373`",
            ),
            ("file://host/PLANTED", "its scheme is not `http` or `https`"),
        ] {
            let expected = format!("the server's address cannot be called: {expected}");
            assert_eq!(error(Client::builder().base_url(address)), expected, "{address}");
        }
    }

    #[cfg(not(feature = "rustls"))]
    #[test]
    fn https_without_the_feature_is_refused_by_its_name() {
        let expected = "the server's address starts with `https://`, which needs the crate's feature `rustls`";
        assert_eq!(error(Client::builder().base_url("https://localhost")), expected);
    }

    #[test]
    fn the_environment_is_read() {
        let variables = |name: &str| match name {
            "BEEPER_ACCESS_TOKEN" => Ok("token".to_owned()),
            "BEEPER_BASE_URL" => Ok("http://127.0.0.1:1/".to_owned()),
            _ => Err(VarError::NotPresent),
        };
        let builder = from_variables(variables).unwrap();
        assert_eq!(builder.token.as_ref().unwrap().expose(), "token");
        assert_eq!(builder.base_url.as_deref(), Some("http://127.0.0.1:1/"));
        let builder = from_variables(|_| Err(VarError::NotPresent)).unwrap();
        assert!(builder.token.is_none() && builder.base_url.is_none());
        let error = from_variables(|_| Err(VarError::NotUnicode("x".into()))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the environment variable `BEEPER_ACCESS_TOKEN` does not hold text"
        );
    }

    #[test]
    fn loopback_is_known_by_name_and_by_address() {
        for (address, expected) in [
            ("http://localhost:1", true),
            ("http://127.1.2.3", true),
            ("http://[::1]:1", true),
            ("http://[::ffff:127.0.0.1]:1", true),
            ("http://localhost.:1", true),
            ("http://0.0.0.0:1", true),
            ("http://192.168.0.1", false),
            ("http://localhost.example", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(address).unwrap()), expected, "{address}");
        }
    }
}

//! The underlying HTTP client: the settings that a program chooses, and those that this crate relies on.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Url, redirect, retry};
use zeroize::Zeroizing;

use crate::client::base_url;
use crate::client::build_error::BuildError;
use crate::runtime::request::reserved_headers::is_reserved_header;

/// Shorter than the time for which servers keep idle connections. Opening another one on the same computer costs little.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// Longer than any call takes.
const NO_LIMIT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// A function that configures the builder of the HTTP client.
pub(super) type Configure = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;

/// The settings of the HTTP client that a program chose.
#[derive(Clone, Default)]
pub(crate) struct HttpOptions {
    pub(super) headers: HeaderMap,
    pub(super) configure: Option<Arc<Configure>>,
}

/// Builds an HTTP client with its own connections.
pub(super) fn build(url: &Url, connect: Duration, options: &HttpOptions) -> Result<reqwest::Client, BuildError> {
    let http = builder(url, connect, options)?;
    http.build()
        .map_err(|error| BuildError::Http(Arc::new(error.without_url())))
}

/// Builds an HTTP client for a connection that becomes a WebSocket, which HTTP/2 does not support in this way.
///
/// Another crate of the program may have enabled HTTP/2, and over TLS a server would choose it.
#[cfg(feature = "events")]
pub(super) fn build_http1(url: &Url, connect: Duration, options: &HttpOptions) -> Result<reqwest::Client, BuildError> {
    let http = builder(url, connect, options)?.http1_only();
    http.build()
        .map_err(|error| BuildError::Http(Arc::new(error.without_url())))
}

fn builder(url: &Url, connect: Duration, options: &HttpOptions) -> Result<reqwest::ClientBuilder, BuildError> {
    let mut http = reqwest::Client::builder().user_agent(USER_AGENT);
    if let Some(configure) = &options.configure {
        http = without_reserved_headers(configure(http))?;
        // These two limits cannot be unset, and would end calls that wait.
        http = http.timeout(NO_LIMIT).read_timeout(NO_LIMIT);
    }
    http = http
        .default_headers(options.headers.clone())
        .redirect(redirect::Policy::none())
        .referer(false)
        // This crate decides about retries for each call. With zero retries allowed, reqwest copies no request for a retry.
        .retry(retry::never().max_retries_per_request(0))
        .https_only(false)
        // Verbose connections would trace whole requests, including the access token.
        .connection_verbose(false)
        // These decoders are on as soon as another crate of the program enables them in reqwest.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        // Local servers close idle connections after five seconds. If a request meets a closed connection, the client cannot
        // know whether it arrived.
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        .connect_timeout(connect);
    if base_url::is_loopback(url) {
        http = http.no_proxy();
    }
    Ok(http)
}

/// Refuses a builder with default headers that would replace those that each request needs.
///
/// reqwest shows the headers of a builder only in its `Debug` output. That always contains `Accept`. If another version of
/// reqwest prints no headers, an empty `Authorization` replaces one that may be hidden there, for requests without a token.
fn without_reserved_headers(http: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, BuildError> {
    let names = printed_headers(&http);
    if !names.contains(&ACCEPT) {
        let nothing = HeaderValue::from_static("");
        return Ok(http.default_headers(HeaderMap::from_iter([(AUTHORIZATION, nothing)])));
    }
    match names.into_iter().find(is_reserved_header) {
        Some(name) => Err(BuildError::ReservedHeader { name }),
        None => Ok(http),
    }
}

fn printed_headers(http: &reqwest::ClientBuilder) -> Vec<HeaderName> {
    let mut printed = Zeroizing::new(String::new());
    match write!(printed, "{http:?}") {
        Ok(()) => header_names(&printed),
        Err(_) => Vec::new(),
    }
}

/// Returns the names of the headers in the `Debug` output of a builder: `"name": "value"`, or `"name": Sensitive`.
///
/// A quote inside of a value follows a backslash, which no name contains.
fn header_names(printed: &str) -> Vec<HeaderName> {
    const END_OF_NAME: &str = "\": ";
    let name = |(end, _)| {
        let (before, after) = (printed.get(..end)?, printed.get(end + END_OF_NAME.len()..)?);
        let is_header = after.starts_with('"') || after.starts_with("Sensitive");
        let (_, name) = before.rsplit_once('"')?;
        is_header.then(|| HeaderName::from_bytes(name.as_bytes()).ok())?
    };
    printed.match_indices(END_OF_NAME).filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;

    fn names(http: &reqwest::ClientBuilder) -> Vec<String> {
        printed_headers(http).iter().map(ToString::to_string).collect()
    }

    fn with(name: &'static str, value: &str) -> reqwest::ClientBuilder {
        let mut value = HeaderValue::from_str(value).unwrap();
        value.set_sensitive(value.as_bytes().starts_with(b"secret"));
        reqwest::Client::builder().default_headers(HeaderMap::from_iter([(HeaderName::from_static(name), value)]))
    }

    #[test]
    fn the_names_of_default_headers_are_read_from_what_a_builder_prints() {
        assert_eq!(names(&reqwest::Client::builder()), ["accept"]);
        assert_eq!(names(&with("authorization", "secret")), ["accept", "authorization"]);
        assert_eq!(names(&with("content-length", "7")), ["accept", "content-length"]);
    }

    #[test]
    fn text_that_resembles_default_headers_is_not_read_as_one() {
        for value in [
            r#"", "authorization": "x"#,
            r#"\", "authorization": "x"#,
            r#""authorization": Sensitive"#,
            r#"": "authorization": "#,
        ] {
            assert_eq!(names(&with("x-odd", value)), ["accept", "x-odd"], "{value}");
        }
        let address = SocketAddr::from(([127, 0, 0, 1], 1));
        assert_eq!(names(&reqwest::Client::builder().resolve("host", address)), ["accept"]);
    }
}

//! The HTTP client, as this crate needs it.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Url, redirect, retry};

use super::{BuildError, base_url};

/// Below what servers keep a connection for. Making another one costs nothing on the same computer.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(4);

const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Makes an HTTP client, with connections of its own.
pub(super) fn client(url: &Url, connect: Duration) -> Result<reqwest::Client, BuildError> {
    let mut http = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(redirect::Policy::none())
        // What is repeated is decided for each call. With none allowed, no request is copied in case it is.
        .retry(retry::never().max_retries_per_request(0))
        // These would switch themselves on as soon as another crate of the program enables them in the HTTP client.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        // Local servers close idle connections after five seconds; one that was closed costs an act its certainty.
        .pool_idle_timeout(POOL_IDLE_TIMEOUT)
        .connect_timeout(connect);
    if base_url::is_loopback(url) {
        http = http.no_proxy();
    }
    http.build()
        .map_err(|error| BuildError::Http(Arc::new(error.without_url())))
}

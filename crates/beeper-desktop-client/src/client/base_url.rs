//! Parses base URLs, and refuses those that a client cannot call.

use std::net::IpAddr;

use reqwest::Url;

use crate::client::build_error::BuildError;

/// Parses a base URL as [`read`] does, and refuses `https` if the crate was built without the feature `rustls`.
pub(crate) fn parse(text: &str, variable: Option<&'static str>) -> Result<Url, BuildError> {
    let url = read(text, variable)?;
    match url.scheme() {
        "https" if cfg!(not(feature = "rustls")) => Err(BuildError::TlsUnavailable { variable }),
        _ => Ok(url),
    }
}

/// Parses a base URL, and removes `/` and `/v1` from its end.
///
/// Each path of the API begins with `/v1`, so every path can be appended to the result.
pub(super) fn read(text: &str, variable: Option<&'static str>) -> Result<Url, BuildError> {
    let invalid = |reason| Err(BuildError::InvalidBaseUrl { reason, variable });
    // `localhost:23373` parses as a URL with the scheme `localhost`.
    if !text.contains("://") {
        return invalid("it has no scheme; write it as in `http://localhost:23373`");
    }
    // The URL parser removes or repairs these characters, which would lead to a host that nobody meant.
    let odd = text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') || text.contains("///");
    let Ok(mut url) = Url::parse(text) else {
        return invalid("it is not a valid URL");
    };
    if odd {
        return invalid("it is not a valid URL");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return invalid("it contains credentials; set the access token separately");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return invalid("it has a query or a fragment; remove it");
    }
    if !matches!(url.scheme(), "http" | "https") {
        return invalid("its scheme is not `http` or `https`");
    }
    let path = url.path().trim_end_matches('/');
    let path = path
        .strip_suffix("/v1")
        .unwrap_or(path)
        .trim_end_matches('/')
        .to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Returns whether the host of a URL is this computer.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let is_local = |address: IpAddr| address.to_canonical().is_loopback() || address.is_unspecified();
    host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(is_local)
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn an_address_that_ends_in_v1_is_that_of_the_server() {
        for (address, expected) in [
            ("http://localhost:1", "http://localhost:1/"),
            ("http://localhost:1/", "http://localhost:1/"),
            ("http://localhost:1/v1", "http://localhost:1/"),
            ("http://localhost:1/v1/", "http://localhost:1/"),
            ("http://localhost:1/a%20proxy/v1", "http://localhost:1/a%20proxy"),
            ("http://localhost:1/a%20proxy//", "http://localhost:1/a%20proxy"),
            ("http://localhost:1/v1/proxy", "http://localhost:1/v1/proxy"),
            ("http://localhost:1/rev1", "http://localhost:1/rev1"),
        ] {
            assert_eq!(parse(address, None).unwrap().as_str(), expected, "{address}");
        }
    }
}

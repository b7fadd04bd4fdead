//! Origins, which decide whether two addresses belong to one server.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use reqwest::Url;

use crate::client::base_url;
use crate::client::build_error::BuildError;

/// The origin of a server: scheme, host and port of its address.
///
/// Access tokens belong to an origin, and so does all data that must not reach another server. `localhost`, `127.0.0.1` and
/// `[::1]` are the same host, because programs call Beeper Desktop by each of these names. The path of an address is not part
/// of the origin.
///
/// ```
/// use beeper_desktop_client::{Client, Origin};
///
/// let client = Client::builder().base_url("http://127.0.0.1:23373/").build()?;
/// assert_eq!(client.origin(), "http://localhost:23373".parse()?);
/// assert_eq!(client.origin().to_string(), "http://localhost:23373");
/// assert_ne!(client.origin(), "http://localhost:23374".parse::<Origin>()?);
/// # Ok::<(), beeper_desktop_client::BuildError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin(String);

impl Origin {
    /// Returns the origin of a URL that a client can call.
    pub(crate) fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        let host = if is_localhost(host) { "localhost" } else { host };
        let port = url.port_or_known_default().unwrap_or_default();
        Self(format!("{}://{host}:{port}", url.scheme()))
    }

    /// Returns the origin as text, including its port, as in `http://localhost:23373`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns whether a host is a name for the server of this computer.
///
/// The other addresses of `127.0.0.0/8` are not: other programs can listen there on the same port.
fn is_localhost(host: &str) -> bool {
    let host = host.trim_end_matches('.').trim_matches(['[', ']']);
    let is_one = |address: IpAddr| address.to_canonical() == Ipv4Addr::LOCALHOST || address == Ipv6Addr::LOCALHOST;
    host == "localhost" || host.parse().is_ok_and(is_one)
}

impl FromStr for Origin {
    type Err = BuildError;

    /// Parses an address, and returns its origin.
    ///
    /// # Errors
    ///
    /// Returns an error if the address cannot be the base URL of a client. The error does not show it.
    fn from_str(address: &str) -> Result<Self, BuildError> {
        Ok(Self::of(&base_url::read(address, None)?))
    }
}

impl From<&Origin> for Origin {
    fn from(origin: &Origin) -> Self {
        origin.clone()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Origin({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(address: &str) -> Origin {
        address.parse().unwrap()
    }

    #[test]
    fn the_names_of_this_computer_with_one_port_are_one_origin() {
        for address in [
            "http://localhost:23373",
            "http://LOCALHOST:23373/",
            "http://localhost.:23373",
            "http://127.0.0.1:23373/v1",
            "http://127.1:23373",
            "http://[::1]:23373/a/path",
            "http://[0:0:0:0:0:0:0:1]:23373",
            "http://[::ffff:127.0.0.1]:23373",
        ] {
            assert_eq!(origin(address).as_str(), "http://localhost:23373", "{address}");
        }
    }

    #[test]
    fn what_can_be_another_server_is_another_origin() {
        let ours = origin("http://localhost:23373");
        for address in [
            "http://localhost:23374",
            "http://localhost",
            "https://localhost:23373",
            "http://127.0.0.2:23373",
            "http://[::2]:23373",
            "http://0.0.0.0:23373",
            "http://desktop.localhost:23373",
            "http://localhost.example:23373",
            "http://192.168.0.1:23373",
        ] {
            assert_ne!(origin(address), ours, "{address}");
        }
        assert_eq!(origin("http://desktop.example").as_str(), "http://desktop.example:80");
        assert_eq!(
            origin("https://desktop.example/x"),
            origin("https://desktop.example:443")
        );
    }

    #[test]
    fn what_is_no_address_has_no_origin_and_is_not_printed() {
        for address in [
            "",
            "PLANTED",
            "http://user:PLANTED@localhost",
            "file:///PLANTED",
            "http://",
        ] {
            let error = address.parse::<Origin>().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error}");
        }
    }
}

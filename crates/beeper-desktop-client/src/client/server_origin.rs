//! The origin of the server as errors display it.

use std::fmt;
use std::sync::Arc;

use reqwest::Url;

/// The scheme, host and port of the server, and the environment variable that set it, if one did.
///
/// Displays as "the server" if nothing is known.
#[derive(Clone, Default)]
pub(crate) struct ServerOrigin(Option<Arc<str>>);

impl ServerOrigin {
    pub(crate) fn new(url: &Url, variable: Option<&'static str>) -> Self {
        let (scheme, host) = (url.scheme(), url.host_str().unwrap_or_default());
        let port = url.port_or_known_default().unwrap_or_default();
        let set_by = variable.map(|it| format!(" (set by {it})")).unwrap_or_default();
        Self(Some(format!("{scheme}://{host}:{port}{set_by}").into()))
    }
}

impl fmt::Display for ServerOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_deref().unwrap_or("the server"))
    }
}

impl fmt::Debug for ServerOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_show_scheme_host_and_port_and_nothing_else_of_an_address() {
        for (address, variable, expected) in [
            ("http://localhost/PLANTED", None, "http://localhost:80"),
            (
                "https://user:PLANTED@desktop.example/?PLANTED#PLANTED",
                None,
                "https://desktop.example:443",
            ),
            (
                "http://[::1]:1/",
                Some("A_VARIABLE"),
                "http://[::1]:1 (set by A_VARIABLE)",
            ),
        ] {
            let server = ServerOrigin::new(&Url::parse(address).unwrap(), variable);
            assert_eq!(server.to_string(), expected);
            assert_eq!(format!("{server:?}"), expected);
        }
    }
}

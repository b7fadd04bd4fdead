//! Opens a connection to the server's live events.

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{HeaderName, HeaderValue};

use crate::client::Client;
use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::live::error::{EventsError, EventsErrorKind};
use crate::live::event_connection::EventConnection;
use crate::live::handshake::{Handshake, Key, PATH, check_answer, is_own_header};
use crate::runtime::exchange::perform_upgrade;
use crate::runtime::request::address::is_plain_path;
use crate::runtime::request::endpoint::Sender;

/// # Live events
impl Client {
    /// Makes a request for a live connection to the server's event stream.
    ///
    /// Needs the feature `events`. See [`live`](crate::live).
    pub fn events(&self) -> ConnectEvents {
        ConnectEvents {
            client: self.clone(),
            timeout: None,
            retries: None,
            headers: Vec::new(),
            has_own_header: false,
        }
    }
}

type Header = (Option<HeaderName>, Option<HeaderValue>);

/// A request for a live connection to the server's event stream; made by [`Client::events`].
///
/// ```no_run
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::live::EventsError> {
/// use std::time::Duration;
///
/// let mut connection = client.events().timeout(Duration::from_secs(5)).connect().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is sent before `connect`"]
pub struct ConnectEvents {
    client: Client,
    timeout: Option<Duration>,
    retries: Option<u32>,
    headers: Vec<Header>,
    has_own_header: bool,
}

impl ConnectEvents {
    /// Limits how long each attempt may take; the default is that of calls that [read](crate::DeliveryClass::Read).
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Limits how often the client repeats a failed handshake; see [`CallOptions::retries`](crate::CallOptions::retries).
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// Adds a header to the handshake.
    ///
    /// The header replaces one with the same name that the client sets. If you add the same name twice, the client sends both
    /// headers. [`connect`](Self::connect) refuses the headers that every call refuses, and those that the handshake sets itself:
    /// `Connection`, `Upgrade`, and all that begin with `Sec-WebSocket-`.
    pub fn header(mut self, name: impl TryInto<HeaderName>, value: impl TryInto<HeaderValue>) -> Self {
        let (name, value) = (name.try_into().ok(), value.try_into().ok());
        self.has_own_header |= name.as_ref().is_some_and(is_own_header);
        self.headers.push((name, value));
        self
    }

    /// Connects to the server.
    ///
    /// The client sends the handshake like any other call: with its access token, its proxy and its TLS settings, and without
    /// following redirects. Over TLS it offers only HTTP/1.1, even if another crate of the program has enabled HTTP/2, because
    /// this handshake needs HTTP/1.1. If the server has no `/v1/ws` and [names another
    /// path](crate::types::InfoEndpoints::ws_events) for events, the client tries that path. It always connects to its own
    /// server, whatever host the server names together with the path.
    ///
    /// # Errors
    ///
    /// Returns [`EventsErrorKind::Call`] if the handshake failed as any call can, [`NotSupported`](EventsErrorKind::NotSupported)
    /// if the server has no live events, or [`InvalidHandshake`](EventsErrorKind::InvalidHandshake) if its response is not a
    /// valid handshake.
    pub async fn connect(self) -> Result<EventConnection, EventsError> {
        let refused = match self.shake_hands(PATH).await {
            Err(error) if error.kind() == EventsErrorKind::NotSupported => error,
            result => return result,
        };
        match self.other_path().await {
            Some(path) => self.shake_hands(&path).await,
            None => Err(refused),
        }
    }

    async fn shake_hands(&self, path: &str) -> Result<EventConnection, EventsError> {
        let handshake = Handshake {
            sender: self.sender().map_err(EventsError::call)?,
            path: path.to_owned(),
            key: Key::random(),
        };
        let key = handshake.key.clone();
        let agreed = perform_upgrade(Box::new(handshake)).await;
        let agreed = agreed.map_err(EventsError::call)?;
        check_answer(&agreed.head.headers, &key)?;
        let stream = agreed.upgrade().await.map_err(EventsError::call)?;
        Ok(EventConnection::new(stream, self.client.clock().clone()))
    }

    fn sender(&self) -> Result<Sender, Error> {
        let refused = |kind| Error::before_sending("connect_events", kind);
        if self.has_own_header {
            return Err(refused(ErrorKind::InvalidArgument {
                argument: "header".to_owned(),
                reason: "the handshake sets this header itself",
            }));
        }
        let client = self.client.with_http1_connections().map_err(|error| {
            let reason = error.to_string();
            refused(ErrorKind::InvalidRequest { reason })
        })?;
        let mut sender = Sender::new(&client);
        if let Some(timeout) = self.timeout {
            sender.timeout(timeout);
        }
        if let Some(retries) = self.retries {
            sender.retries(retries);
        }
        for (name, value) in self.headers.clone() {
            sender.add_header(name, value);
        }
        Ok(sender)
    }

    /// Asks the server for the path of its events. Returns it if it differs from the usual one, without the rest of the address.
    async fn other_path(&self) -> Option<String> {
        let mut asked = self.client.get_info().retries(0);
        if let Some(timeout) = self.timeout {
            asked = asked.timeout(timeout);
        }
        let info = asked.await.ok()?;
        let base = self.client.shared().address.base();
        other_path(base, info.endpoints.ws_events.as_deref()?)
    }
}

/// Returns the path of the address `named`, relative to the base URL.
fn other_path(base: &Url, named: &str) -> Option<String> {
    let named = base.join(named).ok()?;
    let prefix = base.path().trim_end_matches('/');
    let path = named.path();
    let path = path
        .strip_prefix(prefix)
        .filter(|rest| rest.starts_with('/'))
        .unwrap_or(path);
    (is_plain_path(path) && path != PATH && path != "/").then(|| path.to_owned())
}

impl fmt::Debug for ConnectEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectEvents")
            .field("timeout", &self.timeout)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_address_that_a_server_names_the_path_counts() {
        for (base, named, expected) in [
            ("http://localhost:1/", "http://localhost:1/v1/ws", None),
            (
                "http://localhost:1/",
                "ws://elsewhere.example/v2/live?token=x#y",
                Some("/v2/live"),
            ),
            ("http://localhost:1/", "/v2/live", Some("/v2/live")),
            ("http://localhost:1/", "v2/live", Some("/v2/live")),
            ("http://localhost:1/", "//elsewhere.example/v2/live", Some("/v2/live")),
            (
                "http://localhost:1/proxy",
                "http://localhost:1/proxy/v2/live",
                Some("/v2/live"),
            ),
            ("http://localhost:1/proxy", "http://localhost:1/proxy/v1/ws", None),
            ("http://localhost:1/proxy", "/v2/live", Some("/v2/live")),
            ("http://localhost:1/", "http://elsewhere.example", None),
            ("http://localhost:1/", "mailto:somebody", None),
            ("http://localhost:1/", "http://[", None),
        ] {
            let base = Url::parse(base).unwrap();
            assert_eq!(other_path(&base, named).as_deref(), expected, "{named}");
        }
    }
}

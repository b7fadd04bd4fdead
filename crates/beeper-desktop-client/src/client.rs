//! The client and the ways to build one: a builder, environment variables, and the settings that all calls share.

pub(crate) mod base_url;
pub(crate) mod build_error;
pub(crate) mod builder;
pub(crate) mod call_options;
pub(crate) mod environment;
pub(crate) mod execute;
mod http_client;
pub(crate) mod observer;
pub(crate) mod origin;
pub(crate) mod server_origin;
pub(crate) mod settings;
pub(crate) mod timeouts;
pub(crate) mod token;

use std::fmt;
use std::sync::Arc;

use crate::client::call_options::CallOptions;
use crate::client::origin::Origin;
use crate::client::settings::Settings;
use crate::runtime::clock::Clock;
use crate::runtime::request::address::Address;
use crate::sending::wakeups::SendWakeups;

/// A client of the API, with a method for each operation.
///
/// [`Client::builder`] and [`Client::from_env`] make one. Each method returns a request, one of
/// [`requests`](crate::requests); the client sends it when you await it. Every call fails with an [`Error`](crate::Error).
///
/// A client is cheap to clone. Clones share their connections, and many tasks can use them at once.
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// use std::time::Duration;
///
/// let chat = client.get_chat("!room:beeper.local").await?;
/// let found = client.search_messages().query("dinner").timeout(Duration::from_secs(5)).await?;
/// println!("{}: {} messages about dinner", chat.title, found.items.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

/// The state that the clones of a client share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) address: Address,
    pub(crate) http: reqwest::Client,
    pub(crate) settings: Settings,
    pub(crate) send_wakeups: Arc<SendWakeups>,
}

/// # Making a client
impl Client {
    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
        }
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// Returns a client that makes its calls with other options, and shares the connections and the access token.
    ///
    /// The setters of a request set the options of a single call.
    pub fn with(&self, options: CallOptions) -> Self {
        let mut shared = Shared::clone(&self.shared);
        options.apply_to(&mut shared.settings);
        Self::new(shared)
    }

    /// Returns the origin of the server that the client calls.
    ///
    /// A stored access token has to belong to this origin.
    pub fn origin(&self) -> Origin {
        Origin::of(self.shared.address.base())
    }

    /// Returns the largest size of a response that the client accepts, in bytes.
    pub fn max_body_bytes(&self) -> usize {
        self.settings().max_body_bytes
    }

    /// Returns the clock that the client waits with, so that code built on the client can use the same one.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.settings().clock
    }
}

impl From<&Client> for Origin {
    fn from(client: &Client) -> Self {
        client.origin()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &format_args!("{}", self.shared.settings.server))
            .field("settings", &self.shared.settings)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_can_be_shared_between_tasks_and_cloned() {
        fn shared<T: Clone + Send + Sync + Unpin + 'static>() {}
        shared::<Client>();
    }
}

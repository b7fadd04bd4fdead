//! Options with which a clone of a client makes its calls.

use std::time::Duration;

use crate::client::settings::Settings;
use crate::client::timeouts::Timeouts;

/// What a clone of a client does differently; given to [`Client::with`](crate::Client::with).
///
/// A call that may be repeated (see [`DeliveryClass`](crate::DeliveryClass)) is tried again up to twice. Before the
/// first repetition the client waits half a second, before each further one twice as long, up to 8 seconds, and always
/// up to a quarter less at random. A server that says how long to wait (`Retry-After`, `retry-after-ms`) is
/// obeyed up to 60 seconds; if it wants more, the call fails at once, and the error's
/// [`retry_after`](crate::Error::retry_after) says how long. Nothing is repeated later
/// than two minutes after the call began.
///
/// ```
/// # async fn example(client: beeper_desktop_client::Client) -> Result<(), beeper_desktop_client::Error> {
/// use std::time::Duration;
/// use beeper_desktop_client::CallOptions;
///
/// let impatient = client.with(CallOptions::new().timeout(Duration::from_secs(2)).retries(0));
/// let info = impatient.get_info().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct CallOptions {
    timeout: Option<Duration>,
    retries: Option<u32>,
    retry_within: Option<Duration>,
    max_body_bytes: Option<usize>,
}

impl CallOptions {
    /// Changes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long each try may take, whatever the operation's class. Connecting counts: a limit below that of
    /// [`Timeouts::connect`] can be up before it is known that there is no server.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How often a call is repeated at most; twice by default.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// How long after its start a call is still repeated; two minutes by default. A try that has begun is not cut
    /// short, so a call takes at most this and the time-out of one try.
    pub fn retry_within(mut self, limit: Duration) -> Self {
        self.retry_within = Some(limit);
        self
    }

    /// Limits the size of an answer, in bytes, as [`ClientBuilder::max_body_bytes`](crate::ClientBuilder::max_body_bytes) does.
    pub fn max_body_bytes(mut self, max_body_bytes: usize) -> Self {
        self.max_body_bytes = Some(max_body_bytes);
        self
    }

    pub(crate) fn apply_to(self, settings: &mut Settings) {
        let Self {
            timeout,
            retries,
            retry_within,
            max_body_bytes,
        } = self;
        if let Some(timeout) = timeout {
            settings.timeouts = Timeouts {
                connect: settings.timeouts.connect,
                read: timeout,
                act: timeout,
                login: timeout,
                wait: timeout,
            };
        }
        settings.retries = retries.unwrap_or(settings.retries);
        settings.retry_within = retry_within.unwrap_or(settings.retry_within);
        settings.max_body_bytes = max_body_bytes.unwrap_or(settings.max_body_bytes);
    }
}

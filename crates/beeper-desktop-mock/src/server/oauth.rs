//! The consent and the tokens of a running server.

use std::time::Duration;

use crate::model::consent::Consent;
use crate::server::mock_desktop::MockDesktop;

/// OAuth: how programs get tokens.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use beeper_desktop_mock::{Consent, Endpoint, MockDesktop, Reply};
///
/// let mock = MockDesktop::builder().token_lifetime(Duration::from_secs(3600)).start().await?;
/// mock.on(Endpoint::Token).once().reply(Reply::empty(502)); // The client cannot know whether the first exchange succeeded.
/// mock.set_consent(Consent::Deny); // The person denies access.
/// mock.advance_time(Duration::from_secs(3600)); // Earlier tokens have expired.
/// # Ok(())
/// # }
/// ```
impl MockDesktop {
    /// Sets what happens from now on when a program asks for a token.
    pub fn set_consent(&self, consent: Consent) {
        self.shared.lock().state.oauth.consent = consent;
    }

    /// Sets the lifetime of tokens issued from now on; `None` for no limit, and no `expires_in`.
    pub fn set_token_lifetime(&self, lifetime: impl Into<Option<Duration>>) {
        self.shared.lock().state.oauth.token_lifetime = lifetime.into();
    }

    /// Advances the server's time, so that codes and tokens expire and later events have later times.
    ///
    /// Codes expire after five minutes.
    ///
    /// Otherwise nothing expires, unless [`MockDesktopBuilder::real_time`](crate::MockDesktopBuilder::real_time) was called.
    pub fn advance_time(&self, by: Duration) {
        let state = &mut self.shared.lock().state;
        state.oauth.clock.advance(by);
        state.advance(by);
    }

    /// Expires all tokens that the server has issued to programs so far, even those without a limit.
    pub fn expire_tokens(&self) {
        self.shared.lock().state.oauth.expire_issued_tokens();
    }
}

//! Consent and tokens of a running server.

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
/// mock.on(Endpoint::Token).once().reply(Reply::empty(502)); // The first exchange is unclear.
/// mock.set_consent(Consent::Deny); // Somebody says no.
/// mock.advance_time(Duration::from_secs(3600)); // Tokens that were given so far are expired.
/// # Ok(())
/// # }
/// ```
impl MockDesktop {
    /// Sets what happens from now on when a program asks for a token.
    pub fn set_consent(&self, consent: Consent) {
        self.shared.lock().state.oauth.consent = consent;
    }

    /// Sets for how long tokens are good that are given from now on; `None` for ever, and without `expires_in`.
    pub fn set_token_lifetime(&self, lifetime: impl Into<Option<Duration>>) {
        self.shared.lock().state.oauth.token_lifetime = lifetime.into();
    }

    /// Lets time pass: codes and tokens expire, and what happens from now on is so much later. Codes are good for five minutes.
    ///
    /// Nothing expires otherwise, unless [`MockDesktopBuilder::real_time`](crate::MockDesktopBuilder::real_time) says so.
    pub fn advance_time(&self, by: Duration) {
        let state = &mut self.shared.lock().state;
        state.oauth.clock.advance(by);
        state.advance(by);
    }

    /// Lets all tokens expire that programs have been given so far, also those that were good for ever.
    pub fn expire_tokens(&self) {
        self.shared.lock().state.oauth.expire_issued_tokens();
    }
}

//! Time limits, by the client's clock.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::auth::oauth::error::OAuthError;
use crate::auth::oauth::error::kind::{OAuthErrorKind, OAuthStep};
use crate::client::Client;
use crate::runtime::clock::Alarm;

/// The time limit of a registration, a revocation and an introspection.
const LIMIT: Duration = Duration::from_secs(30);

/// Waits for a result until the alarm. Returns `None` if the alarm completes first; it must not be polled again then.
pub(super) async fn within<T>(alarm: &mut Alarm, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(Some(result)),
        Poll::Pending => alarm.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// Waits for the result of a step, up to the time limit of such a step.
pub(super) async fn within_limit<T>(
    client: &Client,
    step: OAuthStep,
    work: impl Future<Output = Result<T, OAuthError>>,
) -> Result<T, OAuthError> {
    match within(&mut client.clock().alarm(LIMIT), work).await {
        Some(result) => result,
        None => {
            let error = OAuthError::new(OAuthErrorKind::TimedOut { limit: LIMIT }).at(step);
            Err(error.with_server(&client.settings().server))
        }
    }
}

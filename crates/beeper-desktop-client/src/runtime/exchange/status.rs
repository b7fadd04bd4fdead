//! Decides by the status whether a response means success.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::LOCATION;
use tokio::time::{Instant, timeout_at};

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::response::status_and_headers::ResponseHead;
use crate::runtime::exchange::deadline::Deadline;
use crate::runtime::exchange::size_limit::read_body;

/// The time limit for the body of a refusal.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(5);

/// The future of a response.
pub(super) trait Answer: Future<Output = reqwest::Result<reqwest::Response>> {}

impl<T: Future<Output = reqwest::Result<reqwest::Response>>> Answer for T {}

/// Waits for the head of a response.
///
/// Returns the response if the status means success, and an error otherwise, for which it reads at most `max_refusal_bytes` of
/// the body.
pub(super) async fn check_status(
    answer: impl Answer,
    deadline: &Deadline,
    is_wanted: fn(StatusCode) -> bool,
    max_refusal_bytes: usize,
) -> Result<(ResponseHead, reqwest::Response), Error> {
    let mut answer = deadline.within(pin!(answer)).await?;
    let call = deadline.call;
    let head = ResponseHead {
        status: answer.status(),
        headers: std::mem::take(answer.headers_mut()),
    };
    if head.status.is_redirection() {
        let kind = match head.headers.contains_key(LOCATION) {
            true => ErrorKind::Redirect,
            false => ErrorKind::UnexpectedStatus,
        };
        return Err(Error::of(call, kind).with_head(head));
    }
    if !is_wanted(head.status) {
        // On the heap, because refusals are rare, and would enlarge the future of every call.
        let body = Box::pin(read_refusal(deadline, &mut answer, max_refusal_bytes)).await;
        return Err(Error::refused(call, head, body.as_ref()));
    }
    Ok((head, answer))
}

/// Reads the body of a refusal, if it arrives soon and is not large.
///
/// The status alone shows that the call was refused, so the client does not wait as long as for other bodies.
async fn read_refusal(deadline: &Deadline, answer: &mut reqwest::Response, max: usize) -> Option<Bytes> {
    let end = deadline.end.min(Instant::now() + REFUSAL_TIMEOUT);
    let body = timeout_at(end, read_body(answer, max, &mut Vec::new())).await;
    body.ok().and_then(Result::ok).flatten()
}

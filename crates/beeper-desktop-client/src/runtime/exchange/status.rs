//! Decides by the status whether an answer means success.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::LOCATION;
use tokio::time::{Instant, timeout_at};

use crate::error::Error;
use crate::error::kind::ErrorKind;
use crate::response::head::ResponseHead;
use crate::runtime::exchange::deadline::Deadline;
use crate::runtime::exchange::size_limit::read_body;

/// How long a refusal's body is waited for.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(5);

/// The most of a refusal's body that is read, in bytes.
const MAX_REFUSAL_BYTES: usize = 1024 * 1024;

/// An answer that is being waited for.
pub(super) trait Answer: Future<Output = reqwest::Result<reqwest::Response>> {}

impl<T: Future<Output = reqwest::Result<reqwest::Response>>> Answer for T {}

/// An answer that means success, its head taken out; else the error that it means.
pub(super) async fn check_status(
    answer: impl Answer,
    deadline: &Deadline,
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
    if !head.status.is_success() {
        // On the heap, because it is rare, and would take room in the future of every call.
        let body = Box::pin(read_refusal(deadline, &mut answer)).await;
        return Err(Error::refused(call, head, body.as_ref()));
    }
    Ok((head, answer))
}

/// A refusal's body, if it comes soon and is not large. That the call was refused is known without, so it is not waited for
/// as for an answer.
async fn read_refusal(deadline: &Deadline, answer: &mut reqwest::Response) -> Option<Bytes> {
    let end = deadline.end.min(Instant::now() + REFUSAL_TIMEOUT);
    let body = timeout_at(end, read_body(answer, MAX_REFUSAL_BYTES)).await;
    body.ok().and_then(Result::ok).flatten()
}

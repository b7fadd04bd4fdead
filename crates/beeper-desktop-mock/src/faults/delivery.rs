//! The delivery of a response: whole, late, in chunks, or broken.

use axum::body::{Body, Bytes};
use axum::http::Response;

use crate::faults::body_chunks::BodyChunks;
use crate::faults::broken_response::{BrokenResponse, ConnectionEnd};
use crate::faults::delay::Delay;
use crate::http::reply::Reply;

/// How a response reaches the client.
#[derive(Clone, Default)]
pub(crate) enum Delivery {
    #[default]
    Whole,
    /// The whole response, after a delay.
    Delayed(Delay),
    /// A first chunk at once, then chunks of `size` bytes with a delay before each.
    Chunked { first: Portion, size: usize, delay: Delay },
    /// The response up to `portion`; then the connection ends.
    Truncated { portion: Portion, end: ConnectionEnd },
    /// The response with a `content-length` that is wrong by this number of bytes.
    WrongLength(i64),
    /// The response with another value of a header, or without that header.
    Header(String, Option<String>),
    /// These bytes instead of the response.
    Raw(Bytes),
}

/// A portion of a response.
#[derive(Clone, Copy)]
pub(crate) enum Portion {
    Nothing,
    /// The headers and this number of bytes of the body.
    Body(usize),
    /// The headers and half of the body.
    Half,
    Everything,
}

impl Delivery {
    pub(crate) async fn deliver(self, reply: Reply) -> Result<Response<Body>, BrokenResponse> {
        let length = reply.body().len();
        match self {
            Self::Whole => whole(reply),
            Self::Delayed(delay) => {
                delay.wait().await?;
                Ok(reply.into_response())
            }
            Self::Chunked { first, size, delay } => {
                let first = first.of_body(length);
                Ok(reply.into_response_with(|body| Body::new(BodyChunks::new(body, first, size, delay))))
            }
            Self::Truncated { portion, end } => Err(truncated(&reply, portion, end)),
            Self::WrongLength(by) => {
                let claimed = i64::try_from(length).unwrap_or(i64::MAX).saturating_add(by).max(0);
                let reply = reply.header("content-length", &claimed.to_string());
                Err(truncated(&reply, Portion::Everything, ConnectionEnd::Close))
            }
            Self::Header(name, None) => whole(reply.without_header(&name)),
            Self::Header(name, Some(value)) => whole(reply.header(&name, &value)),
            Self::Raw(bytes) => Err(BrokenResponse {
                bytes,
                end: ConnectionEnd::Close,
            }),
        }
    }
}

impl Portion {
    fn of_body(self, length: usize) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Body(bytes) => bytes.min(length),
            Self::Half => length / 2,
            Self::Everything => length,
        }
    }
}

fn whole(reply: Reply) -> Result<Response<Body>, BrokenResponse> {
    // hyper refuses to send a reply whose length contradicts its header.
    match reply.contradicts_its_length() {
        true => Err(truncated(&reply, Portion::Everything, ConnectionEnd::Close)),
        false => Ok(reply.into_response()),
    }
}

/// Truncates a response after `portion`.
fn truncated(reply: &Reply, portion: Portion, end: ConnectionEnd) -> BrokenResponse {
    let bytes = match portion {
        Portion::Nothing => Bytes::new(),
        portion => {
            let mut bytes = reply.head();
            let body = reply.body();
            bytes.extend_from_slice(&body[..portion.of_body(body.len())]);
            bytes.into()
        }
    };
    BrokenResponse { bytes, end }
}

//! What can go wrong with an answer on its way.

use axum::body::{Body, Bytes};
use axum::http::Response;

use crate::faults::body_chunks::Pieces;
use crate::faults::broken_response::{Broken, End};
use crate::faults::delay::Wait;
use crate::http::reply::Reply;

/// How a finished answer reaches the client.
#[derive(Clone, Default)]
pub(crate) enum Delivery {
    #[default]
    Whole,
    /// In one piece, once the wait is over.
    Late(Wait),
    /// A first part at once, then pieces of `size` with a wait before each.
    Pieces { first: Extent, size: usize, wait: Wait },
    /// As far as `extent`; then the connection ends.
    Cut { extent: Extent, end: End },
    /// With a `content-length` that is wrong by so much.
    WrongLength(i64),
    /// These bytes in place of the answer.
    Raw(Bytes),
}

/// How much of an answer.
#[derive(Clone, Copy)]
pub(crate) enum Extent {
    Nothing,
    /// The headers, and so many bytes of the body.
    Body(usize),
    /// The headers, and half of the body.
    Half,
    Everything,
}

impl Delivery {
    pub(crate) async fn deliver(self, reply: Reply) -> Result<Response<Body>, Broken> {
        let length = reply.body().len();
        match self {
            // hyper would not send it.
            Self::Whole if reply.contradicts_its_length() => Err(truncated(&reply, Extent::Everything, End::Close)),
            Self::Whole => Ok(reply.into_response()),
            Self::Late(wait) => {
                wait.pass().await?;
                Ok(reply.into_response())
            }
            Self::Pieces { first, size, wait } => {
                let first = first.of_body(length);
                Ok(reply.into_response_with(|body| Body::new(Pieces::new(body, first, size, wait))))
            }
            Self::Cut { extent, end } => Err(truncated(&reply, extent, end)),
            Self::WrongLength(by) => {
                let claimed = i64::try_from(length).unwrap_or(i64::MAX).saturating_add(by).max(0);
                let reply = reply.header("content-length", &claimed.to_string());
                Err(truncated(&reply, Extent::Everything, End::Close))
            }
            Self::Raw(bytes) => Err(Broken { bytes, end: End::Close }),
        }
    }
}

impl Extent {
    fn of_body(self, length: usize) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Body(bytes) => bytes.min(length),
            Self::Half => length / 2,
            Self::Everything => length,
        }
    }
}

/// The answer as far as `extent`, and then the end of the connection.
fn truncated(reply: &Reply, extent: Extent, end: End) -> Broken {
    let bytes = match extent {
        Extent::Nothing => Bytes::new(),
        extent => {
            let mut bytes = reply.head();
            let body = reply.body();
            bytes.extend_from_slice(&body[..extent.of_body(body.len())]);
            bytes.into()
        }
    };
    Broken { bytes, end }
}

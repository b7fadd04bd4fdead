//! What can go wrong with an answer on its way.

use std::fmt;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::Response;
use axum::response::IntoResponse;

use crate::faults::body_chunks::Pieces;
use crate::faults::hold::Gate;
use crate::http::reply::Reply;

/// Something to wait for.
#[derive(Clone, Default)]
pub(crate) enum Wait {
    #[default]
    Nothing,
    Time(Duration),
    Gate(Gate),
}

impl Wait {
    pub(crate) async fn pass(&self) -> Result<(), Broken> {
        match self {
            Self::Nothing => Ok(()),
            Self::Time(duration) => {
                tokio::time::sleep(*duration).await;
                Ok(())
            }
            Self::Gate(gate) => gate.pass().await,
        }
    }
}

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

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Close,
    Reset,
    /// Stays open until the client sends more.
    ResetOnReuse,
}

impl Delivery {
    pub(crate) async fn deliver(self, reply: Reply) -> Result<Response<Body>, Broken> {
        let length = reply.body().len();
        match self {
            // hyper would not send it.
            Self::Whole if reply.contradicts_its_length() => Err(Broken::after(&reply, Extent::Everything, End::Close)),
            Self::Whole => Ok(reply.into_response()),
            Self::Late(wait) => {
                wait.pass().await?;
                Ok(reply.into_response())
            }
            Self::Pieces { first, size, wait } => {
                let first = first.of_body(length);
                Ok(reply.into_response_with(|body| Body::new(Pieces::new(body, first, size, wait))))
            }
            Self::Cut { extent, end } => Err(Broken::after(&reply, extent, end)),
            Self::WrongLength(by) => {
                let claimed = i64::try_from(length).unwrap_or(i64::MAX).saturating_add(by).max(0);
                let reply = reply.header("content-length", &claimed.to_string());
                Err(Broken::after(&reply, Extent::Everything, End::Close))
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

/// An answer hyper would not send: travels as an error to where the connection is, and ends it.
#[derive(Clone)]
pub(crate) struct Broken {
    pub(crate) bytes: Bytes,
    pub(crate) end: End,
}

impl Broken {
    pub(crate) fn reset() -> Self {
        Self {
            bytes: Bytes::new(),
            end: End::Reset,
        }
    }

    fn after(reply: &Reply, extent: Extent, end: End) -> Self {
        let bytes = match extent {
            Extent::Nothing => Bytes::new(),
            extent => {
                let mut bytes = reply.head();
                let body = reply.body();
                bytes.extend_from_slice(&body[..extent.of_body(body.len())]);
                bytes.into()
            }
        };
        Self { bytes, end }
    }
}

/// Rides through axum as an extension.
impl IntoResponse for Broken {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(self);
        response
    }
}

impl std::error::Error for Broken {}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer was broken on purpose")
    }
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broken")
            .field("bytes_len", &self.bytes.len())
            .field("end", &self.end)
            .finish()
    }
}

//! A call, and its complete response.

use bytes::Bytes;

use crate::client::server_origin::ServerOrigin;
use crate::response::status_and_headers::ResponseHead;
use crate::runtime::delivery_class::DeliveryClass;

/// The call that a request belongs to.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    pub(crate) operation_id: &'static str,
    pub(crate) delivery: DeliveryClass,
    /// Whether the operation needs an access token.
    pub(crate) needs_token: bool,
}

/// A complete response with a status of success.
pub(crate) struct WholeResponse {
    pub(crate) call: Call,
    pub(crate) tries: u32,
    pub(crate) head: ResponseHead,
    pub(crate) body: Bytes,
    /// The server that responded, for errors.
    pub(crate) server: ServerOrigin,
}

//! A call, and the complete answer to it.

use bytes::Bytes;

use crate::client::server_origin::ServerOrigin;
use crate::response::head::ResponseHead;
use crate::runtime::delivery_class::DeliveryClass;

/// What a request is sent for.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    pub(crate) operation_id: &'static str,
    pub(crate) delivery: DeliveryClass,
}

/// A whole answer, of a status that means success.
pub(crate) struct WholeResponse {
    pub(crate) call: Call,
    pub(crate) tries: u32,
    pub(crate) head: ResponseHead,
    pub(crate) body: Bytes,
    /// Who answered, for errors.
    pub(crate) server: ServerOrigin,
}

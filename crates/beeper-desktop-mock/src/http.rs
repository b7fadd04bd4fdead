//! Reads, checks and writes requests and responses.

pub(crate) mod api_error;
pub(crate) mod base64;
pub(crate) mod bearer;
pub(crate) mod byte_range;
pub(crate) mod call;
pub(crate) mod endpoint;
pub(crate) mod handshake;
pub(crate) mod media_type;
pub(crate) mod multipart;
pub(crate) mod parameters;
pub(crate) mod percent_encoding;
pub(crate) mod recorded_frame;
pub(crate) mod recorded_request;
pub(crate) mod redirect_uri;
pub(crate) mod reply;
mod request_check;
pub(crate) mod route;
// Some versions of the document do not use every kind of schema.
#[allow(dead_code, reason = "the generated table has what the document has")]
pub(crate) mod schema;
pub(crate) mod timestamp;

//! The request types: what the methods of the client return.

pub mod documentation;
pub mod examples;
pub mod http_request;
pub mod request_types;

//! The request types, which the methods of the client return.

pub mod client_methods;
pub mod documentation;
pub mod examples;
pub mod fields;
pub mod paging;
pub mod request_builder;
pub mod request_types;

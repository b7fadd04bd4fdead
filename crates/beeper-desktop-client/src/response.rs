//! The result of a call: the value or the bytes of a response, its status and headers, and its misfits.

pub(crate) mod future;
pub(crate) mod misfit;
pub(crate) mod misfits;
pub(crate) mod raw;
pub(crate) mod status_and_headers;
pub(crate) mod value;

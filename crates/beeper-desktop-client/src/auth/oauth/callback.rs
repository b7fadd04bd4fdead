//! The callback: the browser's request that contains the code, and the local listener that waits for it.

mod connection;
pub(super) mod listener;
mod page;
pub(crate) mod request;

//! The callback: the browser's request that brings the code, and the listener on this computer that waits for it.

mod connection;
pub(super) mod listener;
mod page;
pub(crate) mod request;

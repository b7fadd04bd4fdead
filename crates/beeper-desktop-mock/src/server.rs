//! The running server, and what a test does to it.

mod auto_approve;
pub(crate) mod bridges;
mod chats;
mod connection;
pub(crate) mod dispatch;
pub(crate) mod mock_desktop;
pub(crate) mod on;
pub(crate) mod other_device;
pub(crate) mod trusted_device;

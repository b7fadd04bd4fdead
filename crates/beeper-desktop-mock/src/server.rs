//! The running server, and the methods that a test calls on it.

mod accept_loop;
mod auto_approve;
mod bridges;
pub(crate) mod builder;
mod chats;
mod connection;
mod dispatch;
mod incoming_messages;
mod live;
mod live_connection;
pub(crate) mod mock_desktop;
mod oauth;
pub(crate) mod on_operation;
pub(crate) mod other_device;
mod shared_state;
pub(crate) mod trusted_device;

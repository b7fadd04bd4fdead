//! The watch: a stream of what happens in chats that goes on, whatever happens to the connection.

pub(super) mod error;
pub(super) mod event;
pub(super) mod memory;
pub(super) mod position;
pub(super) mod stream;

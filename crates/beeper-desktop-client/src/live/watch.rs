//! The watch: a stream of what happens in chats that goes on, whatever happens to the connection.

mod content;
pub(super) mod error;
pub(super) mod event;
mod exchange;
mod facts;
mod memory;
pub(super) mod position;
mod running;
mod step;
pub(super) mod stream;

//! The watch: a stream of the events of chats that continues when the connection fails.

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

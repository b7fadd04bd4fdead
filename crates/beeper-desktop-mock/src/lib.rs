#![doc = include_str!("../README.md")]

mod answers;
mod behaviour;
mod connection;
mod fault;
mod front;
mod hold;
mod login;
mod model;
mod on;
mod operation;
mod pieces;
mod record;
mod reply;
mod server;
mod setup;
mod state;

pub use hold::Hold;
pub use model::{MockAccount, MockBridge, MockLogin, MockLoginFlow};
pub use on::{Calls, OnOperation};
pub use operation::Operation;
pub use record::RecordedRequest;
pub use reply::Reply;
pub use server::{MockDesktop, MockDesktopBuilder};

#![doc = include_str!("../README.md")]

mod answers;
mod behaviour;
mod front;
mod login;
mod model;
mod operation;
mod record;
mod reply;
mod server;
mod setup;
mod state;

pub use model::{MockAccount, MockBridge, MockLogin, MockLoginFlow};
pub use operation::Operation;
pub use record::RecordedRequest;
pub use reply::Reply;
pub use server::{MockDesktop, MockDesktopBuilder};
pub use setup::OnOperation;

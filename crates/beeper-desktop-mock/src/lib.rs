#![doc = include_str!("../README.md")]

mod answers;
mod autopilot;
mod behaviour;
mod connection;
mod fault;
mod front;
mod hold;
mod login;
mod model;
mod on;
mod operation;
mod other_device;
mod pieces;
mod realistic;
mod record;
mod reply;
mod script;
mod server;
mod setup;
mod state;
mod waits;

pub use hold::Hold;
pub use model::{MockAccount, MockBridge, MockLogin, MockLoginFlow};
pub use on::{Calls, OnOperation};
pub use operation::Operation;
pub use other_device::OtherDevice;
pub use record::RecordedRequest;
pub use reply::Reply;
pub use script::{Ending, FailuresAs, LoginScript, MockStep, Refusal};
pub use server::{MockDesktop, MockDesktopBuilder};

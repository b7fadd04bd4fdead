#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

mod answers;
mod autopilot;
mod behaviour;
mod call;
mod connection;
mod decode;
mod dialect;
mod documented;
mod fault;
mod front;
// The layout is the generator's own.
#[rustfmt::skip]
mod generated;
mod hold;
mod login;
mod media;
mod model;
mod on;
mod operation;
mod other_device;
mod paging;
mod patience;
mod pieces;
mod range;
mod realistic;
mod realistic_chats;
mod record;
mod reply;
// The document has not every kind of schema at any time.
#[allow(dead_code, reason = "the generated table has what the document has")]
mod schema;
mod script;
mod server;
mod setup;
mod setup_flow;
mod state;
mod time;
mod trusted_device;
mod waits;
mod words;

pub use dialect::{Dialect, UnknownDialect};
pub use generated::Operation;
pub use hold::Hold;
pub use model::{MockAccount, MockBridge, MockLogin, MockLoginFlow};
pub use model::{MockAsset, MockChat, MockLabel, MockMessage, MockSetup, MockUser};
pub use on::{Calls, OnOperation};
pub use other_device::OtherDevice;
pub use record::RecordedRequest;
pub use reply::Reply;
pub use script::{Ending, FailuresAs, LoginScript, MockStep, Refusal};
pub use server::{MockDesktop, MockDesktopBuilder};
pub use trusted_device::TrustedDevice;

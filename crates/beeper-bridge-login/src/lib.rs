#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

mod answer;
mod argument;
mod bridge;
mod cleanup;
mod connected;
pub mod cookies;
mod driver;
mod error;
mod foreign_regex;
mod handler;
pub mod input;
mod link;
mod pace;
pub mod paste;
#[cfg(feature = "qr")]
pub mod qr;
mod reconcile;
mod session;
mod snapshot;
mod start;
mod state;
mod step;
mod target;
pub mod text;
mod ticket;
mod trouble;
mod unattended;
mod verdict;

pub use answer::{Answer, AskedAgain};
pub use bridge::{BridgeLoginExt, BridgeRef, NotConnected};
pub use connected::{Arrival, Connected, Identity, Switched};
pub use error::{LoginError, LoginErrorKind, UnsupportedStep};
pub use handler::{CannotAnswer, LoginHandler, Stop};
pub use session::LoginSession;
pub use start::StartLogin;
pub use state::LoginState;
pub use step::{Display, DisplayStep, Emoji, Step, UnknownStep};
pub use target::Reconnect;
pub use tokio_util::sync::CancellationToken;
pub use unattended::Unattended;

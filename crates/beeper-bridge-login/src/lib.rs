#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

mod bridge;
mod connected;
mod error;
mod handler;
pub mod paste;
mod session;
mod start;
mod steps;
mod terminal;
mod unattended;

pub use bridge::{BridgeLoginExt, BridgeRef, NotConnected};
pub use connected::{Arrival, Connected, Identity, Switched};
pub use error::{LoginError, LoginErrorKind, UnsupportedStep};
pub use handler::{CannotAnswer, LoginHandler, Stop};
pub use session::LoginSession;
pub use session::response::LoginState;
pub use start::StartLogin;
pub use start::target::Reconnect;
pub use steps::answer::{Answer, AskedAgain};
pub use steps::display::{Display, DisplayStep, Emoji, Step, UnknownStep};
pub use steps::{cookies, input};
#[cfg(feature = "qr")]
pub use terminal::qr;
pub use terminal::text;
pub use tokio_util::sync::CancellationToken;
pub use unattended::Unattended;

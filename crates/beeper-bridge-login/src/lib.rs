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

pub use bridge::account_connection::NotConnected;
pub use bridge::{BridgeLoginExt, BridgeRef};
pub use connected::{Connected, ConnectedKind, Identity, Switched};
pub use error::LoginError;
pub use error::cannot_answer::CannotAnswer;
pub use error::kind::{LoginErrorKind, UnsupportedStep};
pub use handler::LoginHandler;
pub use handler::stop::Stop;
pub use session::LoginSession;
pub use session::state::LoginState;
pub use start::StartLogin;
pub use start::target::Reconnect;
pub use steps::answer::Answer;
pub use steps::asked_again::AskedAgain;
pub use steps::display::{Display, DisplayStep, Emoji};
pub use steps::unknown::UnknownStep;
pub use steps::{Step, cookies, input};
#[cfg(feature = "qr")]
pub use terminal::qr;
pub use terminal::text;
pub use tokio_util::sync::CancellationToken;
pub use unattended::Unattended;

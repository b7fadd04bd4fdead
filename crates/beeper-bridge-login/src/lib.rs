#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
//!
//! # Architecture
//!
//! A login session lives on the server. This crate creates the session, reads the server's responses, decides which of them to
//! believe, passes steps to your application and sends its answers back.
//!
//! ```text
//!  application ── BridgeRef ──► StartLogin ─────────────────► LoginSession ◄── application, by hand
//!                 bridge        start: flow, creation         session: submit, wait, cancel
//!                                   │ run                        ▲    │
//!                                   ▼                            │    │
//!  LoginHandler ◄──────────── session::driver ───────────────────┘    │
//!  handler, unattended        calls the handler                       ▼
//!                                                             session::tracker
//!                                                    the session on the server, as known here
//!                       ┌─────────────────────┬───────────────────────┼────────────────────┐
//!                       ▼                     ▼                       ▼                    ▼
//!               session::calls        session::response      session::lost_answer   session::state
//!               requests, retries,    a response becomes     how a session ended if LoginState:
//!               rate limit, classes   a step or an ending    a response was lost    Waiting, Connected,
//!               of errors                                                           Ended
//! ```
//!
//! * `steps` contains the kinds of steps ([`input`], [`cookies`] and displays) and the code that checks answers to them. It
//!   sends no requests. [`paste`] reads pasted text into a [`cookies::WebSnapshot`]. `rendering` contains [`text`] and `qr`.
//! * `browser`, with the feature `browser`, drives a browser over a pipe and fills a [`cookies::WebSnapshot`]. `browser::job`
//!   runs the thread that does so, `browser::process` and `browser::profile` own the process and the folder that must be gone
//!   afterwards, and `browser::capture` contains the loop that handles the browser's messages.
//! * `session::decision` is a pure function. From the request, its result and the known state, it decides what to believe and
//!   what to ask next; its test is a table of these decisions. If the last response of a session is lost, `reconciliation`
//!   compares the bridge's logins and accounts with the snapshot that the crate took before the login began.
//! * `session::calls::retry` sets the pauses between retries, `session::calls::rate_limit` those between waits.
//!   `steps::cookies::matching` matches cookies, `paste::parts` splits a paste into parts.
//! * A login ends in [`Connected`] or a [`LoginError`]. When a session is given up, `session::tracker::cancellation` cancels it
//!   on the server; when it is dropped, `session::cancel_on_drop` does.
//! * Files depend on each other in one direction: the parts of a session do not depend on sessions, and the types that a
//!   handler receives do not depend on handlers. Modules import an item from the module that defines it, not from here.

mod bridge;
#[cfg(feature = "browser")]
pub mod browser;
mod connected;
mod error;
mod handler;
pub mod paste;
mod rendering;
mod session;
mod start;
mod steps;
mod unattended;

pub use bridge::account_connection::NotConnected;
pub use bridge::{BridgeLoginExt, BridgeRef};
pub use connected::{Connected, ConnectedKind, Identity, Switched};
pub use error::LoginError;
pub use error::cannot_answer::CannotAnswer;
pub use error::kind::{LoginErrorKind, UnsupportedStep};
pub use handler::LoginHandler;
pub use handler::stop::Stop;
#[cfg(feature = "qr")]
pub use rendering::qr;
pub use rendering::text;
pub use session::LoginSession;
pub use session::state::LoginState;
pub use start::StartLogin;
pub use start::reconnect::Reconnect;
pub use steps::answer::Answer;
pub use steps::display_and_wait::{Display, DisplayStep, Emoji};
pub use steps::retry_reason::RetryReason;
pub use steps::unknown::UnknownStep;
pub use steps::{Step, cookies, input};
pub use tokio_util::sync::CancellationToken;
pub use unattended::Unattended;

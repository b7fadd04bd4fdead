#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
//!
//! # Architecture
//!
//! A login session lives on the server. This crate asks for it, reads what the server says about it, decides what is
//! to be believed, and passes steps on to an application and answers back.
//!
//! ```text
//!  application ── BridgeRef ──► StartLogin ─────────────────► LoginSession ◄── application, by hand
//!                 bridge        start: flow, creation         session: submit, wait, cancel
//!                                   │ run                        ▲    │
//!                                   ▼                            │    │
//!  LoginHandler ◄──────────── session::driver ───────────────────┘    │
//!  handler, unattended        shows, asks, answers                    ▼
//!                                                             session::tracker
//!                                              what is known of the session on the server
//!                       ┌─────────────────────┬───────────────────────┼────────────────────┐
//!                       ▼                     ▼                       ▼                    ▼
//!               session::calls        session::response      session::lost_answer   session::state
//!               requests, retries,    a response becomes     what is believed when  LoginState:
//!               rate limit, classes   a step or an ending    an answer was lost     Waiting, Connected,
//!               of errors                                                           Ended
//! ```
//!
//! * `steps` has the kinds of steps, [`input`], [`cookies`] and displays, each with what it takes to answer it. It makes no
//!   calls. [`paste`] reads what people paste into a [`cookies::WebSnapshot`], `rendering` has [`text`] and `qr`.
//! * `browser`, with the feature of that name, drives a browser over a pipe and fills a [`cookies::WebSnapshot`]. `browser::job` has the
//!   thread on which that happens, `browser::process` and `browser::profile` what has to be gone afterwards, and `browser::capture` the
//!   loop that hands on what the browser says.
//! * `session::decision` is a pure function: from what was asked, what came and what was known, it tells what is believed
//!   and what is asked next. Its test is its table. Where the last word of a session may be lost, `reconciliation` compares
//!   the bridge's logins and accounts with the snapshot that was taken before the login began.
//! * `session::calls::retry` has the pauses between tries, `session::calls::rate_limit` those between waits.
//!   `steps::cookies::matching` matches cookies, `paste::parts` takes apart what was pasted.
//! * A login ends in [`Connected`] or a [`LoginError`]. A session that is given up is cancelled on the server, by
//!   `session::tracker::cancellation`, or when it is dropped, by `session::cancel_on_drop`.
//! * Files depend on each other in one direction: nothing that a session is made of knows sessions, and nothing that a
//!   handler is told of knows handlers. Modules import from where a thing lives, not from here.

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

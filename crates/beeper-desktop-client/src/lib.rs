#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
//!
//! # Architecture
//!
//! For those who change this crate: the way of a call, and the file in which each part of it happens.
//!
//! ```text
//! client.get_chat(&id)          generated.rs            a method makes a request; both are generated
//!         │
//!         ▼  .await                                     IntoFuture, of each request
//! response/future.rs            ResponseFuture
//!         │
//!         ▼
//! runtime/exchange.rs           attempts: build, send, wait, observe
//!    │ ├─ runtime/request/       arguments checked, URL, query, headers, body
//!    │ ├─ exchange/deadline.rs   time limit of an attempt, by its delivery class
//!    │ ├─ exchange/status.rs     success, redirect or refusal (error/refusal_body.rs)
//!    │ ├─ exchange/size_limit.rs the largest body that is read
//!    │ └─ runtime/retry.rs       another attempt, after which pause (retry_after.rs); waits by clock.rs
//!    │
//!    ▼  bytes
//! runtime/decode.rs             serde decodes; where that fails:
//!    ├─ decode/repair.rs         one pass over the bytes by a schema of generated.rs, then serde again
//!    └─ response/misfits.rs      what the pass filled in or took out
//!         │
//!         ▼
//! response/value.rs             ResponseValue<Chat>      or error.rs: Error, with its kind and the server's reason
//! ```
//!
//! * `client/` makes clients: the builder, the environment, the settings that calls share; and `execute`, for other endpoints.
//! * `auth/` leads from nothing to a client: `discovery/` finds servers and `app_setup/` signs the application in, both with requests
//!   like any program's, and `tokens/` keeps access tokens.
//! * `values/` has the types of values (IDs, open enums, unions, secrets, times), most of them as macros, which `generated.rs` calls
//!   once for each component of the description.
//! * `paging/` makes streams of requests for pages: `page_order.rs` puts a page in order, `deduplication.rs` knows what came
//!   before, `next_page.rs` decides where the list continues.
//! * `auth/oauth/` asks the user for an access token: `authorization_request.rs` begins, `callback/` waits for the browser, and
//!   `token_exchange.rs` sends the code. Its requests go past the way above, since none of them may be sent twice.
//! * `live/` is a connection of the WebSocket that carries events: `handshake.rs` makes it, `event_connection.rs` reads and writes
//!   it, with `heartbeat.rs` and `message_limit.rs` beside it.
//! * `sending/` waits for what becomes of a message: `confirmation.rs` sends it once and asks, `finding.rs` decides what an answer
//!   says, and `wakeups.rs` lets whoever hears of a message cut a pause short.
//! * `files/` streams files both ways. Like `sending/`, it stands on requests like any program.
//!
//! A file imports each thing from the file in which it lives, and no two files import each other.

mod auth;
mod client;
mod error;
pub mod files;
// Progenitor's layout and lints are its own.
#[rustfmt::skip]
#[allow(clippy::all, unused_qualifications)]
mod generated;
#[cfg(feature = "events")]
pub mod live;
pub mod paging;
mod response;
mod runtime;
pub mod sending;
mod values;

pub use auth::app_setup;
pub use auth::discovery::{self, discover};
#[cfg(feature = "oauth")]
pub use auth::oauth;
pub use auth::tokens;
pub use client::Client;
pub use client::build_error::BuildError;
pub use client::builder::ClientBuilder;
pub use client::call_options::CallOptions;
pub use client::observer::Exchange;
pub use client::origin::Origin;
pub use client::timeouts::Timeouts;
pub use error::Error;
pub use error::kind::ErrorKind;
pub use generated::{OPERATIONS, requests, types};
pub use reqwest;
pub use reqwest::header::HeaderMap;
pub use reqwest::{Method, StatusCode};
pub use response::future::ResponseFuture;
pub use response::misfit::{Misfit, MisfitEffect, MisfitReason};
pub use response::misfits::Misfits;
pub use response::raw::RawResponse;
pub use response::value::ResponseValue;
pub use runtime::clock::virtual_clock::VirtualClock;
pub use runtime::clock::{Alarm, Clock, SystemClock};
pub use runtime::delivery_class::DeliveryClass;
#[cfg(fuzzing)]
pub use runtime::fuzzing;
pub use runtime::operation::Operation;
pub use values::clearable::Clearable;
pub use values::open_value::OpenValue;
pub use values::secret::Secret;
pub use values::server_text::ServerText;
pub use values::testing;
pub use values::timestamp::{InvalidTimestamp, Timestamp};
pub use values::unknown::Unknown;

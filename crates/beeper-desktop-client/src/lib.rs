#![cfg_attr(docsrs, feature(doc_cfg))]
// The picture of the README, for which rustdoc needs another address.
#![doc = include_str!("../ratios-in-rustdoc.md")]
#![doc = include_str!("../README.md")]
//!
//! ## Architecture
//!
//! For contributors: the path of a call through the crate, and the file that does each part of it.
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
//! * `client/` builds clients: the builder, the environment variables, the settings that calls share, and `execute` for other
//!   endpoints.
//! * `auth/` leads to a client: `discovery/` finds servers, `app_setup/` signs the application in, and `tokens/` stores
//!   access tokens. The first two send requests through the public API.
//! * `values/` defines the types of values (IDs, open enums, unions, secrets, times). Most are macros that `generated.rs`
//!   calls once for each component of the description.
//! * `paging/` turns requests for pages into streams: `page_order.rs` sorts a page, `deduplication.rs` remembers earlier
//!   items, and `next_page.rs` decides where the list continues.
//! * `auth/oauth/` asks the user for an access token: `authorization_request.rs` begins, `callback/` waits for the browser,
//!   and `token_exchange.rs` sends the code. Its requests do not take the path above, because none of them may be sent twice.
//! * `live/` is a WebSocket connection that receives events: `handshake.rs` opens it, `event_connection.rs` reads and writes
//!   it, and `heartbeat.rs` and `message_limit.rs` guard it.
//! * `sending/` waits for the outcome of a message: `confirmation.rs` sends it once and asks the server about it,
//!   `finding.rs` interprets each response, and `wakeups.rs` ends a pause early when news of a message arrives elsewhere.
//! * `files/` streams files in both directions. Like `sending/`, it uses requests as any program does.
//!
//! Each file imports an item from the file that defines it, and no two files import each other.

mod auth;
mod client;
mod error;
pub mod files;
// The layout and the lints of this file are the generator's.
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

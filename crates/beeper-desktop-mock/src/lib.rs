#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
//!
//! ## Architecture
//!
//! The server runs on a separate thread. The server and the test share one state behind one lock; [`MockDesktop`] is the test's
//! handle:
//!
//! ```text
//!   client                                                                    test
//!     │ HTTP                                                                    │ put_…, on, other_device
//!     ▼                                                                         ▼
//!  server::accept_loop, connection                                 server::mock_desktop, bridges, chats,
//!     ▼                                                            on_operation, other_device, trusted_device
//!  server::dispatch                                                             │
//!     1. records the request                     http::recorded_request         │
//!     2. picks the plan of the call              faults::call_rules   ◄─────────┤
//!     3. waits, or takes a canned reply          faults::delay, http::reply     │
//!     4. checks path, method, token              dialect::refusal               │
//!     5. checks the request by the description   http::request_check, schema    │
//!     6. calls the function of the operation     answers ──────► state ◄────────┘
//!        or endpoint
//!     7. writes the answer in the dialect        dialect                made of model
//!     8. delivers it, whole or broken            faults::delivery
//!     ▼
//!   client
//! ```
//!
//! When a request switches to the WebSocket protocol, `connection` takes the stream from hyper and passes it to
//! `live_connection`. Each change of the state calls a function of `state::live::announcements`, which queues the event for each
//! subscribed connection. This happens under the lock, so events have the order of the changes.
//!
//! | folder | content |
//! |---|---|
//! | `server` | the running server, and the methods that a test calls on it |
//! | `answers` | tables of all operations and other endpoints, and a function for each |
//! | `state` | the data on the server, including login sessions, the app's setup, OAuth and live connections, and its JSON |
//! | `dialect` | the differences between versions of the server, as data |
//! | `faults` | canned, late and broken answers |
//! | `model` | the things that a test puts on the server: bridges, chats, login scripts |
//! | `http` | requests, replies, errors, and the checks of requests |
//! | `generated.rs`, `operation.rs` | the operations of the API's description |
//!
//! No two files import each other, directly or indirectly. A request is for an operation or for an `Endpoint`, which is not in
//! the description; the server records both, and faults break both, in the same way. To add an endpoint, add a value in
//! `http/endpoint.rs`, an entry in the dialects' lists, and a line in `answers/endpoints.rs`. To add an operation, add a line in
//! `answers.rs` and a function in its folder; until then, the mock answers it with a sample from the description.

mod answers;
mod dialect;
mod faults;
// The generator decides the layout.
#[rustfmt::skip]
mod generated;
mod http;
mod model;
mod operation;
mod server;
mod state;

pub use dialect::{Dialect, UnknownDialect};
pub use faults::hold::Hold;
pub use generated::Operation;
pub use http::endpoint::Endpoint;
pub use http::recorded_frame::{FrameKind, RecordedFrame};
pub use http::recorded_request::RecordedRequest;
pub use http::reply::Reply;
pub use http::route::Route;
pub use model::account::{MockAccount, MockLogin};
pub use model::asset::MockAsset;
pub use model::bridge::{MockBridge, MockLoginFlow};
pub use model::chat::{MockChat, MockLabel};
pub use model::consent::Consent;
pub use model::event_entries::EventEntries;
pub use model::frame::MockFrame;
pub use model::login_script::ending::Ending;
pub use model::login_script::refusal::Refusal;
pub use model::login_script::step::MockStep;
pub use model::login_script::{FailureReporting, LoginScript};
pub use model::message::MockMessage;
pub use model::sending::MockSending;
pub use model::setup::MockSetup;
pub use model::user::MockUser;
pub use server::builder::MockDesktopBuilder;
pub use server::mock_desktop::MockDesktop;
pub use server::on_operation::{Calls, OnOperation};
pub use server::other_device::OtherDevice;
pub use server::trusted_device::TrustedDevice;

#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
//!
//! ## Inside
//!
//! A server runs on a thread of its own. It and the test share one state behind one lock ([`MockDesktop`] is the test's handle):
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
//!     3. waits, or replies as canned             faults::delay, http::reply     │
//!     4. checks path, method, token              dialect::refusal               │
//!     5. checks the request by its description   http::request_check, schema    │
//!     6. calls the operation's function,         answers ──────► state ◄────────┘
//!        or the endpoint's
//!     7. writes the answer as the dialect does   dialect                made of model
//!     8. delivers it, whole or broken            faults::delivery
//!     ▼
//!   client
//! ```
//!
//! Where a request is answered with another protocol, `connection` takes the stream from hyper and gives it to `live_connection`.
//! A change of the state calls one of `state::live::announcements`, which puts the event into the queue of each connection that is
//! subscribed, still under the lock: so events have the order of the changes.
//!
//! | folder | holds |
//! |---|---|
//! | `server` | the running server, and the methods by which a test works on it |
//! | `answers` | tables of all operations and of the endpoints beside them, and a function for each |
//! | `state` | what is on the server, login sessions, the app's setup, OAuth and live connections included, and the JSON that follows from it |
//! | `dialect` | what differs between versions of the server, as data |
//! | `faults` | canned, late and broken answers |
//! | `model` | what a test puts on the server: bridges, chats, login scripts |
//! | `http` | requests, replies, errors, and the checks of requests |
//! | `generated.rs`, `operation.rs` | the operations, as the API's description has them |
//!
//! No file imports one that imports it. A request is for an operation or for an `Endpoint`, which no description has: both are
//! recorded, and broken by faults, alike. A new endpoint is a value in `http/endpoint.rs`, a place in the dialects' lists, and a
//! line in `answers/endpoints.rs`. A new operation is a line in `answers.rs` and a function in its folder; until then it is
//! answered with a sample of the description.

mod answers;
mod dialect;
mod faults;
// The layout is the generator's own.
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

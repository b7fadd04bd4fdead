#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

pub mod app_setup;
mod client;
mod error;
pub mod files;
// Progenitor's layout and lints are its own.
#[rustfmt::skip]
#[allow(clippy::all, unused_qualifications)]
mod generated;
pub mod paging;
mod response;
mod runtime;
mod values;

pub use client::Client;
pub use client::build_error::BuildError;
pub use client::builder::ClientBuilder;
pub use client::call_options::CallOptions;
pub use client::observer::Exchange;
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

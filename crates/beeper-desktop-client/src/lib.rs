#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

pub mod app_setup;
mod builder;
mod clearable;
mod client;
mod clock;
mod error;
mod execute;
pub mod files;
#[cfg(fuzzing)]
pub mod fuzzing;
// Progenitor's layout and lints are its own.
#[rustfmt::skip]
#[allow(clippy::all, unused_qualifications)]
mod generated;
mod misfit;
mod observer;
mod open_value;
mod operation;
mod options;
pub mod paging;
mod response;
mod runtime;
mod secret;
mod server_text;
mod timestamp;
mod unknown;

pub use builder::{BuildError, ClientBuilder};
pub use clearable::Clearable;
pub use client::Client;
pub use clock::{Alarm, Clock, SystemClock, VirtualClock};
pub use error::{Error, ErrorKind};
pub use generated::{OPERATIONS, requests, types};
pub use misfit::{Misfit, MisfitEffect, MisfitReason, Misfits};
pub use observer::Exchange;
pub use open_value::OpenValue;
pub use operation::{DeliveryClass, Operation};
pub use options::{CallOptions, Timeouts};
pub use reqwest;
pub use reqwest::header::HeaderMap;
pub use reqwest::{Method, StatusCode};
pub use response::{RawResponse, ResponseFuture, ResponseValue};
pub use secret::Secret;
pub use server_text::ServerText;
pub use timestamp::{InvalidTimestamp, Timestamp};
pub use unknown::Unknown;

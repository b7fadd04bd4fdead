#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

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
pub use http::recorded_request::RecordedRequest;
pub use http::reply::Reply;
pub use model::login_script::{Ending, FailuresAs, LoginScript, MockStep, Refusal};
pub use model::{MockAccount, MockBridge, MockLogin, MockLoginFlow};
pub use model::{MockAsset, MockChat, MockLabel, MockMessage, MockSetup, MockUser};
pub use server::mock_desktop::{MockDesktop, MockDesktopBuilder};
pub use server::on::{Calls, OnOperation};
pub use server::other_device::OtherDevice;
pub use server::trusted_device::TrustedDevice;

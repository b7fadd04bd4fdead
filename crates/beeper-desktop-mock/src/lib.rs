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
pub use model::account::{MockAccount, MockLogin};
pub use model::asset::MockAsset;
pub use model::bridge::{MockBridge, MockLoginFlow};
pub use model::chat::{MockChat, MockLabel};
pub use model::login_script::ending::Ending;
pub use model::login_script::refusal::Refusal;
pub use model::login_script::step::MockStep;
pub use model::login_script::{FailuresAs, LoginScript};
pub use model::message::MockMessage;
pub use model::setup::MockSetup;
pub use model::user::MockUser;
pub use server::builder::MockDesktopBuilder;
pub use server::mock_desktop::MockDesktop;
pub use server::on::{Calls, OnOperation};
pub use server::other_device::OtherDevice;
pub use server::trusted_device::TrustedDevice;

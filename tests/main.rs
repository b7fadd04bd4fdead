//! Tests the crates as their users see them, over a real socket where a test needs one.
//!
//! ```text
//! openapi/beeper-desktop.yaml
//!     | cargo xtask codegen
//!     v
//! generated.rs, samples.json   types, calls and samples of the document
//!     | support                reads them, creates clients and mocks, starts a browser
//!     v
//! operations, serialization    every operation and every type, on the wire and back
//! pagination, transport        lists, errors, time limits, files
//! app_setup, workflows         whole tasks of users, from start to end
//! redaction                    no printed text contains a secret
//! repository_files             the documents agree with the crates
//! ```
#![allow(
    clippy::unwrap_used,
    reason = "all of this is test code, also outside of test functions"
)]

mod app_setup;
// The generator decides the layout, and its code does not follow our lints.
#[rustfmt::skip]
#[allow(clippy::all, unused_qualifications)]
mod generated;
mod operations;
mod pagination;
mod redaction;
mod repository_files;
mod serialization;
mod support;
mod transport;
mod workflows;

//! Tests the HTTP calls themselves: errors, time limits, proxies and files.

mod environment;
mod errors;
mod file_transfer;
mod timeouts;

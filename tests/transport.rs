//! Tests of the HTTP calls themselves: errors, time-outs, proxies and files.

mod environment;
mod errors;
mod file_transfer;
mod timeouts;

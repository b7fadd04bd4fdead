//! Tests which requests the server accepts, and what it records of them.

mod malformed;
mod recorded;
mod refusals;

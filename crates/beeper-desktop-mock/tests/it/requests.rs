//! Which requests are taken, and what is recorded of them.

mod malformed;
mod recorded;
mod refusals;

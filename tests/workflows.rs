//! Tests that go through several operations, as an application does.

mod login_session;
mod messaging;
mod qr_code;

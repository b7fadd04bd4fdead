//! Tests that go through several operations, as an application does.

#[cfg(unix)]
mod browser_sign_in;
mod login_session;
mod messaging;
mod qr_code;

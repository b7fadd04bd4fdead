//! Tests tasks of several operations, as applications perform them.

#[cfg(unix)]
mod browser_sign_in;
mod login_session;
mod messaging;
mod qr_code;

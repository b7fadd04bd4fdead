//! Tests the setup of the app.

mod sign_in;
mod verifications;

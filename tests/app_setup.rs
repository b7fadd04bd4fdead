//! Tests signing the application itself in, against a server that goes through the states of the setup.

mod emoji_verification;
mod errors;
mod lost_responses;
mod qr_verification;
mod scripted_handler;
mod sign_in;
mod state_polling;
mod without_handler;

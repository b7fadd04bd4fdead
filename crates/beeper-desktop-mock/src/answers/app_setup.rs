//! Signing in to the app, and recovery keys.

pub(super) mod verifications;

use serde_json::{Value, json};

use crate::http::call::{Call, Members};
use crate::http::failure::Failure;
use crate::state::store::State;

pub(super) fn get(state: &mut State) -> Value {
    state.setup.ask()
}

pub(super) fn start(state: &mut State) -> Result<Value, Failure> {
    state.setup.needs_signing_in()?;
    let id = format!("mock-setup-{}", state.next("setup"));
    Ok(state.setup.start(id))
}

pub(super) fn email(state: &mut State, call: &Call<'_>) -> Result<(), Failure> {
    state.setup.take_email(text(call, "setupRequestID"))
}

pub(super) fn response(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    state
        .setup
        .take_code(text(call, "setupRequestID"), text(call, "response"))
}

pub(super) fn register(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let attempt = text(call, "setupRequestID");
    state
        .setup
        .register(attempt, text(call, "leadToken"), text(call, "username"))
}

pub(super) fn verify_recovery_key(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    state.setup.needs_sign_in_first()?;
    state.setup.unlock(text(call, "recoveryKey"))?;
    Ok(json!({ "session": state.setup.to_json() }))
}

/// The new key is not in use before it is confirmed.
pub(super) fn create_reset(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let existing = call.body().any_text("existingRecoveryKey");
    state.setup.needs_sign_in_first()?;
    let number = state.next("recovery-key") + 1;
    let key = state.setup.make_key(existing, number)?;
    Ok(json!({ "recoveryKey": key, "session": state.setup.to_json() }))
}

pub(super) fn confirm_reset(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    state.setup.needs_sign_in_first()?;
    let now = state.tick();
    state.setup.confirm_key(text(call, "recoveryKey"), now)?;
    Ok(json!({ "session": state.setup.to_json() }))
}

fn text<'a>(call: &'a Call<'_>, name: &str) -> &'a str {
    call.body().text(name).unwrap_or_default()
}

//! Answers about the setup of the app: signing in, and recovery keys.

pub(super) mod verifications;

use serde_json::{Value, json};

use crate::http::api_error::ApiError;
use crate::http::call::{Call, Members};
use crate::state::store::State;

pub(super) fn get(state: &mut State) -> Value {
    state.setup.report_state()
}

pub(super) fn start(state: &mut State) -> Result<Value, ApiError> {
    state.setup.require_signed_out()?;
    let id = format!("mock-setup-{}", state.next_number("setup"));
    Ok(state.setup.start(id))
}

pub(super) fn email(state: &mut State, call: &Call<'_>) -> Result<(), ApiError> {
    state.setup.submit_email(text(call, "setupRequestID"))
}

pub(super) fn response(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    state
        .setup
        .submit_code(text(call, "setupRequestID"), text(call, "response"))
}

pub(super) fn register(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let attempt = text(call, "setupRequestID");
    state
        .setup
        .register(attempt, text(call, "leadToken"), text(call, "username"))
}

pub(super) fn verify_recovery_key(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    state.setup.require_signed_in()?;
    state.setup.verify_with_recovery_key(text(call, "recoveryKey"))?;
    Ok(json!({ "session": state.setup.to_json() }))
}

/// Creates a new recovery key, which is not in use until the client confirms it.
pub(super) fn create_reset(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let existing = call.body().text_or_empty("existingRecoveryKey");
    state.setup.require_signed_in()?;
    let number = state.next_number("recovery-key") + 1;
    let key = state.setup.create_recovery_key(existing, number)?;
    Ok(json!({ "recoveryKey": key, "session": state.setup.to_json() }))
}

pub(super) fn confirm_reset(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    state.setup.require_signed_in()?;
    let now = state.tick();
    state.setup.confirm_recovery_key(text(call, "recoveryKey"), now)?;
    Ok(json!({ "session": state.setup.to_json() }))
}

fn text<'a>(call: &'a Call<'_>, name: &str) -> &'a str {
    call.body().text(name).unwrap_or_default()
}

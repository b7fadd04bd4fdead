//! Signing in to the app, and recovery keys.

use serde_json::{Value, json};

use crate::call::{Call, Fields};
use crate::reply::Failure;
use crate::state::State;

pub(super) fn get(state: &mut State) -> Value {
    state.setup.ask()
}

pub(super) fn start(state: &mut State) -> Result<Value, Failure> {
    state.setup.needs_signing_in()?;
    let id = format!("mock-setup-{}", state.next("setup"));
    Ok(state.setup.start(id))
}

pub(super) fn email(state: &mut State, call: &Call<'_>) -> Result<(), Failure> {
    let body = call.json_object()?;
    let attempt = body.required_text("setupRequestID")?;
    let email = body.required_text("email")?;
    let is_address = email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if !is_address {
        return Err(Failure::bad_field("email", "must be an email address"));
    }
    state.setup.take_email(attempt)
}

pub(super) fn response(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let body = call.json_object()?;
    let attempt = body.required_text("setupRequestID")?;
    let code = body.required_text("response")?;
    state.setup.take_code(attempt, code)
}

pub(super) fn register(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let body = call.json_object()?;
    let attempt = body.required_text("setupRequestID")?;
    let (lead_token, username) = (body.required_text("leadToken")?, body.required_text("username")?);
    if body.optional_flag("acceptTerms")? != Some(true) {
        return Err(Failure::bad_field("acceptTerms", "must be `true`"));
    }
    state.setup.register(attempt, lead_token, username)
}

pub(super) fn verify_recovery_key(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let body = call.json_object()?;
    let key = body.required_text("recoveryKey")?;
    state.setup.needs_sign_in_first()?;
    state.setup.unlock(key)?;
    Ok(json!({ "session": state.setup.to_json() }))
}

/// The new key is not in use before it is confirmed.
pub(super) fn create_reset(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let body = call.optional_json_object()?;
    let existing = body.optional_text("existingRecoveryKey")?;
    state.setup.needs_sign_in_first()?;
    let number = state.next("recovery-key") + 1;
    let key = state.setup.make_key(existing, number)?;
    Ok(json!({ "recoveryKey": key, "session": state.setup.to_json() }))
}

pub(super) fn confirm_reset(state: &mut State, call: &Call<'_>) -> Result<Value, Failure> {
    let body = call.json_object()?;
    let key = body.required_text("recoveryKey")?;
    state.setup.needs_sign_in_first()?;
    let now = state.tick();
    state.setup.confirm_key(key, now)?;
    Ok(json!({ "session": state.setup.to_json() }))
}

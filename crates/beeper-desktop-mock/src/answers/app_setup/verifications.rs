//! Answers about verifications of one device by another.

use serde_json::{Value, json};

use crate::answers::paging::items;
use crate::http::api_error::ApiError;
use crate::http::call::{Call, Members};
use crate::state::app_setup::verification::{Progress, QR_OF_OTHER_DEVICE, Verification, VerificationEnd};
use crate::state::store::State;

/// Lists the active verifications.
pub(in crate::answers) fn list(state: &State) -> Value {
    let active = state.setup.verifications.iter().filter(|it| it.is_active());
    items(active.map(|verification| verification.to_json(&state.setup.settings.user_id)))
}

pub(in crate::answers) fn create(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let (purpose, user_id) = (call.body().text("purpose"), call.body().text("userID"));
    state.setup.require_signed_in()?;
    let id = next_id(state);
    let id = state.setup.begin_verification(id, false, purpose, user_id).id.clone();
    shown(state, &id)
}

pub(in crate::answers) fn get(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    shown(state, call.param("verificationID")?)
}

pub(in crate::answers) fn accept(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    act(state, call, "accept", |it| it.progress = Progress::Ready)
}

pub(in crate::answers) fn cancel(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let code = call.body().text("code").unwrap_or("m.user");
    let reason = call.body().text("reason").unwrap_or("The verification was cancelled");
    act(state, call, "cancel", |it| {
        it.progress = Progress::Over(VerificationEnd::Cancelled {
            code: code.to_owned(),
            reason: reason.to_owned(),
        });
    })
}

pub(in crate::answers) fn start_sas(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    act(state, call, "sas.start", |it| {
        it.progress = Progress::Sas {
            here: false,
            there: false,
        };
    })
}

pub(in crate::answers) fn confirm_sas(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let waits = state.setup.settings.device_waits;
    act(state, call, "sas.confirm", |it| {
        it.confirm_here();
        if !waits {
            it.confirm_there();
        }
    })
}

pub(in crate::answers) fn confirm_qr_scanned(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    act(state, call, "qr.confirmScanned", Verification::confirm_here)
}

/// Continues the active verification, or begins a new one.
pub(in crate::answers) fn scan_qr(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    state.setup.require_signed_in()?;
    if call.body().text("data") != Some(QR_OF_OTHER_DEVICE) {
        return Err(ApiError::forbidden(
            "The QR code does not belong to a device that waits for verification",
        ));
    }
    let id = match state.setup.active_verification() {
        Some(active) => active.id.clone(),
        None => {
            let id = next_id(state);
            state.setup.begin_verification(id, false, None, None).id.clone()
        }
    };
    let waits = state.setup.settings.device_waits;
    let verification = state.setup.verification(&id)?;
    if !matches!(verification.progress, Progress::Requested | Progress::Ready) {
        return Err(ApiError::conflict(
            "The verification is in a state that does not allow this",
        ));
    }
    verification.progress = Progress::Scanned { by_other: false };
    if !waits {
        verification.confirm_there();
    }
    state.setup.apply_finished_verifications();
    shown(state, &id)
}

fn act(
    state: &mut State,
    call: &Call<'_>,
    action: &str,
    change: impl FnOnce(&mut Verification),
) -> Result<Value, ApiError> {
    let id = call.param("verificationID")?;
    let verification = state.setup.verification(id)?;
    verification.allows(action)?;
    change(verification);
    state.setup.apply_finished_verifications();
    shown(state, id)
}

fn shown(state: &mut State, id: &str) -> Result<Value, ApiError> {
    state.setup.verification(id)?;
    let verification = state.setup.verifications.iter().find(|it| it.id == id);
    Ok(json!({
        "verification": verification.map(|it| it.to_json(&state.setup.settings.user_id)),
        "session": state.setup.to_json(),
    }))
}

pub(crate) fn next_id(state: &mut State) -> String {
    format!("mock-verification-{}", state.next_number("verification"))
}

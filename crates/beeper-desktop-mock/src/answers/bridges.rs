//! Answers about accounts, bridges, logins and login sessions.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::answers::paging::items;
use crate::http::api_error::ApiError;
use crate::http::call::{Call, Members};
use crate::model::login_script::step::Fields;
use crate::model::properties::text;
use crate::state::login_sessions::StepAnswer;
use crate::state::login_sessions::submission::{StepCheckResult, Submission};
use crate::state::store::State;

pub(super) fn list_accounts(state: &State) -> Value {
    let accounts = state.accounts.iter();
    accounts.map(|it| state.account_json(it)).collect()
}

pub(super) fn get_account(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let account = state.account(call.param("accountID")?)?;
    Ok(state.account_json(account))
}

pub(super) fn list(state: &State) -> Value {
    items(state.bridges.iter().map(|it| state.bridge_json(it)))
}

pub(super) fn get(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let bridge = state.bridge(bridge_id(call)?)?;
    Ok(state.bridge_json(bridge))
}

pub(super) fn capabilities(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let bridge = state.bridge(bridge_id(call)?)?;
    Ok(bridge.capabilities.clone())
}

pub(super) fn flows(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let flows = state.bridge(bridge_id(call)?)?.flows.iter();
    Ok(items(flows.map(|flow| json!(flow.properties))))
}

pub(super) fn logins(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    state.logins_json(bridge_id(call)?).map(items)
}

pub(super) fn login(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let login = state.login(bridge_id(call)?, call.param("loginID")?)?;
    Ok(state.login_json(login))
}

pub(super) fn get_session(state: &State, call: &Call<'_>) -> Result<Value, ApiError> {
    let session = state.session(bridge_id(call)?, session_id(call)?)?;
    Ok(session.to_json())
}

pub(super) fn cancel_session(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    state.cancel_session(bridge_id(call)?, session_id(call)?)
}

fn bridge_id<'a>(call: &'a Call<'_>) -> Result<&'a str, ApiError> {
    call.param("bridgeID")
}

fn session_id<'a>(call: &'a Call<'_>) -> Result<&'a str, ApiError> {
    call.param("loginSessionID")
}

pub(super) fn remove_login(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let scope = call.body().text("scope").unwrap_or_default();
    let (bridge_id, login_id) = (bridge_id(call)?, call.param("loginID")?);

    let offered = &state.login_json(state.login(bridge_id, login_id)?)["removeScopes"];
    let offers = |scope: &str| {
        let scopes = offered.as_array();
        scopes.is_some_and(|scopes| scopes.iter().any(|it| it == scope))
    };
    if !offers(scope) {
        return Err(ApiError::forbidden("The login does not offer this `scope`"));
    }
    let affected = state.remove_login(bridge_id, login_id);
    Ok(json!({
        "bridgeID": bridge_id,
        "loginID": login_id,
        "scope": scope,
        "status": "removed",
        "affectedAccountIDs": affected,
    }))
}

pub(super) fn create_session(state: &mut State, call: &Call<'_>) -> Result<Value, ApiError> {
    let body = call.body();
    let flow_id = body.text("flowID");
    let login_id = body.text("loginID");
    let account_id = body.text("accountID");

    let bridge = state.bridge(bridge_id(call)?)?;
    let flow = bridge
        .flows
        .iter()
        .find(|flow| flow_id.is_none_or(|id| flow.id == id))
        .ok_or(ApiError::not_found("Login flow not found"))?;
    let reconnect = state.reconnect(&bridge.id, login_id, account_id)?;
    if reconnect.is_new_login() {
        refuse_new_login(text(&bridge.properties, "status"))?;
    }
    let (bridge_id, script) = (bridge.id.clone(), Arc::clone(&flow.script));
    state.start_session(&bridge_id, reconnect, script)
}

fn refuse_new_login(status: &str) -> Result<(), ApiError> {
    match status {
        "limit_reached" => Err(ApiError::new(
            403,
            "FI.MAU.BRIDGE.TOO_MANY_LOGINS",
            "The bridge does not accept more logins",
        )),
        "temporarily_unavailable" | "disabled" => Err(ApiError::new(
            403,
            "M_FORBIDDEN",
            "The bridge does not accept logins now",
        )),
        _ => Ok(()),
    }
}

pub(super) fn submit_step(
    state: &mut State,
    call: &Call<'_>,
    check_result: Option<&StepCheckResult>,
) -> Result<StepAnswer, ApiError> {
    let body = call.body();
    let texts = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    let fields: Fields = body.object("fields").into_iter().flatten().filter_map(texts).collect();
    let submission = Submission {
        step_id: call.param("stepID")?,
        kind: body.text("type").unwrap_or_default(),
        fields: &fields,
    };
    state.submit_step(
        bridge_id(call)?,
        call.param("loginSessionID")?,
        &submission,
        check_result,
    )
}

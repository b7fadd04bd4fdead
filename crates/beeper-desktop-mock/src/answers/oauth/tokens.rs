//! Revokes and describes tokens, and names their user.

use axum::http::HeaderMap;
use serde_json::{Value, json};

use crate::answers::endpoint_call::EndpointCall;
use crate::answers::info::app;
use crate::answers::oauth::errors::OAuthError;
use crate::http::bearer::bearer_token;
use crate::http::parameters::Parameters;
use crate::http::reply::Reply;
use crate::state::oauth::grants::Token;
use crate::state::store::State;

/// Revokes a token; answers 200 whatever the client sent, because RFC 7009 requires that for unknown tokens.
pub(crate) fn revoke(state: &mut State, headers: &HeaderMap, body: &[u8]) -> Reply {
    if let Ok(form) = Parameters::from_form(headers, body)
        && let Ok(token) = form.required("token")
    {
        state.oauth.revoke(token);
    }
    Reply::json(200, json!({}))
}

pub(crate) fn introspect(state: &State, call: &EndpointCall<'_>) -> Result<Reply, OAuthError> {
    let form = Parameters::from_form(call.headers, call.body)?;
    let text = form.required("token")?;
    let mut answer = json!({ "active": false });
    if let Some(token) = state.oauth.token(text.as_bytes()) {
        answer["active"] = json!(true);
        let mut description = describe(state, token, call.base_url);
        for &member in state.dialect.rules().oauth.introspection_members {
            if !description[member].is_null() {
                answer[member] = description[member].take();
            }
        }
    }
    Ok(Reply::json(200, answer).header("cache-control", "no-store"))
}

/// Returns all members with which a dialect may describe a token.
fn describe(state: &State, token: &Token, base_url: &str) -> Value {
    let clock = &state.oauth.clock;
    let issued_at = clock.unix_seconds(token.issued_at);
    json!({
        "app": app(),
        "aud": token.client_id,
        "client": { "id": token.client_id, "name": token.client_name },
        "client_id": token.client_id,
        "exp": token.expires_at.map(|expires_at| clock.unix_seconds(expires_at)),
        "iat": issued_at,
        "iss": base_url,
        "nbf": issued_at,
        "scope": token.scopes.to_string(),
        "sub": state.setup.settings.user_id,
        "token_type": "Bearer",
    })
}

pub(crate) fn user_info(state: &State, headers: &HeaderMap) -> Reply {
    let refusals = &state.dialect.rules().refusals;
    match bearer_token(headers) {
        None => refusals.missing_token.reply(),
        Some(token) if state.oauth.token(token).is_none() => refusals.wrong_token.reply(),
        Some(_) => Reply::json(200, json!({ "sub": state.setup.settings.user_id })),
    }
}

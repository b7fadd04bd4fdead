//! Exchanges a code for a token.

use axum::http::HeaderMap;
use serde_json::json;

use crate::answers::oauth::errors::OAuthError;
use crate::http::parameters::Parameters;
use crate::http::reply::Reply;
use crate::state::oauth::grants::Exchange;
use crate::state::oauth::pkce::is_verifier;
use crate::state::store::State;

/// Issues a token for a code. The first attempt uses up the code, even if it fails.
pub(crate) fn exchange(state: &mut State, headers: &HeaderMap, body: &[u8]) -> Result<Reply, OAuthError> {
    let form = Parameters::from_form(headers, body)?;
    let oauth = &mut state.oauth;
    let code = form.optional("code")?.map(|code| oauth.take_code(code));
    if form.required("grant_type")? != "authorization_code" {
        return Err(OAuthError::new(
            "unsupported_grant_type",
            "grant_type must be authorization_code",
        ));
    }
    form.required("code")?;
    let exchange = Exchange {
        client_id: form.required("client_id")?,
        redirect_uri: form.required("redirect_uri")?,
        verifier: form.required("code_verifier")?,
    };
    if !is_verifier(exchange.verifier) {
        return Err(OAuthError::new(
            "invalid_request",
            "code_verifier must have 43 to 128 unreserved characters",
        ));
    }
    let Some(code) = code.flatten() else {
        return Err(OAuthError::new(
            "invalid_grant",
            "The code is unknown, expired or already used",
        ));
    };
    let lifetime = oauth.token_lifetime;
    let Some(token) = oauth.issue_token(code, &exchange) else {
        return Err(OAuthError::new(
            "invalid_grant",
            "The code was issued to another program, address or verifier",
        ));
    };
    let mut answer = json!({
        "access_token": token.text,
        "token_type": "Bearer",
        "scope": token.scopes.to_string(),
    });
    if let Some(lifetime) = lifetime {
        answer["expires_in"] = json!(lifetime.as_secs());
    }
    Ok(Reply::json(200, answer)
        .header("cache-control", "no-store")
        .header("pragma", "no-cache"))
}

//! Registers a program.

use axum::http::HeaderMap;
use serde_json::{Map, Value, json};

use crate::answers::oauth::errors::{OAuthError, labelled};
use crate::http::parameters::has_media_type;
use crate::http::redirect_uri::RedirectUri;
use crate::http::reply::Reply;
use crate::state::oauth::registrations::Registration;
use crate::state::oauth::scopes::Scopes;
use crate::state::store::State;

pub(crate) fn register(state: &mut State, headers: &HeaderMap, body: &[u8]) -> Result<Reply, OAuthError> {
    let registration = read(headers, body)?;
    let mut answer = json!({
        "client_id_issued_at": state.oauth.clock.unix_seconds(state.oauth.clock.now()),
        "redirect_uris": registration.redirect_uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>(),
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "scope": registration.scopes.to_string(),
        "token_endpoint_auth_method": "none",
    });
    if let Some(name) = &registration.name {
        answer["client_name"] = json!(name);
    }
    answer["client_id"] = json!(state.oauth.registrations.add(registration));
    Ok(labelled(201, &answer, &state.dialect.rules().oauth))
}

fn read(headers: &HeaderMap, body: &[u8]) -> Result<Registration, OAuthError> {
    if !has_media_type(headers, "application/json") {
        return Err(invalid_metadata("The body must be application/json"));
    }
    let Ok(Value::Object(metadata)) = serde_json::from_slice(body) else {
        return Err(invalid_metadata("The body must be a JSON object"));
    };
    let redirect_uris = redirect_uris(&metadata)?;
    let name = match metadata.get("client_name") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name.clone()).filter(|name| !name.is_empty()),
        Some(_) => return Err(invalid_metadata("client_name must be a string")),
    };
    for (member, supported) in [("grant_types", "authorization_code"), ("response_types", "code")] {
        if metadata.get(member).is_some_and(|value| *value != json!([supported])) {
            return Err(match member {
                "grant_types" => invalid_metadata("grant_types must contain only authorization_code"),
                _ => invalid_metadata("response_types must contain only code"),
            });
        }
    }
    if metadata
        .get("token_endpoint_auth_method")
        .is_some_and(|method| method != "none")
    {
        return Err(invalid_metadata("token_endpoint_auth_method must be none"));
    }
    let scopes = match metadata.get("scope") {
        None => Some(Scopes::ALL),
        Some(scope) => scope.as_str().and_then(Scopes::parse),
    };
    Ok(Registration {
        name,
        redirect_uris,
        scopes: scopes.ok_or(invalid_metadata("scope must contain only read and write"))?,
    })
}

fn redirect_uris(metadata: &Map<String, Value>) -> Result<Vec<RedirectUri>, OAuthError> {
    const INVALID: OAuthError = OAuthError::new(
        "invalid_redirect_uri",
        "redirect_uris must contain addresses without fragments: https, http on this machine, or a scheme of the program",
    );
    let uris = metadata.get("redirect_uris").and_then(Value::as_array);
    let uris = uris.filter(|uris| !uris.is_empty()).ok_or(INVALID)?.iter();
    uris.map(|uri| uri.as_str().and_then(RedirectUri::parse).ok_or(INVALID))
        .collect()
}

const fn invalid_metadata(description: &'static str) -> OAuthError {
    OAuthError::new("invalid_client_metadata", description)
}

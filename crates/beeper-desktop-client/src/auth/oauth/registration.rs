//! Registers the program with the server (RFC 7591).

use serde::Deserialize;
use serde_json::json;

use crate::auth::oauth::endpoints::{Endpoint, Endpoints};
use crate::auth::oauth::error::OAuthError;
use crate::auth::oauth::error::kind::{OAuthErrorKind, OAuthStep};
use crate::auth::oauth::exchange::{post_json, send};
use crate::client::Client;

/// The longest client ID. Browsers and servers accept URLs of a few thousand characters.
const MAX_CLIENT_ID_LENGTH: usize = 1000;

/// The members of the response that are used.
#[derive(Deserialize)]
struct Registered {
    client_id: String,
}

/// Registers a public client, and returns its ID.
pub(super) async fn register(
    client: &Client,
    endpoints: &Endpoints,
    client_name: &str,
    redirect_uri: &str,
    scope: &str,
) -> Result<String, OAuthError> {
    let step = OAuthStep::Registration;
    let program = json!({
        "client_name": client_name,
        "redirect_uris": [redirect_uri],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "scope": scope,
        "token_endpoint_auth_method": "none",
    });
    let request = post_json(endpoints.url(Endpoint::Registration), &program);
    let answer = send(client, step, request).await?;
    if !answer.status.is_success() {
        let refusal = answer.refusal(client, step);
        return Err(refusal.with_kind(OAuthErrorKind::RegistrationRefused));
    }
    match answer.json::<Registered>() {
        Some(Registered { client_id }) if is_client_id(&client_id) => Ok(client_id),
        _ => Err(answer.invalid(
            client,
            step,
            "its `client_id` is missing, not a text, or too long for a URL",
        )),
    }
}

/// Returns whether a text is a valid client ID (RFC 6749, appendix A.1), and short enough for a URL.
pub(super) fn is_client_id(text: &str) -> bool {
    (1..=MAX_CLIENT_ID_LENGTH).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

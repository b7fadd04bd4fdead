//! Exchanges the code for an access token (RFC 6749, section 4.1.3), once.

use std::time::{Duration, SystemTime};

use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;

use crate::auth::oauth::error::OAuthError;
use crate::auth::oauth::error::kind::{OAuthErrorKind, OAuthStep};
use crate::auth::oauth::exchange::{Answer, post_form, send};
use crate::auth::tokens::access_token::AccessToken;
use crate::client::Client;
use crate::values::secret::Secret;

const STEP: OAuthStep = OAuthStep::Exchange;

/// A hundred years; a longer lifetime is treated as none.
const LONGEST_LIFETIME: f64 = 100.0 * 366.0 * 24.0 * 60.0 * 60.0;

/// The parameters of the exchange except for the code.
pub(super) struct TokenRequest {
    pub(super) url: Url,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) verifier: Secret,
    /// The scope that was asked for.
    pub(super) scope: String,
}

/// The members of the response that are used.
#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    token_type: String,
    scope: Option<String>,
}

/// A member that is decoded separately, because it may be malformed.
#[derive(Deserialize)]
struct Lifetime {
    expires_in: Value,
}

/// Sends the code. The code counts as used, whatever the result is.
pub(super) async fn exchange(client: &Client, request: TokenRequest, code: Secret) -> Result<AccessToken, OAuthError> {
    let form = post_form(
        request.url.clone(),
        &[
            ("grant_type", "authorization_code"),
            ("client_id", &request.client_id),
            ("code", code.expose()),
            ("code_verifier", request.verifier.expose()),
            ("redirect_uri", &request.redirect_uri),
        ],
    );
    let answer = send(client, STEP, form).await;
    let answer = answer.map_err(|error| match error.kind() {
        OAuthErrorKind::Interrupted => error.with_kind(OAuthErrorKind::ExchangeUnclear),
        _ => error,
    })?;
    if answer.status.is_success() {
        return access_token(client, &answer, request);
    }
    let refusal = answer.refusal(client, STEP);
    match answer.status.is_server_error() {
        true => Err(refusal.with_kind(OAuthErrorKind::ExchangeUnclear)),
        false => Err(refusal),
    }
}

fn access_token(client: &Client, answer: &Answer, request: TokenRequest) -> Result<AccessToken, OAuthError> {
    let invalid = |reason| Err(answer.invalid(client, STEP, reason));
    let Some(token) = answer.json::<TokenAnswer>() else {
        return invalid("it must be an object with the texts `access_token`, `token_type` and optionally `scope`");
    };
    if !token.token_type.eq_ignore_ascii_case("Bearer") {
        return invalid("`token_type` is not `Bearer`");
    }
    // If the server does not send the scope, the token has the requested one.
    let scope = token.scope.unwrap_or(request.scope);
    let mut access_token = AccessToken::new(token.access_token)
        .with_client_id(request.client_id)
        .with_scope(scope);
    if !access_token.is_valid() {
        return invalid("`access_token` is empty, or contains characters that are not valid in a header");
    }
    let lifetime = answer.json::<Lifetime>().and_then(|it| lifetime(&it.expires_in));
    if let Some(end) = lifetime.and_then(|it| end_of(it, client.clock().wall_time())) {
        access_token = access_token.with_expiry(end);
    }
    Ok(access_token)
}

/// Reads the lifetime of a token in seconds: a number, or a text with a number. Other values are ignored.
fn lifetime(expires_in: &Value) -> Option<Duration> {
    let seconds = match expires_in {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    let is_sensible = seconds > 0.0 && seconds <= LONGEST_LIFETIME;
    is_sensible.then(|| Duration::try_from_secs_f64(seconds).ok()).flatten()
}

fn end_of(lifetime: Duration, now: SystemTime) -> Option<SystemTime> {
    now.checked_add(lifetime)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_lifetime_is_a_number_of_seconds_and_never_overflows() {
        for (expires_in, seconds) in [
            (json!(86400), Some(86400.0)),
            (json!(1.5), Some(1.5)),
            (json!("3600"), Some(3600.0)),
            (json!(" 3600.0 "), Some(3600.0)),
            (json!(1e3), Some(1000.0)),
            (json!(0), None),
            (json!(-1), None),
            (json!("-86400"), None),
            (json!(i64::MAX), None),
            (json!(u64::MAX), None),
            (json!(1e300), None),
            (json!("1e999"), None),
            (json!("inf"), None),
            (json!("NaN"), None),
            (json!("soon"), None),
            (json!(""), None),
            (json!(null), None),
            (json!(true), None),
            (json!([60]), None),
        ] {
            let expected = seconds.map(Duration::from_secs_f64);
            assert_eq!(lifetime(&expires_in), expected, "{expires_in}");
        }
        assert!(end_of(Duration::from_secs_f64(LONGEST_LIFETIME), SystemTime::now()).is_some());
    }
}

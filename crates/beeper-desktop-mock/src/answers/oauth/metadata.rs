//! The metadata that lists the OAuth endpoints and what they support.

use serde_json::{Map, Value, json};

use crate::dialect::rules::OAuthRules;
use crate::http::endpoint::Endpoint;
use crate::http::reply::Reply;
use crate::state::oauth::scopes::Scopes;

/// Describes the server that issues tokens.
pub(crate) fn server(rules: &OAuthRules, base_url: &str) -> Reply {
    let mut metadata = addresses(rules.metadata_endpoints, base_url);
    let supported = json!({
        "issuer": base_url,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": Scopes::NAMES,
    });
    if let Value::Object(supported) = supported {
        metadata.extend(supported);
    }
    Reply::json(200, Value::Object(metadata))
}

/// Describes the API, which requires tokens.
pub(crate) fn resource(base_url: &str) -> Reply {
    let metadata = json!({
        "resource": base_url,
        "authorization_servers": [base_url],
        "bearer_methods_supported": ["header"],
        "scopes_supported": Scopes::NAMES,
    });
    Reply::json(200, metadata)
}

/// Returns the addresses of endpoints by their names in OAuth.
pub(crate) fn addresses(endpoints: &[Endpoint], base_url: &str) -> Map<String, Value> {
    let named = endpoints.iter().filter_map(|it| Some((it.oauth_name()?, it.path())));
    named
        .map(|(name, path)| (name.to_owned(), json!(format!("{base_url}{path}"))))
        .collect()
}

//! The endpoints of the server: those that it names if they are on the same server, and the usual ones otherwise.

pub(crate) mod issuer;

use std::time::Duration;

use reqwest::Url;
use serde_json::{Map, Value};

use crate::auth::oauth::endpoints::issuer::{ExpectedIssuer, is_bare};
use crate::auth::oauth::error::OAuthError;
use crate::auth::oauth::error::kind::{OAuthErrorKind, OAuthStep};
use crate::auth::oauth::exchange::{get, send};
use crate::auth::oauth::time_limit::within;
use crate::client::Client;
use crate::client::origin::Origin;
use crate::runtime::request::address::Address;

/// The server's information, and its metadata (RFC 8414).
const INFO: &str = "/v1/info";
const METADATA: &str = "/.well-known/oauth-authorization-server";

/// The time limit for each of the two documents. If they do not arrive, the usual paths are used.
const LIMIT: Duration = Duration::from_secs(5);

/// Parameters that the query of an endpoint may not contain: they would occur twice, or change the request.
const OWN_PARAMETERS: [&str; 16] = [
    "client_id",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "error",
    "grant_type",
    "redirect_uri",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "token",
    "token_type_hint",
];

/// An endpoint of OAuth.
#[derive(Clone, Copy, Debug)]
pub(super) enum Endpoint {
    Authorization,
    Registration,
    Token,
    Revocation,
    Introspection,
}

impl Endpoint {
    /// Returns its name in the server's documents, and its usual path.
    fn name_and_path(self) -> (&'static str, &'static str) {
        match self {
            Self::Authorization => ("authorization_endpoint", "/oauth/authorize"),
            Self::Registration => ("registration_endpoint", "/oauth/register"),
            Self::Token => ("token_endpoint", "/oauth/token"),
            Self::Revocation => ("revocation_endpoint", "/oauth/revoke"),
            Self::Introspection => ("introspection_endpoint", "/oauth/introspect"),
        }
    }
}

/// What a server's documents say about its endpoints.
pub(super) struct Endpoints {
    address: Address,
    /// The endpoints that `/v1/info` names.
    info: Map<String, Value>,
    metadata: Map<String, Value>,
}

impl Endpoints {
    /// Fetches the server's documents. Fails only if no server responds; a document that cannot be read is ignored.
    pub(super) async fn look_up(client: &Client, step: OAuthStep) -> Result<Self, OAuthError> {
        let info = document(client, step, INFO).await?;
        let metadata = document(client, step, METADATA).await?;
        Ok(Self::new(client.shared().address.clone(), info, metadata))
    }

    fn new(address: Address, info: Option<Value>, metadata: Option<Value>) -> Self {
        let info = info.and_then(|mut info| match info.pointer_mut("/endpoints/oauth")?.take() {
            Value::Object(members) => Some(members),
            _ => None,
        });
        let metadata = metadata.and_then(|metadata| match metadata {
            Value::Object(members) => Some(members),
            _ => None,
        });
        let is_own = |members: &Map<String, Value>| is_own_metadata(&address, members);
        Self {
            info: info.unwrap_or_default(),
            metadata: metadata.filter(is_own).unwrap_or_default(),
            address,
        }
    }

    /// Returns the address of an endpoint, which is always on the server that the client calls.
    pub(super) fn url(&self, endpoint: Endpoint) -> Url {
        let (name, path) = endpoint.name_and_path();
        let named = [&self.info, &self.metadata].into_iter().find_map(|members| {
            let text = members.get(name)?.as_str()?;
            self.own_url(text)
        });
        named.unwrap_or_else(|| self.address.of_encoded(path))
    }

    /// Returns the path and query of an endpoint that the server names, to be called on the same server.
    ///
    /// Returns `None` if the endpoint is on another server.
    fn own_url(&self, text: &str) -> Option<Url> {
        let base = self.address.base();
        let url = Some(text).filter(|text| !text.is_empty())?;
        let url = base.join(url).ok()?;
        let sets_own = url.query_pairs().any(|(name, _)| OWN_PARAMETERS.contains(&&*name));
        if Origin::of(base) != Origin::of(&url) || !is_bare(&url) || sets_own {
            return None;
        }
        let prefix = base.path().trim_end_matches('/');
        let path = match url.path().strip_prefix(prefix) {
            Some(below) if below.starts_with('/') => below,
            _ => url.path(),
        };
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        Some(self.address.of_encoded(&format!("{path}{query}")))
    }

    /// Returns an error if the server lists methods of PKCE without `S256`, the safe one.
    pub(super) fn check_s256(&self) -> Result<(), OAuthError> {
        let Some(Value::Array(methods)) = self.metadata.get("code_challenge_methods_supported") else {
            return Ok(());
        };
        match methods.iter().any(|method| method == "S256") {
            true => Ok(()),
            false => Err(OAuthError::new(OAuthErrorKind::S256NotSupported)),
        }
    }

    /// Returns what the callback has to contain about its server.
    pub(super) fn expected_issuer(&self) -> ExpectedIssuer {
        let promise = "authorization_response_iss_parameter_supported";
        ExpectedIssuer::new(
            self.address.base().clone(),
            self.metadata.get("issuer").and_then(issuer_url),
            self.metadata.get(promise) == Some(&Value::Bool(true)),
        )
    }
}

/// Fetches a document of the server. Returns `None` if it has no readable one, and fails if no server responds.
async fn document(client: &Client, step: OAuthStep, path: &str) -> Result<Option<Value>, OAuthError> {
    let request = get(client.shared().address.of_encoded(path));
    match within(&mut client.clock().alarm(LIMIT), send(client, step, request)).await {
        Some(Ok(answer)) if answer.status.is_success() => Ok(answer.json()),
        Some(Err(error)) if *error.kind() == OAuthErrorKind::Connect => Err(error),
        _ => Ok(None),
    }
}

/// Returns whether metadata is about the called server. Metadata with another issuer is not used at all.
fn is_own_metadata(address: &Address, metadata: &Map<String, Value>) -> bool {
    match metadata.get("issuer") {
        None => true,
        Some(issuer) => issuer_url(issuer).is_some_and(|issuer| Origin::of(address.base()) == Origin::of(&issuer)),
    }
}

fn issuer_url(issuer: &Value) -> Option<Url> {
    let url = Url::parse(issuer.as_str()?).ok()?;
    (is_bare(&url) && url.query().is_none()).then_some(url)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn endpoints(base: &str, info: Option<Value>, metadata: Option<Value>) -> Endpoints {
        Endpoints::new(Address::new(Url::parse(base).unwrap()), info, metadata)
    }

    /// Returns the token endpoint that is used if the server names this one.
    fn token(base: &str, named: impl Into<Value>) -> String {
        let info = json!({"endpoints": {"oauth": {"token_endpoint": named.into()}}});
        endpoints(base, Some(info), None).url(Endpoint::Token).into()
    }

    #[test]
    fn endpoints_come_from_the_info_then_from_the_metadata_then_from_the_usual_paths() {
        let base = "http://127.0.0.1:23373";
        let info = json!({"endpoints": {"oauth": {"token_endpoint": format!("{base}/info/token")}}});
        let metadata = json!({
            "issuer": base,
            "token_endpoint": format!("{base}/meta/token"),
            "revocation_endpoint": format!("{base}/meta/revoke"),
        });
        let endpoints = endpoints(base, Some(info), Some(metadata));
        for (endpoint, path) in [
            (Endpoint::Token, "/info/token"),
            (Endpoint::Revocation, "/meta/revoke"),
            (Endpoint::Introspection, "/oauth/introspect"),
            (Endpoint::Authorization, "/oauth/authorize"),
            (Endpoint::Registration, "/oauth/register"),
        ] {
            assert_eq!(endpoints.url(endpoint).as_str(), format!("{base}{path}"));
        }
    }

    #[test]
    fn an_endpoint_of_the_same_server_is_called_at_the_address_of_the_client() {
        let (ip, name) = ("http://127.0.0.1:23373", "http://localhost:23373");
        for (base, named, expected) in [
            (ip, "http://127.0.0.1:23373/t", "http://127.0.0.1:23373/t"),
            (ip, "http://localhost:23373/t?a=b", "http://127.0.0.1:23373/t?a=b"),
            (ip, "http://[::1]:23373/t", "http://127.0.0.1:23373/t"),
            (ip, "HTTP://LOCALHOST:23373/t", "http://127.0.0.1:23373/t"),
            (name, "http://127.0.0.1:23373/t", "http://localhost:23373/t"),
            (ip, "/t", "http://127.0.0.1:23373/t"),
            (
                "https://desktop.example",
                "https://desktop.example:443/t",
                "https://desktop.example/t",
            ),
            ("http://h:1/beeper", "http://h:1/beeper/t", "http://h:1/beeper/t"),
            ("http://h:1/beeper", "http://h:1/t", "http://h:1/beeper/t"),
            (
                "http://h:1/beeper",
                "http://h:1/beepers/t",
                "http://h:1/beeper/beepers/t",
            ),
            (ip, "http://127.0.0.1:23373/a/../t", "http://127.0.0.1:23373/t"),
            (
                ip,
                "http://127.0.0.1:23373//evil.example/t",
                "http://127.0.0.1:23373//evil.example/t",
            ),
            (
                ip,
                "http://127.0.0.1:23373\\@evil.example/",
                "http://127.0.0.1:23373/@evil.example/",
            ),
        ] {
            assert_eq!(token(base, named), expected, "{named} at {base}");
        }
    }

    #[test]
    fn an_endpoint_of_another_server_is_ignored() {
        let base = "http://127.0.0.1:23373";
        for named in [
            json!("http://evil.example/oauth/token"),
            json!("//evil.example/oauth/token"),
            json!("\\\\evil.example/oauth/token"),
            json!("http://127.0.0.1:23374/oauth/token"),
            json!("http://127.0.0.1/oauth/token"),
            json!("https://127.0.0.1:23373/oauth/token"),
            json!("ws://127.0.0.1:23373/oauth/token"),
            json!("http://127.0.0.2:23373/oauth/token"),
            json!("http://localhost.evil.example:23373/t"),
            json!("http://127.0.0.1:23373@evil.example/t"),
            json!("http://user@127.0.0.1:23373/t"),
            json!("http://:p@127.0.0.1:23373/t"),
            json!("http://127.0.0.1:23373/t#fragment"),
            json!("http://127.0.0.1:23373/t?code=x"),
            json!("http://127.0.0.1:23373/t?redirect%5Furi=x"),
            json!("javascript:alert(1)"),
            json!("data:text/html,x"),
            json!("file:///etc/passwd"),
            json!("http://["),
            json!(""),
            json!(7),
            json!(null),
            json!(["http://127.0.0.1:23373/t"]),
        ] {
            assert_eq!(
                token(base, named.clone()),
                "http://127.0.0.1:23373/oauth/token",
                "{named}"
            );
        }
        assert_eq!(
            token("http://desktop.example:1", "http://localhost:1/t"),
            "http://desktop.example:1/oauth/token"
        );
    }

    #[test]
    fn metadata_of_another_issuer_is_not_used() {
        let base = "http://127.0.0.1:23373";
        for (issuer, is_used) in [
            (json!("http://127.0.0.1:23373"), true),
            (json!("http://localhost:23373/"), true),
            (json!("http://evil.example"), false),
            (json!("http://127.0.0.1:23374"), false),
            (json!("http://127.0.0.1:23373/?x"), false),
            (json!("127.0.0.1:23373"), false),
            (json!(7), false),
        ] {
            let metadata = json!({
                "issuer": issuer,
                "token_endpoint": "/t",
                "code_challenge_methods_supported": ["plain"],
                "authorization_response_iss_parameter_supported": true,
            });
            let endpoints = endpoints(base, None, Some(metadata));
            let path = if is_used { "/t" } else { "/oauth/token" };
            assert_eq!(endpoints.url(Endpoint::Token).path(), path, "{issuer}");
            assert_eq!(endpoints.check_s256().is_err(), is_used, "{issuer}");
            assert_eq!(!endpoints.expected_issuer().is(None), is_used, "{issuer}");
        }
    }

    #[test]
    fn pkce_is_refused_only_where_the_server_says_that_it_lacks_s256() {
        for (methods, is_fine) in [
            (json!(["S256"]), true),
            (json!(["plain", "S256"]), true),
            (json!(["plain"]), false),
            (json!(["s256"]), false),
            (json!([]), false),
            (json!(null), true),
        ] {
            let metadata = json!({"code_challenge_methods_supported": methods});
            let endpoints = endpoints("http://127.0.0.1:1", None, Some(metadata));
            assert_eq!(endpoints.check_s256().is_ok(), is_fine, "{methods}");
        }
        assert!(endpoints("http://127.0.0.1:1", None, None).check_s256().is_ok());
    }

    #[test]
    fn documents_that_are_none_lead_to_the_usual_paths() {
        for document in [
            json!(null),
            json!([]),
            json!("x"),
            json!({"endpoints": []}),
            json!({"endpoints": {"oauth": 1}}),
        ] {
            let endpoints = endpoints("http://127.0.0.1:1/p", Some(document.clone()), Some(document));
            assert_eq!(
                endpoints.url(Endpoint::Registration).as_str(),
                "http://127.0.0.1:1/p/oauth/register"
            );
        }
    }
}

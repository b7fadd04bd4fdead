//! Authorization: the page that a program opens in the browser, and the person's decision.

use axum::http::HeaderMap;

use crate::answers::oauth::pages;
use crate::http::endpoint::Endpoint;
use crate::http::parameters::{ParameterError, Parameters};
use crate::http::redirect_uri::RedirectUri;
use crate::http::reply::Reply;
use crate::model::consent::Consent;
use crate::state::oauth::grants::AuthorizationRequest;
use crate::state::oauth::pkce::Challenge;
use crate::state::oauth::scopes::Scopes;
use crate::state::store::State;

/// Approves or denies a request at once, or asks a person.
///
/// It shows mistakes to the person and does not report them to the program.
pub(crate) fn authorize(state: &mut State, query: &str) -> Reply {
    let request = match read(state, query) {
        Ok(request) => request,
        Err(mistake) => return pages::mistake(&mistake),
    };
    match state.oauth.consent {
        Consent::Ask if state.dialect.has(Endpoint::Consent) => {
            let secret = state.oauth.ask(request.clone());
            pages::consent(&request, &secret)
        }
        Consent::Ask | Consent::Approve => redirect(state, request, Some(Scopes::ALL)),
        Consent::ApproveReading => redirect(state, request, Some(Scopes::READ)),
        Consent::Deny => redirect(state, request, None),
    }
}

/// Carries out a person's decision, once per page.
pub(crate) fn decide(state: &mut State, headers: &HeaderMap, body: &[u8]) -> Reply {
    let (granted, secret) = match read_decision(headers, body) {
        Ok(decision) => decision,
        Err(mistake) => return pages::mistake(&mistake),
    };
    match state.oauth.take_asked(&secret) {
        Some(request) => redirect(state, request, granted),
        None => pages::mistake("This page was already answered, or the server did not issue it"),
    }
}

/// Returns the granted scopes, or `None` if the person denied them, and the secret of the consent page.
fn read_decision(headers: &HeaderMap, body: &[u8]) -> Result<(Option<Scopes>, String), String> {
    let form = Parameters::from_form(headers, body).map_err(text)?;
    let granted = match form.required("decision").map_err(text)? {
        "approve" => Some(Scopes::ALL),
        "deny" => None,
        _ => return Err("decision must be approve or deny".to_owned()),
    };
    let secret = form.required("request").map_err(text)?;
    Ok((granted, secret.to_owned()))
}

fn redirect(state: &mut State, request: AuthorizationRequest, granted: Option<Scopes>) -> Reply {
    let scopes = granted.map(|granted| request.scopes.limited_to(granted));
    let (redirect_uri, program_state) = (request.redirect_uri.clone(), request.state.clone());
    let code;
    let mut parameters = match scopes.filter(|scopes| scopes.is_any()) {
        Some(scopes) => {
            code = state.oauth.issue_code(request, scopes);
            vec![("code", code.as_str())]
        }
        None => vec![("error", "access_denied")],
    };
    parameters.extend(program_state.as_deref().map(|state| ("state", state)));
    let reply = Reply::redirect(302, &redirect_uri.with(&parameters));
    reply
        .header("cache-control", "no-store")
        .header("referrer-policy", "no-referrer")
}

/// Reads and checks the parameters of an authorization request.
fn read(state: &State, query: &str) -> Result<AuthorizationRequest, String> {
    let parameters = Parameters::from_query(query).map_err(text)?;
    let client_id = parameters.required("client_id").map_err(text)?;
    let registration = state.oauth.registrations.get(client_id);
    let redirect_uri = parameters.required("redirect_uri").map_err(text)?;
    // The address must match exactly: with another port or path it is another address.
    let is_registered = registration.is_none_or(|registration| {
        registration
            .redirect_uris
            .iter()
            .any(|uri| uri.as_str() == redirect_uri)
    });
    let redirect_uri = RedirectUri::parse(redirect_uri)
        .filter(|_| is_registered)
        .ok_or("redirect_uri is not a valid address of this program")?;
    if parameters.required("response_type").map_err(text)? != "code" {
        return Err("response_type must be code".to_owned());
    }
    if parameters.required("code_challenge_method").map_err(text)? != "S256" {
        return Err("code_challenge_method must be S256".to_owned());
    }
    let challenge = parameters.required("code_challenge").map_err(text)?;
    let challenge = Challenge::parse(challenge).ok_or("code_challenge must be a SHA-256 hash in base64url")?;
    let scopes = match parameters.optional("scope").map_err(text)? {
        Some(scope) => Scopes::parse(scope).ok_or("scope must contain only read and write")?,
        None => registration.map_or(Scopes::READ, |registration| registration.scopes),
    };
    if registration.is_some_and(|registration| !registration.scopes.contains(scopes)) {
        return Err("scope asks for more than the program registered for".to_owned());
    }
    Ok(AuthorizationRequest {
        client_id: client_id.to_owned(),
        client_name: registration.and_then(|registration| registration.name.clone()),
        redirect_uri,
        scopes,
        state: parameters.optional("state").map_err(text)?.map(str::to_owned),
        challenge,
    })
}

fn text(error: ParameterError) -> String {
    error.to_string()
}

//! Authorization: what a browser is sent to, and a person's decision.

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

/// Approves or denies at once, or asks the person. A mistake is shown to the person, and the program hears nothing of it.
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

/// Takes a person's decision, once.
pub(crate) fn decide(state: &mut State, headers: &HeaderMap, body: &[u8]) -> Reply {
    let (granted, secret) = match read_decision(headers, body) {
        Ok(decision) => decision,
        Err(mistake) => return pages::mistake(&mistake),
    };
    match state.oauth.take_asked(&secret) {
        Some(request) => redirect(state, request, granted),
        None => pages::mistake("This page was answered already, or comes from elsewhere"),
    }
}

/// Returns what is granted, if anything, and the secret of the page that was asked on.
fn read_decision(headers: &HeaderMap, body: &[u8]) -> Result<(Option<Scopes>, String), String> {
    let form = Parameters::from_form(headers, body).map_err(text)?;
    let granted = match form.required("decision").map_err(text)? {
        "approve" => Some(Scopes::ALL),
        "deny" => None,
        _ => return Err("decision has to be approve or deny".to_owned()),
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

/// Checks everything that a program asks for.
fn read(state: &State, query: &str) -> Result<AuthorizationRequest, String> {
    let parameters = Parameters::from_query(query).map_err(text)?;
    let client_id = parameters.required("client_id").map_err(text)?;
    let registration = state.oauth.registrations.get(client_id);
    let redirect_uri = parameters.required("redirect_uri").map_err(text)?;
    // Letter by letter: another port or path is another address.
    let is_registered = registration.is_none_or(|registration| {
        registration
            .redirect_uris
            .iter()
            .any(|uri| uri.as_str() == redirect_uri)
    });
    let redirect_uri = RedirectUri::parse(redirect_uri)
        .filter(|_| is_registered)
        .ok_or("redirect_uri is not an address of this program")?;
    if parameters.required("response_type").map_err(text)? != "code" {
        return Err("response_type has to be code".to_owned());
    }
    if parameters.required("code_challenge_method").map_err(text)? != "S256" {
        return Err("code_challenge_method has to be S256".to_owned());
    }
    let challenge = parameters.required("code_challenge").map_err(text)?;
    let challenge = Challenge::parse(challenge).ok_or("code_challenge is no hash of a verifier")?;
    let scopes = match parameters.optional("scope").map_err(text)? {
        Some(scope) => Scopes::parse(scope).ok_or("scope may hold read and write")?,
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

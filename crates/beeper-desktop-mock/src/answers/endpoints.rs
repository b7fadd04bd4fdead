//! Answers the endpoints that are not operations.

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::header::{SEC_WEBSOCKET_VERSION, UPGRADE};

use crate::answers::endpoint_call::EndpointCall;
use crate::answers::oauth::{authorization, exchange, metadata, registration, tokens};
use crate::dialect::refusal::Refusals;
use crate::http::endpoint::Endpoint;
use crate::http::handshake::{HandshakeError, VERSION, accept};
use crate::http::reply::Reply;
use crate::state::store::State;

pub(crate) fn answer_endpoint(state: &mut State, call: &EndpointCall<'_>) -> Reply {
    let rules = state.dialect.rules();
    match call.endpoint {
        Endpoint::Spec => spec(call.spec.cloned().unwrap_or_default()),
        Endpoint::Events => handshake(&rules.refusals, call.headers),
        Endpoint::ServerMetadata => metadata::server(&rules.oauth, call.base_url),
        Endpoint::ResourceMetadata => metadata::resource(call.base_url),
        Endpoint::Register => {
            registration::register(state, call.headers, call.body).unwrap_or_else(|error| error.reply(&rules.oauth))
        }
        Endpoint::Authorize => authorization::authorize(state, call.query),
        Endpoint::Consent => authorization::decide(state, call.headers, call.body),
        Endpoint::Token => {
            exchange::exchange(state, call.headers, call.body).unwrap_or_else(|error| error.reply(&rules.oauth))
        }
        Endpoint::Revoke => tokens::revoke(state, call.headers, call.body),
        Endpoint::Introspect => tokens::introspect(state, call).unwrap_or_else(|error| error.reply(&rules.oauth)),
        Endpoint::UserInfo => tokens::user_info(state, call.headers),
    }
}

/// Accepts or refuses a WebSocket handshake.
fn handshake(refusals: &Refusals, headers: &HeaderMap) -> Reply {
    match accept(headers) {
        Ok(accepted) => accepted,
        Err(HandshakeError::NoUpgrade) => refusals
            .no_upgrade
            .reply()
            .header(UPGRADE.as_str(), "websocket")
            .header(SEC_WEBSOCKET_VERSION.as_str(), VERSION),
        Err(HandshakeError::NoKey) => refusals.no_websocket_key.reply(),
    }
}

fn spec(spec: Bytes) -> Reply {
    let is_json = spec.trim_ascii_start().starts_with(b"{");
    let kind = if is_json {
        "application/json"
    } else {
        "application/yaml"
    };
    Reply::shared(200, spec).header("content-type", kind)
}

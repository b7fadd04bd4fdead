//! The server that the API's description describes. Its answers are what the state says.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::refusal::{Refusal, Refusals};
use super::{MessageLists, Rules};
use crate::Operation;
use crate::front::SPEC_PATH;
use crate::model::{DEFAULT_ACCOUNT, MockMessage};
use crate::paging::Cursors;
use crate::reply::Failure;
use crate::state::{State, message_key};

pub(super) static RULES: Rules = Rules {
    name: "current",
    operations: Operation::ALL,
    version_header: Some("X-Beeper-Desktop-Version"),
    endpoints,
    refusals: Refusals {
        unknown_path: Refusal::error(404, "M_UNRECOGNIZED", "No such path"),
        wrong_method: Refusal::error(405, "M_UNRECOGNIZED", "No such method here"),
        missing_token: Refusal::error(401, "M_MISSING_TOKEN", "Missing access token"),
        wrong_token: Refusal::error(401, "M_UNKNOWN_TOKEN", "Unknown access token"),
        missing_scope: Refusal::error(403, "M_FORBIDDEN", "The scope of the access token does not allow this"),
    },
    error_body: Failure::to_json,
    messages: MessageLists {
        page_size: 25,
        cursors: Cursors::OPAQUE,
        listed: messages_alone,
        place: message_key,
        sort_key: MockMessage::sort_key,
    },
    account_id: DEFAULT_ACCOUNT,
    shapes: &[],
};

fn endpoints(base_url: &str, addr: SocketAddr) -> Value {
    let at = |path: &str| format!("{base_url}{path}");
    json!({
        "mcp": at("/v0/mcp"),
        "oauth": {
            "authorization_endpoint": at("/oauth/authorize"),
            "introspection_endpoint": at("/oauth/introspect"),
            "registration_endpoint": at("/oauth/register"),
            "revocation_endpoint": at("/oauth/revoke"),
            "token_endpoint": at("/oauth/token"),
            "userinfo_endpoint": at("/oauth/userinfo"),
        },
        "spec": at(SPEC_PATH),
        "ws_events": format!("ws://{addr}/v1/ws"),
    })
}

fn messages_alone<'a>(state: &'a State, chat_id: &str) -> Vec<&'a MockMessage> {
    state.messages_of(chat_id).collect()
}

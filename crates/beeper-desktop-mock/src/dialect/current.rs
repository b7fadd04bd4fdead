//! The dialect of the API's description, which writes answers exactly as the state does.

use crate::dialect::cursors::Cursors;
use crate::dialect::live::{LiveRules, text};
use crate::dialect::refusal::{Refusal, Refusals};
use crate::dialect::rules::{DialectRules, MessageLists, OAuthRules};
use crate::generated::Operation;
use crate::http::api_error::ApiError;
use crate::http::endpoint::Endpoint;
use crate::model::account::DEFAULT_ACCOUNT;
use crate::model::message::MockMessage;

pub(super) static RULES: DialectRules = DialectRules {
    name: "current",
    operations: Operation::ALL,
    endpoints: Endpoint::ALL,
    version_header: Some("X-Beeper-Desktop-Version"),
    refusals: Refusals {
        unknown_path: Refusal::error(404, "M_UNRECOGNIZED", "No such path"),
        wrong_method: Refusal::error(405, "M_UNRECOGNIZED", "Method not allowed"),
        missing_token: UNAUTHORIZED,
        wrong_token: UNAUTHORIZED,
        missing_scope: Refusal::error(403, "M_FORBIDDEN", "The scope of the access token does not allow this"),
        no_upgrade: Refusal::error(426, "M_UNRECOGNIZED", "This path accepts only WebSocket handshakes"),
        no_websocket_key: Refusal::error(400, "M_INVALID_PARAM", "The handshake has no valid Sec-WebSocket-Key"),
    },
    error_body: ApiError::to_json,
    messages: MessageLists {
        page_size: 25,
        cursors: Cursors::OPAQUE,
        lists_reactions: false,
        position: MockMessage::list_key,
        sort_key: MockMessage::sort_key,
    },
    oauth: OAuthRules {
        metadata_endpoints: Endpoint::ALL,
        token_lifetime: None,
        media_type: "application/json",
        introspection_members: &["scope", "client_id", "exp", "app", "client"],
    },
    live: LiveRules {
        has_app_state: true,
        frame_end: "",
        time: text,
        chat_comes_first: false,
        announces_removed_reactions: false,
        repeats_newest_after_deletion: false,
        entry_format: None,
    },
    account_id: DEFAULT_ACCOUNT,
    formats: &[],
};

/// The refusal of a missing token and of a wrong one, which the server does not distinguish.
const UNAUTHORIZED: Refusal = Refusal::error(401, "unauthorized", "Unauthorized: Invalid or missing token");

//! The server that the API's description describes. Its answers are what the state says.

use super::refusal::{Refusal, Refusals};
use super::{MessageLists, Rules};
use crate::answers::paging::Cursors;
use crate::generated::Operation;
use crate::http::reply::Failure;
use crate::model::{DEFAULT_ACCOUNT, MockMessage};
use crate::state::messages::message_key;
use crate::state::store::State;

pub(super) static RULES: Rules = Rules {
    name: "current",
    operations: Operation::ALL,
    version_header: Some("X-Beeper-Desktop-Version"),
    refusals: Refusals {
        unknown_path: Refusal::error(404, "M_UNRECOGNIZED", "No such path"),
        wrong_method: Refusal::error(405, "M_UNRECOGNIZED", "No such method here"),
        missing_token: UNAUTHORIZED,
        wrong_token: UNAUTHORIZED,
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

/// It does not say which of the two it is.
const UNAUTHORIZED: Refusal = Refusal::error(401, "unauthorized", "Unauthorized: Invalid or missing token");

fn messages_alone<'a>(state: &'a State, chat_id: &str) -> Vec<&'a MockMessage> {
    state.messages_of(chat_id).collect()
}

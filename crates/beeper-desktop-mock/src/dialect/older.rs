//! The dialect of older releases and of independent servers.

mod formats;

use std::time::Duration;

use serde_json::{Value, json};

use crate::dialect::cursors::Cursors;
use crate::dialect::live::{LiveRules, milliseconds};
use crate::dialect::refusal::{Refusal, Refusals};
use crate::dialect::rules::{DialectRules, MessageLists, OAuthRules};
use crate::generated::Operation::{self, *};
use crate::http::api_error::ApiError;
use crate::http::endpoint::Endpoint;
use crate::model::message::MockMessage;

pub(super) static RULES: DialectRules = DialectRules {
    name: "older",
    operations: OPERATIONS,
    endpoints: ENDPOINTS,
    version_header: None,
    refusals: Refusals {
        unknown_path: Refusal::text(404, "404 page not found"),
        wrong_method: Refusal::text(405, "Method Not Allowed"),
        missing_token: Refusal::text(401, "no bearer token").with_challenge(),
        wrong_token: Refusal::text(401, "invalid bearer token").with_challenge(),
        missing_scope: Refusal::text(403, "insufficient scope"),
        no_upgrade: Refusal::text(426, "Upgrade Required"),
        no_websocket_key: Refusal::text(400, "Bad Request"),
    },
    error_body: write_code_in_capitals,
    messages: MessageLists {
        page_size: 20,
        cursors: Cursors {
            write: sort_key_at,
            read: position_of_sort_key,
        },
        lists_reactions: true,
        position: position_of_number,
        sort_key: number_as_text,
    },
    oauth: OAuthRules {
        metadata_endpoints: METADATA_ENDPOINTS,
        token_lifetime: Some(Duration::from_secs(24 * 60 * 60)),
        media_type: "text/plain; charset=utf-8",
        introspection_members: &[
            "scope",
            "token_type",
            "client_id",
            "aud",
            "iss",
            "sub",
            "iat",
            "nbf",
            "exp",
            "app",
            "client",
        ],
    },
    live: LiveRules {
        has_app_state: false,
        frame_end: "\n",
        time: milliseconds,
        chat_comes_first: true,
        announces_removed_reactions: true,
        repeats_newest_after_deletion: true,
        entry_format: Some(formats::EVENT_ENTRY),
    },
    account_id: "matrix_@mock-user:example.com",
    formats: formats::FORMATS,
};

const OPERATIONS: &[Operation] = &[
    GetInfo,
    ListAccounts,
    ListContacts,
    SearchContacts,
    ListChats,
    SearchChats,
    CreateChat,
    GetChat,
    ArchiveChat,
    CreateChatReminder,
    DeleteChatReminder,
    ListMessages,
    SearchMessages,
    SendMessage,
    UpdateMessage,
    AddReaction,
    RemoveReaction,
    Search,
    FocusApp,
    DownloadAsset,
    ServeAsset,
    UploadAsset,
    UploadAssetBase64,
];

/// The endpoints of the dialect, which has no consent page.
const ENDPOINTS: &[Endpoint] = &[
    Endpoint::Spec,
    Endpoint::Events,
    Endpoint::ServerMetadata,
    Endpoint::ResourceMetadata,
    Endpoint::Register,
    Endpoint::Authorize,
    Endpoint::Token,
    Endpoint::Revoke,
    Endpoint::Introspect,
    Endpoint::UserInfo,
];

/// The endpoints that the metadata names; introspection appears in `getInfo` only.
const METADATA_ENDPOINTS: &[Endpoint] = &[
    Endpoint::Register,
    Endpoint::Authorize,
    Endpoint::Token,
    Endpoint::Revoke,
    Endpoint::UserInfo,
];

fn write_code_in_capitals(failure: &ApiError) -> Value {
    let message = failure.message();
    match failure.status() {
        400 => json!({ "message": message, "code": "VALIDATION_ERROR", "details": details(failure) }),
        _ => json!({ "message": message, "code": failure.code().trim_start_matches("M_") }),
    }
}

/// Returns the `details` of an error: its message, by the name of the parameter or field that it is about.
fn details(failure: &ApiError) -> Value {
    match failure.subject() {
        Some(name) => json!({ name: failure.message() }),
        None => json!({}),
    }
}

fn number_as_text(message: &MockMessage) -> String {
    message.number().to_string()
}

fn position_of_number(message: &MockMessage) -> String {
    position(message.number())
}

fn position_of_sort_key(cursor: &str, _list: &str) -> Option<String> {
    cursor.parse().ok().map(position)
}

fn sort_key_at(position: &str, _list: &str) -> String {
    let number = position.parse::<i128>().unwrap_or_default() + i128::from(i64::MIN);
    number.to_string()
}

/// Writes a number as a text that sorts like the number.
fn position(number: i64) -> String {
    format!("{:020}", i128::from(number) - i128::from(i64::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_sort_like_their_numbers_and_convert_back() {
        let numbers = [i64::MIN, -20, -1, 0, 9, 10, 143, i64::MAX];
        let places = numbers.map(position);

        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(
            places.map(|position| sort_key_at(&position, "")),
            numbers.map(|number| number.to_string())
        );
    }
}

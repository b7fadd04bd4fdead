//! The order, size and cursors of each list that has pages.

use crate::answers::paging::{Order, PageRequest, PagingRules};
use crate::dialect::cursors::Cursors;
use crate::http::api_error::ApiError;
use crate::http::call::Query;
use crate::state::store::State;

pub(in crate::answers) fn chats(state: &State, query: &Query, default_limit: usize) -> Result<PageRequest, ApiError> {
    let paging = PagingRules {
        list: "chats",
        order: Order::NewestFirst,
        cursors: Cursors::OPAQUE,
        inclusive_newest_cursor: false,
        default_limit,
        allows_limit: true,
    };
    paging.read(query, state.page_size)
}

/// The rules of message lists, unless a list overrides them.
const MESSAGES: PagingRules = PagingRules {
    list: "messages",
    order: Order::NewestFirst,
    cursors: Cursors::OPAQUE,
    inclusive_newest_cursor: false,
    default_limit: 25,
    allows_limit: false,
};

/// Reads the page request for the messages of a chat, in the way of the dialect.
pub(in crate::answers) fn messages(state: &State, query: &Query) -> Result<PageRequest, ApiError> {
    let rules = &state.dialect.rules().messages;
    let paging = PagingRules {
        cursors: rules.cursors,
        inclusive_newest_cursor: state.inclusive_newest_cursor,
        default_limit: rules.page_size,
        ..MESSAGES
    };
    paging.read(query, state.page_size)
}

/// Returns the request for the first page of the messages that a search over everything found.
pub(in crate::answers) fn messages_among_all(state: &State) -> PageRequest {
    MESSAGES.first(state.page_size)
}

pub(in crate::answers) fn found_messages(state: &State, query: &Query) -> Result<PageRequest, ApiError> {
    let paging = PagingRules {
        default_limit: 20,
        allows_limit: true,
        ..MESSAGES
    };
    paging.read(query, state.page_size)
}

pub(in crate::answers) fn contacts(state: &State, query: &Query) -> Result<PageRequest, ApiError> {
    let paging = PagingRules {
        list: "contacts",
        order: Order::ByName,
        cursors: Cursors::OPAQUE,
        inclusive_newest_cursor: false,
        default_limit: 50,
        allows_limit: true,
    };
    paging.read(query, state.page_size)
}

//! How the lists are paged.

use crate::answers::paging::{Order, Paging, Wanted};
use crate::dialect::cursors::Cursors;
use crate::http::call::Query;
use crate::http::failure::Failure;
use crate::state::store::State;

pub(in crate::answers) fn chats(state: &State, query: &Query, default_limit: usize) -> Result<Wanted, Failure> {
    let paging = Paging {
        list: "chats",
        order: Order::NewestFirst,
        cursors: Cursors::OPAQUE,
        inclusive_live_edge: false,
        default_limit,
        has_limit: true,
    };
    paging.read(query, state.page_size)
}

/// Lists of messages, unless they say otherwise.
const MESSAGES: Paging = Paging {
    list: "messages",
    order: Order::NewestFirst,
    cursors: Cursors::OPAQUE,
    inclusive_live_edge: false,
    default_limit: 25,
    has_limit: false,
};

/// The messages of a chat, as the dialect lists them.
pub(in crate::answers) fn messages(state: &State, query: &Query) -> Result<Wanted, Failure> {
    let rules = &state.dialect.rules().messages;
    let paging = Paging {
        cursors: rules.cursors,
        inclusive_live_edge: state.inclusive_live_edge,
        default_limit: rules.page_size,
        ..MESSAGES
    };
    paging.read(query, state.page_size)
}

/// The messages among all that was found: the first page of them.
pub(in crate::answers) fn messages_among_all(state: &State) -> Wanted {
    MESSAGES.first(state.page_size)
}

pub(in crate::answers) fn found_messages(state: &State, query: &Query) -> Result<Wanted, Failure> {
    let paging = Paging {
        default_limit: 20,
        has_limit: true,
        ..MESSAGES
    };
    paging.read(query, state.page_size)
}

pub(in crate::answers) fn contacts(state: &State, query: &Query) -> Result<Wanted, Failure> {
    let paging = Paging {
        list: "contacts",
        order: Order::ByName,
        cursors: Cursors::OPAQUE,
        inclusive_live_edge: false,
        default_limit: 50,
        has_limit: true,
    };
    paging.read(query, state.page_size)
}

//! How the lists are paged.

use crate::call::Query;
use crate::paging::{Order, Paging, Wanted};
use crate::reply::Failure;
use crate::state::State;

pub(super) fn chats(state: &State, query: &Query, default_limit: usize) -> Result<Wanted, Failure> {
    let paging = Paging {
        list: "chats",
        order: Order::NewestFirst,
        default_limit,
        largest: Some(200),
    };
    paging.read(query, state.page_size)
}

pub(super) fn messages(state: &State, query: &Query) -> Result<Wanted, Failure> {
    let paging = Paging {
        list: "messages",
        order: Order::NewestFirst,
        default_limit: 25,
        largest: None,
    };
    paging.read(query, state.page_size)
}

pub(super) fn found_messages(state: &State, query: &Query) -> Result<Wanted, Failure> {
    let paging = Paging {
        list: "messages",
        order: Order::NewestFirst,
        default_limit: 20,
        largest: Some(200),
    };
    paging.read(query, state.page_size)
}

pub(super) fn contacts(state: &State, query: &Query) -> Result<Wanted, Failure> {
    let paging = Paging {
        list: "contacts",
        order: Order::ByName,
        default_limit: 50,
        largest: Some(200),
    };
    paging.read(query, state.page_size)
}

//! Tests of lists that come in pages.

mod end_of_list;
mod fixtures;
mod live_edge;
mod ordering;
mod pages;

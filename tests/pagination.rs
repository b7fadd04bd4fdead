//! Tests of lists that come in pages.

mod live_edge;
mod pages;

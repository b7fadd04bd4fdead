//! Tests of lists that come in pages.

mod end_of_list;
mod fixtures;
mod newest_end;
mod ordering;
mod pages;

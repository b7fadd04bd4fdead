//! Tests lists that are divided into pages.

mod end_of_list;
mod fixtures;
mod newest_end;
mod ordering;
mod pages;

//! Tests realistic pastes of all formats, whose values must all be found.

mod commands;
mod console;
mod cookie_json;
mod cookie_tables;
mod cookies_txt;
mod curl;
mod decoration;
mod fetch;
mod har;
mod header_blocks;
mod powershell;
mod raw_requests;
mod storage;
mod unusual;

//! Tests chats, messages, contacts and files.

mod assets;
mod chat;
mod chat_search;
mod contacts;
mod messages;
mod new_chats;
mod paging;
mod sending;

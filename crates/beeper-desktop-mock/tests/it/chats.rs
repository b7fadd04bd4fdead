//! Chats, messages, contacts and files.

mod assets;
mod chat_search;
mod chats;
mod contacts;
mod messages;
mod new_chats;
mod paging;

//! The server itself, and what is on it from the start.

mod bridges_and_accounts;
mod connections;
mod lifetime;
mod secrets;
mod served_description;

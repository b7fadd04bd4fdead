//! Tests the server itself, and what it has from the start.

mod bridges_and_accounts;
mod connections;
mod lifetime;
mod secrets;
mod served_description;

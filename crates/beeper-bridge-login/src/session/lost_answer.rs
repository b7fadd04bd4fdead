//! Finds the outcome of a login when a response was lost or the session is gone.

pub(crate) mod bridge_snapshot;
pub(crate) mod reconciliation;
pub(crate) mod unreadable_entries;

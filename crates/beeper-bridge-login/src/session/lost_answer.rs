//! How a login session stands when an answer was lost, or the session has gone: what to believe, and where to look.

pub(crate) mod bridge_snapshot;
pub(crate) mod outcome;
pub(crate) mod reconciliation;

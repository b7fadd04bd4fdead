//! What has become of a login whose answer was lost, or whose session is gone.

pub(crate) mod bridge_snapshot;
pub(crate) mod outcome;
pub(crate) mod reconciliation;

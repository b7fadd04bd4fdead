//! Canned, late and broken answers, and the rules that select the calls that get them.

mod body_chunks;
pub(crate) mod broken_response;
pub(crate) mod call_rules;
pub(crate) mod delay;
pub(crate) mod delivery;
pub(crate) mod hold;
pub(crate) mod wait_timeout;

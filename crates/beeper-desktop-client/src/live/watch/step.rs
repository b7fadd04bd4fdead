//! The decisions of a watch: a state that takes inputs and returns actions, without a network or a clock.

pub(super) mod backoff;
pub(super) mod calls;
mod compare;
mod events;
mod fetches;
pub(super) mod filter;
mod link;
mod loads;
mod looks;
mod outbox;
mod settlement;
pub(super) mod state;
#[cfg(test)]
mod tests;
mod work;

//! What a watch decides: a state that is told what happens, and says what to do. No network, no clock.

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

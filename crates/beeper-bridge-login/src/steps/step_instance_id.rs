//! Tells apart steps that look the same, so that an answer fits one of them only.

use std::sync::atomic::{AtomicU64, Ordering};

/// Differs for every step that is made, also for one that looks exactly like an earlier one: an answer to that is late.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct StepInstanceId(u64);

impl StepInstanceId {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

//! Distinguishes steps that look the same, so that an answer fits only one of them.

use std::sync::atomic::{AtomicU64, Ordering};

/// An ID that no two steps share, even if they look the same. An answer with an earlier ID is stale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct StepInstanceId(u64);

impl StepInstanceId {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

//! The trait through which a capture reports its progress.

use super::progress::CaptureProgress;

/// A receiver of a capture's progress.
pub(super) trait Observer {
    fn tell(&self, progress: CaptureProgress);

    /// Returns `true` if no task waits for the capture any more.
    fn has_given_up(&self) -> bool;
}

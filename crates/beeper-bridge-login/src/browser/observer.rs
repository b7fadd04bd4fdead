//! Whom a capture tells how far it is.

use super::progress::CaptureProgress;

/// Whom a capture tells how far it is.
pub(super) trait Observer {
    fn tell(&self, progress: CaptureProgress);

    /// Whether nobody waits for the capture any more.
    fn has_given_up(&self) -> bool;
}

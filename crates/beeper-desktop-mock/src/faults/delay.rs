//! Delays of a response: none, for a duration, or until a test releases it.

use std::time::Duration;

use crate::faults::broken_response::BrokenResponse;
use crate::faults::hold::Gate;

/// A delay before a response or a part of it.
#[derive(Clone, Default)]
pub(crate) enum Delay {
    #[default]
    None,
    Duration(Duration),
    Gate(Gate),
}

impl Delay {
    pub(crate) async fn wait(&self) -> Result<(), BrokenResponse> {
        match self {
            Self::None => Ok(()),
            Self::Duration(duration) => {
                tokio::time::sleep(*duration).await;
                Ok(())
            }
            Self::Gate(gate) => gate.wait().await,
        }
    }
}

//! What an answer waits for.

use std::time::Duration;

use crate::faults::broken_response::BrokenResponse;
use crate::faults::hold::Gate;

/// Something to wait for.
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

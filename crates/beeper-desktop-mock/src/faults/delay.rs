//! What an answer waits for.

use std::time::Duration;

use crate::faults::broken_response::Broken;
use crate::faults::hold::Gate;

/// Something to wait for.
#[derive(Clone, Default)]
pub(crate) enum Wait {
    #[default]
    Nothing,
    Time(Duration),
    Gate(Gate),
}

impl Wait {
    pub(crate) async fn pass(&self) -> Result<(), Broken> {
        match self {
            Self::Nothing => Ok(()),
            Self::Time(duration) => {
                tokio::time::sleep(*duration).await;
                Ok(())
            }
            Self::Gate(gate) => gate.pass().await,
        }
    }
}

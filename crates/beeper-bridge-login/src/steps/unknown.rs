//! Steps of kinds that this version of the crate does not know.

use beeper_desktop_client::OpenValue;
use beeper_desktop_client::types::StepId;

/// A step of a kind that this version of the crate does not know, as the server sent it.
#[derive(Clone, Debug)]
pub struct UnknownStep {
    kind: String,
    id: Option<StepId>,
    raw: OpenValue,
}

impl UnknownStep {
    pub(crate) fn new(kind: &str, raw: OpenValue) -> Self {
        let id = serde_json::from_value(raw.as_value()["stepID"].clone()).ok();
        Self {
            kind: kind.to_owned(),
            id,
            raw,
        }
    }

    /// Returns the step's `type`, for instance `webauthn`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns the step's ID, if it has one.
    pub fn id(&self) -> Option<&StepId> {
        self.id.as_ref()
    }

    /// Returns the whole step as the server sent it.
    pub fn raw(&self) -> &OpenValue {
        &self.raw
    }
}

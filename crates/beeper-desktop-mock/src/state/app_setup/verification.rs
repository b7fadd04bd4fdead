//! A verification of one device by another.

use serde_json::{Value, json};

use crate::http::api_error::ApiError;

/// The data of the QR code that the other device shows.
pub(crate) const QR_OF_OTHER_DEVICE: &str = "mock-qr-of-trusted-device";

pub(crate) struct Verification {
    pub(crate) id: String,
    pub(crate) is_incoming: bool,
    pub(crate) purpose: String,
    pub(crate) user_id: Option<String>,
    pub(crate) progress: Progress,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Progress {
    Requested,
    Ready,
    /// Both devices show the same emoji, which each may have confirmed.
    Sas {
        here: bool,
        there: bool,
    },
    /// One device has scanned the QR code of the other.
    Scanned {
        by_other: bool,
    },
    Over(VerificationEnd),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum VerificationEnd {
    Done,
    Cancelled { code: String, reason: String },
    Failed { code: String, reason: String },
}

impl Verification {
    pub(crate) fn is_active(&self) -> bool {
        !matches!(self.progress, Progress::Over(_))
    }

    /// Returns the actions that the client can take now.
    fn actions(&self) -> Vec<&'static str> {
        let first = match self.progress {
            Progress::Over(_) => return Vec::new(),
            Progress::Requested => self.is_incoming.then_some("accept"),
            Progress::Ready => Some("sas.start"),
            Progress::Sas { here, .. } => (!here).then_some("sas.confirm"),
            Progress::Scanned { by_other } => by_other.then_some("qr.confirmScanned"),
        };
        first.into_iter().chain(["cancel"]).collect()
    }

    pub(crate) fn allows(&self, action: &str) -> Result<(), ApiError> {
        match self.actions().contains(&action) {
            true => Ok(()),
            false => Err(ApiError::conflict(
                "The verification is in a state that does not allow this",
            )),
        }
    }

    /// Confirms the verification on behalf of the other device.
    pub(crate) fn confirm_there(&mut self) {
        match &mut self.progress {
            Progress::Sas { here: true, .. } | Progress::Scanned { by_other: false } => {
                self.progress = Progress::Over(VerificationEnd::Done);
            }
            Progress::Sas { there, .. } => *there = true,
            _ => {}
        }
    }

    pub(crate) fn confirm_here(&mut self) {
        match &mut self.progress {
            Progress::Sas { there: true, .. } | Progress::Scanned { by_other: true } => {
                self.progress = Progress::Over(VerificationEnd::Done);
            }
            Progress::Sas { here, .. } => *here = true,
            _ => {}
        }
    }

    pub(crate) fn to_json(&self, own_user_id: &str) -> Value {
        let state = match &self.progress {
            Progress::Requested => "requested",
            Progress::Ready => "ready",
            Progress::Sas { .. } => "sas_ready",
            Progress::Scanned { .. } => "qr_scanned",
            Progress::Over(VerificationEnd::Done) => "done",
            Progress::Over(VerificationEnd::Cancelled { .. }) => "cancelled",
            Progress::Over(VerificationEnd::Failed { .. }) => "error",
        };
        let mut json = json!({
            "id": self.id,
            "state": state,
            "availableActions": self.actions(),
            "direction": if self.is_incoming { "incoming" } else { "outgoing" },
            "methods": ["qr", "sas"],
            "purpose": self.purpose,
            "otherDevice": { "id": "MOCKPHONE", "name": "Mock Phone" },
            "otherUserID": self.user_id.as_deref().unwrap_or(own_user_id),
        });
        match &self.progress {
            Progress::Ready => json["qr"] = json!({ "data": format!("mock-qr-of-{}", self.id) }),
            Progress::Sas { .. } => {
                json["sas"] = json!({ "emojis": "🐝🌻🍯🐻🌳☀️🎵", "decimals": "1234 5678 9012" });
            }
            Progress::Over(VerificationEnd::Cancelled { code, reason } | VerificationEnd::Failed { code, reason }) => {
                json["error"] = json!({ "code": code, "reason": reason });
            }
            _ => {}
        }
        json
    }
}

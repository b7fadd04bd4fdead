//! Two devices that convince each other.

use serde_json::{Value, json};

use super::Setup;
use crate::http::reply::Failure;

/// What the other device shows to be scanned.
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
    /// Both show the same signs; who has confirmed them.
    Sas {
        here: bool,
        there: bool,
    },
    /// One has scanned the other's code: the other device did, or this one.
    Scanned {
        by_other: bool,
    },
    Over(End),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    Done,
    Cancelled { code: String, reason: String },
    Failed { code: String, reason: String },
}

impl Verification {
    pub(crate) fn is_active(&self) -> bool {
        !matches!(self.progress, Progress::Over(_))
    }

    /// As clients name what they can do now.
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

    pub(crate) fn allows(&self, action: &str) -> Result<(), Failure> {
        match self.actions().contains(&action) {
            true => Ok(()),
            false => Err(Failure::conflict("The verification is not in a state to do this")),
        }
    }

    /// The other device agrees to what has been compared here.
    pub(crate) fn confirm_there(&mut self) {
        match &mut self.progress {
            Progress::Sas { here: true, .. } | Progress::Scanned { by_other: false } => {
                self.progress = Progress::Over(End::Done);
            }
            Progress::Sas { there, .. } => *there = true,
            _ => {}
        }
    }

    pub(crate) fn confirm_here(&mut self) {
        match &mut self.progress {
            Progress::Sas { there: true, .. } | Progress::Scanned { by_other: true } => {
                self.progress = Progress::Over(End::Done);
            }
            Progress::Sas { here, .. } => *here = true,
            _ => {}
        }
    }

    pub(crate) fn to_json(&self, setup: &Setup) -> Value {
        let state = match &self.progress {
            Progress::Requested => "requested",
            Progress::Ready => "ready",
            Progress::Sas { .. } => "sas_ready",
            Progress::Scanned { .. } => "qr_scanned",
            Progress::Over(End::Done) => "done",
            Progress::Over(End::Cancelled { .. }) => "cancelled",
            Progress::Over(End::Failed { .. }) => "error",
        };
        let mut json = json!({
            "id": self.id,
            "state": state,
            "availableActions": self.actions(),
            "direction": if self.is_incoming { "incoming" } else { "outgoing" },
            "methods": ["qr", "sas"],
            "purpose": self.purpose,
            "otherDevice": { "id": "MOCKPHONE", "name": "Mock Phone" },
            "otherUserID": self.user_id.as_deref().unwrap_or(&setup.settings.user_id),
        });
        match &self.progress {
            Progress::Ready => json["qr"] = json!({ "data": format!("mock-qr-of-{}", self.id) }),
            Progress::Sas { .. } => {
                json["sas"] = json!({ "emojis": "🐝🌻🍯🐻🌳☀️🎵", "decimals": "1234 5678 9012" });
            }
            Progress::Over(End::Cancelled { code, reason } | End::Failed { code, reason }) => {
                json["error"] = json!({ "code": code, "reason": reason });
            }
            _ => {}
        }
        json
    }
}

impl Setup {
    pub(crate) fn verification(&mut self, id: &str) -> Result<&mut Verification, Failure> {
        let mut verifications = self.verifications.iter_mut();
        let found = verifications.find(|it| it.id == id);
        found.ok_or(Failure::not_found("Verification not found"))
    }

    /// The last to begin of those that go on.
    pub(crate) fn active_verification(&mut self) -> Option<&mut Verification> {
        self.verifications.iter_mut().rfind(|it| it.is_active())
    }

    pub(crate) fn begin_verification(
        &mut self,
        id: String,
        is_incoming: bool,
        purpose: Option<&str>,
        user_id: Option<&str>,
    ) -> &mut Verification {
        let is_trusted = self.to_json()["e2ee"]["verified"] == true;
        let progress = match is_incoming || self.settings.device_waits {
            true => Progress::Requested,
            false => Progress::Ready,
        };
        self.verifications.push(Verification {
            id,
            is_incoming,
            purpose: purpose
                .unwrap_or(if is_trusted { "device" } else { "login" })
                .to_owned(),
            user_id: user_id.map(str::to_owned),
            progress,
        });
        let last = self.verifications.len() - 1;
        &mut self.verifications[last]
    }

    /// To be called after each change of a verification.
    pub(crate) fn settle_verifications(&mut self) {
        let is_done = |it: &Verification| it.progress == Progress::Over(End::Done);
        if self.is_signed_in() && self.verifications.iter().any(is_done) {
            self.verified();
        }
    }
}

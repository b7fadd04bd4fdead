//! The steps of a device verification.

use std::mem::discriminant;

use crate::generated::types::{
    Verification, VerificationAction, VerificationError, VerificationSas, VerificationState,
};
use crate::values::secret::Secret;

/// What a verification waits for; from [`DeviceVerification::step`](super::DeviceVerification::step).
///
/// It follows from what the server says can be done now, so a state that this crate does not know is no obstacle.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum VerificationStep {
    /// For the other device: to accept, to compare, or to confirm. Or for the server, to show what was done here.
    Waiting,
    /// For this device to [accept](super::DeviceVerification::accept): the other one asks.
    Asked,
    /// For one of both to begin. The other device may scan `qr`, or either may
    /// [start to compare emoji](super::DeviceVerification::start_sas).
    Ready {
        /// What to show as a QR code, if there is one.
        qr: Option<Secret>,
        /// Whether comparing emoji can be started here.
        can_compare: bool,
    },
    /// For the user to compare what both devices show, and to say whether it is
    /// [the same](super::DeviceVerification::confirm_sas) or [not](super::DeviceVerification::mismatch).
    Compare(VerificationSas),
    /// For the user to say that the other device [scanned the code](super::DeviceVerification::confirm_scanned) shown here,
    /// and says so.
    ConfirmScanned,
    /// For nothing: the devices trust each other.
    Done,
    /// For nothing: it was cancelled, or failed. The server says why, unless it has forgotten.
    Ended(Option<VerificationError>),
}

impl VerificationStep {
    pub(super) fn of(verification: &Verification) -> Self {
        let can = |action| verification.available_actions.contains(&action);
        match verification.state {
            VerificationState::Done => return Self::Done,
            VerificationState::Cancelled | VerificationState::Error => return Self::Ended(verification.error.clone()),
            _ => {}
        }
        let can_compare = can(VerificationAction::SasStart);
        let is_ready = can_compare || verification.state == VerificationState::Ready;
        let qr = verification.qr.as_ref().map(|qr| qr.data.clone());
        match &verification.sas {
            Some(sas) if can(VerificationAction::SasConfirm) => Self::Compare(sas.clone()),
            _ if can(VerificationAction::QrConfirmScanned) => Self::ConfirmScanned,
            _ if can(VerificationAction::Accept) => Self::Asked,
            _ if is_ready && (can_compare || qr.is_some()) => Self::Ready { qr, can_compare },
            _ => Self::Waiting,
        }
    }

    /// Whether it asks the same. Other emoji are another question.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Compare(one), Self::Compare(other)) => one.emojis.expose() == other.emojis.expose(),
            _ => discriminant(self) == discriminant(other),
        }
    }

    /// Whether nothing can come after it.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Done | Self::Ended(_))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn step(state: &str, actions: &[&str], more: Value) -> String {
        let mut verification = json!({
            "id": "v", "state": state, "availableActions": actions,
            "direction": "outgoing", "methods": ["sas"], "purpose": "login",
        });
        for (name, value) in more.as_object().unwrap() {
            verification[name] = value.clone();
        }
        let step = VerificationStep::of(&serde_json::from_value(verification).unwrap());
        format!("{step:?}").split([' ', '(']).next().unwrap().to_owned()
    }

    #[test]
    fn a_step_is_what_can_be_done_now() {
        let (qr, sas) = (json!({"qr": {"data": "q"}}), json!({"sas": {"emojis": "🐝"}}));
        for (state, actions, more, expected) in [
            ("requested", &["cancel"][..], json!({}), "Waiting"),
            ("requested", &["accept", "cancel"], json!({}), "Asked"),
            ("ready", &["sas.start"], qr.clone(), "Ready"),
            ("ready", &["sas.start"], json!({}), "Ready"),
            ("ready", &[], qr, "Ready"),
            ("ready", &["cancel"], json!({}), "Waiting"),
            ("sas_ready", &["sas.confirm"], sas.clone(), "Compare"),
            ("sas_ready", &["sas.confirm"], json!({}), "Waiting"),
            ("sas_ready", &["cancel"], sas.clone(), "Waiting"),
            ("qr_scanned", &["qr.confirmScanned"], json!({}), "ConfirmScanned"),
            ("qr_scanned", &[], json!({}), "Waiting"),
            ("done", &["cancel"], sas, "Done"),
            ("cancelled", &["accept"], json!({}), "Ended"),
            ("error", &[], json!({"error": {"code": "c", "reason": "r"}}), "Ended"),
            ("pondering", &["accept"], json!({}), "Asked"),
            ("pondering", &["sas.start", "dance"], json!({}), "Ready"),
            ("pondering", &[], json!({}), "Waiting"),
        ] {
            assert_eq!(step(state, actions, more), expected, "{state} {actions:?}");
        }
    }
}

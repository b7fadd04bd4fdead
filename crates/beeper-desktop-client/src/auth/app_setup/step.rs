//! The steps of a device verification.

use std::mem::discriminant;

use crate::generated::types::{
    Verification, VerificationAction, VerificationError, VerificationSas, VerificationState,
};
use crate::values::secret::Secret;

/// What a verification waits for; returned by [`DeviceVerification::step`](super::DeviceVerification::step).
///
/// It is derived from the actions that the server allows now, so it also works with states that this crate does not know.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum VerificationStep {
    /// The other device has to accept, compare or confirm, or the server has not yet shown what this device did.
    Waiting,
    /// The other device asks for a verification, and this device has to [accept](super::DeviceVerification::accept) it.
    Asked,
    /// Either device has to begin.
    ///
    /// The other device scans `qr`, or either one [starts to compare emoji](super::DeviceVerification::start_sas).
    Ready {
        /// The content of the QR code to show, if it has one.
        qr: Option<Secret>,
        /// Whether this device can start to compare emoji.
        can_compare: bool,
    },
    /// The user has to compare what both devices show.
    ///
    /// Then the user says whether it is [the same](super::DeviceVerification::confirm_sas) or
    /// [not](super::DeviceVerification::mismatch).
    Compare(VerificationSas),
    /// The user has to say whether the other device reports that it scanned the code shown here.
    ///
    /// [`confirm_scanned`](super::DeviceVerification::confirm_scanned) confirms it.
    ConfirmScanned,
    /// The devices trust each other.
    Done,
    /// The verification was cancelled or failed, with the server's reason if it still has one.
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

    /// Returns whether both ask the same question. Other emoji are another question.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Compare(one), Self::Compare(other)) => one.emojis.expose() == other.emojis.expose(),
            _ => discriminant(self) == discriminant(other),
        }
    }

    /// Returns whether this is the last step.
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

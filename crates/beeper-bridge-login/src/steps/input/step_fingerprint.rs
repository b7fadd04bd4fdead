//! Fingerprints, which distinguish a repeated input step from a changed one.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use beeper_desktop_client::ServerText;
use beeper_desktop_client::types::{FieldId, StepId, UserInputStep};

use super::field_kind::FieldKind;

/// A fingerprint that distinguishes a step from another one with the same ID.
///
/// A network that refuses a password often asks again with the same step ID and the same fields. Only the instructions then
/// report the error:
///
/// ```
/// use beeper_bridge_login::input::InputStep;
/// # use beeper_desktop_client::types::UserInputStep;
///
/// # fn step(instructions: &str) -> UserInputStep {
/// #     serde_json::from_value(serde_json::json!({
/// #         "stepID": "password", "instructions": instructions, "fields": [{"id": "password", "type": "password"}],
/// #     })).unwrap()
/// # }
/// # let (before, after) = (step("Sign in."), step("That was not right. Try again."));
/// let before = InputStep::from(before).fingerprint().clone();
/// let after = InputStep::from(after).fingerprint().clone();
/// assert_ne!(before, after);
/// assert!(after.asks_again(&before));
/// ```
///
/// Fingerprints are equal if the ID, the instructions, the fields (IDs and kinds, in order) and the attachments are.
#[derive(Clone, PartialEq, Eq)]
pub struct StepFingerprint {
    step_id: StepId,
    instructions: Option<ServerText>,
    fields: Vec<(FieldId, FieldKind)>,
    attachments: u64,
}

impl StepFingerprint {
    pub(super) fn of(step: &UserInputStep) -> Self {
        let mut attachments = DefaultHasher::new();
        for attachment in step.attachments.iter().flatten() {
            attachment.as_value().hash(&mut attachments);
        }
        let kind = |name: &Option<String>| name.as_deref().map_or(FieldKind::Text, FieldKind::from);
        Self {
            step_id: step.step_id.clone(),
            instructions: step.instructions.clone(),
            fields: step
                .fields
                .iter()
                .map(|field| (field.id.clone(), kind(&field.type_)))
                .collect(),
            attachments: attachments.finish(),
        }
    }

    /// Returns `true` if this step repeats the earlier one with other instructions or attachments.
    ///
    /// The answer to the earlier step was then refused.
    pub fn asks_again(&self, earlier: &Self) -> bool {
        self.step_id == earlier.step_id && self.fields == earlier.fields && self != earlier
    }

    pub(crate) fn hash_fields(&self, hasher: &mut impl Hasher) {
        for (id, kind) in &self.fields {
            (id, kind.as_str()).hash(hasher);
        }
        self.attachments.hash(hasher);
    }

    /// Returns `true` if both steps ask for the same values, whatever the steps' IDs are.
    pub(crate) fn has_same_fields(&self, other: &Self) -> bool {
        self.fields == other.fields
    }
}

impl fmt::Debug for StepFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StepFingerprint")
            .field("step_id", &self.step_id)
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}

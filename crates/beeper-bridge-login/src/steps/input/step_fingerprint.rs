//! Fingerprints, which tell a repeated input step from a changed one.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use beeper_desktop_client::ServerText;
use beeper_desktop_client::types::{FieldId, StepId, UserInputStep};

use super::field_kind::FieldKind;

/// What tells a step from another one that has the same ID.
///
/// A network that refuses a password often asks again with the same step ID and the same fields, and says only in the
/// instructions that something was wrong:
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
/// Equal ones have the same ID, instructions, fields (IDs and kinds, in order) and attachments.
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

    /// Whether this is the earlier step's form once more, with other instructions or attachments: the answer to the
    /// earlier one has been refused.
    pub fn asks_again(&self, earlier: &Self) -> bool {
        self.step_id == earlier.step_id && self.fields == earlier.fields && self != earlier
    }

    pub(crate) fn hash_fields(&self, hasher: &mut impl Hasher) {
        for (id, kind) in &self.fields {
            (id, kind.as_str()).hash(hasher);
        }
        self.attachments.hash(hasher);
    }

    /// Whether both ask for the same values, whatever the steps are called.
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

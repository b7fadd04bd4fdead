//! The input step: fields, instructions and attachments.

use std::collections::{BTreeMap, BTreeSet};

use beeper_desktop_client::types::{FieldId, StepId, UserInputStep};
use beeper_desktop_client::{OpenValue, ServerText};

use super::attachment::Attachment;
use super::field::Field;
use super::step_fingerprint::StepFingerprint;
use crate::steps::extra::ExtraMembers;
use crate::steps::step_instance_id::StepInstanceId;

/// A step that asks the user for values.
///
/// It is made from the client's type. Malformed parts are left out and never fail the step.
///
/// A step may have no fields, and so the user types nothing. Show its instructions, let the user continue, and answer with
/// [`FieldValues::new`](super::FieldValues::new).
///
/// ```
/// use beeper_bridge_login::input::{FieldKind, InputStep};
/// use beeper_bridge_login::text::{Lines, printable};
/// # use beeper_desktop_client::types::UserInputStep;
///
/// # fn read_line(prompt: &str, echo: bool) {}
/// # let step: UserInputStep = serde_json::from_str(
/// #     r#"{"stepID": "s", "instructions": "Sign in", "fields": [{"id": "password", "type": "password"}]}"#,
/// # ).unwrap();
/// let step = InputStep::from(step);
/// if let Some(instructions) = step.instructions() {
///     println!("{}", printable(instructions, Lines::Keep, 2000));
/// }
/// for field in step.fields() {
///     let typed = read_line(field.label(), !field.is_secret());
/// }
/// ```
#[derive(Clone, Debug)]
pub struct InputStep {
    id: StepId,
    instructions: Option<ServerText>,
    fields: Vec<Field>,
    attachments: Vec<Attachment>,
    extra: ExtraMembers,
    fingerprint: StepFingerprint,
    instance_id: StepInstanceId,
}

impl InputStep {
    /// Returns the step's ID, which is not unique within a session: compare [`fingerprint`](Self::fingerprint)s.
    pub fn id(&self) -> &StepId {
        &self.id
    }

    /// Returns the server's instructions for the user, which may also say that the last answer was wrong.
    pub fn instructions(&self) -> Option<&ServerText> {
        self.instructions.as_ref()
    }

    /// Returns the fields in the order in which to ask, perhaps none. No two have the same ID.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Returns the field with an ID.
    pub fn field(&self, id: impl AsRef<str>) -> Option<&Field> {
        self.fields.iter().find(|field| field.id() == id.as_ref())
    }

    /// Returns the attachments to present beside the fields, such as a captcha's picture.
    pub fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    /// Returns the other members that the server sent with the step, unchanged.
    ///
    /// They may contain secrets, so do not print them.
    pub fn extra(&self) -> &BTreeMap<String, OpenValue> {
        &self.extra
    }

    /// Returns the fingerprint, which distinguishes this step from a later one with the same ID.
    pub fn fingerprint(&self) -> &StepFingerprint {
        &self.fingerprint
    }

    pub(crate) fn renew(&mut self) {
        self.instance_id = StepInstanceId::new();
    }

    pub(crate) fn instance_id(&self) -> StepInstanceId {
        self.instance_id
    }
}

impl From<UserInputStep> for InputStep {
    fn from(step: UserInputStep) -> Self {
        let fingerprint = StepFingerprint::of(&step);
        let mut seen = BTreeSet::<FieldId>::new();
        Self {
            id: step.step_id,
            instructions: step.instructions,
            fields: step
                .fields
                .into_iter()
                .filter(|field| seen.insert(field.id.clone()))
                .map(Field::from)
                .collect(),
            attachments: step
                .attachments
                .iter()
                .flatten()
                .map(|attachment| Attachment::decode(attachment.as_value()))
                .collect(),
            extra: step.extra,
            fingerprint,
            instance_id: StepInstanceId::new(),
        }
    }
}
